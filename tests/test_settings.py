from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from geo.errors import SettingsError
from geo.settings import Settings, Source, described, load_settings


def test_environment_wins_over_file_and_arguments_over_both(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_text('lang = "en"\nrun_seconds = 5\n')
    environment = {"PETARAWAN_SETTINGS": str(file), "PETARAWAN_RUN_SECONDS": "7"}
    settings = load_settings(environment)
    assert (settings.lang, settings.run_seconds) == ("en", 7)
    assert load_settings(environment, lang="id").lang == "id"


def test_a_misspelling_is_refused_with_the_known_names() -> None:
    with pytest.raises(SettingsError, match="mingroup") as caught:
        load_settings({"PETARAWAN_MINGROUP": "7"})
    assert "store" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"), [("LANG", "fr"), ("NOW", "yesterday"), ("NOW", "2026-11-23T12:00"), ("RUN_SECONDS", "0")]
)
def test_impossible_values_are_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError):
        load_settings({f"PETARAWAN_{name}": value})


def test_a_broken_file_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_text("lang = ")
    with pytest.raises(SettingsError, match=r"p\.toml"):
        load_settings({"PETARAWAN_SETTINGS": str(file)})


def test_the_clock_can_be_fixed() -> None:
    settings = load_settings({"PETARAWAN_NOW": "2026-11-23T12:00+07:00"})
    assert settings.clock() == datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert load_settings({}).clock().tzinfo is UTC


def test_each_value_knows_where_it_came_from(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_text('# a comment\nlang = "en"\n\nrun_seconds = 5\nstale_days = 3\n')
    environment = {"PETARAWAN_SETTINGS": str(file), "PETARAWAN_RUN_SECONDS": "7"}
    settings = load_settings(environment, stale_days=4, store=None)
    assert settings.source_of("lang") == Source("file", str(file), 2)
    assert settings.source_of("run_seconds") == Source("environment", "PETARAWAN_RUN_SECONDS")
    assert settings.source_of("stale_days") == Source("given")
    assert settings.source_of("store") == Source("default")


def test_every_setting_is_described_in_both_languages_with_its_range() -> None:
    rows = {row["name"]: row for row in described(load_settings({}))}
    assert set(rows) == set(Settings.model_fields)
    for name, row in rows.items():
        assert row["says"].id.strip(), name
        assert row["says"].en.strip(), name
        assert row["says"].id != row["says"].en, name
        assert row["value"] == row["default"] or name == "store"
    assert (rows["session_idle_minutes"]["value"], rows["session_hours"]["value"]) == (60, 12)
    assert (rows["backup_keep"]["least"], rows["backup_keep"]["unit"].en) == (2, "days")
    assert rows["backup_dir"]["variable"] == "PETARAWAN_BACKUP_DIR"


@pytest.mark.parametrize("address", ["ftp://a", "map.example.org", "https://a/?x=1", "https://a/#x", "javascript:1"])
def test_a_public_address_is_an_address(address: str) -> None:
    with pytest.raises(SettingsError, match="public_url"):
        load_settings({"PETARAWAN_PUBLIC_URL": address})
    assert load_settings({"PETARAWAN_PUBLIC_URL": "https://a.id/"}).public_url == "https://a.id"

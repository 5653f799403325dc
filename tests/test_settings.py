from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from geo.errors import SettingsError
from geo.settings import load_settings


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

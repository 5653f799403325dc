"""The day's work: one backup a day, proven by restoring it; a bad one is told by the exit code."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from geo.errors import ParameterError
from geo.settings import Settings
from tests.webmap import samples
from webmap.deploy import daily
from webmap.deploy.daily import day, no_proof


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of a store with a backup folder."""
    store = samples.make_store(tmp_path)
    store.close()
    folder = tmp_path / "backups"
    folder.mkdir(mode=0o700)
    return Settings(store=store.url, now=samples.NOW, backup_dir=str(folder))


def test_a_backup_is_written_and_proven_and_a_second_look_writes_none(settings: Settings) -> None:
    first = day(settings)
    assert first["good"]
    assert first["made"] is not None
    second = day(settings)
    assert second["good"]
    assert second["made"] is None
    assert len(list(Path(settings.backup_dir).glob("*.petarawan"))) == 1


def test_a_damaged_backup_does_not_count_as_todays(settings: Settings) -> None:
    made = day(settings)["made"]
    path = Path(settings.backup_dir) / made
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = os.urandom(len(content) - len(content) // 2)
    path.write_bytes(content)
    again = day(settings)
    assert again["good"]
    assert again["made"] not in {None, made}


def test_a_drill_that_fails_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"id": "cadangan rusak", "en": "the backup is damaged"}
    monkeypatch.setattr(daily, "practise", lambda *_, **__: {"good": False, "problem": told})
    done = day(settings)
    assert not done["good"]
    assert no_proof(done).text("id") == "Latihan pemulihan gagal: cadangan rusak"
    assert no_proof(done).text("en") == "The restore drill failed: the backup is damaged"


def test_without_a_folder_it_says_which_setting_is_missing(settings: Settings) -> None:
    with pytest.raises(ParameterError, match="PETARAWAN_BACKUP_DIR"):
        day(settings.model_copy(update={"backup_dir": ""}))

"""S06: the restore drill is run here, and finds a backup that would not have served."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.languages import Says
from geo.store import open_store
from geo.store.drill import drill
from geo.store.schema import SCHEMA
from geo.store.service.audit import Audit
from geo.store.service.file import open_service
from tests.store.samples import NOW, arrival, fresh_store, incidents


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    store = open_store(fresh_store(tmp_path / "s.db"))
    store.take_in(arrival(incidents(30)), NOW)
    with open_service(store.url) as service:
        Audit(service).add("test", NOW, who="U001", role="admin", agency=None, source="127.0.0.1")
    store.backup(tmp_path / "b.petarawan")
    store.close()
    return tmp_path / "b.petarawan"


def test_a_good_backup_passes_and_leaves_nothing_behind(backup: Path) -> None:
    steps: list[tuple[float, str]] = []

    def told(share: float, step: Says) -> None:
        steps.append((share, step.en))

    before = {path.name for path in backup.parent.iterdir()}
    found = drill(backup, NOW, told=told)
    assert found["good"], found
    assert (found["incidents"], found["schema"], found["newest_schema"]) == (30, SCHEMA, SCHEMA)
    assert found["drilled"] == NOW.isoformat()
    assert found["audit"]["number"] == 1
    assert [share for share, _ in steps] == sorted(share for share, _ in steps)
    assert {path.name for path in backup.parent.iterdir()} == before


def test_a_damaged_backup_fails_with_the_reason_in_both_languages(backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    at = content.index(b"baris 12 ")
    content[at + 6 : at + 7] = b"9"
    backup.write_bytes(content)
    found = drill(backup, NOW)
    assert not found["good"]
    assert "incidents" in found["problem"]["en"]
    assert found["problem"]["id"] != found["problem"]["en"]


def test_what_is_no_backup_fails_and_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.petarawan").write_text("no")
    assert not drill(tmp_path / "x.petarawan", NOW)["good"]
    assert not drill(tmp_path / "none.petarawan", NOW)["good"]

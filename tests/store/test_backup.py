"""Backups are consistent, prove themselves, and never overwrite; restoring is practised here."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.errors import StoreError
from geo.store import backup_parts, backup_store, open_store, restore_store
from geo.store.connect import connect
from geo.store.sqlite import SqliteStore
from geo.tables.chosen import Chosen
from tests.store.samples import NOW, arrival, fresh_store, incidents


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    opened = open_store(fresh_store(tmp_path / "s.db"))
    opened.take_in(arrival(incidents(500)), NOW)
    return opened


def test_during_writes_it_holds_one_moment(store: SqliteStore, tmp_path: Path) -> None:
    """S06."""
    stop = threading.Event()
    row = incidents(1)

    def write() -> None:
        i = 0
        while not stop.is_set():
            store.add_incident(row.assign(incident_id=f"W-{i}"), "uji", NOW)
            i += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [store.backup(tmp_path / f"b{i}.petarawan") for i in range(3)]
    finally:
        stop.set()
        writer.join()
    for i, backup in enumerate(made):
        told = restore_store(tmp_path / f"b{i}.petarawan", f"sqlite:///{tmp_path}/r{i}.db")
        assert told["rows"] == backup["rows"]
        with open_store(f"sqlite:///{tmp_path}/r{i}.db") as copy:
            # every write raises the data version by one: rows and version are of the same moment
            assert len(copy.incidents(Chosen())) == 499 + copy.data_version()
    assert {path.name for path in tmp_path.glob("*.part")} == set()
    assert {path.name for path in tmp_path.glob("*.writing*")} == set()


def test_it_is_one_file_for_its_owner_alone(store: SqliteStore, tmp_path: Path) -> None:
    made = backup_store(store.url, tmp_path / "b.petarawan")
    assert [path.name for path in tmp_path.glob("b.*")] == ["b.petarawan"]
    assert (tmp_path / "b.petarawan").stat().st_mode & 0o777 == 0o600
    assert made["bytes"] == (tmp_path / "b.petarawan").stat().st_size


def test_any_damage_is_found(store: SqliteStore, tmp_path: Path) -> None:
    """S06."""
    store.backup(tmp_path / "b.petarawan")
    good = (tmp_path / "b.petarawan").read_bytes()
    bad = tmp_path / "bad.petarawan"
    url = f"sqlite:///{tmp_path}/r.db"
    text = good.index(b"baris 123 ")
    for at, what in ((text + 6, b"9"), (0, b"X"), (len(good) // 2 // 8192 * 8192, b"\xa5" * 300), (100, b"\x00" * 50)):
        bad.write_bytes(good[:at] + what + good[at + len(what) :])
        with pytest.raises(StoreError):
            restore_store(bad, url)
        assert not (tmp_path / "r.db").exists()
    for size in (0, 10, 8192, len(good) - 1):
        bad.write_bytes(good[:size])
        with pytest.raises(StoreError):
            restore_store(bad, url)
    assert sorted(path.name for path in tmp_path.glob("r.db*")) == []


def test_a_changed_value_is_found_by_its_checksum(store: SqliteStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "b.petarawan")
    con = sqlite3.connect(tmp_path / "b.petarawan")
    con.execute("UPDATE incidents SET lon = lon + 1e-9 WHERE number = 7")
    con.commit()
    con.close()
    with pytest.raises(StoreError, match="table incidents does not match"):
        restore_store(tmp_path / "b.petarawan", f"sqlite:///{tmp_path}/r.db")


def test_a_shortened_manifest_is_found(store: SqliteStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "b.petarawan")
    con = sqlite3.connect(tmp_path / "b.petarawan")
    con.execute("DELETE FROM backup_manifest WHERE name = 'incidents'")
    con.execute("DELETE FROM incidents")
    con.commit()
    con.close()
    with pytest.raises(StoreError, match="backup_manifest"):
        restore_store(tmp_path / "b.petarawan", f"sqlite:///{tmp_path}/r.db")


def test_what_is_no_backup_is_refused(store: SqliteStore, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/r.db"
    store.close()
    with pytest.raises(StoreError, match="no petarawan backup"):
        restore_store(tmp_path / "s.db", url)
    with pytest.raises(StoreError, match="not there"):
        restore_store(tmp_path / "none.petarawan", url)
    (tmp_path / "t.petarawan").write_text("lat,lon\n1,2\n" * 50)
    with pytest.raises(StoreError, match="SQLite"):
        restore_store(tmp_path / "t.petarawan", url)


def test_replacing_needs_the_word_and_keeps_the_old(store: SqliteStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "b.petarawan")
    store.take_in(arrival(incidents(10, seed=5), "file-b"), NOW)
    with pytest.raises(StoreError, match="exists already"):
        restore_store(tmp_path / "b.petarawan", store.url)
    with pytest.raises(StoreError, match="in use"):
        restore_store(tmp_path / "b.petarawan", store.url, overwrite=True)
    assert len(store.incidents(Chosen())) == 510
    store.close()
    told = restore_store(tmp_path / "b.petarawan", store.url, overwrite=True)
    with open_store(store.url) as again:
        assert len(again.incidents(Chosen())) == 500
    with open_store(f"sqlite:///{tmp_path}/{told['kept']}") as old:
        assert len(old.incidents(Chosen())) == 510


def test_a_damaged_store_is_replaced_too(store: SqliteStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "b.petarawan")
    store.close()
    for damage in (b"", b"\x00" * 9000, b"\xa5" * 20_000):
        (tmp_path / "s.db").write_bytes(damage)
        with pytest.raises(StoreError, match="petarawan restore"):
            open_store(store.url)
        restore_store(tmp_path / "b.petarawan", store.url, overwrite=True)
        with open_store(store.url) as again:
            assert len(again.incidents(Chosen())) == 500
    assert len(list(tmp_path.glob("s.db.before-restore-*"))) == 3


def test_a_backup_of_a_newer_program_is_refused(store: SqliteStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "b.petarawan")
    con = connect(tmp_path / "b.petarawan")
    con.execute("PRAGMA user_version=99")
    con.close()
    with pytest.raises(StoreError, match="newer petarawan"):
        restore_store(tmp_path / "b.petarawan", f"sqlite:///{tmp_path}/r.db")


def test_a_folder_that_is_not_there_gets_no_backup(store: SqliteStore, tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        store.backup(tmp_path / "none" / "b.petarawan")


def test_two_that_begin_in_the_same_second_do_not_write_into_one_another(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The daily timer and the service's own chore: the second begins while the first is at work."""
    target, seal = tmp_path / "b.petarawan", backup_parts.seal
    monkeypatch.setattr(backup_parts, "seal", lambda *words: _begin_another(store, target, monkeypatch, seal, words))
    made = store.backup(target)
    assert made["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    restore_store(target, f"sqlite:///{tmp_path}/again.db")
    assert {path.name for path in tmp_path.glob("*.writing*")} == set()


def _begin_another(
    store: SqliteStore, target: Path, monkeypatch: pytest.MonkeyPatch, seal: Callable[..., Any], words: tuple[Any, ...]
) -> Any:
    monkeypatch.setattr(backup_parts, "seal", seal)
    with monkeypatch.context() as other:
        other.setattr(os, "getpid", lambda: 1)
        store.backup(target)
    return seal(*words)

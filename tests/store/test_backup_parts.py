"""S06: a backup is the pair of store and service file, of one moment, with the audit head inside."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from geo.errors import StoreError
from geo.store import open_store, restore_store
from geo.store.service.audit import Audit
from geo.store.service.file import open_service, service_path
from geo.store.service.sessions import Sessions
from geo.store.service.users import Users
from tests.store.samples import NOW, arrival, fresh_store, incidents

BY = {"who": "U001", "role": "admin", "agency": "POLRES", "source": "127.0.0.1"}


@pytest.fixture
def store(tmp_path: Path):
    opened = open_store(fresh_store(tmp_path / "s.db"))
    opened.take_in(arrival(incidents(50)), NOW)
    yield opened
    opened.close()


@pytest.fixture
def service(store):
    opened = open_service(store.url)
    Users(opened).add("rina", "Rina", "POLRES", "analyst", NOW)
    for number in range(5):
        Audit(opened).add("test.done", NOW, what=str(number), **BY)
    yield opened
    opened.close()


def test_the_service_file_comes_back_with_its_chain_and_nobody_signed_in(store, service, tmp_path: Path) -> None:
    Sessions(service).start(Users(service).get("rina").user_id, "analyst", "127.0.0.1", NOW)
    made = store.backup(tmp_path / "b.petarawan")
    assert made["audit"]["number"] == 5
    assert made["service"]["users"] == 1
    Audit(service).add("after.backup", NOW, **BY)
    url = f"sqlite:///{tmp_path}/elsewhere/r.db"
    told = restore_store(tmp_path / "b.petarawan", url)
    assert (told["rows"], told["service"], told["audit"]) == (made["rows"], made["service"], made["audit"])
    assert service_path(url).stat().st_mode & 0o777 == 0o600
    with open_service(url) as copy:
        assert [user.name for user in Users(copy).list()] == ["rina"]
        assert Audit(copy).verify(made["audit"]["head"]).good
        assert Audit(copy).entries()[1] == 5
        assert Sessions(copy).present(NOW) == []
    with open_store(url) as copy:
        assert copy.region().name == "banyuasin"
    assert sorted(path.name for path in (tmp_path / "elsewhere").iterdir() if path.suffix != ".db-wal") == [
        "r.db", "r.db.secret", "r.service.db",
    ]  # fmt: skip


def test_what_the_service_file_names_is_in_the_stores_half(store, service, tmp_path: Path) -> None:
    stop = threading.Event()
    row = incidents(1)

    def write() -> None:
        number = 0
        while not stop.is_set():  # the order in which a report is accepted: first the incident, then the note
            store.add_incident(row.assign(incident_id=f"W-{number}"), "uji", NOW)
            Audit(service).add("report.accept", NOW, what=f"W-{number}", **BY)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(4):
            store.backup(tmp_path / f"b{number}.petarawan")
    finally:
        stop.set()
        writer.join()
    for number in range(4):
        url = f"sqlite:///{tmp_path}/r{number}.db"
        restore_store(tmp_path / f"b{number}.petarawan", url)
        with open_store(url) as copy, open_service(url) as beside:
            named = [entry.what for entry in Audit(beside).entries(action="report.", limit=100_000)[0]]
            assert [one for one in named if copy.incident(one) is None] == []


def test_a_changed_row_of_the_service_file_is_found(store, service, tmp_path: Path) -> None:
    store.backup(tmp_path / "b.petarawan")
    con = sqlite3.connect(tmp_path / "b.petarawan")
    blocks = dict(con.execute("SELECT block, content FROM backup_service").fetchall())
    block, content = next((number, data) for number, data in blocks.items() if b"Rina" in data)
    con.execute("UPDATE backup_service SET content = ? WHERE block = ?", (content.replace(b"Rina", b"Rani"), block))
    con.commit()
    con.close()
    with pytest.raises(StoreError, match="table users does not match"):
        restore_store(tmp_path / "b.petarawan", f"sqlite:///{tmp_path}/r.db")
    assert not list(tmp_path.glob("r*.db*"))


def test_a_backup_without_a_service_file_leaves_the_one_that_is_there(store, tmp_path: Path) -> None:
    made = store.backup(tmp_path / "b.petarawan")
    assert (made["service"], made["audit"]) == ({}, None)
    with open_service(store.url) as opened:
        Users(opened).add("rina", "Rina", "POLRES", "analyst", NOW)
    store.close()
    restore_store(tmp_path / "b.petarawan", store.url, overwrite=True)
    with open_service(store.url) as opened:
        assert Users(opened).count() == 1


def test_replacing_keeps_both_old_files_and_waits_for_nobody(store, service, tmp_path: Path) -> None:
    store.backup(tmp_path / "b.petarawan")
    store.close()
    with pytest.raises(StoreError, match="in use"):
        restore_store(tmp_path / "b.petarawan", store.url, overwrite=True)
    service.close()
    restore_store(tmp_path / "b.petarawan", store.url, overwrite=True)
    assert len(list(tmp_path.glob("s.db.before-restore-*"))) == 1
    assert len(list(tmp_path.glob("s.service.db.before-restore-*"))) == 1


def test_a_service_file_left_alone_is_not_replaced_unasked(store, service, tmp_path: Path) -> None:
    """Its users, agreements and audit trail are worth as much as the store that went missing."""
    store.backup(tmp_path / "b.petarawan")
    service.close()
    store.close()
    (tmp_path / "s.db").unlink()
    before = (tmp_path / "s.service.db").read_bytes()
    with pytest.raises(StoreError, match="exists"):
        restore_store(tmp_path / "b.petarawan", store.url)
    assert (tmp_path / "s.service.db").read_bytes() == before
    assert not (tmp_path / "s.db").exists()
    told = restore_store(tmp_path / "b.petarawan", store.url, overwrite=True)
    assert told["kept"] is None
    assert told["kept_service"].startswith("s.service.db.before-restore-")

"""D05: alive and ready; each failure turns the right check red, and strangers learn no more than its name."""

from __future__ import annotations

import json
import sqlite3
from collections import namedtuple
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from geo.settings import load_settings
from geo.store import backup_folder
from geo.store.service.audit import Audit
from geo.store.service.upkeep import Upkeep
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app, health
from webmap.services import services_of
from webmap.settings import web_settings

NAMES = ("store", "service", "disk", "migration", "backup", "audit", "worker")


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Flask]:
    """Return an application of its own with a backup folder that holds one backup."""
    store = samples.make_store(tmp_path)
    made = load_settings({}, store=store.url, now=samples.NOW, backup_dir=str(tmp_path / "kept"))
    backup_folder.make_in(backup_folder.folder_of(made.backup_dir), samples.NOW, store.backup)
    yield create_app(web_settings(made), store)
    store.close()


def failing(app: Flask) -> list[str]:
    """Return the names of the red checks; `/healthz` stays green."""
    client = app.test_client()
    answer = client.get("/readyz")
    assert set(answer.json["checks"]) == set(NAMES)
    assert answer.json["status"] == ("ok" if answer.status_code == 200 else "failing")
    assert client.get("/healthz").json == {"status": "ok"}
    red = [name for name in NAMES if not answer.json["checks"][name]]
    assert answer.status_code == (503 if red else 200)
    return red


def test_d05_all_is_well(ready: Flask) -> None:
    assert failing(ready) == []


def test_d05_a_full_disk(ready: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage(1000, 901, 99))
    assert failing(ready) == ["disk"]
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage(1000, 900, 100))
    assert failing(ready) == []


@pytest.mark.parametrize("which", ["store", "service"])
def test_d05_a_file_that_may_not_be_written(ready: Flask, which: str) -> None:
    of = services_of(ready)
    path = of.service.path if which == "service" else Path(of.store.url.removeprefix("sqlite:///"))
    path.chmod(0o400)
    assert failing(ready) == [which]
    path.chmod(0o600)
    assert failing(ready) == []


def test_d05_a_writer_at_work_is_no_failure(ready: Flask) -> None:
    con = sqlite3.connect(services_of(ready).service.path, isolation_level=None)
    con.execute("BEGIN IMMEDIATE")
    assert failing(ready) == []
    con.execute("ROLLBACK")
    con.close()


@pytest.mark.parametrize("which", ["store", "service"])
def test_d05_a_migration_that_is_not_done(ready: Flask, which: str) -> None:
    of = services_of(ready)
    path = of.service.path if which == "service" else Path(of.store.url.removeprefix("sqlite:///"))
    con = sqlite3.connect(path)
    version = con.execute("PRAGMA user_version").fetchone()[0]
    con.execute(f"PRAGMA user_version={version - 1}")
    con.close()
    assert failing(ready) == ["migration"]


def test_d05_an_old_or_missing_backup(ready: Flask, tmp_path: Path) -> None:
    (made,) = (tmp_path / "kept").glob("*.petarawan")
    old = samples.NOW - timedelta(hours=26)
    made.rename(made.with_name(f"petarawan-{old:%Y%m%dT%H%M%SZ}.petarawan"))
    assert failing(ready) == ["backup"]
    for path in (tmp_path / "kept").iterdir():
        path.unlink()
    assert failing(ready) == ["backup"]


def test_d05_a_backup_of_tomorrow_proves_nothing(ready: Flask, tmp_path: Path) -> None:
    (made,) = (tmp_path / "kept").glob("*.petarawan")
    for ahead, red in ((timedelta(minutes=50), []), (timedelta(days=1), ["backup"])):
        made = made.rename(made.with_name(f"petarawan-{samples.NOW + ahead:%Y%m%dT%H%M%SZ}.petarawan"))
        assert failing(ready) == red


def test_d05_a_damaged_newest_backup_is_no_backup(ready: Flask, tmp_path: Path) -> None:
    (made,) = (tmp_path / "kept").glob("*.petarawan")
    made.write_bytes(made.read_bytes()[:5000])
    assert failing(ready) == ["backup"]


def test_d05_backups_that_nobody_configured_are_not_missed(tmp_path: Path) -> None:
    with samples.make_store(tmp_path) as store:
        app = create_app(samples.settings_of(store), store)
        assert failing(app) == []
        admin = sign_in(app, "admin")
        for path in ("/admin/", "/admin/diagnostik"):
            page = admin.get(path).text
            assert "Perhatian: tidak ada cadangan otomatis" in page
            assert "Baik: tidak ada cadangan" not in page
        assert "Semua pemeriksaan baik" not in admin.get("/admin/").text
        assert "Attention: there are no automatic backups" in admin.get("/admin/?lang=en").text


def test_d05_a_changed_audit_entry(ready: Flask) -> None:
    service = services_of(ready).service
    by = {"who": "U001", "role": "admin", "agency": None, "source": "127.0.0.1"}
    for number in range(3):
        Audit(service).add("test", samples.NOW, what=str(number), **by)
    assert failing(ready) == []
    con = sqlite3.connect(service.path)
    con.execute("DROP TRIGGER audit_stays")
    Audit(service).add("test", samples.NOW, what="later", **by)
    con.execute("UPDATE audit SET what = 'other' WHERE what = 'later'")
    con.commit()
    con.close()
    assert failing(ready) == ["audit"]
    assert failing(ready) == ["audit"]


def test_d05_an_end_of_the_audit_chain_that_was_cut_off(ready: Flask) -> None:
    """It stays red, although what is left of the chain is whole, and also when the whole of it is read again."""
    of = services_of(ready)
    audit = Audit(of.service)
    for number in range(3):
        audit.add("uji", of.now(), who="U001", role="admin", agency=None, source="-", what=str(number))
    assert failing(ready) == []
    with of.service.writing() as con:
        con.execute("DROP TRIGGER audit_whole")
        con.execute("DELETE FROM audit WHERE what = '2'")
    assert audit.verify().good
    assert failing(ready) == ["audit"]
    audit.add("uji", of.now(), who="U001", role="admin", agency=None, source="-", what="3")
    with ready.app_context():
        health.read_chain_anew()
    assert failing(ready) == ["audit"]
    assert failing(ready) == ["audit"]


def test_d05_a_worker_that_fell_silent(ready: Flask) -> None:
    Upkeep(services_of(ready).service).worker_beats(samples.NOW - timedelta(seconds=110))
    assert failing(ready) == []
    Upkeep(services_of(ready).service).worker_beats(samples.NOW - timedelta(seconds=130))
    assert failing(ready) == ["worker"]


def test_d05_strangers_see_no_detail_and_administrators_do(ready: Flask) -> None:
    Path(services_of(ready).service.path).chmod(0o400)
    for client in (ready.test_client(), sign_in_elsewhere(ready, "analyst")):
        answer = client.get("/readyz")
        assert set(answer.json) == {"status", "checks"}
        assert "/" not in json.dumps(answer.json)
    told = sign_in_elsewhere(ready, "admin").get("/readyz").json["details"]
    assert told["service"]["en"] != told["service"]["id"]


def sign_in_elsewhere(app: Flask, role: str):
    """Sign in although the service file is closed for writing (root may)."""
    return sign_in(app, role)

"""What must not be used is refused with the reason and the way out, and never replaced by an empty store."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from geo.errors import RegionError, StoreError
from geo.store import create_store, open_store, read_secret
from geo.store.connect import APPLICATION_ID, connect
from geo.store.schema import SCHEMA
from geo.tables.chosen import Chosen
from tests.store.samples import NOW, arrival, fresh_store, incidents, region_pack


@pytest.fixture
def path(tmp_path: Path) -> Path:
    fresh_store(tmp_path / "store.db")
    return tmp_path / "store.db"


@pytest.fixture
def full(path: Path) -> Path:
    with open_store(f"sqlite:///{path}") as store:
        store.take_in(arrival(incidents(3000)), NOW)
    return path


def refusal(path: Path) -> str:
    before = {file.name: file.stat().st_size for file in path.parent.iterdir()}
    with pytest.raises(StoreError) as caught:
        open_store(f"sqlite:///{path}")
    assert caught.value.text("id") != caught.value.text("en")
    assert {file.name: file.stat().st_size for file in path.parent.iterdir()} == before, "opening changed files"
    return caught.value.text("en")


def test_a_new_store(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "petarawan.db"
    with create_store(f"sqlite:///{path}", region_pack(), NOW) as store:
        assert store.url == f"sqlite:///{path}"
        assert store.data_as_of() is None
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in path.parent.iterdir()) == ["petarawan.db", "petarawan.db.secret"]
    assert len(read_secret(f"sqlite:///{path}")) == 32
    con = connect(path)
    promised = {"journal_mode": "wal", "application_id": APPLICATION_ID, "user_version": SCHEMA, "synchronous": 2,
                "secure_delete": 1, "trusted_schema": 0, "cell_size_check": 1, "busy_timeout": 30_000}  # fmt: skip
    assert {name: con.execute(f"PRAGMA {name}").fetchone()[0] for name in promised} == promised
    con.close()


def test_a_wrong_region_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(RegionError):
        create_store(f"sqlite:///{tmp_path}/a/p.db", {"region.toml": b"name="}, NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_kind_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "p.db").write_text("my thesis")
    with pytest.raises(StoreError, match="exists already"):
        create_store(f"sqlite:///{tmp_path}/p.db", region_pack(), NOW)
    assert (tmp_path / "p.db").read_text() == "my thesis"
    assert len(list(tmp_path.iterdir())) == 1


def test_missing(tmp_path: Path) -> None:
    """S04."""
    assert "petarawan init" in refusal(tmp_path / "none.db")


def test_a_folder(tmp_path: Path) -> None:
    assert "regular file" in refusal(tmp_path)


@pytest.mark.parametrize("size", [0, 1, 50, 5000])
def test_cut_off(full: Path, size: int) -> None:
    """S04."""
    os.truncate(full, size)
    text = refusal(full)
    assert "cut off" in text
    assert "petarawan restore" in text


def test_a_lost_tail(full: Path) -> None:
    """S04."""
    os.truncate(full, full.stat().st_size - 8192)
    assert "petarawan restore" in refusal(full)


def test_a_broken_header(full: Path) -> None:
    """S04."""
    with full.open("r+b") as file:
        file.write(b"\x00" * 16)
    assert "petarawan restore" in refusal(full)


def test_any_corrupt_page(full: Path) -> None:
    """S04."""
    con = connect(full)
    pages = {name: con.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
             for name in ("incidents", "incidents_id", "incidents_map", "imports", "runs")}  # fmt: skip
    con.close()
    good = full.read_bytes()
    for name, page in pages.items():
        broken = bytearray(good)
        broken[(page - 1) * 8192 : (page - 1) * 8192 + 512] = b"\xa5" * 512
        full.write_bytes(bytes(broken))
        assert "petarawan restore" in refusal(full), name
    full.write_bytes(good)
    open_store(f"sqlite:///{full}").close()


def crashed(path: Path) -> None:
    """Import in a process that dies without closing, so that the rows are in the write-ahead log only."""
    script = (
        "import os, sys; from geo.store import open_store; from tests.store.samples import *; "
        "store = open_store(sys.argv[1]); store.data_version(); "
        "store.take_in(arrival(incidents(300)), NOW); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", script, f"sqlite:///{path}"], check=False)
    assert path.with_name(path.name + "-wal").stat().st_size > 0


def test_after_a_crash_everything_is_there(path: Path) -> None:
    crashed(path)
    with open_store(f"sqlite:///{path}") as store:
        assert len(store.incidents(Chosen())) == 300


def test_a_deleted_wal(path: Path) -> None:
    """S04."""
    crashed(path)
    path.with_name(path.name + "-wal").unlink()
    text = refusal(path)
    assert "store.db-wal is gone" in text
    assert "petarawan restore" in text


def test_another_programs_file(tmp_path: Path) -> None:
    """S04."""
    con = sqlite3.connect(tmp_path / "photos.db")
    con.execute("CREATE TABLE photos (name TEXT)")
    con.close()
    assert "another program" in refusal(tmp_path / "photos.db")


def test_a_newer_store(path: Path) -> None:
    con = connect(path)
    con.execute(f"PRAGMA user_version={SCHEMA + 1}")
    con.close()
    assert "newer petarawan" in refusal(path)


def test_another_users_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S04."""
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    text = refusal(path)
    assert "runs as uid 12345" in text
    assert "chown" in text


@pytest.mark.parametrize("which", ["file", "folder"])
def test_read_only(path: Path, which: str) -> None:
    """S04."""
    what = path if which == "file" else path.parent
    mode = what.stat().st_mode
    what.chmod(0o400 if which == "file" else 0o500)
    try:
        assert "chmod u+w" in refusal(path)
    finally:
        what.chmod(mode)


def test_an_older_store_is_migrated_and_a_copy_kept(full: Path) -> None:
    con = connect(full)
    con.execute("PRAGMA user_version=0")
    con.close()
    with open_store(f"sqlite:///{full}") as store:
        assert len(store.incidents(Chosen())) == 3000
    kept = full.with_name(f"store.db.before-schema-{SCHEMA:04d}")
    assert kept.stat().st_mode & 0o777 == 0o600
    con = connect(kept, read_only=True)
    assert con.execute("SELECT count(*) FROM incidents").fetchone() == (3000,)
    con.close()


def test_a_store_moves_with_its_file(full: Path, tmp_path: Path) -> None:
    shutil.move(full, tmp_path / "elsewhere.db")
    with open_store(f"sqlite:///{tmp_path}/elsewhere.db") as store:
        assert len(store.incidents(Chosen())) == 3000


def test_relative_addresses(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    open_store("sqlite:///store.db").close()

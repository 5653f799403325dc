"""The service file: made whole, private, refused when it is not ours, shared by threads and processes."""

from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from geo.errors import StoreError
from geo.store.service.file import ServiceFile, open_service, service_path
from tests.webmap import samples


def test_it_is_made_beside_the_store_for_its_owner_alone(tmp_path: Path) -> None:
    with samples.make_store(tmp_path) as store:
        path = service_path(store.url)
        with open_service(store.url) as file:
            assert file.path == path
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert sorted(one.name for one in tmp_path.glob("*service*")) == ["uji.service.db"]


def test_without_a_store_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="petarawan init"):
        open_service(f"sqlite:///{tmp_path}/tidak-ada.db")
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_or_newer_or_damaged_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    """S04."""
    with samples.make_store(tmp_path) as store:
        path = service_path(store.url)
        with sqlite3.connect(path) as con:
            con.execute("CREATE TABLE lain (a)")
        con.close()
        before = path.read_bytes()
        with pytest.raises(StoreError, match="another program"):
            open_service(store.url)
        assert path.read_bytes() == before
        path.unlink()
        open_service(store.url).close()
        with sqlite3.connect(path) as con:
            con.execute("PRAGMA user_version=99")
        con.close()
        with pytest.raises(StoreError, match="newer petarawan"):
            open_service(store.url)
        path.write_bytes(b"bukan sqlite" * 1000)
        with pytest.raises(StoreError, match=r"damaged|restore"):
            open_service(store.url)


def test_many_open_a_new_file_at_once(tmp_path: Path) -> None:
    """S05."""
    with samples.make_store(tmp_path) as store:
        made: list[ServiceFile] = []
        threads = [threading.Thread(target=lambda: made.append(open_service(store.url))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len(made) == 8
        for file in made:
            with file.reading() as con:
                assert con.execute("PRAGMA quick_check").fetchone() == ("ok",)
            file.close()


def test_what_a_failed_block_wrote_is_taken_back(service: ServiceFile) -> None:
    def fail() -> None:
        with service.writing() as con:
            con.execute("INSERT INTO once (key_hash, created) VALUES ('a', 1)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with service.reading() as con:
        assert con.execute("SELECT COUNT(*) FROM once").fetchone() == (0,)


def test_a_closed_file_says_so(service: ServiceFile) -> None:
    service.close()
    with pytest.raises(StoreError, match="closed"), service.reading():
        pass

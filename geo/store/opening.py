"""Makes a new store, opens an existing one, migrates an older one; refuses everything else with the way out."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from geo.agencies.region import Region
from geo.languages import Says
from geo.settings import load_settings
from geo.store.address import path_of
from geo.store.condition import check_file
from geo.store.connect import connect, writing
from geo.store.copying import new_file, settle
from geo.store.failures import as_store_errors, refuse
from geo.store.holding import opening
from geo.store.migrate import apply_steps, migrate_file
from geo.store.moments import microseconds
from geo.store.schema import SCHEMA
from geo.store.secret import make_secret
from geo.store.sqlite import SqliteStore
from geo.tables.incidents import UNCLASSIFIED

_PAGE_BYTES = 8192  # rows carry their source's other columns: half as many pages hold them
_EXISTS = Says(
    "sudah ada dan tidak ditimpa. Pilih alamat lain dengan --store, atau pindahkan berkas itu.",
    "exists already and is not overwritten. Choose another address with --store, or move that file away.",
)
_OLD_SQLITE = Says(
    "memerlukan SQLite 3.35 atau lebih baru; di sini {version}. Perbarui Python.",
    "needs SQLite 3.35 or newer; this is {version}. Update Python.",
)


def create_store(url: str, region_files: Mapping[str, bytes], now: datetime) -> SqliteStore:
    """Make a new store with one region; it appears whole or not at all.

    Its folder is made when missing (0700); beside the store a 32-byte secret is written (0600).

    Parameters
    ----------
    url
        `sqlite:///PATH`.
    region_files
        The region pack: file name to content (`geo.agencies.packs.read_pack`, `shipped_pack`, `pack_from_boundary`).
    now
        The present moment.

    Raises
    ------
    StoreError
        When a file is there already, or the place cannot be written.
    RegionError
        When the pack is wrong; nothing was made.
    """
    path = path_of(url)
    _check_sqlite(path)
    region = _load_region(region_files)
    with as_store_errors(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            raise refuse(path, _EXISTS)
        making = path.with_name(f"{path.name}.making-{os.getpid()}")
        try:
            new_file(making)
            con = connect(making)
            try:
                con.execute(f"PRAGMA page_size={_PAGE_BYTES}")
                con.execute("PRAGMA journal_mode=WAL")
                apply_steps(con)
                _fill(con, region, region_files, now)
            finally:
                con.close()
            settle(making)
            _put_in_place(making, path)
            make_secret(path)
        finally:
            making.unlink(missing_ok=True)
    return open_store(url)


def open_store(url: str, clock: Callable[[], datetime] | None = None) -> SqliteStore:
    """Open an existing store; one of an older schema is migrated first, a copy of it being kept.

    Parameters
    ----------
    url
        `sqlite:///PATH`.
    clock
        Gives the present moment (for the date of backups); by default the settings' clock.

    Raises
    ------
    StoreError
        When it is missing, damaged, newer than this program, another user's or not to be written; the text says
        what to do. A new empty store is never made here.
    """
    path = path_of(url)
    _check_sqlite(path)
    with opening(path) as held:
        if check_file(path, held=held) < SCHEMA:
            with as_store_errors(path):
                migrate_file(path)
            check_file(path, held=held)
        return SqliteStore(path, clock or load_settings().clock)


def _load_region(files: Mapping[str, bytes]) -> Region:
    from geo.agencies.packs import load_region

    return load_region(files)


def _check_sqlite(path: Path) -> None:
    if sqlite3.sqlite_version_info < (3, 35):
        raise refuse(path, _OLD_SQLITE, version=sqlite3.sqlite_version)


def _put_in_place(making: Path, path: Path) -> None:
    """Give the finished file its name without ever replacing one that another process made meanwhile."""
    try:
        os.link(making, path)
    except FileExistsError:
        raise refuse(path, _EXISTS) from None
    except OSError:  # a file system without links
        making.rename(path)
    with contextlib.suppress(OSError):
        settle(path.parent)


def _fill(con: sqlite3.Connection, region: Region, files: Mapping[str, bytes], now: datetime) -> None:
    kinds = region.kinds
    rows = list(zip(kinds["code"], kinds["harm"].astype(float), kinds["visibility"], strict=True))
    if UNCLASSIFIED not in set(kinds["code"]):
        rows.append((UNCLASSIFIED, 1.0, "map"))  # rows without a kind must have a place in every region
    with writing(con):
        con.execute(
            "INSERT INTO state (one, store_id, created, data_version) VALUES (1, ?, ?, 0)",
            (secrets.token_hex(16), microseconds(now)),
        )
        con.executemany("INSERT INTO region_files VALUES (?, ?)", sorted(files.items()))
        con.executemany(
            "INSERT INTO kinds (number, code, harm, visibility) VALUES (?, ?, ?, ?)",
            [(number, *row) for number, row in enumerate(rows, 1)],
        )

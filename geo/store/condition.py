"""Whether a store file may be used: there, ours, whole, writable, of a schema this program knows. Else the way out."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

from geo.errors import StoreError
from geo.languages import Says
from geo.store.connect import APPLICATION_ID, connect
from geo.store.failures import as_store_errors, refuse, refuse_damaged
from geo.store.schema import SCHEMA

_MAGIC = b"SQLite format 3\x00"
_MISSING = Says(
    "belum ada. Buat dahulu: petarawan init (atau pulihkan cadangan: petarawan restore CADANGAN.petarawan).",
    "does not exist yet. Make it first: petarawan init (or bring a backup back: petarawan restore BACKUP.petarawan).",
)
_NO_FILE = Says("bukan berkas biasa; periksa alamatnya.", "is not a regular file; check the address.")
_EMPTY = Says("berkasnya kosong atau terpotong ({size} byte).", "its file is empty or cut off ({size} bytes).")
_CUT = Says(
    "berkasnya terpotong: {size} byte, seharusnya {expected} byte.",
    "its file is cut off: {size} bytes, it should have {expected}.",
)
_HEADER = Says("kepala berkasnya rusak: bukan berkas SQLite.", "its header is broken: not a SQLite file.")
_FOREIGN = Says(
    "adalah berkas SQLite milik program lain. Pilih alamat lain dengan --store, atau jalankan petarawan init di sana.",
    "is another program's SQLite file. Choose another address with --store, or run petarawan init there.",
)
_NO_WAL = Says(
    "berkas {wal} hilang padahal {shm} masih ada: perubahan terakhir ikut hilang. Kembalikan {wal} bila masih ada.",
    "its file {wal} is gone while {shm} is still there: the latest changes went with it. "
    "Put {wal} back if you still have it.",
)
_DAMAGED = Says("rusak: {finding}.", "is damaged: {finding}.")
_NEWER = Says(
    "dibuat oleh versi petarawan yang lebih baru (skema {found}, versi ini mengenal sampai {known}). "
    "Perbarui petarawan; data tidak disentuh.",
    "was made by a newer petarawan (schema {found}, this version knows up to {known}). "
    "Update petarawan; the data were not touched.",
)
_OWNER = Says(
    "milik pengguna lain (uid {owner}), sedangkan program berjalan sebagai uid {me}. "
    "Jalankan sebagai pemiliknya, atau: chown {me} {path}",
    "belongs to another user (uid {owner}) while the program runs as uid {me}. "
    "Run it as the owner, or: chown {me} {path}",
)
_READ_ONLY = Says(
    "{what} tidak boleh ditulis. Beri izin: chmod u+w {what}", "{what} may not be written. Allow it: chmod u+w {what}"
)


def check_file(path: Path, *, held: bool = False) -> int:
    """Judge a store file before anything uses it; nothing is created or changed.

    Parameters
    ----------
    path
        The file.
    held
        Whether this process has it open already (`geo.store.holding`): it was judged then, and its bytes must not be
        read past SQLite now; only its schema is looked at.

    Returns
    -------
    int
        Number of its schema, at most this program's.

    Raises
    ------
    StoreError
        When it is missing, not ours, damaged, newer, or may not be written. The text names the remedy.
    """
    with as_store_errors(path):
        _check_place(path)
        if not held:
            _check_bytes(path)
        con = connect(path)
        try:
            return int(con.execute("PRAGMA user_version").fetchone()[0]) if held else _check_content(path, con)
        finally:
            con.close()


def check_content_of_copy(path: Path) -> int:
    """Judge a file from elsewhere (a backup) the same way, reading its bytes without locks.

    Raises
    ------
    StoreError
        As `check_file`, except for owner and permissions.
    """
    with as_store_errors(path):
        if not path.is_file():
            raise refuse(path, Says("tidak ada; periksa namanya.", "is not there; check its name."))
        _check_header(path)
        con = connect(path, immutable=True)
        try:
            return _check_content(path, con, thorough=True)
        finally:
            con.close()


def _check_place(path: Path) -> None:
    if not path.exists():
        raise refuse(path, _MISSING)
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise refuse(path, _NO_FILE)
    if os.name == "posix" and found.st_uid != os.geteuid():
        raise refuse(path, _OWNER, owner=str(found.st_uid), me=str(os.geteuid()), path=path)
    for what in (path, path.parent):
        # Root may write anything; a folder that someone closed on purpose stays closed for it too.
        if not os.access(what, os.W_OK) or not what.stat().st_mode & 0o200:
            raise refuse(path, _READ_ONLY, what=what)


def _check_bytes(path: Path) -> None:
    wal, shm = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    # SQLite removes -shm before -wal: this pair never stands like this unless someone took the -wal away.
    if shm.exists() and not wal.exists():
        raise refuse_damaged(path, _NO_WAL, wal=wal.name, shm=shm.name)
    _check_header(path, size_counts=not (wal.exists() and wal.stat().st_size))


def _check_header(path: Path, *, size_counts: bool = True) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100:
        raise refuse_damaged(path, _EMPTY, size=size)
    if not head.startswith(_MAGIC):
        raise refuse_damaged(path, _HEADER)
    page = int.from_bytes(head[16:18], "big")
    expected = (65_536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
    if size_counts and expected > size:
        raise refuse_damaged(path, _CUT, size=size, expected=expected)


def _check_content(path: Path, con: sqlite3.Connection, *, thorough: bool = False) -> int:
    try:
        application = int(con.execute("PRAGMA application_id").fetchone()[0])
        schema = int(con.execute("PRAGMA user_version").fetchone()[0])
        if application != APPLICATION_ID:
            raise refuse(path, _FOREIGN)
        if schema > SCHEMA:
            raise refuse(path, _NEWER, found=schema, known=SCHEMA)
        finding = str(con.execute("PRAGMA integrity_check(1)" if thorough else "PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise _damaged(path, str(error)) from error
    if finding != "ok":
        raise _damaged(path, finding)
    return schema


def _damaged(path: Path, finding: str) -> StoreError:
    return refuse_damaged(path, _DAMAGED, finding=" ".join(finding.split())[:200])

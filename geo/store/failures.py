"""What went wrong below the store, said so that a user can act: SQLite and system errors become StoreError."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import StoreError
from geo.languages import Says

_RESTORE = Says(
    "Pulihkan cadangan terakhir: petarawan restore CADANGAN.petarawan --overwrite "
    "(berkas lama disimpan dengan nama lain).",
    "Bring the last backup back: petarawan restore BACKUP.petarawan --overwrite "
    "(the old file is kept under another name).",
)
_FULL = Says(
    "disk penuh; tidak ada yang disimpan. Kosongkan tempat lalu ulangi.",
    "the disk is full; nothing was stored. Free some space and try again.",
)
_BUSY = Says(
    "sedang ditulis oleh proses lain lebih dari 30 detik; tidak ada yang disimpan. Tunggu sebentar lalu ulangi.",
    "another process has been writing for more than 30 seconds; nothing was stored. Wait a moment and try again.",
)
_READONLY = Says(
    "tidak boleh ditulis; tidak ada yang disimpan. Beri izin tulis pada berkas dan foldernya lalu ulangi.",
    "may not be written; nothing was stored. Allow writing to the file and its folder and try again.",
)
_IO = Says(
    "disk gagal membaca atau menulis ({name}); tidak ada yang disimpan. Periksa disk dan kabelnya lalu ulangi.",
    "the disk failed to read or write ({name}); nothing was stored. Check the disk and its cable and try again.",
)
_CANNOT_OPEN = Says(
    "berkasnya tidak dapat dibuka ({name}); tidak ada yang disimpan. Periksa izin folder, tempat di disk dan "
    "jumlah berkas yang terbuka, lalu ulangi.",
    "its file cannot be opened ({name}); nothing was stored. Check the folder's permissions, free space and "
    "the number of open files, then try again.",
)
_UNSURE = Says(
    "disk tidak memastikan tulisannya (fsync gagal): pekerjaan ini tersimpan seluruhnya atau tidak sama sekali. "
    "Periksa disk, jalankan ulang petarawan, lihat petarawan imports, lalu ulangi; yang sudah ada tidak digandakan.",
    "the disk did not confirm what was written (fsync failed): this work is stored wholly or not at all. "
    "Check the disk, start petarawan again, look at petarawan imports, then repeat; nothing is stored twice.",
)
_DAMAGED = Says("rusak ({name}).", "is damaged ({name}).")
_OTHER = Says(
    "menolak pekerjaan ini ({name}: {detail}); tidak ada yang disimpan.",
    "refused this work ({name}: {detail}); nothing was stored.",
)
_BY_NAME = {
    "SQLITE_FULL": _FULL,
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_READONLY": _READONLY,
    "SQLITE_PERM": _READONLY,
    "SQLITE_IOERR_FSYNC": _UNSURE,
    "SQLITE_IOERR_SHMSIZE": _FULL,  # what a full disk says of the log's index
    "SQLITE_IOERR": _IO,
    "SQLITE_CANTOPEN": _CANNOT_OPEN,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
}
_BY_ERRNO = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EACCES: _READONLY,
    errno.EPERM: _READONLY,
    errno.EROFS: _READONLY,
    errno.EMFILE: _CANNOT_OPEN,
    errno.ENFILE: _CANNOT_OPEN,
}


def refuse(store: str | Path, problem: Says, **params: object) -> StoreError:
    """Return the error that names the store and the problem, its values filled in both languages."""
    return StoreError(store=str(store), problem=_filled(problem, params))


def refuse_damaged(store: str | Path, problem: Says, **params: object) -> StoreError:
    """Return the error for a store that must not be used any more; the text ends with the way out."""
    filled = _filled(problem, params)
    return StoreError(store=str(store), problem=Says(f"{filled.id} {_RESTORE.id}", f"{filled.en} {_RESTORE.en}"))


def said(store: str | Path, error: sqlite3.Error | OSError) -> StoreError:
    """Return what an error of SQLite or of the system means for the user, with the remedy."""
    if isinstance(error, OSError):
        name = errno.errorcode.get(error.errno or 0, type(error).__name__)
        return refuse(store, _BY_ERRNO.get(error.errno or 0, _IO), name=name)
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    problem = next((text for start, text in _BY_NAME.items() if name.startswith(start)), _OTHER)
    if problem is _DAMAGED:
        return refuse_damaged(store, problem, name=name)
    return refuse(store, problem, name=name, detail=str(error))


@contextmanager
def as_store_errors(store: str | Path) -> Iterator[None]:
    """Let no error of SQLite or of the file system out of a block other than as a StoreError."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise said(store, error) from error


def _filled(problem: Says, params: dict[str, object]) -> Says:
    return Says(problem.text("id", params), problem.text("en", params))

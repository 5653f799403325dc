"""A file is replaced only by a complete one: written beside its place, flushed to the disk, then renamed."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from geo.errors import ExportError
from geo.languages import Says

_FULL = Says(
    "penyimpanan penuh. Kosongkan ruang atau pilih tempat lain; berkas lama, bila ada, tidak berubah.",
    "the disk is full. Free some space or choose another place; an older file, if any, is unchanged.",
)
_FORBIDDEN = Says(
    "tidak ada izin menulis di folder {folder}. Pilih folder lain atau minta izin menulis.",
    "there is no permission to write in folder {folder}. Choose another folder or ask for permission.",
)
_NO_FOLDER = Says(
    "folder {folder} tidak ada. Buat folder itu dahulu atau periksa namanya.",
    "folder {folder} does not exist. Make it first or check its name.",
)
_NOT_A_FILE = Says(
    "sudah ada folder atau alat dengan nama itu. Pilih nama berkas lain.",
    "a folder or device of that name exists. Choose another file name.",
)
_NAME_TOO_LONG = Says("namanya terlalu panjang. Pilih nama yang lebih pendek.", "its name is too long. Shorten it.")
_OTHER = Says(
    "{cause}. Berkas lama, bila ada, tidak berubah; coba lagi atau pilih tempat lain.",
    "{cause}. An older file, if any, is unchanged; try again or choose another place.",
)
_BY_ERRNO = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: _FORBIDDEN,
    errno.ENOENT: _NO_FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EISDIR: _NOT_A_FILE,
    errno.ENAMETOOLONG: _NAME_TOO_LONG,
}


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a place to write to; when the block ends well, its file takes the place of `path` in one step.

    Parameters
    ----------
    path
        File to make or replace; a symbolic link is followed.

    Yields
    ------
    Path
        A file not there yet, of the same name, in a hidden folder beside `path` that vanishes afterwards.

    Raises
    ------
    ExportError
        When the folder is missing or not writable, the disk is full, or writing fails otherwise; the text
        says how to mend it. What stood at `path` before is then untouched.
    """
    target = Path(os.path.realpath(path))
    workshop: Path | None = None
    try:
        if target.exists() and not target.is_file():
            raise ExportError(file=path.name, problem=_NOT_A_FILE)
        workshop = Path(tempfile.mkdtemp(prefix=".petarawan-", dir=target.parent))
        fresh = workshop / target.name
        yield fresh
        _flush(fresh)
        os.replace(fresh, target)  # noqa: PTH105 - one name for the step that tests make fail
        with suppress(OSError):  # some file systems cannot flush a folder; the rename itself is done
            _flush(target.parent)
    except OSError as error:
        raise ExportError(file=path.name, problem=_problem(error, target)) from error
    except sqlite3.Error as error:
        says = _FULL if "full" in str(error) else _OTHER.filled(cause=str(error))
        raise ExportError(file=path.name, problem=says) from error
    finally:
        if workshop is not None:
            shutil.rmtree(workshop, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file (UTF-8, lines as given), whole or not at all.

    Raises
    ------
    ExportError
        When it cannot be written; the text says how to mend it.
    """
    with replacing(path) as fresh:
        fresh.write_text(text, encoding="utf-8", newline="")


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _problem(error: OSError, target: Path) -> Says:
    says = _BY_ERRNO.get(error.errno or 0)
    if says is None:
        return _OTHER.filled(cause=error.strerror or str(error))
    return says.filled(folder=str(target.parent))

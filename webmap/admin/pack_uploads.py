"""Takes region packs from a form: a ZIP is a whole pack, single files replace those of the present one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from werkzeug.datastructures import FileStorage

from geo.agencies.packs import MAX_FILE_BYTES, MAX_FILES, MAX_PACK_BYTES
from geo.errors import RegionError
from geo.languages import Says

_NOTHING = Says("pilih sebuah berkas ZIP, atau berkas-berkas paket", "choose a ZIP, or files of the pack")
_BROKEN = Says("ZIP ini rusak atau terkunci", "this ZIP is damaged or locked")
_MIXED = Says("unggah satu ZIP saja, atau berkas satu per satu", "upload one ZIP alone, or single files")
_UNPACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BOUNDS = (MAX_FILE_BYTES >> 20, MAX_PACK_BYTES >> 20, MAX_FILES)
_LARGE = Says(
    "terlalu besar: paling besar {} MB sebuah berkas, {} MB dan {} berkas sepaket".format(*_BOUNDS),
    "too large: at most {} MB a file, {} MB and {} files a pack".format(*_BOUNDS),
)


def pack_from(sent: Iterable[FileStorage], present: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the pack that a form proposes; whether it is right is for `load_region` to say.

    Parameters
    ----------
    sent
        The uploaded files.
    present
        The pack in use, whose files stay where none of that name was sent.

    Raises
    ------
    RegionError
        When nothing was sent, a ZIP cannot be read, or a limit is passed.
    """
    given = [(_plain(one.filename), one) for one in sent if one.filename]
    if not given:
        raise _refused("", _NOTHING)
    packed = [one for name, one in given if name.lower().endswith(".zip")]
    if packed and len(given) > 1:
        raise _refused(_plain(packed[0].filename), _MIXED)
    if packed:
        return _unzipped(_plain(packed[0].filename), content_of(packed[0], MAX_PACK_BYTES))
    files = dict(present)
    for name, one in given:
        content = content_of(one, MAX_FILE_BYTES)
        if len(content) > MAX_FILE_BYTES:
            raise _refused(name, _LARGE)
        files[name] = content
    _check_sizes(files)
    return files


def content_of(sent: FileStorage, most: int) -> bytes:
    """Return an uploaded file's content, at most one byte more than `most`, and let its temporary file go."""
    try:
        return sent.read(most + 1)
    finally:
        sent.close()


def _unzipped(name: str, content: bytes) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MAX_FILES:
                raise _refused(name, _LARGE)
            if any(entry.compress_type not in _UNPACKED for entry in entries):
                raise _refused(name, _BROKEN)  # others may ask for gigabytes of memory before the first byte
            total = 0
            for entry in entries:
                with archive.open(entry) as file:  # the size in the list may lie: what comes out is counted
                    inner = file.read(MAX_FILE_BYTES + 1)
                total += len(inner)
                if len(inner) > MAX_FILE_BYTES or total > MAX_PACK_BYTES:
                    raise _refused(_plain(entry.filename), _LARGE)
                files[_plain(entry.filename)] = inner  # a name, never a path
    except (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _refused(name, _BROKEN) from error
    if not files:
        raise _refused(name, _NOTHING)
    return files


def _check_sizes(files: Mapping[str, bytes]) -> None:
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_PACK_BYTES:
        raise _refused("", _LARGE)


def _plain(name: str | None) -> str:
    """Return the last part of a name, control signs taken out, cut to 80."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign if sign.isprintable() else "?" for sign in last)[:80]


def _refused(file: str, problem: Says) -> RegionError:
    faults = [{"file": file, "line": None, "column": None, **problem.as_dict()}]
    return RegionError(file=file, where="", problem=problem, faults=faults)

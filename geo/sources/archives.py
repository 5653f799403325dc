"""ZIP archives as hostile ground: every entry is judged by its names, places and true sizes before anything is used.

Also the check that XLSX workbooks (which are ZIP archives) pass before a reader opens them.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from geo.languages import Says
from geo.sources.reasons import refuse

MAX_ENTRIES = 1000
MAX_DIRECTORY_BYTES = 2**20
MAX_RATIO = 200
RATIO_FLOOR_BYTES = 32 * 2**20  # below this any ratio is harmless: one field of ten million equal letters is 1000:1
CHUNK_BYTES = 2**20

_END_OF_DIRECTORY = b"PK\x05\x06"
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"]
    + [f"{port}{digit}" for port in ("COM", "LPT") for digit in "0123456789¹²³"]
)
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_SIZES_FOLLOW = 0x8
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_XML_ENDINGS = (".xml", ".rels", ".vml", ".kml", ".gpx")


def printable(name: str) -> str:
    """Return a member's name as it may be shown: control characters replaced, at most 120 characters."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)[:120]


def checked_entries(path: Path, *, max_inflated_bytes: int, file: str) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """Open an archive and judge all its entries; nothing is inflated yet.

    Parameters
    ----------
    path
        The archive.
    max_inflated_bytes
        Most bytes that its members may declare together.
    file
        Its name for messages.

    Returns
    -------
    tuple
        The open archive (the caller closes it) and its entries without folders.

    Raises
    ------
    FileRefusedError
        `damaged`, `encrypted`, `archive_limits` or `unsafe_member`; the text names the member and what to do.
    """
    _check_directory(path, file)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise refuse("damaged", file, problem=_short(error)) from error
    try:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise _too_many(file, len(entries))
        for entry in entries:
            _check_entry(entry, file)
        _check_places(archive, entries, path.stat().st_size, file)
        files = [entry for entry in entries if not entry.is_dir()]
        declared = sum(entry.file_size for entry in files)
        packed = sum(entry.compress_size for entry in files)
        _check_growth(declared, packed, max_inflated_bytes, file)
    except BaseException:
        archive.close()
        raise
    return archive, files


def inflated(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, already: int, max_inflated_bytes: int, file: str
) -> Iterator[bytes]:
    """Give the content of a member chunk by chunk, counting what really comes out instead of trusting headers.

    Parameters
    ----------
    already
        Bytes inflated before this member.

    Raises
    ------
    FileRefusedError
        `archive_limits` when too much comes out, `damaged` when the content is cut or its checksum is wrong.
    """
    count = 0
    try:
        with archive.open(entry) as member:
            while chunk := member.read(CHUNK_BYTES):
                count += len(chunk)
                _check_growth(count, entry.compress_size, max_inflated_bytes - already, file)
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise refuse("damaged", file, problem=f"{printable(entry.filename)}: {_short(error)}") from error
    if count != entry.file_size:
        raise refuse("damaged", file, problem=f"{printable(entry.filename)}: {count} ≠ {entry.file_size} byte")


def check_zip(path: Path, *, max_inflated_bytes: int, file: str) -> list[str]:
    """Judge a whole archive before another reader opens it (XLSX): entries, true sizes, and no DOCTYPE in its XML.

    Returns
    -------
    list of str
        The names of its members.

    Raises
    ------
    FileRefusedError
        As `checked_entries` and `inflated`; `doctype` when an XML member holds one.
    """
    archive, entries = checked_entries(path, max_inflated_bytes=max_inflated_bytes, file=file)
    total = 0
    with archive:
        for entry in entries:
            is_xml = entry.filename.lower().endswith(_XML_ENDINGS)
            tail = b""
            for chunk in inflated(archive, entry, already=total, max_inflated_bytes=max_inflated_bytes, file=file):
                total += len(chunk)
                window = tail + chunk
                if is_xml and any(doctype in window for doctype in _DOCTYPES):
                    raise refuse("doctype", file)
                tail = window[-32:]
    return [entry.filename for entry in entries]


def _check_directory(path: Path, file: str) -> None:
    """Refuse by the end record alone, so that a directory of 100,000 entries is never parsed."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 65_557))
        tail = stream.read()
    at = tail.rfind(_END_OF_DIRECTORY)
    if at < 0 or len(tail) - at < 22:
        raise refuse("damaged", file, problem="ZIP")
    entries, directory_bytes = struct.unpack_from("<HI", tail, at + 10)
    if entries > MAX_ENTRIES or directory_bytes > MAX_DIRECTORY_BYTES:
        raise _too_many(file, entries)


def _check_entry(entry: zipfile.ZipInfo, file: str) -> None:
    name = entry.orig_filename
    parts = re.split(r"[/\\]", name)
    mode = entry.external_attr >> 16
    special = stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}
    climbs = ".." in parts or name.startswith(("/", "\\")) or ":" in name
    device = any(part.split(".")[0].rstrip(" ").upper() in _DEVICES for part in parts)
    controls = any(ord(sign) < 32 or ord(sign) == 127 for sign in name)
    if special or climbs or device or controls or not name.strip() or len(name) > 1000:
        raise refuse("unsafe_member", file, member=printable(name))
    if entry.flag_bits & _ENCRYPTED:
        raise refuse("encrypted", file)
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise refuse("damaged", file, problem=f"{printable(name)}: method {entry.compress_type}")


def _check_places(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], size: int, file: str) -> None:
    """Refuse entries that lie over each other, say one thing twice differently, or bear one name twice."""
    if len({entry.filename for entry in entries}) != len(entries):
        raise refuse("damaged", file, problem=Says("dua isi bernama sama", "two members with one name"))
    stream = archive.fp
    if stream is None:  # pragma: no cover - zipfile opens it
        raise refuse("damaged", file, problem="ZIP")
    end_of_last = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        name = printable(entry.filename)
        stream.seek(entry.header_offset)
        header = stream.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size:
            raise refuse("damaged", file, problem=name)
        mark, _, flags, method, _, _, _, packed, full, name_bytes, extra_bytes = _LOCAL_HEADER.unpack(header)
        start = entry.header_offset + _LOCAL_HEADER.size + name_bytes + extra_bytes
        end = start + entry.compress_size
        if mark != b"PK\x03\x04" or method != entry.compress_type or flags & _ENCRYPTED or end > size:
            raise refuse("damaged", file, problem=name)
        told = packed not in {0xFFFFFFFF, entry.compress_size} or full not in {0xFFFFFFFF, entry.file_size}
        if told and not flags & _SIZES_FOLLOW:
            raise refuse("damaged", file, problem=Says(f"ukuran {name} tidak benar", f"the size of {name} is false"))
        if entry.header_offset < end_of_last:
            raise refuse(
                "archive_limits", file, problem=Says(f"isi {name} bertumpang tindih", f"{name} overlaps another member")
            )
        end_of_last = end


def _check_growth(count: int, packed: int, limit: int, file: str) -> None:
    if count > limit:
        raise refuse(
            "archive_limits",
            file,
            problem=Says(f"isinya lebih dari {limit // 2**20} MB", f"more than {limit // 2**20} MB inside"),
        )
    if count > RATIO_FLOOR_BYTES and count > MAX_RATIO * max(packed, 1):
        raise refuse(
            "archive_limits",
            file,
            problem=Says(f"dimampatkan lebih dari {MAX_RATIO} kali", f"packed more than {MAX_RATIO}-fold"),
        )


def _too_many(file: str, entries: int) -> Exception:
    return refuse(
        "archive_limits",
        file,
        problem=Says(f"{entries} isi, batasnya {MAX_ENTRIES}", f"{entries} members, the limit is {MAX_ENTRIES}"),
    )


def _short(error: BaseException) -> str:
    return str(error)[:120] or type(error).__name__

"""A user's file from outside: its first bytes, and what is packed as one stream in it, both within limits."""

from __future__ import annotations

import bz2
import gzip
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from geo.languages import Says
from geo.sources.archives import CHUNK_BYTES, MAX_RATIO, RATIO_FLOOR_BYTES
from geo.sources.reasons import refuse

GZIP, BZIP2 = b"\x1f\x8b", b"BZh"
ARCHIVE_HEADS = (GZIP, BZIP2, b"PK\x03\x04", b"\xfd7zXZ", b"7z\xbc\xaf")
HEAD_BYTES = 64


def first_bytes(path: Path, max_bytes: int) -> bytes:
    """Return up to 64 bytes from the beginning of a file that may be read.

    Parameters
    ----------
    path
        The user's file.
    max_bytes
        Largest file that is read.

    Raises
    ------
    FileRefusedError
        `not_found`, `is_folder`, `not_readable`, `empty_file` or `too_large`.
    """
    try:
        if path.is_dir():
            raise refuse("is_folder", path.name or str(path))
        if not path.is_file():
            raise refuse("not_found", path.name)
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except PermissionError as error:
        raise refuse("not_readable", path.name) from error
    except (OSError, ValueError) as error:
        raise refuse("not_found", path.name) from error
    if size == 0:
        raise refuse("empty_file", path.name)
    if size > max_bytes:
        raise refuse("too_large", path.name, size_mb=-(-size // 2**20), limit_mb=max_bytes // 2**20)
    return head


def unpack_stream(path: Path, target: Path, max_inflated_bytes: int) -> bytes:
    """Unpack a gzip or bzip2 file into a new one, and return the first bytes of what came out.

    Parameters
    ----------
    path
        The packed file; its first bytes say which of the two it is.
    target
        The plain file to write.
    max_inflated_bytes
        Most bytes that may come out; beyond a floor, more than `MAX_RATIO` times the packed size is refused as well.

    Raises
    ------
    FileRefusedError
        `damaged`, `archive_limits`, `nested_archive`, or `empty_file` when nothing comes out.
    OSError
        When the disk is full or cannot be read or written.
    """
    count = 0
    try:
        with path.open("rb") as packed, target.open("wb") as out:
            bzip2 = packed.read(len(BZIP2)) == BZIP2
            packed.seek(0)
            # Both are read as binary files; the standard library's types share no narrower name.
            stream = cast(BinaryIO, bz2.BZ2File(packed) if bzip2 else gzip.GzipFile(fileobj=packed))
            with stream:
                while chunk := stream.read(CHUNK_BYTES):
                    count += len(chunk)
                    taken = packed.tell()  # what has been read so far, so that a bomb is known long before its end
                    too_dense = count > RATIO_FLOOR_BYTES and count > MAX_RATIO * taken
                    if count > max_inflated_bytes or too_dense:
                        problem = Says(
                            "isinya lebih dari {limit} MB atau dimampatkan lebih dari {ratio} kali",
                            "more than {limit} MB inside, or packed more than {ratio}-fold",
                        ).filled(limit=max_inflated_bytes // 2**20, ratio=MAX_RATIO)
                        raise refuse("archive_limits", path.name, problem=problem)
                    out.write(chunk)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # a full disk is no damage; gzip and bz2 say damage as an OSError without a number
        raise refuse("damaged", path.name, problem=str(error)[:120]) from error
    if count == 0:
        raise refuse("empty_file", path.name)
    with target.open("rb") as plain:
        head = plain.read(HEAD_BYTES)
    if head.startswith(ARCHIVE_HEADS):
        member = path.stem if path.suffix.lower() in (".gz", ".bz2") else path.name
        raise refuse("nested_archive", path.name, member=member)
    return head

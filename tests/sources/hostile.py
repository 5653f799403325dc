"""Makers of hostile files, and options for reading them."""

from __future__ import annotations

import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shapely.geometry import box

from geo.errors import FileRefusedError
from geo.sources.reading import ReadOptions

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
BANYUASIN = box(104.0, -3.3, 105.6, -1.6)


def options(**given: Any) -> ReadOptions:
    return ReadOptions(now=NOW, **given)


def reason_of(work: Any, *arguments: Any, **named: Any) -> str:
    """Return the reason for which a file is refused, or say what came out instead."""
    try:
        found = work(*arguments, **named)
    except FileRefusedError as error:
        refusal = error
    else:
        return f"not refused: {found!r}"
    assert refusal.text("id")
    assert "{" not in refusal.text("id") + refusal.text("en")
    return refusal.reason


def make_zip(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def overlapping_zip(path: Path, copies: int = 50) -> Path:
    """Write a zip whose central directory names one local member many times (a bomb without nesting)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 2**20)
    content = path.read_bytes()
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[start:end]
    entries = b""
    for number in range(copies):
        name = f"{number:05d}"[-5:].encode()
        entries += entry[:46] + name + entry[51:]
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, copies, copies, len(entries), start, 0)
    path.write_bytes(content[:start] + entries + tail)
    return path

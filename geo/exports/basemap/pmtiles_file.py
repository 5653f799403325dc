"""Tiles to one PMTiles file, version 3: sorted along the Hilbert curve, equal tiles once, the same bytes each time."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from geo.exports.basemap.mvt import varints
from geo.exports.basemap.pmtiles_header import GZIP, MVT, SIZE, Header

MOST_ROOT_BYTES = 16_384 - SIZE
_LEAF_ENTRIES = 4096
Entry = tuple[int, int, int, int]
"""Tile number, how many tiles in a row share it (0: a leaf directory), offset, length."""


def tile_number(z: int, x: int, y: int) -> int:
    """Return a tile's number: all tiles of the zooms before, and its place on the Hilbert curve of its own."""
    place, step = 0, 1 << z >> 1
    while step:
        right, low = int(bool(x & step)), int(bool(y & step))
        place += step * step * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = step - 1 - (x & (step - 1)), step - 1 - (y & (step - 1))
            x, y = y, x
        x, y = x & (step - 1), y & (step - 1)
        step >>= 1
    return ((1 << 2 * z) - 1) // 3 + place


def packed(content: bytes) -> bytes:
    """Compress without a time stamp, so that the same content gives the same bytes."""
    return gzip.compress(content, compresslevel=6, mtime=0)


def write_pmtiles(
    path: Path,
    tiles: Iterable[tuple[int, bytes]],
    metadata: Mapping[str, Any],
    zooms: tuple[int, int],
    bounds: tuple[float, float, float, float],
) -> Header:
    """Write a file of vector tiles.

    Parameters
    ----------
    path
        The file; its folder also holds the tiles while they are made.
    tiles
        Number (`tile_number`) and uncompressed content of each tile, in any order, each number once.
    metadata
        JSON object: name, attribution, vector_layers.
    zooms, bounds
        Lowest and highest zoom; west, south, east, north in degrees.

    Returns
    -------
    Header
        What the file's header says.
    """
    kept: dict[bytes, tuple[int, int]] = {}
    found: list[tuple[int, bytes]] = []
    with tempfile.TemporaryFile(dir=path.parent) as spool:
        for number, content in tiles:
            body = packed(content)
            digest = hashlib.sha256(body).digest()
            if digest not in kept:
                kept[digest] = (spool.tell(), len(body))
                spool.write(body)
            found.append((number, digest))
        found.sort()
        entries, order = _entries(found, kept)
        root, leaves = _directories(entries)
        about = packed(json.dumps(metadata, ensure_ascii=False, allow_nan=False, sort_keys=True).encode())
        west, south, east, north = bounds
        metadata_at = SIZE + len(root)
        leaves_at = metadata_at + len(about)
        tiles_at = leaves_at + len(leaves)
        header = Header(
            SIZE, len(root), metadata_at, len(about), leaves_at, len(leaves), tiles_at, sum(n for _, n in order),
            len(found), len(entries), len(order), 1, GZIP, GZIP, MVT, *zooms, west, south, east, north, zooms[0],
            (west + east) / 2, (south + north) / 2,
        )  # fmt: skip
        with path.open("wb") as out:
            out.write(header.packed() + root + about + leaves)
            for at, length in order:
                spool.seek(at)
                out.write(spool.read(length))
    return header


def with_metadata(source: IO[bytes], header: Header, metadata: Mapping[str, Any], target: Path) -> None:
    """Copy a PMTiles file with other metadata, which come to stand at its end; `header` is the source's own."""
    about = json.dumps(metadata, ensure_ascii=False, allow_nan=False, sort_keys=True).encode()
    if header.inner == GZIP:
        about = packed(about)
    source.seek(SIZE)
    with target.open("wb") as out:
        out.write(bytes(SIZE))
        shutil.copyfileobj(source, out, 1 << 20)
        moved = replace(header, metadata_at=out.tell(), metadata_bytes=len(about))
        out.write(about)
        out.seek(0)
        out.write(moved.packed())


def _entries(
    found: list[tuple[int, bytes]], kept: Mapping[bytes, tuple[int, int]]
) -> tuple[list[Entry], list[tuple[int, int]]]:
    """Return directory entries, and where in the spool the contents lie in the order in which they are written."""
    entries: list[Entry] = []
    placed: dict[bytes, int] = {}
    order: list[tuple[int, int]] = []
    end = 0
    for number, digest in found:
        at, length = kept[digest]
        if digest not in placed:
            placed[digest] = end
            order.append((at, length))
            end += length
        here = placed[digest]
        if entries and entries[-1][2] == here and entries[-1][0] + entries[-1][1] == number:
            first, run, _, _ = entries[-1]
            entries[-1] = (first, run + 1, here, length)
        else:
            entries.append((number, 1, here, length))
    return entries, order


def _directories(entries: list[Entry]) -> tuple[bytes, bytes]:
    """Return the root directory, small enough to come with the first 16 KiB, and the leaves it needs for that."""
    root = _directory(entries)
    size = _LEAF_ENTRIES
    leaves = b""
    while len(root) > MOST_ROOT_BYTES:
        parts: list[bytes] = []
        heads: list[Entry] = []
        at = 0
        for first in range(0, len(entries), size):
            leaf = _directory(entries[first : first + size])
            heads.append((entries[first][0], 0, at, len(leaf)))
            parts.append(leaf)
            at += len(leaf)
        root, leaves, size = _directory(heads), b"".join(parts), size * 2
    return root, leaves


def _directory(entries: list[Entry]) -> bytes:
    numbers = [entry[0] for entry in entries]
    steps = [number - before for number, before in zip(numbers, [0, *numbers], strict=False)]
    offsets = []
    free = None
    for _, _, at, length in entries:
        offsets.append(0 if at == free else at + 1)
        free = at + length
    columns = [steps, [entry[1] for entry in entries], [entry[3] for entry in entries], offsets]
    return packed(b"".join([varints([len(entries)]), *(varints(column) for column in columns)]))

"""The first 127 bytes of a PMTiles file, version 3: where its parts lie, what its tiles are, what they cover."""

from __future__ import annotations

import struct
from dataclasses import astuple, dataclass
from typing import Any

MAGIC = b"PMTiles"
SIZE = 127
NONE, GZIP = 1, 2
MVT = 1
COMPRESSIONS = {0: "unknown", NONE: "none", GZIP: "gzip", 3: "brotli", 4: "zstd"}
TILE_TYPES = {0: "unknown", MVT: "mvt", 2: "png", 3: "jpeg", 4: "webp", 5: "avif"}
_FORM = struct.Struct("<7sB11Q6B4iB2i")
_DEGREE = 10_000_000


@dataclass(frozen=True)
class Header:
    """What the header says, in the order of its bytes; positions in bytes from the file's start, places in degrees.

    Parameters
    ----------
    root_at, root_bytes, metadata_at, metadata_bytes, leaves_at, leaves_bytes, tiles_at, tiles_bytes
        The four parts of the file.
    addressed, entries, contents
        Tiles that can be asked for, directory entries, different contents.
    clustered
        1 when contents stand in the order of the tiles.
    inner, packing
        Compression of directories and metadata, and of tiles (keys of `COMPRESSIONS`).
    tile_type
        Key of `TILE_TYPES`.
    min_zoom, max_zoom
        Zoom levels that there are.
    west, south, east, north, centre_zoom, lon, lat
        Bounds, and the view that the file proposes.
    """

    root_at: int
    root_bytes: int
    metadata_at: int
    metadata_bytes: int
    leaves_at: int
    leaves_bytes: int
    tiles_at: int
    tiles_bytes: int
    addressed: int
    entries: int
    contents: int
    clustered: int
    inner: int
    packing: int
    tile_type: int
    min_zoom: int
    max_zoom: int
    west: float
    south: float
    east: float
    north: float
    centre_zoom: int
    lon: float
    lat: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        return self.west, self.south, self.east, self.north

    def parts(self) -> dict[str, tuple[int, int]]:
        """Return begin and length of each part that the header names."""
        return {
            "root": (self.root_at, self.root_bytes),
            "metadata": (self.metadata_at, self.metadata_bytes),
            "leaves": (self.leaves_at, self.leaves_bytes),
            "tiles": (self.tiles_at, self.tiles_bytes),
        }

    def packed(self) -> bytes:
        """Return the 127 bytes."""
        whole = [round(one * _DEGREE) if isinstance(one, float) else one for one in astuple(self)]
        return _FORM.pack(MAGIC, 3, *whole)


def read_header(content: bytes) -> Header | None:
    """Return what the first 127 bytes of a file say, or None when they are no PMTiles header of version 3."""
    if len(content) < SIZE:
        return None
    magic, version, *rest = _FORM.unpack(content[:SIZE])
    if magic != MAGIC or version != 3:
        return None
    degrees = [value / _DEGREE for value in (*rest[17:21], *rest[22:24])]
    west, south, east, north, lon, lat = degrees
    values: list[Any] = [*rest[:17], west, south, east, north, rest[21], lon, lat]
    return Header(*values)

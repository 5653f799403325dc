"""Incidents in the order of a space-filling curve, so that any tile of the map is one contiguous run of rows."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from geo.agencies.audience import Standing
from geo.store.protocol import IncidentColumns
from geo.tables.incidents import SHARINGS
from webmap.questions import Bbox, Shown

LEVEL = 24
MOST_TILES = 36
UNKNOWN = np.iinfo(np.int64).min
_OF_COLUMNS = ("lon", "lat", "kind", "moment", "number", "owner", "sharing")
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass
class IncidentIndex:
    """Incidents sorted by their Morton code at zoom 24 of the web map's grid (cells of 2.4 m at the equator).

    `x`, `y` are positions on the web map's square, 0 to 1 from the north-west corner; `moment` is seconds since 1970;
    `owner` indexes `owners`, `sharing` `geo.tables.incidents.SHARINGS`.
    """

    version: int
    code: Integers
    x: Floats
    y: Floats
    lon: Floats
    lat: Floats
    kind: npt.NDArray[np.int16]
    moment: Integers
    number: Integers
    kinds: tuple[str, ...]
    owner: npt.NDArray[np.int16]
    sharing: npt.NDArray[np.int8]
    owners: tuple[str, ...]
    _matching: OrderedDict[Shown, npt.NDArray[np.bool_]] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __len__(self) -> int:
        return len(self.code)

    def part_for(self, agency: str, standing: Standing) -> IncidentIndex:
        """Return the index of what one agency may see; this very one, sharing all memory, when it sees everything."""
        seen = seen_by(self, agency, standing)
        if seen.all():
            return self
        arrays = {name: getattr(self, name)[seen] for name in ("code", "x", "y", *_OF_COLUMNS)}
        return replace(self, **arrays, _matching=OrderedDict(), _lock=threading.Lock())

    def sees_like(self, agency: str, standing: Standing) -> str:
        """Return a name for what an agency may see: agencies without incidents of their own alone see the same."""
        own = self.owners.index(agency) if agency in self.owners else -1
        alone = (self.owner == own) & (self.sharing == SHARINGS.index("own"))
        if alone.any():
            return agency
        return "*joint" if agency in standing.roster else "*open"

    def rows_in(self, bbox: Bbox) -> npt.NDArray[np.intp]:
        """Return the rows inside a box (degrees), in the curve's order."""
        west, south, east, north = bbox
        x, y = project(np.array([west, east]), np.array([north, south]))
        level = LEVEL
        while level and _tiles_over(x, level) * _tiles_over(y, level) > MOST_TILES:
            level -= 1
        across = np.arange(int(_tile(x[0], level)), int(_tile(x[1], level)) + 1)
        down = np.arange(int(_tile(y[0], level)), int(_tile(y[1], level)) + 1)
        tiles = np.sort(morton(*(axis.ravel() for axis in np.meshgrid(across, down))))
        rows = self._runs(tiles, level)
        inside = (
            (self.lon[rows] >= west) & (self.lon[rows] <= east) & (self.lat[rows] >= south) & (self.lat[rows] <= north)
        )
        return rows[inside]

    def rows_around(self, zoom: int, x: int, y: int) -> npt.NDArray[np.intp]:
        """Return the rows of a tile and its eight neighbours."""
        side = 1 << zoom
        across = np.arange(max(0, x - 1), min(side, x + 2))
        down = np.arange(max(0, y - 1), min(side, y + 2))
        return self._runs(np.sort(morton(*(axis.ravel() for axis in np.meshgrid(across, down)))), zoom)

    def matching(self, shown: Shown) -> npt.NDArray[np.bool_]:
        """Return for every row whether its kind and time are shown; the last few answers are kept."""
        with self._lock:
            if shown in self._matching:
                self._matching.move_to_end(shown)
                return self._matching[shown]
        mask = np.ones(len(self), dtype=bool)
        if shown.kinds:
            wanted = np.array([kind in set(shown.kinds) for kind in self.kinds], dtype=bool)
            mask &= wanted[self.kind] if len(wanted) else False
        if shown.since is not None:
            mask &= self.moment >= shown.since
        if shown.until is not None:
            mask &= (self.moment < shown.until) & (self.moment != UNKNOWN)
        with self._lock:
            self._matching[shown] = mask
            while len(self._matching) > 8:
                self._matching.popitem(last=False)
        return mask

    def count_by_kind(self, shown: Shown) -> dict[str, int]:
        """Return how many incidents of each kind are shown, kinds without any left out."""
        counts = np.bincount(self.kind[self.matching(shown)], minlength=len(self.kinds))
        return {kind: int(n) for kind, n in zip(self.kinds, counts, strict=True) if n}

    def newest_first(self, shown: Shown, offset: int, limit: int) -> tuple[Integers, int]:
        """Return a page of store numbers, newest first and those of unknown time last, and how many there are."""
        rows = np.flatnonzero(self.matching(shown))
        order = np.lexsort((-self.number[rows], -np.maximum(self.moment[rows], -(2**62))))
        return self.number[rows[order[offset : offset + limit]]], len(rows)

    def _runs(self, tiles: Integers, level: int) -> npt.NDArray[np.intp]:
        shift = 2 * (LEVEL - level)
        starts = np.searchsorted(self.code, tiles << shift)
        ends = np.searchsorted(self.code, (tiles + 1) << shift)
        if len(starts) == 1 or (starts[1:] == ends[:-1]).all():
            return np.arange(starts[0], ends[-1])
        return np.concatenate([np.arange(start, end) for start, end in zip(starts, ends, strict=True)])


def index_of(columns: IncidentColumns, hidden: Collection[str] = ()) -> IncidentIndex:
    """Sort incidents along the curve.

    Parameters
    ----------
    columns
        What the store gives maps.
    hidden
        Kinds that must never be points; the store keeps them back already, this is the second lock.
    """
    names = tuple(kind for kind in columns.kinds if kind not in hidden)
    renumbered = np.array([names.index(kind) if kind in names else -1 for kind in columns.kinds], dtype=np.int16)
    kind = renumbered[columns.kind] if len(renumbered) else columns.kind
    kept = np.isfinite(columns.lon) & np.isfinite(columns.lat) & (kind >= 0)
    x, y = project(columns.lon[kept], columns.lat[kept])
    code = morton(_tile(x, LEVEL), _tile(y, LEVEL))
    order = np.argsort(code, kind="stable")
    return IncidentIndex(
        version=columns.version,
        code=code[order],
        x=x[order],
        y=y[order],
        lon=columns.lon[kept][order],
        lat=columns.lat[kept][order],
        kind=kind[kept][order],
        moment=columns.moment[kept][order],
        number=columns.number[kept][order],
        kinds=names,
        owner=columns.owner[kept][order],
        sharing=columns.sharing[kept][order],
        owners=columns.owners,
    )


def seen_by(of: IncidentColumns | IncidentIndex, agency: str, standing: Standing) -> npt.NDArray[np.bool_]:
    """Return for every incident whether an agency may see it, by the rule of `Standing.may_see`."""
    shared = np.array(
        [sharing == "open" or (sharing == "joint" and agency in standing.roster) for sharing in SHARINGS], dtype=bool
    )
    own = of.owners.index(agency) if agency in of.owners else -1
    return np.asarray(shared[of.sharing] | (of.owner == own))


def columns_of(columns: IncidentColumns, agency: str, standing: Standing) -> IncidentColumns:
    """Return what one agency may see of the incidents; the very same columns when it sees them all."""
    seen = seen_by(columns, agency, standing)
    return columns if seen.all() else replace(columns, **{name: getattr(columns, name)[seen] for name in _OF_COLUMNS})


def project(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return positions on the web map's square (0 to 1 from the north-west corner) of places in degrees."""
    sine = np.sin(np.radians(np.clip(np.asarray(lat, dtype=np.float64), -85.0511287798, 85.0511287798)))
    x = (np.asarray(lon, dtype=np.float64) + 180) / 360
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    return x, y


def morton(x: npt.ArrayLike, y: npt.ArrayLike) -> Integers:
    """Interleave the bits of two whole numbers below 2^24, x in the even places."""
    return _spread(np.asarray(x, dtype=np.int64)) | (_spread(np.asarray(y, dtype=np.int64)) << 1)


def unmorton(code: Integers) -> tuple[Integers, Integers]:
    """Take the two numbers apart again."""
    return _gather(code), _gather(code >> 1)


_MASKS = ((16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F), (2, 0x3333333333333333),
          (1, 0x5555555555555555))  # fmt: skip


def _spread(value: Integers) -> Integers:
    for shift, mask in _MASKS:
        value = (value | (value << shift)) & mask
    return value


def _gather(value: Integers) -> Integers:
    value = value & _MASKS[-1][1]
    for (shift, _), (_, mask) in zip(reversed(_MASKS), [*reversed(_MASKS[:-1]), (32, 0x00000000FFFFFFFF)], strict=True):
        value = (value | (value >> shift)) & mask
    return value


def _tile(position: Floats, level: int) -> Integers:
    side = 1 << level
    return np.clip(np.floor(position * side), 0, side - 1).astype(np.int64)


def _tiles_over(edges: Floats, level: int) -> int:
    return int(_tile(edges[1], level) - _tile(edges[0], level)) + 1

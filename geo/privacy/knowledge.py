"""All that releases tell together, as sums over the smallest groups of incidents that any of them can tell apart."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Transformer

from geo.milp import INFINITE
from geo.privacy.hierarchy import TOP_M, Ints
from geo.privacy.intervals import Known
from geo.privacy.kinds_split import OTHERS
from geo.privacy.merging import gathered
from geo.privacy.released import Release, parts_of
from geo.spatial.crs import WGS84
from geo.spatial.grid import Grid
from geo.tables.releases import DISTRICT

RowId = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """One sum that a release tells: which groups it takes, its limits, whose row it is."""

    groups: Ints
    low: float
    high: float
    surely: bool
    release: int
    row: RowId

    def known(self, among: Ints) -> Known:
        """Return it over some groups, renumbered."""
        return Known(np.isin(among, self.groups), self.low, self.high, self.surely)


@dataclass(frozen=True)
class Ground:
    """Where a release's rows lie: for each place (cell of the finest grid, or district) its row and its share of it."""

    row: Ints
    share: Ints


def grounds(releases: Sequence[Release], level: str) -> list[Ground]:
    """Return for each release where its rows lie on the places that all releases have in common.

    Parameters
    ----------
    releases
        On one grid.
    level
        `district`, or `cell` for every level of cells.

    Returns
    -------
    list
        Per release: `row` (places,) position of the row in `Release.cells`, -1 for none; `share` (places,) which of
        the row's parts, each known to hold fewer than k, the place belongs to (-1: no such part).
    """
    tables = [release.cells for release in releases]
    if level == DISTRICT:
        codes = sorted({str(code) for table in tables for code in table["cell_id"][table["level"] == DISTRICT]})
        found = []
        for table in tables:
            at = np.full(len(codes), -1, dtype=np.int64)
            for position, (kind, code) in enumerate(zip(table["level"], table["cell_id"], strict=True)):
                if kind == DISTRICT:
                    at[codes.index(str(code))] = position
            found.append(Ground(at, np.full(len(codes), -1, dtype=np.int64)))
        return found
    with_cells = [release for release in releases if (release.cells["level"] != DISTRICT).any()]
    if not with_cells:
        return [Ground(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)) for _ in releases]
    side = min(release.cell_m for release in with_cells)
    bounds = np.array([release.bounds for release in with_cells])
    corners = shapely.box(*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0)).segmentize(0.1)
    to_metric = Transformer.from_crs(WGS84, releases[0].crs, always_xy=True)
    x, y = to_metric.transform(*np.asarray(corners.exterior.coords).T)
    grid = Grid.over((x.min() - side, y.min() - side, x.max() + side, y.max() + side), side)
    xs, ys = np.meshgrid(*grid.centres())
    lon, lat = to_metric.transform(xs.ravel(), ys.ravel(), direction="INVERSE")
    points = np.asarray(shapely.points(lon, lat))
    labels = [_labels(release, points) for release in releases]
    taking_part = np.flatnonzero(np.max(labels, axis=0) >= 0)
    column, row = taking_part % grid.columns + grid.column, taking_part // grid.columns + grid.row
    return [
        Ground(label[taking_part], _shares(release, label[taking_part], column, row, side))
        for release, label in zip(releases, labels, strict=True)
    ]


def _labels(release: Release, points: npt.NDArray[np.object_]) -> Ints:
    label = np.full(len(points), -1, dtype=np.int64)
    rows = np.flatnonzero((release.cells["level"] != DISTRICT).to_numpy())
    outlines = release.cells.geometry.to_numpy()[rows]
    outline, point = shapely.STRtree(points).query(outlines, predicate="contains_properly")
    label[point] = rows[outline]
    return label


def _shares(release: Release, label: Ints, column: Ints, row: Ints, side: int) -> Ints:
    """Go the way of `geo.privacy.merging.merge` again with what is published, as any onlooker can."""
    share = np.full(len(label), -1, dtype=np.int64)
    mine = np.flatnonzero(label >= 0)
    if not len(mine):
        return share
    step = release.cell_m // side
    cells, cell_of = np.unique(np.stack([column[mine] // step, row[mine] // step]), axis=1, return_inverse=True)
    cell_of = cell_of.ravel()
    top = (TOP_M // release.cell_m).bit_length()
    sides = [release.cell_m * 2**level for level in range(top)]
    of_row = np.array(
        [
            -1 if level == DISTRICT else (top if hidden else sides.index(int(level.removesuffix("m"))))
            for level, hidden in zip(release.cells["level"], release.cells["suppressed"], strict=True)
        ]
    )
    level_of = np.zeros(cells.shape[1], dtype=np.int64)
    level_of[cell_of] = of_row[label[mine]]
    node, size = np.arange(cells.shape[1]), cells.shape[1]
    part = np.where(level_of > 0, node, -1)
    cap = np.where(level_of == 0, 0, release.k - 1)
    for level in range(1, top):
        _, above = np.unique(cells // 2**level, axis=1, return_inverse=True)
        above = above.ravel()
        parent = np.zeros(len(cap), dtype=np.int64)
        parent[node] = above
        _, most, could, _ = gathered(np.zeros(len(cap), dtype=np.int64), cap, parent, release.k)
        shown = np.bincount(above, level_of == level, minlength=len(most)) > 0
        joined = (could & ~shown)[above] & (level_of > level)
        part = np.where(joined, size * level + above, part)
        cap = np.where(shown, 0, np.where(could, release.k - 1, most))
        node = above
    share[mine] = part[cell_of]
    return share


def told(releases: Sequence[Release], level: str) -> list[Told]:
    """Return every sum that releases tell at a level, over groups that are numbered alike for all of them.

    A group is what lies in the same rows of every release, in months, of kinds and with a sharing that the same
    releases count.

    Parameters
    ----------
    releases
        On one grid, computed on the same incidents.
    level
        `district` or `cell`.
    """
    kinds_of = [release.district_kinds if level == DISTRICT else release.kinds for release in releases]
    where = grounds(releases, level)
    places = np.stack([column for ground in where for column in (ground.row, ground.share)])
    _, place = np.unique(places, axis=1, return_inverse=True)
    place = place.ravel()
    named = {kind for release in releases for text in release.cells["kinds"] for kind, _, _ in parts_of(text)}
    month = _classes([release.period.months for release in releases], set())
    kind = _classes(kinds_of, named)
    sharing = _classes([release.sharings for release in releases], set())
    sizes = (int(place.max()) + 1 if len(place) else 0, _size(month), _size(kind), _size(sharing))
    grid = np.arange(int(np.prod(sizes)), dtype=np.int64).reshape(sizes)

    found: list[Told] = []
    for number, (release, ground) in enumerate(zip(releases, where, strict=True)):
        months, sharings = _of(month, release.period.months), _of(sharing, release.sharings)

        def groups(at: Ints, codes: Sequence[str], months: Ints = months, sharings: Ints = sharings) -> Ints:
            return grid[np.ix_(at, months, _of(kind, codes), sharings)].ravel()

        rows = release.cells.to_dict("records")
        all_kinds = kinds_of[number]
        for position, at in _grouped(ground.row, place):
            row = rows[position]
            name = (str(row["level"]), str(row["cell_id"]))
            for codes, low, high, surely in _sums(row, all_kinds, release.k, level):
                found.append(Told(groups(at, codes), low, high, surely, number, name))
        for _, at in _grouped(ground.share, place):
            name = _row_of(rows, ground, at, place)
            found.append(Told(groups(at, all_kinds), 0.0, release.k - 1.0, False, number, name))
    return found


def _sums(
    row: dict[str, Any], kinds: Sequence[str], k: int, level: str
) -> list[tuple[Sequence[str], float, float, bool]]:
    if row["suppressed"]:
        # Of cells the parts say more; of districts onlookers suppose that there are fewer than k.
        return [(kinds, 0.0, k - 1.0, False)] if level == DISTRICT else []
    parts = parts_of(row["kinds"])
    if not parts:
        return [(kinds, float(row["n_low"]), _limit(row["n_high"]), True)]
    shown = {kind for kind, _, _ in parts}
    others = [kind for kind in kinds if kind not in shown]
    return [(others if kind == OTHERS else [kind], float(low), _limit(high), True) for kind, low, high in parts]


def _limit(high: Any) -> float:
    return INFINITE if pd.isna(high) else float(high)


def _grouped(label: Ints, place: Ints) -> list[tuple[int, Ints]]:
    return [(int(value), np.unique(place[label == value])) for value in np.unique(label) if value >= 0]


def _row_of(rows: list[dict[str, Any]], ground: Ground, at: Ints, place: Ints) -> RowId:
    row = rows[int(ground.row[np.isin(place, at) & (ground.row >= 0)][0])]
    return str(row["level"]), str(row["cell_id"])


def _classes(sets: Sequence[Sequence[str]], apart: set[str]) -> dict[str, int]:
    """Number values so that two share a number when the same sets hold both and neither must stand apart."""
    numbers: dict[Any, int] = {}
    values = sorted(set(itertools.chain.from_iterable(sets)))
    signature = {value: (value in apart and value, *(value in one for one in sets)) for value in values}
    return {value: numbers.setdefault(signature[value], len(numbers)) for value in values}


def _size(classes: dict[str, int]) -> int:
    return max(classes.values(), default=-1) + 1


def _of(classes: dict[str, int], values: Sequence[str]) -> Ints:
    return np.unique(np.array([classes[value] for value in values], dtype=np.int64))

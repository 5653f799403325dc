"""Borders with their certainty: how often each incident or cell belonged to a hotspot, and the polygons of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.hotspots.method import Cells
from geo.hotspots.outlines import clipped, outlines
from geo.spatial.grid import Grid

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
NOWHERE = -1
INCLUSIONS = (0.5, 0.9)
"""The probable extent of a hotspot, and its sure core."""
_BUFFERED = 4_000_000
_NEIGHBOURS = 12


@dataclass
class Tally:
    """Counts how often each of many things (incidents, cells) belonged to each of some hotspots.

    Parameters
    ----------
    own
        Hotspot to which each thing belongs in the original run, -1: none; shape (things,).
    hotspots
        How many hotspots there are.
    """

    own: Integers
    hotspots: int
    _seen: Integers = field(init=False)
    _own_times: Integers = field(init=False)
    _codes: list[Integers] = field(init=False, default_factory=list)
    _waiting: int = 0
    _others: tuple[Integers, Integers] = field(init=False)

    def __post_init__(self) -> None:
        self._own_times, self._seen = np.zeros((2, len(self.own)), dtype=np.int64)
        self._others = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)

    def add(self, things: Integers, hotspot: Integers, seen: npt.NDArray[np.bool_] | None = None) -> None:
        """Count one replicate: these things (each at most once) belonged to these hotspots, all others to none.

        Parameters
        ----------
        things, hotspot
            Positions of the things and the hotspot of each, same shape.
        seen
            Which things the replicate tells anything about, one boolean per thing; None: all.
        """
        self._seen += 1 if seen is None else seen
        home = self.own[things] == hotspot
        self._own_times[things[home]] += 1
        codes = things[~home] * self.hotspots + hotspot[~home]
        self._codes.append(codes)
        self._waiting += len(codes)
        if self._waiting > _BUFFERED:
            self._merge()

    def _merge(self) -> None:
        codes, weights = np.concatenate([self._others[0], *self._codes]), np.ones(self._waiting, dtype=np.int64)
        weights = np.concatenate([self._others[1], weights])
        distinct, at = np.unique(codes, return_inverse=True)
        times = np.bincount(at, weights, minlength=len(distinct)).astype(np.int64)
        self._others, self._codes, self._waiting = (distinct, times), [], 0

    @property
    def own_share(self) -> Floats:
        """Share of the replicates that saw each thing in which it belonged to its own hotspot; 0 if none did."""
        return self._own_times / np.maximum(self._seen, 1)

    def sure(self, least: float) -> Integers:
        """Return for each thing the hotspot to which it belonged in at least `least` of the replicates that saw it.

        -1 where there is none. Shares from a half up can name two hotspots at the most; then it is its own one, or else
        the one with the lower number.
        """
        self._merge()
        codes, times = self._others
        needed = np.maximum(least * self._seen - 1e-9, 0.5)
        named = np.full(len(self.own), NOWHERE, dtype=np.int64)
        if len(codes):
            often = codes[times >= needed[codes // self.hotspots]][::-1]  # backwards, so that the lowest number stays
            named[often // self.hotspots] = often % self.hotspots
        home = (self.own >= 0) & (self._own_times >= needed)
        named[home] = self.own[home]
        return named


class Stand:
    """Who speaks for an incident that was not drawn: the nearest one that was.

    Parameters
    ----------
    places
        Distinct or not, shape (n, 2), metres, in a fixed order.
    link_m
        One farther away than this speaks for nobody, metres; None: any distance.
    """

    def __init__(self, places: Floats, link_m: float | None) -> None:
        from scipy.spatial import cKDTree

        near = min(_NEIGHBOURS, len(places))
        distance, index = cKDTree(places).query(places, k=near)
        distance, index = distance.reshape(len(places), near), index.reshape(len(places), near)
        # Among equally near ones the first of the fixed order, not the tree's.
        turn = np.lexsort((index, distance), axis=1)
        self._index = np.take_along_axis(index, turn, axis=1).astype(np.int64)
        self._reached = np.take_along_axis(distance, turn, axis=1) <= (np.inf if link_m is None else link_m)

    def spread(self, labels: Integers, drawn: npt.NDArray[np.bool_]) -> Integers:
        """Return the label of each incident, of those not drawn that of the nearest one drawn.

        -1 when none of the twelve nearest was drawn (once in 160,000 times) or none is near enough.
        """
        spread = np.where(drawn, labels, NOWHERE)
        waiting = np.flatnonzero(~drawn)
        for turn in range(self._index.shape[1]):
            if not len(waiting):
                break
            speaker = self._index[waiting, turn]
            speaks = drawn[speaker] & self._reached[waiting, turn]
            spread[waiting[speaks]] = labels[speaker[speaks]]
            waiting = waiting[~speaks]
        return spread


def cells_on(grid: Grid, cells: Cells, cluster: Integers) -> tuple[Integers, Integers]:
    """Carry the hot cells of one grid over to another: a cell is hot where its centre lies in a hot one.

    Parameters
    ----------
    grid
        The grid to carry them to.
    cells
        Hot cells, of any grid in the same CRS.
    cluster
        What to carry, one number per hot cell; those below 0 are left out.

    Returns
    -------
    tuple
        Flat index in `grid` of each hot cell, rising, and its number.
    """
    if len(cells.flat) == 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    given = np.full(cells.grid.rows * cells.grid.columns, NOWHERE, dtype=np.int64)
    given[cells.flat] = cluster
    x, y = grid.centres()
    column = np.floor(x / cells.grid.cell_m).astype(np.int64) - cells.grid.column
    row = np.floor(y / cells.grid.cell_m).astype(np.int64) - cells.grid.row
    across = np.flatnonzero((column >= 0) & (column < cells.grid.columns))
    up = np.flatnonzero((row >= 0) & (row < cells.grid.rows))
    found = given.reshape(cells.grid.shape)[row[up][:, None], column[across][None, :]]
    at_row, at_column = np.nonzero(found >= 0)
    return up[at_row] * grid.columns + across[at_column], found[at_row, at_column]


def cell_borders(tally: Tally, grid: Grid, crs: object, area: BaseGeometry | None) -> gpd.GeoDataFrame:
    """Draw the cells that belong to each hotspot with the shares of `INCLUSIONS`.

    Parameters
    ----------
    tally
        Of the cells of the grid.
    grid, crs
        The cells and their CRS.
    area
        Study area to which the borders are cut.

    Returns
    -------
    GeoDataFrame
        hotspot (its number in the tally), inclusion, geometry; hotspots without any such cell are left out.
    """
    drawn = []
    for least in INCLUSIONS:
        named = tally.sure(least)
        hot, numbers = np.flatnonzero(named >= 0), _present(named)
        shapes = [shapely.coverage_union_all(_squares(grid, hot[named[hot] == number])) for number in numbers]
        drawn.append(gpd.GeoSeries(shapes, index=pd.Index(numbers, name="hotspot", dtype="int64"), crs=crs))
    return _stacked(drawn, crs, area)


def member_borders(
    tally: Tally, places: Floats, crs: object, area: BaseGeometry | None, link_m: float | None
) -> gpd.GeoDataFrame:
    """Draw outlines around the incidents that belong to each hotspot with the shares of `INCLUSIONS`.

    Parameters
    ----------
    tally
        Of the incidents, hotspots numbered from the best rank.
    places
        Of the incidents, shape (n, 2), metres.
    crs, area
        As `cell_borders`.
    link_m
        As `geo.hotspots.outlines.outlines`.

    Returns
    -------
    GeoDataFrame
        As `cell_borders`.
    """
    drawn: list[gpd.GeoSeries] = []
    for least in INCLUSIONS:
        named = tally.sure(least)
        shapes = outlines(places, named, _present(named), crs, link_m=link_m)
        if drawn and len(shapes):  # rims differ a little: the core stays within the extent
            shapes = shapes.intersection(drawn[-1].reindex(shapes.index), align=False)
        drawn.append(shapes.rename_axis("hotspot"))
    return _stacked(drawn, crs, area)


def _present(named: Integers) -> Integers:
    return np.flatnonzero(np.bincount(named[named >= 0])).astype(np.int64)


def _squares(grid: Grid, flat: Integers) -> npt.NDArray[np.object_]:
    """Return cells whose edges are computed from whole numbers, so that neighbours meet in the same coordinates."""
    column, row = flat % grid.columns + grid.column, flat // grid.columns + grid.row
    return np.asarray(
        shapely.box(column * grid.cell_m, row * grid.cell_m, (column + 1) * grid.cell_m, (row + 1) * grid.cell_m)
    )


def _stacked(drawn: list[gpd.GeoSeries], crs: object, area: BaseGeometry | None) -> gpd.GeoDataFrame:
    parts = [one if area is None or not len(one) else clipped(one, area) for one in drawn]
    table = gpd.GeoDataFrame(
        {
            "hotspot": np.concatenate([one.index.to_numpy(dtype=np.int64) for one in parts]),
            "inclusion": np.repeat(INCLUSIONS, [len(one) for one in parts]),
        },
        geometry=gpd.GeoSeries(np.concatenate([np.asarray(one.array, dtype=object) for one in parts]), crs=crs),
        crs=crs,
    )
    table = table[table.geometry.area > 0]
    return table.sort_values(["hotspot", "inclusion"], kind="stable").reset_index(drop=True)

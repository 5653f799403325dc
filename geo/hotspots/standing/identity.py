"""Which hotspot of a new run is which of the previous one: ids that last, with splits and merges recorded."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import ParameterError, TableError
from geo.languages import Says
from geo.spatial.crs import require_metric
from geo.tables.lineage import EVENTS

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

LEAST_KINSHIP = 0.1
"""Hotspots are kin when they share at least this part of the smaller one's area. Outlines carry a rim, and cells are
counted whole: neighbours that merely touch share a few per cent of the smaller, one that holds the other shares all."""
NEEDED = ("hotspot_id", "rank", "n", "area_km2", "geometry")
_KINSHIPS = ("hotspot_id", "previous_id", "event", "overlap_share", "n", "previous_n", "rank", "previous_rank")


@dataclass(frozen=True)
class Lineage:
    """Ids of a new run's hotspots, and where each comes from.

    Parameters
    ----------
    ids
        The lasting id of each new hotspot, on the index of the new table, named `hotspot_id`; unique.
    kinships
        One row per event, columns `hotspot_id` (of the new run, None when gone), `previous_id` (None when new),
        `event` (same, split, merged, new, gone), `overlap_share` (intersection / union), `n`, `previous_n`, `rank`,
        `previous_rank` (missing where there is no such hotspot). Every new hotspot has exactly one row `same`, `split`
        or `new`, every previous one exactly one row `same`, `merged` or `gone`. Best new rank first, the gone last.
    """

    ids: pd.Series[str]
    kinships: pd.DataFrame


@dataclass(frozen=True)
class Kin:
    """Pairs of hotspots that share ground, the closest kin first, and who stays whom.

    Parameters
    ----------
    new, previous
        Positions in the two tables, shape (pairs,).
    share
        Intersection / union of each pair.
    origin, heir
        For each new hotspot its closest previous one, and for each previous one its closest new one; -1: none.
    """

    new: Integers
    previous: Integers
    share: Floats
    origin: Integers
    heir: Integers

    @property
    def same(self) -> Integers:
        """For each new hotspot the previous one that it continues (each is the other's closest kin), -1: none."""
        mutual = self.origin >= 0
        mutual[mutual] = self.heir[self.origin[mutual]] == np.flatnonzero(mutual)
        return np.where(mutual, self.origin, -1)

    def shares_of(self, new: Sequence[int], previous: Sequence[int]) -> list[float]:
        """Return intersection / union of each pair of positions, 0 for those that are no kin."""
        known = dict(zip(zip(self.new.tolist(), self.previous.tolist(), strict=True), self.share.tolist(), strict=True))
        return [known.get(pair, 0.0) for pair in zip(new, previous, strict=True)]


def carried_ids(new: gpd.GeoDataFrame, previous: gpd.GeoDataFrame, *, taken: Collection[str] = ()) -> Lineage:
    """Give the hotspots of a new run the ids of those of the previous run that they continue.

    Two hotspots are kin when they share at least a tenth of the smaller one's area. Of its kin, the closest is the one
    with the largest common area; of equals (to a hundredth of a square metre) the one with the larger share of the
    smaller's area, then the better previous rank, then the previous id, the better new rank, the new natural id. A new
    hotspot keeps the id of its closest kin if it is that one's closest kin too: `same`. Otherwise it is `split` from
    its closest kin, and a previous hotspot whose id nobody keeps was `merged` into its closest kin. Those without kin
    are `new` and `gone`.

    A hotspot that keeps no id has its natural id, the one that is on `new`. Where that is the id of a previous hotspot
    or is in `taken`, it gets the ending -2, -3 and so on, the first that is free, better ranks first.

    Parameters
    ----------
    new
        Hotspots in the form of `geo.tables.hotspots.HOTSPOTS`, with hotspot_id, rank, n, area_km2 and geometry, in a
        metric CRS.
    previous
        Those of the previous run, in the same CRS.
    taken
        Ids that other hotspots had in earlier runs; none of them is given to a new one.

    Returns
    -------
    Lineage
        The same in any order of the rows.

    Raises
    ------
    TableError
        When a column is missing.
    UnprojectedError
        When a table is in degrees; mend it with `to_crs`.
    ParameterError
        When the two CRS differ, or an id occurs twice in a table.
    """
    kin = kin_of(new, previous)
    natural = new["hotspot_id"].astype(str).tolist()
    before = previous["hotspot_id"].astype(str).tolist()
    same = kin.same
    ids = _free_ids(natural, [before[j] if j >= 0 else None for j in same], new["rank"].tolist(), {*before, *taken})
    rows = [(i, j, "same" if same[i] >= 0 else "split" if j >= 0 else "new") for i, j in enumerate(kin.origin.tolist())]
    lost = np.setdiff1d(np.arange(len(previous)), same)
    rows += [(int(kin.heir[j]), j, "merged" if kin.heir[j] >= 0 else "gone") for j in lost.tolist()]
    return Lineage(
        pd.Series(ids, index=new.index, name="hotspot_id", dtype="str"),
        _kinships(rows, kin, ids, before, new, previous),
    )


def kin_of(new: gpd.GeoDataFrame, previous: gpd.GeoDataFrame, favoured: Collection[tuple[int, int]] = ()) -> Kin:
    """Find which hotspots of two runs share ground.

    Parameters
    ----------
    new, previous
        As `carried_ids` takes them.
    favoured
        Pairs of positions (new, previous) that come before all others if they are kin at all.

    Raises
    ------
    TableError, UnprojectedError, ParameterError
        As `carried_ids`.
    """
    for table in (new, previous):
        _check(table)
    if len(new) and len(previous) and new.crs != previous.crs:
        problem = Says(
            "kedua tabel titik rawan memakai CRS yang berbeda; samakan dengan to_crs.",
            "the two tables of hotspots differ in CRS; bring them together with to_crs.",
        )
        raise ParameterError(name="previous", problem=problem)
    shapes, previous_shapes = _valid(new), _valid(previous)
    of_new, of_previous, common = _common_ground(shapes, previous_shapes)
    new_m2, previous_m2 = shapely.area(shapes[of_new]), shapely.area(previous_shapes[of_previous])
    of_smaller = np.round(common / np.minimum(new_m2, previous_m2), 9)
    kin = of_smaller >= LEAST_KINSHIP
    of_new, of_previous, common, of_smaller = of_new[kin], of_previous[kin], common[kin], of_smaller[kin]
    share = common / (new_m2[kin] + previous_m2[kin] - common)
    first = np.array([pair not in favoured for pair in zip(of_new.tolist(), of_previous.tolist(), strict=True)], bool)
    # lexsort: the last key counts first
    keys = [_place(new, column)[of_new] for column in ("hotspot_id", "rank")]
    keys += [_place(previous, column)[of_previous] for column in ("hotspot_id", "rank")]
    order = np.lexsort((*keys, -of_smaller, -np.round(common, 2), first))
    of_new, of_previous = of_new[order], of_previous[order]
    return Kin(of_new, of_previous, share[order], *_closest(of_new, of_previous, len(new), len(previous)))


def _check(table: gpd.GeoDataFrame) -> None:
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        raise TableError(table="hotspots", missing=missing, present=[str(name) for name in table.columns])
    require_metric(table)
    twice = table["hotspot_id"][table["hotspot_id"].duplicated()]
    if len(twice):
        problem = Says("{id} ada dua kali dalam satu analisis.", "{id} occurs twice in one run.")
        raise ParameterError(name="hotspot_id", problem=problem.filled(id=str(twice.iloc[0])))


def _valid(table: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    return np.asarray(table.geometry.make_valid().array, dtype=object)


def _common_ground(
    new: npt.NDArray[np.object_], previous: npt.NDArray[np.object_]
) -> tuple[Integers, Integers, Floats]:
    """Return the pairs that share an area, and how much, square metres."""
    if not len(new) or not len(previous):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
    of_new, of_previous = shapely.STRtree(previous).query(new, predicate="intersects")
    common = shapely.area(shapely.intersection(new[of_new], previous[of_previous]))
    sharing = common > 0
    return of_new[sharing].astype(np.int64), of_previous[sharing].astype(np.int64), common[sharing]


def _place(table: gpd.GeoDataFrame, column: str) -> Integers:
    """Return for each row the place of its value among the sorted values, equal ones alike."""
    values = table[column].astype(str).to_numpy(dtype=object) if column == "hotspot_id" else table[column].to_numpy()
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _closest(of_new: Integers, of_previous: Integers, n_new: int, n_previous: int) -> tuple[Integers, Integers]:
    origin, heir = np.full(n_new, -1, dtype=np.int64), np.full(n_previous, -1, dtype=np.int64)
    # Written from the last to the first, so that the first pair stays.
    origin[of_new[::-1]] = of_previous[::-1]
    heir[of_previous[::-1]] = of_new[::-1]
    return origin, heir


def _free_ids(natural: Sequence[str], carried: Sequence[str | None], rank: Sequence[int], used: set[str]) -> list[str]:
    ids = list(carried)
    order = sorted((i for i, one in enumerate(ids) if one is None), key=lambda i: (rank[i], natural[i]))
    given = set(used)
    for i in order:
        if natural[i] not in used:
            ids[i] = natural[i]
            given.add(natural[i])
    for i in order:
        if ids[i] is None:
            bare = re.sub(r"-\d+$", "", natural[i])
            number = 2
            while f"{bare}-{number}" in given:
                number += 1
            ids[i] = f"{bare}-{number}"
            given.add(f"{bare}-{number}")
    return [str(one) for one in ids]


def _kinships(
    rows: Sequence[tuple[int, int, str]],
    kin: Kin,
    ids: Sequence[str],
    before: Sequence[str],
    new: gpd.GeoDataFrame,
    previous: gpd.GeoDataFrame,
) -> pd.DataFrame:
    n, rank = new["n"].tolist(), new["rank"].tolist()
    previous_n, previous_rank = previous["n"].tolist(), previous["rank"].tolist()
    now, then = [i for i, _, _ in rows], [j for _, j, _ in rows]
    table = pd.DataFrame(
        {
            "hotspot_id": pd.Series([ids[i] if i >= 0 else None for i, _, _ in rows], dtype="object"),
            "previous_id": pd.Series([before[j] if j >= 0 else None for _, j, _ in rows], dtype="object"),
            "event": pd.Series([event for _, _, event in rows], dtype="str"),
            "overlap_share": pd.Series(kin.shares_of(now, then), dtype="float64"),
            "n": pd.array([n[i] if i >= 0 else None for i, _, _ in rows], dtype="Int64"),
            "previous_n": pd.array([previous_n[j] if j >= 0 else None for _, j, _ in rows], dtype="Int64"),
            "rank": pd.array([rank[i] if i >= 0 else None for i, _, _ in rows], dtype="Int64"),
            "previous_rank": pd.array([previous_rank[j] if j >= 0 else None for _, j, _ in rows], dtype="Int64"),
        },
        columns=list(_KINSHIPS),
    )
    step = table["event"].map({event: place for place, event in enumerate(EVENTS)})
    by = pd.DataFrame({"rank": table["rank"], "step": step, "previous": table["previous_rank"]})
    by["id"] = table["hotspot_id"].fillna(table["previous_id"])
    by["previous_id"] = table["previous_id"].fillna("")
    order = by.sort_values(["rank", "step", "previous", "id", "previous_id"], na_position="last").index
    return table.loc[order].reset_index(drop=True)

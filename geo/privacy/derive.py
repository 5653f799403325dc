"""Makes one audience's release from another's: what is only a part of what is published tells nothing new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.agencies.region import Region
from geo.privacy.eligible import ShownKinds
from geo.privacy.hierarchy import Hierarchy, Ints, hierarchy_over, published_outlines
from geo.privacy.periods import Period
from geo.privacy.pieces import in_area
from geo.privacy.released import Release, parts_of, release_cells, shown
from geo.spatial.crs import to_lonlat
from geo.tables.agreements import Agreement
from geo.tables.releases import DISTRICT


def derived_release(
    agreement: Agreement,
    k: int,
    region: Region,
    kinds: ShownKinds,
    period: Period,
    published: Sequence[Release],
    data_day: date,
) -> Release | None:
    """Return the release of an agreement as a part of one that is published, or None where there is none to serve.

    The other must be a first edition of the same period, kinds, sharings and cells, with no greater k, and cover the
    agreement's area. Its rows are taken as they are: only those wholly in the area and with at least k incidents; the
    rest is not shown. No incident is looked at.

    Parameters
    ----------
    agreement, k
        The agreement, and its k as a step.
    region, kinds, period
        As for `geo.privacy.release.make_release`.
    published
        All releases so far; the first by id that serves is taken.
    data_day
        Day that is written on it.
    """
    for base in sorted(published, key=lambda release: release.release_id):
        alike = (base.edition, base.period, base.kinds, base.district_kinds, base.cell_m, base.crs) == (
            0, period, kinds.in_cells, kinds.per_district, agreement.cell_m, region.crs
        )  # fmt: skip
        if not alike or sorted(base.sharings) != sorted(agreement.sharings) or base.k > k:
            continue
        rows = _cells(base, agreement, region, k) if kinds.in_cells else []
        districts = None if rows is None else _districts(base, agreement, region, k)
        if rows is None or districts is None:
            continue
        release_id = f"{agreement.agreement_id}_{period.label}_0"
        head = {"release_id": release_id, "period": period.label}
        return Release(
            release_id=release_id,
            agreement_id=agreement.agreement_id,
            agency=agreement.agency,
            period=period,
            edition=0,
            k=k,
            cell_m=base.cell_m,
            crs=base.crs,
            kinds=base.kinds,
            district_kinds=base.district_kinds,
            sharings=agreement.sharings,
            bounds=base.bounds,
            data_day=min(base.data_day, data_day),
            cells=release_cells([{**row, **head} for row in (*rows, *districts)]),
            notices=kinds.notices,
        )
    return None


def is_part_of(release: Release, base: Release) -> bool:
    """Return whether all that a release shows stands in another one too, so that it tells nothing beside it."""
    if (release.period, release.edition, release.crs) != (base.period, base.edition, base.crs):
        return False
    if (release.kinds, release.district_kinds) != (base.kinds, base.district_kinds):
        return False
    if sorted(release.sharings) != sorted(base.sharings):
        return False
    known = {_row_key(row): row["kinds"] for row in base.cells.to_dict("records") if not row["suppressed"]}
    rows = [row for row in release.cells.to_dict("records") if not row["suppressed"]]
    # A row may leave out its split, but show no other one.
    return all(
        key in known and (not isinstance(row["kinds"], str) or row["kinds"] == known[key])
        for key, row in ((_row_key(row), row) for row in rows)
    )


def _row_key(row: dict[str, Any]) -> tuple[Any, ...]:
    high = None if pd.isna(row["n_high"]) else int(row["n_high"])
    return row["level"], row["cell_id"], int(row["n_low"]), high, row["geometry"].normalize().wkb


def _cells(base: Release, agreement: Agreement, region: Region, k: int) -> list[dict[str, Any]] | None:
    cells = hierarchy_over(region.boundary, agreement.area, region.crs, agreement.cell_m)
    label = _labels(base, cells)
    if (label < 0).any():
        return None
    whole = hierarchy_over(region.boundary, None, region.crs, agreement.cell_m)
    inside = np.bincount(label, minlength=len(base.cells))
    everywhere = _labels(base, whole)
    wholly = inside == np.bincount(everywhere[everywhere >= 0], minlength=len(base.cells))
    rows = []
    kept = np.zeros(len(base.cells), dtype=bool)
    for number, row in enumerate(base.cells.to_dict("records")):
        if inside[number] and wholly[number] and not row["suppressed"] and row["n_low"] >= k:
            kept[number] = True
            rows.append({**row, **_counts(row, k)})
    return [*rows, *_left_over(cells, ~kept[label])]


def _labels(base: Release, cells: Hierarchy) -> Ints:
    """Return the row of the base that each finest cell lies in, -1 for none."""
    grid, flat = cells.grids[0], cells.cells[0]
    x = np.asarray((flat % grid.columns + grid.column + 0.5) * grid.cell_m, dtype=np.float64)
    y = np.asarray((flat // grid.columns + grid.row + 0.5) * grid.cell_m, dtype=np.float64)
    middles = np.asarray(shapely.points(*to_lonlat(x, y, cells.crs)))
    rows = np.flatnonzero((base.cells["level"] != DISTRICT).to_numpy())
    label = np.full(len(flat), -1, dtype=np.int64)
    row, cell = shapely.STRtree(middles).query(base.cells.geometry.to_numpy()[rows], predicate="contains_properly")
    label[cell] = rows[row]
    return label


def _left_over(cells: Hierarchy, rest: np.typing.NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Return what is not shown: one row per cell of the coarsest level that has some of it."""
    top = np.arange(len(rest))
    for parent in cells.parent:
        top = parent[top]
    level = len(cells.parent)
    nodes = np.unique(top[rest])
    if not len(nodes):
        return []
    outlines = np.empty(len(nodes), dtype=object)
    for number, node in enumerate(nodes):
        outlines[number] = shapely.union_all(cells.outlines[0][rest & (top == node)])
    outlines = published_outlines(outlines, cells.crs, cells.cell_m)
    side = f"{cells.grids[level].cell_m:.0f}m"
    return [
        {"level": side, "cell_id": cell_id, **shown((), None), "geometry": outline}
        for cell_id, outline in zip(cells.ids(level, nodes), outlines, strict=True)
    ]


def _districts(base: Release, agreement: Agreement, region: Region, k: int) -> list[dict[str, Any]] | None:
    if not base.district_kinds:
        return []
    wanted = in_area(region.layers["districts"], agreement.area)
    have = base.cells[(base.cells["level"] == DISTRICT) & base.cells["cell_id"].isin(wanted)]
    if len(have) < len(wanted):
        return None
    return [
        {**row, **(shown((), None) if row["suppressed"] or row["n_low"] < k else _counts(row, k))}
        for row in have.to_dict("records")
    ]


def _counts(row: dict[str, Any], k: int) -> dict[str, Any]:
    parts = parts_of(row["kinds"])
    if all(low >= k for _, low, _ in parts):
        return {}
    high = None if pd.isna(row["n_high"]) else int(row["n_high"])
    return shown((), (int(row["n_low"]), high))

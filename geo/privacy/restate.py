"""The yearly restatement: corrections appear once a year, in the same pieces, and only when they are k or more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.agencies.region import Region
from geo.errors import ParameterError
from geo.languages import Says
from geo.privacy.audit import audit_release
from geo.privacy.eligible import CITIZEN_SOURCES, DISTRICTS, counted
from geo.privacy.kinds_split import OTHERS
from geo.privacy.merging import band
from geo.privacy.pieces import districts_at
from geo.privacy.released import Release, parts_of, release_cells, shown
from geo.privacy.snapping import snapped
from geo.spatial.periods import zone
from geo.tables.agreements import Agreement
from geo.tables.releases import DISTRICT


def restate(
    incidents: gpd.GeoDataFrame,
    agreement: Agreement,
    region: Region,
    *,
    year: int,
    as_of: datetime,
    previous: Sequence[Release],
    citizen_sources: Collection[str] = CITIZEN_SOURCES,
) -> tuple[Release, ...]:
    """Restate a year's releases of an agreement on the data as they stand now.

    The pieces stay as they were. A count changes only when the true one certainly moved by k or more (with k = 5,
    a band of 10 to 14 changes at 19 or more, or at 5 or fewer). What then falls below k, or becomes one masked kind
    only, is no longer shown; what was not shown stays so. Two editions therefore differ by nothing or by k at least,
    and tell nothing of a single correction.

    Parameters
    ----------
    incidents, agreement, region, citizen_sources
        As for `geo.privacy.release.make_release`.
    year
        Whose periods.
    as_of
        After the end of the year and the agreement's delay. One restatement is made in each calendar year.
    previous
        All releases of the region so far. One restated in the same year already is returned as it is.

    Returns
    -------
    tuple
        One release per period of the year that was published, oldest first; its `edition` says how many years later.

    Raises
    ------
    ParameterError
        When the year is not over or its delay not past, or `as_of` has no time zone.
    """
    if as_of.tzinfo is None:
        raise ParameterError(name="as_of", problem=Says("harus memuat zona waktu", "must have a time zone"))
    today = as_of.astimezone(zone(region.timezone)).date()
    due = date(year + 1, 1, 1) + timedelta(days=agreement.delay_days)
    if today < due:
        problem = Says("{year} baru boleh dinyatakan ulang mulai {due}", "{year} may be restated from {due}")
        raise ParameterError(name="year", problem=problem.filled(year=str(year), due=str(due)))
    edition, found = today.year - year, []
    mine = [one for one in previous if one.agreement_id == agreement.agreement_id and one.period.year == year]
    for period in sorted({release.period for release in mine}):
        editions = {release.edition: release for release in mine if release.period == period}
        if edition in editions:
            found.append(editions[edition])
            continue
        last = editions[max(number for number in editions)]
        span = period.bounds(region.timezone)
        part = counted(incidents, {*last.kinds, *last.district_kinds}, last.sharings, span, citizen_sources)
        found.append(_restated(last, part, region, edition, today, [*previous, *found]))
    return tuple(found)


def _restated(
    last: Release, part: gpd.GeoDataFrame, region: Region, edition: int, today: date, others: Sequence[Release]
) -> Release:
    release_id = f"{last.agreement_id}_{last.period.label}_{edition}"
    at = _rows_at(last, part, region)
    kind = part["kind"].to_numpy()
    masked = frozenset(region.kinds["code"][region.kinds["visibility"] == "mask"])
    rows = []
    for number, row in enumerate(last.cells.to_dict("records")):
        codes = pd.Series(kind[at == number], dtype="object").value_counts().to_dict()
        rows.append({**row, "release_id": release_id, **_changed(row, codes, last.k, masked)})
    made = replace(last, release_id=release_id, edition=edition, data_day=today, cells=release_cells(rows), notices=())
    while True:
        names = [name for fault in audit_release(made, others) for name in fault.rows[:1]]
        hit = [(level, code) in names for level, code in zip(made.cells["level"], made.cells["cell_id"], strict=True)]
        hit = np.array(hit, dtype=bool) & ~made.cells["suppressed"].to_numpy()
        if not hit.any():
            return made
        rows = [{**row, **(shown((), None) if hit[n] else {})} for n, row in enumerate(made.cells.to_dict("records"))]
        made = replace(made, cells=release_cells(rows))


def _changed(row: dict[str, Any], codes: dict[str, int], k: int, masked: Collection[str]) -> dict[str, Any]:
    """Return what a row shows now."""
    nothing = shown((), None)
    total = sum(codes.values())
    if row["suppressed"] or (row["level"] == DISTRICT and any(codes.get(kind) == total for kind in masked)):
        return nothing
    parts = parts_of(row["kinds"])
    if not parts:
        moved = _moved(row["n_low"], row["n_high"], total, k)
        return shown((), moved) if moved is not None else nothing
    named = {kind for kind, _, _ in parts}
    rest = sum(n for kind, n in codes.items() if kind not in named)
    counts = [rest if kind == OTHERS else codes.get(kind, 0) for kind, _, _ in parts]
    bands = [_moved(low, high, n, k) for (_, low, high), n in zip(parts, counts, strict=True)]
    if any(one is None for one in bands):
        return nothing
    split = tuple((kind, *one) for (kind, _, _), one in zip(parts, bands, strict=True) if one is not None)
    return shown(split, (0, None))


def _moved(low: Any, high: Any, n: int, k: int) -> tuple[int, int | None] | None:
    """Return the band after a correction: the old one unless the count moved by k or more; None: below k now."""
    open_ended = pd.isna(high)
    if n <= low - k:
        return band(n, k) if n >= k else None
    if not open_ended and n >= high + k:
        return band(n, k)
    return int(low), None if open_ended else int(high)


def _rows_at(release: Release, part: gpd.GeoDataFrame, region: Region) -> npt.NDArray[np.int64]:
    """Return the row of the release that each incident counts in, -1 for none."""
    at = np.full(len(part), -1, dtype=np.int64)
    table = release.cells
    by_district = part["kind"].isin(release.district_kinds).to_numpy()
    cells = np.flatnonzero((table["level"] != DISTRICT).to_numpy())
    # By the middle of its cell, which is far from every rounded outline.
    middles = snapped(part.geometry, release.crs, release.cell_m).to_numpy()
    row, point = shapely.STRtree(middles).query(table.geometry.to_numpy()[cells], predicate="intersects")
    at[point] = cells[row]
    at[by_district] = -1
    if by_district.any() and DISTRICTS in region.layers:
        codes = districts_at(part.geometry, region.layers[DISTRICTS])
        rows = {str(code): n for n, code in enumerate(table["cell_id"]) if table["level"].iloc[n] == DISTRICT}
        at[by_district] = [rows.get(code, -1) for code in codes[by_district]]
    return at

"""Makes a release: fixed periods, one hierarchy of cells, k at least 5, audited against everything published before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np

from geo.agencies.region import Region
from geo.errors import ParameterError
from geo.languages import Says
from geo.privacy.audit import audit_release
from geo.privacy.derive import derived_release
from geo.privacy.eligible import CITIZEN_SOURCES, DISTRICTS, HOUSEHOLDS, ShownKinds, counted, shown_kinds
from geo.privacy.hierarchy import DECIMALS, Hierarchy, Ints, hierarchy_over
from geo.privacy.merging import step_of
from geo.privacy.periods import Period
from geo.privacy.pieces import Barred, cell_rows, district_rows, unsplit
from geo.privacy.released import Release, release_cells
from geo.spatial.periods import zone
from geo.tables.agreements import PUBLIC, Agreement


def make_release(
    incidents: gpd.GeoDataFrame,
    agreement: Agreement,
    region: Region,
    *,
    period: Period | str,
    as_of: datetime,
    previous: Sequence[Release] = (),
    dwelling_kinds: Collection[str] | None = None,
    citizen_sources: Collection[str] = CITIZEN_SOURCES,
) -> Release:
    """Make what an agreement's audience may see of one period.

    The same incidents and agreement always give the same release: there is no noise and no clock in it.

    Parameters
    ----------
    incidents
        In the form of `geo.tables.incidents`, as they stand at `as_of`; not changed.
    agreement
        In force at `as_of`.
    region
        Boundary, kinds, districts, metric CRS, time zone.
    period
        `2026-03`, `2026-Q1` or `2026`, of the agreement's length.
    as_of
        Moment of the data, with its zone.
    previous
        All releases of the region so far. One of the same agreement and period is returned as it is. Where another
        holds all that this one may show, this one is made from it (`geo.privacy.derive`). Else the others are taken as
        known to everybody, and whatever could be told from them together is merged further or left out.
    dwelling_kinds
        Codes of kinds that happen at dwellings, instead of the region's own column.
    citizen_sources
        Sources whose unverified reports do not count.

    Returns
    -------
    Release
        With no cells when the agreement has no kinds to show; `notices` says why.

    Raises
    ------
    ParameterError
        When the agreement is not in force, its agency or kinds are unknown, or the period is not over and its delay
        not past; the text says from which day it may be made.
    """
    period = Period.parse(period) if isinstance(period, str) else period
    for earlier in sorted(previous, key=lambda release: -release.edition):
        if earlier.agreement_id == agreement.agreement_id and earlier.period == period:
            return earlier
    _allowed(agreement, region, period, as_of)
    kinds = shown_kinds(agreement, region, dwelling_kinds)
    today, k = as_of.astimezone(zone(region.timezone)).date(), step_of(agreement.k)
    derived = derived_release(agreement, k, region, kinds, period, previous, today)
    if derived is not None:
        return derived
    span = period.bounds(region.timezone)
    part = counted(incidents, {*kinds.in_cells, *kinds.per_district}, agreement.sharings, span, citizen_sources)
    release = _made(part, agreement, region, kinds, period, as_of, ())
    others = previous if any(set(other.period.months) & set(period.months) for other in previous) else ()
    barred: set[tuple[str, str]] = set()
    while others:  # each round bars something more, so that it ends
        faults = audit_release(release, others)
        more = {bar for fault in faults for bar in _bars(fault.rows, release)} - barred
        if not more:
            # What is left can be told without this release.
            return replace(release, notices=(*release.notices, *(fault.text() for fault in faults)))
        barred |= more
        release = _made(part, agreement, region, kinds, period, as_of, barred)
    return release


def _bars(rows: Sequence[tuple[str, str]], release: Release) -> list[tuple[str, str]]:
    """Return what to leave out against one fault: a split first, then the row it stands on."""
    table = release.cells
    for level, cell_id in rows:
        row = table[(table["level"] == level) & (table["cell_id"] == cell_id) & ~table["suppressed"]]
        if len(row):
            return [unsplit((level, cell_id)) if isinstance(row["kinds"].iloc[0], str) else (level, cell_id)]
    return []


def _allowed(agreement: Agreement, region: Region, period: Period, as_of: datetime) -> None:
    if as_of.tzinfo is None:
        raise ParameterError(name="as_of", problem=Says("harus memuat zona waktu", "must have a time zone"))
    if agreement.agency != PUBLIC and agreement.agency not in {agency.code for agency in region.agencies}:
        problem = Says("{agency} bukan instansi wilayah ini", "{agency} is no agency of this region")
        raise ParameterError(name="agency", problem=problem.filled(agency=agreement.agency))
    today = as_of.astimezone(zone(region.timezone)).date()
    if not agreement.in_force(today):
        problem = Says(
            "perjanjian {name} tidak berlaku pada {day}; perpanjang atau aktifkan dahulu",
            "agreement {name} is not in force on {day}; extend or activate it first",
        )
        raise ParameterError(name="agreement", problem=problem.filled(name=agreement.agreement_id, day=str(today)))
    if period.kind != agreement.period:
        problem = Says(
            "{label} bukan periode perjanjian ini ({kind})", "{label} is no period of this agreement ({kind})"
        )
        raise ParameterError(name="period", problem=problem.filled(label=period.label, kind=agreement.period))
    due = period.due(agreement.delay_days)
    if today < due:
        problem = Says("{label} baru boleh terbit mulai {due}", "{label} may be published from {due}")
        raise ParameterError(name="period", problem=problem.filled(label=period.label, due=str(due)))


def _made(
    part: gpd.GeoDataFrame,
    agreement: Agreement,
    region: Region,
    kinds: ShownKinds,
    period: Period,
    as_of: datetime,
    barred: Barred,
) -> Release:
    release_id, k = f"{agreement.agreement_id}_{period.label}_0", step_of(agreement.k)
    rows: list[dict[str, Any]] = []
    notices = list(kinds.notices)
    if kinds.in_cells:
        hierarchy = hierarchy_over(region.boundary, agreement.area, region.crs, agreement.cell_m)
        places = part[part["kind"].isin(kinds.in_cells)]
        homes = _households(region, hierarchy)
        rows += cell_rows(places, hierarchy, kinds.in_cells, k, households=homes, barred=barred)
    if kinds.per_district:
        places = part[part["kind"].isin(kinds.per_district)]
        layer = region.layers[DISTRICTS]
        rows += district_rows(
            places, layer, kinds.per_district, kinds.masked, k, area=agreement.area, barred=barred
        )  # fmt: skip
    if not rows:
        notices.append(
            Says(
                "Perjanjian ini tidak menampilkan apa pun; periksa jenis dan bidangnya.",
                "This agreement shows nothing; look at its kinds and area.",
            )
        )
    west, south, east, north = (round(float(degrees), DECIMALS) for degrees in region.bounds)
    return Release(
        release_id=release_id,
        agreement_id=agreement.agreement_id,
        agency=agreement.agency,
        period=period,
        edition=0,
        k=k,
        cell_m=agreement.cell_m,
        crs=region.crs,
        kinds=kinds.in_cells,
        district_kinds=kinds.per_district,
        sharings=agreement.sharings,
        bounds=(west, south, east, north),
        data_day=as_of.astimezone(zone(region.timezone)).date(),
        cells=release_cells([{"release_id": release_id, "period": period.label, **row} for row in rows]),
        notices=tuple(notices),
    )


def _households(region: Region, hierarchy: Hierarchy) -> Ints | None:
    if HOUSEHOLDS not in region.layers:
        return None
    layer = region.layers[HOUSEHOLDS]
    points = layer.to_crs(hierarchy.crs).geometry.representative_point()
    weight = layer["households"].to_numpy(dtype=np.float64) if "households" in layer else np.ones(len(layer))
    at = hierarchy.find(points.x.to_numpy(), points.y.to_numpy())
    # One whose number is not known counts as one, so that it does not pass for an empty place.
    weight = np.where(np.isfinite(weight) & (weight >= 0), weight, 1.0)
    homes = np.bincount(at[at >= 0], weight[at >= 0], minlength=len(hierarchy.cells[0]))
    return np.ceil(homes).astype(np.int64)

"""Which kinds and which incidents a release counts, and where: in cells, or per district only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.agencies.region import Region
from geo.errors import ParameterError, TableError
from geo.languages import Says
from geo.tables.agreements import Agreement

CITIZEN_SOURCES = frozenset({"lapor"})
"""Sources of reports by citizens; unverified ones count nowhere."""
COARSEST_PLACE_M = 1000.0
"""Incidents placed less precisely count nowhere: one limit for all agreements, so that all count the same incidents."""
HOUSEHOLDS = "households"
DISTRICTS = "districts"
DWELLING = "dwelling"
_NEEDED = ("incident_id", "source", "kind", "occurred_from", "occurred_to", "time_precision", "precision_m", "origin",
           "status", "sharing", "left_out", "outside", "geometry")  # fmt: skip


@dataclass(frozen=True)
class ShownKinds:
    """Codes counted in cells, codes counted per district only, the masked ones among these, and remarks."""

    in_cells: tuple[str, ...]
    per_district: tuple[str, ...]
    masked: frozenset[str]
    notices: tuple[Says, ...]


def shown_kinds(agreement: Agreement, region: Region, dwelling_kinds: Collection[str] | None = None) -> ShownKinds:
    """Say which kinds a release counts, and how finely.

    Parameters
    ----------
    agreement
        `kinds` empty: all that may be shown.
    region
        Its kinds' visibility: `map` in cells, `mask` per district, `never` nowhere. Kinds that happen at dwellings
        (a column `dwelling`, yes or no; empty: yes) stay per district too, unless the region has a layer `households`.
    dwelling_kinds
        Codes of kinds that happen at dwellings, instead of the region's column. Without either, every kind is taken
        for one of them.

    Raises
    ------
    ParameterError
        When the agreement names a kind that the region does not have.
    """
    visibility = dict(zip(region.kinds["code"], region.kinds["visibility"], strict=True))
    unknown = sorted(set(agreement.kinds) - set(visibility))
    if unknown:
        problem = Says("{unknown} tidak dikenal di wilayah ini", "{unknown} is not known in this region")
        raise ParameterError(name="kinds", problem=problem.filled(unknown=unknown))
    wanted = [code for code in visibility if not agreement.kinds or code in agreement.kinds]
    notices = []
    hidden = [code for code in wanted if visibility[code] == "never" and agreement.kinds]
    if hidden:
        told = Says("{hidden} tidak pernah ditampilkan.", "{hidden} is never shown.")
        notices.append(told.filled(hidden=hidden))
    masked = frozenset(code for code in wanted if visibility[code] == "mask")
    at_homes = _at_dwellings(region, dwelling_kinds)
    if at_homes is None and HOUSEHOLDS not in region.layers:
        notices.append(
            Says(
                "Wilayah tidak mengatakan jenis mana yang terjadi di rumah: semua ditampilkan per kecamatan saja.",
                "The region does not say which kinds happen at dwellings: all are shown per district only.",
            )
        )
    everywhere = HOUSEHOLDS in region.layers
    cells, district = [], []
    for code in wanted:
        if visibility[code] == "mask" or (not everywhere and (at_homes is None or code in at_homes)):
            if visibility[code] != "never":
                district.append(code)
        elif visibility[code] == "map":
            cells.append(code)
    if district and DISTRICTS not in region.layers:
        told = Says(
            "Tanpa lapisan districts, {kinds} tidak ditampilkan; tambahkan batas kecamatan.",
            "Without a layer `districts`, {kinds} is not shown; add the districts' outlines.",
        )
        notices.append(told.filled(kinds=district))
        district = []
    return ShownKinds(tuple(cells), tuple(district), masked, tuple(notices))


def _at_dwellings(region: Region, given: Collection[str] | None) -> frozenset[str] | None:
    if given is not None:
        return frozenset(given)
    if DWELLING not in region.kinds.columns:
        return None
    told = region.kinds[DWELLING].fillna("").astype("str").str.strip().str.lower()
    if not told.str.len().any():
        return None
    # A kind that the region says nothing about is taken for one of them.
    return frozenset(region.kinds["code"][~told.isin(("no", "false", "0", "tidak"))])


def counted(
    incidents: gpd.GeoDataFrame,
    kinds: Collection[str],
    sharings: Collection[str],
    span: tuple[datetime, datetime],
    citizen_sources: Collection[str] = CITIZEN_SOURCES,
) -> gpd.GeoDataFrame:
    """Return the incidents that a release counts.

    Left out: rejected ones; unverified reports of citizens; what patrols found (it shows where patrols go); what
    analyses leave out (pixels of a satellite event but one); places outside the region, unknown or known less
    precisely than a kilometre; times known less precisely than a month.

    Parameters
    ----------
    incidents
        In the form of `geo.tables.incidents`.
    kinds, sharings
        Codes and sharings that count.
    span
        First moment, and first moment after the period; an incident counts in the period in which it began.

    Returns
    -------
    GeoDataFrame
        Columns kind and geometry, in the given CRS.

    Raises
    ------
    TableError
        When a column is missing.
    """
    for name in _NEEDED:
        if name not in incidents.columns:
            raise TableError(table="incidents", missing=name, present=list(incidents.columns))
    began = incidents["occurred_from"]
    if began.isna().any():
        began = began.fillna(incidents["occurred_to"])
    within = (
        ((began >= pd.Timestamp(span[0])) & (began < pd.Timestamp(span[1]))).fillna(value=False).to_numpy(dtype=bool)
    )
    part = incidents[within]
    keep = part["kind"].isin(list(kinds)) & part["sharing"].isin(list(sharings))
    keep &= (part["status"] != "rejected") & (part["origin"] != "patrol")
    keep &= ~(part["source"].isin(list(citizen_sources)) & (part["status"] != "verified"))
    keep &= part["left_out"].fillna("") == ""
    keep &= ~part["outside"].astype(bool) & ~part["time_precision"].isin(["year", "unknown"])
    keep &= part["precision_m"].fillna(0.0) <= COARSEST_PLACE_M
    part = part[keep.to_numpy(dtype=bool)]
    x, y = part.geometry.x.to_numpy(), part.geometry.y.to_numpy()
    part = part[np.isfinite(x) & np.isfinite(y)]
    return part.drop_duplicates("incident_id")[["kind", "geometry"]]

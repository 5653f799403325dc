"""A small region with districts, and incidents as tests want them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from geo.agencies.packs import load_region, shipped_pack
from geo.agencies.region import Region
from geo.languages import Says
from geo.privacy.release import make_release
from geo.privacy.released import Release
from geo.tables.agreements import Agreement
from geo.tables.incidents import INCIDENTS

AS_OF = datetime(2026, 11, 20, 3, tzinfo=UTC)
AT_HOMES = ("CURAT",)
BOX_M = (320_000, 9_600_000, 384_000, 9_664_000)
"""A square of 64 km: 4096 cells of 1 km."""
_DEGREES = Transformer.from_crs(32748, 4326, always_xy=True)


def banyuasin() -> Region:
    """Return the shipped region."""
    return load_region(shipped_pack())


def box_region(west: float, south: float, east: float, north: float, **changes: Any) -> Region:
    """Return a region that is a box (metres, UTM 48S), with two districts: its western and eastern half."""
    middle = (west + east) / 2
    halves = [degrees(shapely.box(west, south, middle, north)), degrees(shapely.box(middle, south, east, north))]
    districts = gpd.GeoDataFrame({"code": ["A", "B"], "name": ["Barat", "Timur"]}, geometry=halves, crs=4326)
    whole = degrees(shapely.box(west, south, east, north).buffer(-1))
    return replace(banyuasin(), boundary=whole, layers={"districts": districts}, **changes)


def degrees(area_m: shapely.Geometry) -> shapely.Geometry:
    """Return an area in degrees."""
    return shapely.transform(area_m, lambda xy: np.column_stack(_DEGREES.transform(xy[:, 0], xy[:, 1])))


def incidents(x: Any, y: Any, kind: Any = "CURAS", month: Any = "2026-03", **columns: Any) -> gpd.GeoDataFrame:
    """Return incidents at places in metres."""
    n = len(x)
    lon, lat = _DEGREES.transform(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    months = pd.Series([month] * n if isinstance(month, str) else list(month), dtype="str")
    when = pd.to_datetime(months + "-11T05:00:00Z", utc=True)
    frame = {
        "incident_id": [f"KANARI-{number:06d}" for number in range(n)],
        "source": "uji",
        "kind": kind,
        "occurred_from": when,
        "occurred_to": when,
        "time_precision": "minute",
        "precision_m": np.nan,
        "harm": 1.0,
        "origin": "reported",
        "status": "unverified",
        "sharing": "joint",
        "outside": False,
        "geometry": gpd.points_from_xy(lon, lat),
    }
    return INCIDENTS.shaped(gpd.GeoDataFrame(pd.DataFrame({**frame, **columns}), geometry="geometry", crs=4326))


def in_cells(counts: dict[tuple[int, int], int], kind: str = "CURAS", month: str = "2026-03") -> gpd.GeoDataFrame:
    """Return incidents in the cells (column, row) of 1 km counted from the corner of `BOX_M`."""
    x, y = [], []
    for (column, row), n in counts.items():
        x += [BOX_M[0] + 1000 * column + 300 + 7 * number for number in range(n)]
        y += [BOX_M[1] + 1000 * row + 400 + 5 * number for number in range(n)]
    return incidents(x, y, kind, month)


def agreement(name: str = "PKS-1", **changes: Any) -> Agreement:
    """Return an agreement in force."""
    values: dict[str, Any] = {"agency": "KODIM", "title": Says("Uji", "Test"), "status": "active", **changes}
    return Agreement(agreement_id=name, **{"valid_from": date(2020, 1, 1), **values})


def released(
    table: gpd.GeoDataFrame, given: Agreement | None = None, region: Region | None = None, **how: Any
) -> Release:
    """Make a release of March 2026 in the box."""
    place = region or box_region(*BOX_M)
    options = {"period": "2026-03", "as_of": AS_OF, "dwelling_kinds": AT_HOMES, **how}
    return make_release(table, given or agreement(), place, **options)


def together(*tables: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return tables one after another, with ids of their own."""
    joined = pd.concat(tables, ignore_index=True)
    joined["incident_id"] = [f"KANARI-{number:06d}" for number in range(len(joined))]
    return gpd.GeoDataFrame(INCIDENTS.shaped(joined), crs=4326)

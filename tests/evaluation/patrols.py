"""Makers of tracks, places and plans for the tests of what was really done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.tables.tracks import FIXES

START = pd.Timestamp("2026-11-24T00:00Z")
CRS = 32748


def fixes_of(
    rows: Sequence[tuple[float, float, float | None]], track: str = "T1", segment: int = 0
) -> gpd.GeoDataFrame:
    """Return positions of one track from (x, y, minutes after START or None)."""
    table = gpd.GeoDataFrame(
        {
            "track_id": [track] * len(rows),
            "segment": [segment] * len(rows),
            "moment": [pd.NaT if t is None else START + pd.Timedelta(minutes=t) for _, _, t in rows],
            "row": range(1, len(rows) + 1),
        },
        geometry=[shapely.Point(x, y) for x, y, _ in rows],
        crs=CRS,
    )
    return FIXES.shaped(table)


def together(*tables: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), geometry="geometry", crs=CRS)


def places_of(**shapes: Any) -> gpd.GeoDataFrame:
    """Return places by id; areas are zones, points hotspots."""
    kinds = ["hotspot" if shape.geom_type == "Point" else "zone" for shape in shapes.values()]
    return gpd.GeoDataFrame(
        {"place_id": list(shapes), "kind": kinds, "name": [name.upper() for name in shapes]},
        geometry=list(shapes.values()),
        crs=CRS,
    )


def at(minutes: float) -> pd.Timestamp:
    return START + pd.Timedelta(minutes=minutes)


def walk(rng: np.random.Generator, n: int, size: float = 100.0) -> list[tuple[float, float, float | None]]:
    """Return n random positions within a square, irregular in time, some standing still."""
    xy = rng.uniform(-size, size, (n, 2)).round(1)
    still = rng.random(n) < 0.3
    for i in range(1, n):
        if still[i]:
            xy[i] = xy[i - 1]
    times = np.cumsum(rng.uniform(0.1, 8.0, n)).round(2)
    return [(float(x), float(y), float(t)) for (x, y), t in zip(xy, times, strict=True)]

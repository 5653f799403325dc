"""Whose drawing the ground under released maps is: said beside every one of them, as its makers ask."""

from __future__ import annotations

import geopandas as gpd

from geo.agencies.region import Region

DRAWN = ("boundary", "forest", "waters", "fairways", "districts", "rivers", "roads", "places")
"""The ground's layers in drawing order; a region has those that its pack holds."""
MOST = 5


def ground_sources(region: Region) -> list[str]:
    """Return who made the layers of a region that are drawn, as they name themselves; at most five, in order."""
    tables = [region.layers[name] for name in DRAWN if name in region.layers]
    return sorted({source for table in [*tables, region.places] for source in _sources(table)})[:MOST]


def _sources(table: gpd.GeoDataFrame) -> list[str]:
    if "source" not in table.columns:
        return []
    return [text for text in table["source"].dropna().astype(str).str.strip().unique() if text]

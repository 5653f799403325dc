"""Real incidents for the tests of this room."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest


@pytest.fixture(scope="session")
def chicago(real_data: Path) -> gpd.GeoDataFrame:
    """Aggravated assaults in Chicago, 2010 to 2019, in EPSG:26971 (metres)."""
    rows = pd.read_csv(real_data / "crime" / "chicago_aggravated_assaults.csv.gz")
    local = pd.to_datetime(rows["date"]).dt.tz_localize("America/Chicago", ambiguous=True, nonexistent="shift_forward")
    return gpd.GeoDataFrame(
        {"occurred_from": local.dt.tz_convert("UTC"), "time_precision": "minute", "kind": rows["loc_cat"]},
        geometry=gpd.points_from_xy(rows["longitude"], rows["latitude"]),
        crs="EPSG:4326",
    ).to_crs(26971)

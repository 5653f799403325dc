"""Small made-up histories for the forecast tests: everything seeded, a study area of 4 km x 3 km."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.forecast.history import History
from geo.forecast.raster import Raster

AREA = shapely.box(0, 0, 4000, 3000)
CRS = "EPSG:32748"
DAY_0 = 18_262  # 2020-01-01


def places(n: int, days: int, seed: int = 1, hot: float = 0.6) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, y, day of `n` incidents over `days` days: a share `hot` around three spots, the rest anywhere."""
    rng = np.random.default_rng(seed)
    spots = np.array([[620.0, 740.0], [2510.0, 2100.0], [3300.0, 400.0]])
    near = rng.random(n) < hot
    xy = np.where(
        near[:, None], spots[rng.integers(0, 3, n)] + rng.normal(0, 90, (n, 2)), rng.random((n, 2)) * [4000, 3000]
    )
    xy = np.clip(xy, 1, [3999, 2999])
    return xy[:, 0], xy[:, 1], DAY_0 + rng.integers(0, days, n)


def history(n: int = 900, days: int = 900, side: float = 200.0, seed: int = 1) -> History:
    """Return such incidents on cells."""
    x, y, day = places(n, days, seed)
    return History.within(Raster.over(AREA.bounds, side), AREA, x, y, day)


def table(n: int, days: int, seed: int = 1, hot: float = 0.6) -> gpd.GeoDataFrame:
    """Return such incidents as a table in metres, at noon UTC of their days."""
    x, y, day = places(n, days, seed, hot)
    moments = pd.to_datetime(day, unit="D", utc=True) + pd.Timedelta(hours=5)
    return gpd.GeoDataFrame(
        {"occurred_from": moments, "time_precision": "hour", "origin": "reported"},
        geometry=gpd.points_from_xy(x, y),
        crs=CRS,
    )

"""Places for tests: random, on lattices, doubled, on one line."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

CRS = "EPSG:32748"
ORIGIN = np.array([462_000.0, 9_690_000.0])


def incidents_at(xy: npt.NDArray[np.float64], **columns: object) -> gpd.GeoDataFrame:
    """Return a table of incidents at these places (metres, UTM 48S)."""
    xy = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(xy[:, 0], xy[:, 1]), crs=CRS)


def clusters(seed: int, n: int = 300, groups: int = 4) -> npt.NDArray[np.float64]:
    """Return a few round clusters of 60 m and some scatter over 3 km."""
    random = np.random.default_rng(seed)
    centres = random.uniform(0, 3000, (groups, 2))
    near = centres[random.integers(groups, size=n * 3 // 4)] + random.normal(scale=60, size=(n * 3 // 4, 2))
    return ORIGIN + np.vstack([near, random.uniform(0, 3000, (n - len(near), 2))])


@st.composite
def places(draw: st.DrawFn, most: int = 120) -> npt.NDArray[np.float64]:
    """Draw places of one of four makes, with doubles, shuffled, somewhere in the world."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(1, most))
    make = draw(st.sampled_from(["random", "lattice", "line", "blobs"]))
    if make == "random":
        xy = random.uniform(0, 1000, (n, 2))
    elif make == "lattice":
        xy = random.integers(0, draw(st.integers(1, 12)), (n, 2)) * draw(st.sampled_from([50.0, 0.1, 33.3, 1e3 / 7]))
    elif make == "line":
        along = np.round(random.uniform(0, 1000, n), draw(st.integers(-1, 3)))
        xy = np.outer(along, draw(st.sampled_from([(1, 0), (0, 1), (1, 1), (3, -4), (0.1, 0.7)])))
    else:
        xy = random.uniform(0, 1000, (5, 2))[random.integers(5, size=n)] + random.normal(scale=30, size=(n, 2))
    doubled = xy[random.integers(n, size=draw(st.integers(0, n)))]
    xy = np.vstack([xy, doubled])[random.permutation(n + len(doubled))]
    return xy + draw(st.sampled_from([(0.0, 0.0), (462_000.0, 9_690_000.0), (-3e6, 0.3)]))

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Transformer
from shapely import Point

from geo.errors import UnprojectedError
from geo.spatial.crs import looks_like_utm, metric_crs_of, require_metric, to_lonlat, utm_crs

BANYUASIN = (103.9, -3.3, 105.4, -1.6)


@pytest.mark.parametrize("crs", [None, "EPSG:4326", "EPSG:2913"])
def test_degrees_feet_and_nothing_are_refused(crs: str | None) -> None:
    with pytest.raises(UnprojectedError, match="to_crs"):
        require_metric(gpd.GeoDataFrame(geometry=[Point(1, 1)], crs=crs))


def test_metres_pass() -> None:
    require_metric(gpd.GeoDataFrame(geometry=[Point(1, 1)], crs=32748))


@pytest.mark.parametrize(("lon", "lat", "epsg"), [(104.7, -2.9, 32748), (-87.6, 41.8, 32616), (180, 10, 32601)])
def test_utm_zone_of_a_place(lon: float, lat: float, epsg: int) -> None:
    assert utm_crs(lon, lat).to_epsg() == epsg


def test_a_metric_table_keeps_its_own_crs() -> None:
    assert metric_crs_of(gpd.GeoSeries([Point(0, 0)], crs=26971)).to_epsg() == 26971
    assert metric_crs_of(gpd.GeoSeries([Point(104.7, -2.9)], crs=4326)).to_epsg() == 32748
    feet = gpd.GeoSeries([Point(7644000, 682000)], crs=2913)
    assert metric_crs_of(feet).to_epsg() == 32610


def test_utm_metres_are_recognised_in_both_hemispheres() -> None:
    lon, lat = np.array([104.2, 104.9, 105.1]), np.array([-2.9, -2.1, -3.2])
    for epsg in (32748, 32648):
        x, y = Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)
        assert looks_like_utm(np.asarray(x), np.asarray(y), BANYUASIN) == epsg


def test_other_metres_are_not_taken_for_utm() -> None:
    assert looks_like_utm(np.array([7644000.0]), np.array([682000.0]), BANYUASIN) is None
    assert looks_like_utm(np.array([]), np.array([]), BANYUASIN) is None


def test_to_lonlat_is_x_first() -> None:
    lon, lat = to_lonlat(np.array([511113.35]), np.array([9679459.63]), 32748)
    assert lon[0] == pytest.approx(105.1, abs=1e-6)
    assert lat[0] == pytest.approx(-2.9, abs=1e-6)

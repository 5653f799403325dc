"""The web map's grid: PROJ's web mercator, and polygons cut so that tiles together hold them whole."""

from __future__ import annotations

import numpy as np
import pyproj
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.exports.basemap.grid import MARGIN, mercator, polygons_in_tile
from geo.exports.basemap.mvt import EXTENT

HALF = 20037508.342789244


def test_the_square_is_that_of_proj() -> None:
    xy = np.array([[104.7, -2.7], [-179.9, 84.0], [0.0, 0.0], [12.5, 55.6]])
    x, y = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(xy[:, 0], xy[:, 1])
    assert np.allclose(mercator(xy), np.column_stack([x / (2 * HALF) + 0.5, 0.5 - y / (2 * HALF)]), atol=1e-12)


@given(
    corners=st.lists(st.tuples(st.floats(0.1, 0.9), st.floats(0.1, 0.9)), min_size=3, max_size=8), z=st.integers(0, 3)
)
def test_tiles_together_hold_a_polygon_whole(corners: list[tuple[float, float]], z: int) -> None:
    shape = shapely.convex_hull(shapely.multipoints(corners))
    if not isinstance(shape, shapely.Polygon):
        return
    area = 0.0
    tile = shapely.box(0, 0, EXTENT, EXTENT)
    for x in range(1 << z):
        for y in range(1 << z):
            [piece] = polygons_in_tile(np.array([shape], dtype=object), z, x, y)
            assert piece.is_valid
            assert isinstance(piece, shapely.Polygon | shapely.MultiPolygon)
            if not piece.is_empty:
                low, high = np.array(piece.bounds[:2]), np.array(piece.bounds[2:])
                assert (low >= -MARGIN).all()
                assert (high <= EXTENT + MARGIN).all()
                assert (shapely.get_coordinates(piece) % 1 == 0).all()
            area += piece.intersection(tile).area
    scale = float(EXTENT << z)
    assert abs(area - shape.area * scale**2) <= 4 * shape.length * scale + 16


def test_an_edge_that_only_touches_leaves_nothing() -> None:
    touching = shapely.box(0.5 + MARGIN / EXTENT / 2, 0.1, 0.9, 0.2)
    [piece] = polygons_in_tile(np.array([touching], dtype=object), 1, 0, 0)
    assert piece.is_empty

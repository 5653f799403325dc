"""Cutting: every tile holds what lies in it, borders of tiles meet, small things wait for their zoom."""

from __future__ import annotations

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import CancelledError, ParameterError
from geo.exports.basemap.mvt import EXTENT
from geo.exports.basemap.pmtiles_file import tile_number
from geo.languages import Says
from geo.pipelines.basemap_themes import Themed
from geo.pipelines.basemap_tiles import cut_tiles, tiles_over
from geo.progress import silent

BOUNDS = (104.0, -3.0, 105.0, -2.0)


def cut(
    things: list[Themed], zooms: tuple[int, int], bounds: tuple[float, ...] = BOUNDS
) -> dict[int, dict[str, object]]:
    """Return the decoded tiles by number."""
    west, south, east, north = bounds
    found = cut_tiles(things, (west, south, east, north), zooms, silent)
    return {number: mapbox_vector_tile.decode(body, default_options={"y_coord_down": True}) for number, body in found}


def place_of(z: int, lon: float, lat: float) -> tuple[int, int, float, float]:
    """Return tile column and row of a place, and its place in the tile (tile units)."""
    x = (lon + 180) / 360 * 2**z
    y = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * 2**z
    return int(x), int(y), (x - int(x)) * EXTENT, (y - int(y)) * EXTENT


@settings(max_examples=40)
@given(st.floats(104.001, 104.999), st.floats(-2.999, -2.001), st.integers(0, 14))
def test_a_place_is_in_its_tile_within_half_a_unit(lon: float, lat: float, z: int) -> None:
    tiles = cut([Themed("places", shapely.Point(lon, lat), {"kind": "locality"}, 0)], (z, z))
    x, y, across, down = place_of(z, lon, lat)
    features = tiles[tile_number(z, x, y)]["places"]["features"]  # type: ignore[index]  # decoded JSON
    at = features[0]["geometry"]["coordinates"]
    assert abs(at[0] - across) <= 0.51
    assert abs(at[1] - down) <= 0.51


def test_nothing_shows_before_its_zoom_and_small_things_wait() -> None:
    small = Themed("landuse", shapely.box(104.5, -2.5, 104.5005, -2.4995), {"kind": "forest"}, 0)
    late = Themed("roads", shapely.LineString([(104, -2.5), (105, -2.5)]), {"kind": "minor_road"}, 9)
    tiles = [cut([small, late], (z, z)) for z in (5, 8, 9, 14)]
    shown = [{name for tile in one.values() for name in tile} for one in tiles]
    assert shown == [set(), set(), {"roads"}, {"roads", "landuse"}]


def test_areas_cover_each_tile_that_they_fill() -> None:
    tiles = cut([Themed("earth", shapely.box(*BOUNDS).buffer(3), {"kind": "earth"}, 0)], (8, 8))
    assert len(tiles) == tiles_over(BOUNDS, 8)
    for tile in tiles.values():
        (feature,) = tile["earth"]["features"]  # type: ignore[index]  # decoded JSON
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid
        assert shape.contains(shapely.box(0, 0, EXTENT, EXTENT))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from([6, 9, 12]))
def test_any_shape_gives_valid_areas_that_add_up(seed: int, z: int) -> None:
    rng = np.random.default_rng(seed)
    ring = np.column_stack([rng.uniform(104.2, 104.8, 12), rng.uniform(-2.8, -2.2, 12)])
    shape = shapely.make_valid(shapely.Polygon(ring), method="structure", keep_collapsed=False)
    if z == 12:
        shape = shapely.affinity.scale(shape, 0.1, 0.1)
    for tile in cut([Themed("water", shape, {"kind": "lake"}, 0)], (z, z)).values():
        for feature in tile["water"]["features"]:  # type: ignore[index]  # decoded JSON
            assert shapely.geometry.shape(feature["geometry"]).is_valid


def test_too_many_tiles_are_refused_before_any_is_made() -> None:
    thing = Themed("earth", shapely.box(90, -20, 150, 20), {"kind": "earth"}, 0)
    with pytest.raises(ParameterError, match="--zoom"):
        next(cut_tiles([thing], (90.0, -20.0, 150.0, 20.0), (5, 15), silent))


def test_progress_rises_to_the_end_and_may_stop_the_work() -> None:
    told: list[float] = []
    thing = Themed("earth", shapely.box(*BOUNDS), {"kind": "earth"}, 0)
    list(cut_tiles([thing], BOUNDS, (5, 11), lambda share, _: told.append(share)))
    assert told == sorted(told)
    assert told[0] == 0
    assert 0.9 < told[-1] <= 1

    def stop(share: float, stage: Says) -> None:
        if share > 0.5:
            raise CancelledError(problem=stage)

    with pytest.raises(CancelledError):
        list(cut_tiles([thing], BOUNDS, (5, 11), stop))

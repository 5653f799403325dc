"""The map as one picture: well formed, north up, every text escaped, never a single place of an incident."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest

from geo.store.protocol import Store
from tests.webmap import samples
from webmap.maps.picture import WIDTH, Shown, cells_of, middles, picture, rank_colour
from webmap.maps.styles import RANKS

NOTHING = Shown(None, None, np.empty((0, 3)), np.empty((0, 2)))


def test_it_is_one_element_with_a_label(store: Store) -> None:
    found = samples.hotspots(4, tested=True, resampled=True)
    shown = Shown(samples.zones(found), found, cells_of(np.array([104.7]), np.array([-2.7]), 0.01),
                  middles(list(store.region().objects.geometry)))  # fmt: skip
    drawn = ET.fromstring(picture(store.region(), shown, "Peta <uji>"))
    assert drawn.attrib["aria-label"] == "Peta <uji>"
    texts = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"1", "2", "3", "4"} <= set(texts)
    assert any((text or "").endswith(" km") for text in texts)
    for path in drawn.iter("{http://www.w3.org/2000/svg}rect"):
        assert 0 <= float(path.attrib["x"]) <= WIDTH


def test_an_empty_map_still_has_its_ground(store: Store) -> None:
    drawn = picture(store.region(), NOTHING, "kosong")
    assert drawn.count("<path") > 3


def test_cells_hold_counts_not_places() -> None:
    lon, lat = np.array([104.7512, 104.7513, 104.9]), np.array([-2.7012, -2.7013, -2.5])
    cells = cells_of(lon, lat, 0.01)
    assert cells[:, 2].tolist() == [2, 1]
    assert np.allclose(cells[0, :2], [104.755, -2.705])
    assert len(cells_of(np.empty(0), np.empty(0), 0.01)) == 0


@pytest.mark.parametrize(("rank", "total", "step"), [(1, 10, 4), (10, 10, 0), (1, 1, 4), (3, 5, 2)])
def test_colours_of_ranks_are_those_of_the_screen(rank: int, total: int, step: int) -> None:
    assert rank_colour(rank, total) == RANKS[step]


def test_names_of_places_are_escaped(store: Store) -> None:
    from dataclasses import replace

    region = store.region()
    places = gpd.GeoDataFrame(region.places.head(3)).assign(name="<script>x</script>")
    drawn = picture(replace(region, places=places), NOTHING, "x")
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn

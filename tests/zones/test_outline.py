"""Outlines are valid, apart, and cover their hotspots."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.zones.atoms import Atoms, make_atoms
from geo.zones.outline import outlines
from geo.zones.parameters import ZoneParameters
from tests.zones.making import hotspots, region, scattered, square


def check(atoms: Atoms, labels: np.ndarray, drawn: list[shapely.Geometry]) -> None:
    assert len(drawn) == labels.max() + 1
    for zone, shape in enumerate(drawn):
        assert shape.is_valid
        assert shape.geom_type in {"Polygon", "MultiPolygon"}
        for other in drawn[:zone]:
            assert shapely.area(shapely.intersection(shape, other)) < 1e-6
    for hotspot, zone in zip(atoms.hotspots.geometry, labels[atoms.of_hotspot], strict=True):
        area = hotspot if hotspot.area > 0 else hotspot.buffer(0.5)
        assert shapely.area(shapely.difference(area, drawn[zone])) < 1.0


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 25), st.integers(0, 500), st.integers(1, 5), st.floats(0, 3000))
def test_any_zones_of_any_hotspots(n: int, seed: int, zones: int, margin_m: float) -> None:
    atoms = make_atoms(hotspots(scattered(n, seed), radius_m=450), region(), ZoneParameters())
    labels = np.random.default_rng(seed).permutation(np.arange(atoms.n) % min(zones, atoms.n))
    check(atoms, labels, outlines(atoms, labels, square(0, 0, 100_000), margin_m))


def test_points_lines_and_bad_polygons_become_areas() -> None:
    table = hotspots([(10_000, 10_000), (30_000, 30_000), (60_000, 60_000)])
    bow = shapely.Polygon([(0, 0), (900, 900), (900, 0), (0, 900)])
    table = table.set_geometry(
        [table.geometry[0].centroid, shapely.LineString(table.geometry[1].exterior.coords[:9]),
         shapely.affinity.translate(bow, *table.geometry[2].centroid.coords[0])], crs=table.crs)  # fmt: skip
    atoms = make_atoms(table, region(), ZoneParameters())
    drawn = outlines(atoms, np.array([0, 1, 2]), None, 500)
    assert all(shape.is_valid and shape.area > 0 for shape in drawn)


def test_ground_is_cut_at_the_border_but_hotspots_are_not() -> None:
    atoms = make_atoms(hotspots([(99_900, 50_000), (90_000, 50_000)]), region(), ZoneParameters())
    (shape,) = outlines(atoms, np.array([0, 0]), square(0, 0, 100_000), 1000)
    beyond = shapely.difference(shape, square(0, 0, 100_000))
    hotspot = atoms.hotspots.geometry[0]
    assert shapely.area(beyond) == pytest.approx(shapely.area(hotspot.difference(square(0, 0, 100_000))), rel=0.01)

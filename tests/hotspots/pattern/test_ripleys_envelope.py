from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.errors import ParameterError
from geo.hotspots.pattern.ripleys_envelope import ripleys_envelope

SQUARE = shapely.box(0, 0, 1000, 1000)
ELL = shapely.box(0, 0, 1000, 400) | shapely.box(0, 0, 300, 900)


def test_gathered_places_are_clustered_at_their_size():
    random = np.random.default_rng(0)
    centres = np.array([[200.0, 200], [800, 200], [200, 800], [800, 800], [500, 500]])
    xy = centres[random.integers(5, size=160)] + random.normal(scale=20, size=(160, 2))
    found = ripleys_envelope(xy, SQUARE, simulations=39, alpha=0.05)
    assert found.p_value == 1 / 40
    assert found.deviation_m > 0
    assert 20 < found.clustered_at_m < 120
    assert (found.l_m > found.upper_m).any()


def test_a_lattice_is_regular():
    ticks = np.arange(50, 1000, 100.0)
    xy = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    found = ripleys_envelope(xy, SQUARE, [20, 40, 60, 80, 95], simulations=39)
    assert found.p_value == 1 / 40
    assert found.deviation_m < 0
    assert found.deviation_at_m == 95
    assert (found.l_m < found.lower_m).any()


def test_p_and_envelope_agree_and_hold_their_level():
    random = np.random.default_rng(7)
    below = 0
    for k in range(120):
        found = ripleys_envelope(random.uniform(0, 1000, (30, 2)), SQUARE, [50, 100, 150, 200], simulations=19, seed=k)
        outside = ((found.l_m > found.upper_m) | (found.radii_m - found.l_m > found.upper_m - found.radii_m)).any()
        assert outside == (found.p_value <= 0.05)
        below += found.p_value <= 0.05
    assert below <= 14  # 6 expected, standard deviation 2.4


def test_polygons_and_seeds():
    xy = shapely.get_coordinates(shapely.points(np.random.default_rng(1).uniform(0, [1000, 400], (50, 2))))
    one = ripleys_envelope(xy, ELL, simulations=19, seed=3)
    other = ripleys_envelope(xy, ELL, simulations=19, seed=3)
    np.testing.assert_array_equal(one.upper_m, other.upper_m)
    assert one.p_value == other.p_value
    assert ripleys_envelope(xy, ELL, simulations=19, seed=4).upper_m[0] != one.upper_m[0]


def test_thin_areas_are_taken():
    ring = shapely.Point(0, 0).buffer(1000) - shapely.Point(0, 0).buffer(990)
    way = np.random.default_rng(2).uniform(0, 2 * np.pi, 60)
    found = ripleys_envelope(995 * np.column_stack([np.cos(way), np.sin(way)]), ring, simulations=19)
    assert np.isfinite(found.l_m).all()
    assert found.p_value > 0.05


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"simulations": 18}, "simulations"),
        ({"simulations": 10_000}, "simulations"),
        ({"alpha": 0.0}, "alpha"),
        ({"alpha": 1.0}, "alpha"),
        ({"alpha": 0.01, "simulations": 19}, "alpha"),
        ({"radii_m": [2, 1]}, "radii_m"),
    ],
)
def test_refuses_what_has_no_level(wrong, name):
    with pytest.raises(ParameterError, match=name):
        ripleys_envelope(np.full((5, 2), 10.0), SQUARE, **wrong)

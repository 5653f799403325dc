from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from geo.hotspots.density.exact_density import density_at, kernel_mass

places = st.lists(st.tuples(st.floats(-2, 3), st.floats(-2, 3)), min_size=1, max_size=6)


@given(places, st.floats(0.05, 3), st.floats(0.2, 4), st.floats(0.2, 4), st.booleans())
@settings(max_examples=60, deadline=None)
def test_mass_in_a_rectangle(points, sigma, width, height, clockwise):
    window = shapely.box(0, 0, width, height, ccw=not clockwise)
    p = np.array(points)
    x = ndtr((width - p[:, 0]) / sigma) - ndtr(-p[:, 0] / sigma)
    y = ndtr((height - p[:, 1]) / sigma) - ndtr(-p[:, 1] / sigma)
    np.testing.assert_allclose(kernel_mass(p, sigma, window), x * y, atol=1e-11)


def test_mass_in_a_ring_of_several_parts():
    disc = shapely.Point(0, 0).buffer(1, quad_segs=720)
    ring = disc.difference(shapely.Point(0, 0).buffer(0.5, quad_segs=720))
    far = shapely.box(50, 50, 51, 51)
    mass = kernel_mass(np.zeros((1, 2)), 0.7, shapely.MultiPolygon([ring, far]))
    expected = np.exp(-(0.5**2) / (2 * 0.7**2)) - np.exp(-1 / (2 * 0.7**2))
    assert mass[0] == pytest.approx(expected, abs=1e-6)


def test_sum_of_kernels_by_hand():
    events = np.array([[0.0, 0.0], [3.0, 4.0]])
    found = density_at(np.array([[0.0, 0.0]]), events, 5.0, edge="none", weights=np.array([2.0, 4.0]))
    assert found[0] == pytest.approx((2 + 4 * np.exp(-0.5)) / (2 * np.pi * 25))


def test_corrections_divide_by_place_or_by_event():
    window = shapely.box(0, 0, 10, 10)
    events, at = np.array([[1.0, 5.0], [9.0, 9.0]]), np.array([[0.5, 5.0], [5.0, 5.0]])
    plain = density_at(at, events, 1.5, edge="none")
    np.testing.assert_allclose(density_at(at, events, 1.5, window), plain / kernel_mass(at, 1.5, window))
    share = 1 / kernel_mass(events, 1.5, window)
    np.testing.assert_allclose(
        density_at(at, events, 1.5, window, "diggle"), density_at(at, events, 1.5, edge="none", weights=share)
    )

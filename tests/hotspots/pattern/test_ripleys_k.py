from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.hotspots.pattern.point_pattern import RandomPlaces
from geo.hotspots.pattern.ripleys_k import _pairs, default_radii, ripleys_k
from geo.hotspots.pattern.set_covariance import raster_set_covariance

ELL = shapely.box(0, 0, 1000, 400) | shapely.box(0, 0, 300, 900)
SQUARE = shapely.box(0, 0, 100, 100)


def by_hand(xy: np.ndarray, area: shapely.Geometry, radii: list[float], edge: str) -> list[float]:
    """Return K by two plain loops over places."""
    n, whole = len(xy), area.area
    result = []
    for radius in radii:
        total, centres = 0.0, 0
        for i in range(n):
            inner = shapely.boundary(area).distance(shapely.Point(xy[i])) >= radius
            centres += inner
            for j in range(n):
                dx, dy = xy[j] - xy[i]
                if i == j or np.sqrt(dx * dx + dy * dy) > radius:
                    continue
                if edge == "translation":
                    moved = shapely.affinity.translate(area, dx, dy)
                    total += whole / area.intersection(moved).area
                elif edge == "none" or inner:
                    total += 1
        if edge == "border":
            result.append(total / centres * whole / (n - 1) if centres else np.nan)
        else:
            result.append(total * whole / (n * (n - 1)))
    return result


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 25), st.booleans(), st.sampled_from(["none", "translation", "border"]))
def test_equals_two_plain_loops(seed, n, lattice, edge):
    random = np.random.default_rng(seed)
    area = SQUARE if lattice else ELL
    xy = random.integers(0, 11, (n, 2)) * 10.0 if lattice else RandomPlaces(ELL).draw(n, random)
    radii = [0.0, 10.0, 15.0, 30.0] if lattice else [5.0, 40.0, 111.0, 225.0]
    found = ripleys_k(xy, area, radii, edge)
    assert found.exact
    np.testing.assert_allclose(found.k_m2, by_hand(xy, area, radii, edge), rtol=1e-9)
    np.testing.assert_allclose(found.l_m, np.sqrt(found.k_m2 / np.pi))


@pytest.mark.parametrize("block", [1, 7, 100, 10_000])
def test_every_pair_is_met_once_whatever_the_block(monkeypatch, block):
    monkeypatch.setattr("geo.hotspots.pattern.ripleys_k._BLOCK", block)
    xy = np.random.default_rng(0).integers(0, 20, (90, 2)) * 1.0
    met = [
        (min(a, b), max(a, b), length)
        for first, second, lengths in _pairs(xy, 4.0)
        for a, b, length in zip(first.tolist(), second.tolist(), lengths.tolist(), strict=True)
    ]
    apart = np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1))
    expected = [(i, j) for i in range(90) for j in range(i + 1, 90) if apart[i, j] <= 4.0]
    assert sorted((a, b) for a, b, _ in met) == expected
    assert all(length == pytest.approx(apart[a, b]) for a, b, length in met)


def test_translation_is_unbiased_and_no_correction_is_too_low():
    random, source = np.random.default_rng(1), RandomPlaces(ELL)
    radii = [50.0, 100.0, 200.0]
    covariance = raster_set_covariance(ELL, 201.0)
    corrected, plain, border = [], [], []
    for _ in range(300):
        xy = source.draw(60, random)
        corrected.append(ripleys_k(xy, ELL, radii, covariance=covariance).k_m2)
        plain.append(ripleys_k(xy, ELL, radii, "none").k_m2)
        border.append(ripleys_k(xy, ELL, radii[:2], "border").k_m2)
    truth = np.pi * np.square(radii)
    error = np.std(corrected, axis=0) / np.sqrt(300)
    assert (np.abs(np.mean(corrected, axis=0) - truth) < 4 * error).all()
    assert (np.mean(plain, axis=0) < 0.9 * truth)[1:].all()
    assert np.mean(border, axis=0) == pytest.approx(truth[:2], rel=0.1)


def test_many_pairs_in_a_polygon_are_weighed_by_cells():
    xy = RandomPlaces(ELL).draw(600, np.random.default_rng(2))
    radii = [50.0, 225.0]
    few = ripleys_k(xy[:80], ELL, radii)
    many = ripleys_k(xy, ELL, radii)
    assert few.exact
    assert not many.exact
    drawn = ripleys_k(xy[:80], ELL, radii, covariance=raster_set_covariance(ELL, 226.0))
    np.testing.assert_allclose(drawn.k_m2, few.k_m2, rtol=0.005)
    assert not drawn.exact


def test_order_of_rows_does_not_matter_and_input_stays():
    xy = np.random.default_rng(4).uniform(0, 100, (200, 2))
    before = xy.copy()
    one = ripleys_k(xy, SQUARE, [5, 20])
    np.testing.assert_array_equal(xy, before)
    np.testing.assert_allclose(ripleys_k(xy[::-1], SQUARE, [5, 20]).k_m2, one.k_m2, rtol=1e-12)


def test_border_correction_says_where_nothing_is_left():
    found = ripleys_k([[50.0, 50], [51, 50]], SQUARE, [10.0, 60.0], "border")
    assert found.k_m2[0] == 100 * 100
    assert np.isnan(found.k_m2[1])


def test_default_radii_reach_a_quarter_of_the_shorter_side():
    strip = shapely.affinity.rotate(shapely.box(0, 0, 4000, 200), 30)
    radii = default_radii(strip)
    assert radii.size == 40
    assert radii[-1] == pytest.approx(50)


@pytest.mark.parametrize("radii", [[], [-1.0, 2.0], [2.0, 1.0], [1.0, 1.0], [np.inf], [[1.0]]])
def test_refuses_radii_that_do_not_rise(radii):
    with pytest.raises(ParameterError, match="radii_m"):
        ripleys_k([[1.0, 1], [2, 2]], SQUARE, radii)


def test_refuses_one_place_and_radii_beyond_the_area():
    with pytest.raises(ParameterError, match="places"):
        ripleys_k([[1.0, 1]], SQUARE, [5.0])
    with pytest.raises(ParameterError, match="radii_m"):
        ripleys_k([[0.0, 0], [100, 100]], SQUARE, [150.0])


def test_refuses_too_many_pairs_before_it_begins(monkeypatch):
    monkeypatch.setattr("geo.hotspots.pattern.ripleys_k._MOST_PAIRS", 100)
    xy = np.random.default_rng(0).uniform(0, 100, (50, 2))
    for edge in ("translation", "border"):
        with pytest.raises(ParameterError, match="pairs up to 90 m"):
            ripleys_k(xy, SQUARE, [90.0], edge)
    assert ripleys_k(xy, SQUARE, [90.0], "none").k_m2[0] > 0

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.density import bandwidth
from geo.hotspots.density.bandwidth import cross_validated_bandwidth


def clustered(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centres = rng.uniform(0, 20_000, (max(1, n // 40), 2))
    return centres[rng.integers(0, len(centres), n)] + rng.normal(0, 300, (n, 2))


def score(places: np.ndarray, sigma: float, area_m2: float) -> float:
    """Mean log likelihood by the definition, place by place."""
    total = 0.0
    for i, place in enumerate(places):
        others = np.delete(places, i, axis=0)
        kernels = np.exp(-((others - place) ** 2).sum(axis=1) / (2 * sigma**2)) / (2 * np.pi * sigma**2)
        total += np.log((kernels.sum() + 1 / area_m2) / len(places))
    return total / len(places)


@given(st.integers(0, 10_000), st.integers(5, 40))
@settings(max_examples=15, deadline=None)
def test_scores_by_the_definition(seed, n):
    places = np.round(clustered(n, seed), 2)
    found = cross_validated_bandwidth(places, 4e8)
    for sigma, value in zip(found.candidates_m[::5], found.scores[::5], strict=True):
        assert value == pytest.approx(score(places, sigma, 4e8), rel=1e-9)
    assert found.bandwidth_m == found.candidates_m[np.argmax(found.scores)]


def test_the_true_width_is_found():
    # One round cloud: the best Gaussian kernel of a Gaussian cloud is near the normal reference rule.
    places = np.random.default_rng(1).normal(0, 1000, (1200, 2))
    assert 250 < cross_validated_bandwidth(places, 1e8).bandwidth_m < 500


def test_many_places_are_gathered_without_moving_the_choice(monkeypatch):
    places = clustered(1400, 3)
    exact = cross_validated_bandwidth(places, 4e8)
    monkeypatch.setattr(bandwidth, "EXACT_UP_TO", 100)
    monkeypatch.setattr(bandwidth, "_TESTED", 1400)
    gathered = cross_validated_bandwidth(places, 4e8)
    assert gathered.tested == exact.tested == 1400
    assert gathered.bandwidth_m == exact.bandwidth_m
    # Far too narrow kernels end at five bandwidths and tell less; where the choice is made, the scores agree.
    np.testing.assert_allclose(gathered.scores, exact.scores, atol=0.05)
    near = np.abs(np.arange(exact.scores.size) - np.argmax(exact.scores)) <= 4
    np.testing.assert_allclose(gathered.scores[near], exact.scores[near], atol=0.002)


def test_reports_at_one_address_do_not_predict_each_other():
    places = clustered(300, 5)
    twice = cross_validated_bandwidth(np.repeat(places, 4, axis=0), 4e8)
    once = cross_validated_bandwidth(places, 4e8)
    assert twice.places == once.places == 300
    # More incidents narrow the candidates a little, but the best is not the narrowest.
    assert not twice.at_lower_end
    assert twice.bandwidth_m == pytest.approx(once.bandwidth_m, rel=0.2)


def test_order_does_not_matter():
    places = clustered(2500, 8)
    shuffled = np.random.default_rng(0).permutation(places)
    one, other = cross_validated_bandwidth(places, 4e8), cross_validated_bandwidth(shuffled, 4e8)
    assert one.bandwidth_m == other.bandwidth_m
    np.testing.assert_allclose(one.scores, other.scores, rtol=1e-9)


def test_weights_count_like_repeated_reports():
    places = clustered(200, 9)
    times = np.random.default_rng(2).integers(1, 4, 200)
    weighted = cross_validated_bandwidth(places, 4e8, 50, times.astype(float))
    repeated = cross_validated_bandwidth(np.repeat(places, times, axis=0), 4e8, 50)
    assert set(weighted.candidates_m) <= set(repeated.candidates_m) or set(weighted.candidates_m) >= set(
        repeated.candidates_m
    )
    assert weighted.bandwidth_m == repeated.bandwidth_m


def test_no_candidate_below_the_narrowest():
    found = cross_validated_bandwidth(clustered(100, 4), 4e8, narrowest_m=5_000)
    assert found.candidates_m.min() >= 5_000
    assert found.at_lower_end == (found.scores.size > 1 and np.argmax(found.scores) == 0)


@pytest.mark.parametrize("places", [np.empty((0, 2)), np.zeros((1, 2)), np.full((30, 2), 7.0)])
def test_one_place_tells_nothing(places):
    assert cross_validated_bandwidth(places, 1e6) is None

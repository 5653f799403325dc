"""Radii of discs, whole weights, and what is refused before anything is allocated."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import ParameterError
from geo.hotspots.hot_cells.gi_star import half_widths
from geo.hotspots.scan.disc_windows import DiscWindows, estimated_seconds, radii_up_to, refuse_absurd, whole_weights

ONE = np.zeros(1, dtype=np.int64)


@pytest.mark.parametrize("largest", [0.0, 0.7, 1.0, 3.3, 20.0, 124.0])
@pytest.mark.parametrize("number", [1, 2, 5, 20])
def test_radii_are_of_different_discs_up_to_the_largest(largest, number):
    radii = radii_up_to(largest, number)
    assert 1 <= radii.size <= number
    assert radii[0] == 0
    assert (np.diff(radii) > 0).all()
    assert radii[-1] <= max(largest, 0) + 1e-9
    cells = [int((2 * half_widths(radius) + 1).sum()) for radius in radii.tolist()]
    assert len(set(cells)) == len(cells)


def test_radii_grow_in_proportion():
    radii = radii_up_to(100, 20)
    assert radii.size == 20
    assert radii[-1] == pytest.approx(100, rel=0.01)
    steps = radii[6:] / radii[5:-1]
    assert steps.max() / steps.min() < 1.3


def test_whole_weights_keep_proportions():
    weights = np.random.default_rng(0).random(1000)
    whole = whole_weights(weights)
    np.testing.assert_allclose(whole / whole.sum(), weights / weights.sum(), rtol=0, atol=1e-15)


def test_too_many_windows_are_refused_with_the_remedy():
    windows = DiscWindows(radii_up_to(20, 20), ONE, ONE, 0.1, 3)
    with pytest.raises(ParameterError, match=r"40,000,000 windows \(2,000,000 cells x 20 radii") as refused:
        refuse_absurd((2_000, 1_000), windows, 1, 100, 99)
    assert "perbesar sel" in refused.value.text("id")


def test_too_many_runs_are_refused_with_the_estimate():
    windows = DiscWindows(radii_up_to(100, 20), ONE, ONE, 0.1, 3)
    refuse_absurd((440, 436), windows, 1, 10_000, 999)
    assert estimated_seconds((440, 436), windows, 1, 10_000, 999) < 60
    with pytest.raises(ParameterError, match="99,999 runs would take about"):
        refuse_absurd((440, 436), windows, 1, 10_000, 99_999)

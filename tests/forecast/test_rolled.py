"""Rolling over windows: hits by brute force, floating units included."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.forecast import registry
from geo.forecast.history import Windows, hottest
from geo.forecast.place import pixels_of
from geo.forecast.rolled import Candidate, rolled
from tests.forecast import scenes

WINDOWS = Windows.regular(scenes.DAY_0 + 700, 7, 4)


@pytest.fixture(scope="module")
def run():
    h = scenes.history()
    fine = pixels_of(h.raster)
    pixels = h.on(fine, fine.inside(scenes.AREA))
    candidates = [
        Candidate(registry.make("counts_365")),
        Candidate(registry.make("self_exciting")),
        Candidate(registry.make("counts_all"), "floating"),
    ]
    return h, rolled(h, WINDOWS, candidates, 5, shares=registry.make("self_exciting"), pixels=pixels)


def test_hits_of_counts_by_hand(run):
    h, found = run
    for t, (first, end) in enumerate(WINDOWS.pairs()):
        cells = hottest(h.counts(first - 365, first) + h.ties(first), h.inside, 5)
        assert found.hits["counts_365"][t] == h.counts(first, end).ravel()[cells].sum()
        assert found.hits_before["counts_365"][t] == h.counts(first - 365, first).ravel()[cells].sum()
        assert found.totals[t] == h.total(first, end)
        assert found.most[t] == np.sort(h.counts(first, end).ravel())[-5:].sum()


def test_floating_units_hold_what_was_counted(run):
    h, found = run
    units = found.flagged["counts_all floating"]
    squares = shapely.box(units.west, units.south, units.west + 200, units.south + 200)
    first, end = WINDOWS.pairs()[-1]
    rows = h.span(first, end)
    within = sum(int(shapely.contains_xy(square, h.x[rows], h.y[rows]).sum()) for square in squares)
    assert within == found.hits["counts_all floating"][-1]
    assert shapely.union_all(squares).area == pytest.approx(5 * 200**2)


def test_chance_catches_its_share(run):
    h, found = run
    np.testing.assert_allclose(found.hits["random"], found.totals * 5 / h.inside.sum(), rtol=1e-12)
    assert (found.hits["self_exciting"] <= found.most).all()

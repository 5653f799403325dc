"""Accuracy measures: definitions, limits, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.forecast import accuracy

counts = st.lists(st.integers(0, 50), min_size=2, max_size=40)


@given(counts, st.data())
def test_pei_is_pai_over_the_best_pai(observed, data):
    n_cells = data.draw(st.integers(1, len(observed)))
    flagged = data.draw(st.permutations(range(len(observed))))[:n_cells]
    total, hits = sum(observed), sum(observed[i] for i in flagged)
    best = accuracy.best_hits(observed, n_cells)
    assert best >= hits
    pei = accuracy.prediction_efficiency_index(hits, best)
    if best == 0:
        assert math.isnan(pei)
        return
    ours = accuracy.prediction_accuracy_index(hits, total, n_cells, len(observed))
    theirs = accuracy.prediction_accuracy_index(best, total, n_cells, len(observed))
    assert pei == pytest.approx(ours / theirs)
    assert 0 <= pei <= 1
    assert accuracy.hit_rate(hits, total) == hits / total


def test_the_whole_area_is_as_good_as_chance():
    assert accuracy.prediction_accuracy_index(40, 40, 12.5, 12.5) == 1


def test_recapture_takes_growth_out():
    assert accuracy.recapture_rate_index(20, 10, 200, 100) == 1
    assert accuracy.recapture_rate_index(7, 10, 100, 100) == pytest.approx(0.7)
    assert math.isnan(accuracy.recapture_rate_index(0, 0, 10, 10))
    assert math.isnan(accuracy.recapture_rate_index(0, 3, 0, 10))


def test_no_incident_has_no_rate():
    assert math.isnan(accuracy.hit_rate(0, 0))
    assert math.isnan(accuracy.prediction_accuracy_index(0, 0, 1, 2))
    assert math.isnan(accuracy.prediction_efficiency_index(0, 0))


@pytest.mark.parametrize(
    "call",
    [
        lambda: accuracy.hit_rate(3, 2),
        lambda: accuracy.hit_rate(-1, 2),
        lambda: accuracy.hit_rate(np.nan, 2),
        lambda: accuracy.prediction_accuracy_index(1, 2, 0, 5),
        lambda: accuracy.prediction_accuracy_index(1, 2, 6, 5),
        lambda: accuracy.prediction_efficiency_index(3, 2),
        lambda: accuracy.recapture_rate_index(1, 3, 2, 2),
        lambda: accuracy.best_hits([1, 2], 3),
    ],
)
def test_nonsense_is_refused(call):
    with pytest.raises(ParameterError):
        call()

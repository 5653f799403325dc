from __future__ import annotations

import numpy as np
import pytest

from geo.errors import ParameterError
from geo.evaluation.regression_to_mean import expected_fall


def test_foretells_what_happens_to_places_chosen_by_their_count():
    """Rates differ between places and nothing is done: the next count of the hottest is the one foretold."""
    random = np.random.default_rng(8)
    foretold, came, before = [], [], []
    for _ in range(200):
        rates = random.gamma(2, 4, 100)
        first, second = random.poisson(rates), random.poisson(rates)
        hot = np.argsort(first)[-10:]
        found = expected_fall(first[hot].tolist(), first.tolist())
        foretold.append(found.expected)
        came.append(second[hot].sum())
        before.append(found.before)
    assert np.mean(foretold) == pytest.approx(np.mean(came), rel=0.03)
    assert np.mean(came) < 0.93 * np.mean(before)  # a fall that needed no patrol


def test_equal_rates_go_back_to_the_mean():
    found = expected_fall([12], [3, 4, 2, 3, 12 - 8, 3, 2])
    assert found.shrinkage == 1
    assert found.expected == pytest.approx(3)
    assert found.share == pytest.approx(0.75)


def test_great_differences_stay():
    found = expected_fall([1_000], [1_000, 10, 500, 3])
    assert found.shrinkage < 0.01
    assert found.expected == pytest.approx(1_000, rel=0.01)


def test_nothing_chosen_or_counted():
    assert expected_fall([], [1, 2]).share == 0
    assert expected_fall([0], [0, 0]).as_dict()["share"] == 0
    assert expected_fall([4], [4]).expected == 4


@pytest.mark.parametrize(("chosen", "every"), [([1, 2], [1]), ([-1], [-1, 2]), ([1], [1, -2])])
def test_nonsense_is_refused(chosen, every):
    with pytest.raises(ParameterError):
        expected_fall(chosen, every)

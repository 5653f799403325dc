"""Which window is the best of equals, and where the list of clusters ends."""

from __future__ import annotations

import numpy as np

from geo.hotspots.scan.clusters import Window, best_centre, reported
from geo.hotspots.scan.likelihood import Likelihood


def test_the_best_of_equals():
    ratio = np.array([1.0, 3.0, 3.0, 3.0, 3.0])
    assert best_centre(ratio, np.array([1, 5, 4, 4, 4]), np.array([0, 0, 2, 1, 1])) == 3
    assert best_centre(np.zeros(3), np.zeros(3, np.int64), np.zeros(3, np.int64)) == -1
    assert best_centre(np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64)) == -1


def test_the_list_ends_at_the_highest_p_and_no_window_is_sought_in_vain():
    likelihood, maxima = Likelihood(False, 50, 50), np.linspace(1, 10, 99)
    asked = []

    def windows():
        for number, ratio in enumerate([30.0, 9.9, 2.0, 1.5]):
            asked.append(number)
            yield Window(np.array([number]), number, 1.0, 0, 0, 10.0, 2.0, ratio)

    kept = reported(windows(), likelihood, maxima, 0.05, 10)
    assert [cluster.llr for cluster in kept] == [30.0, 9.9]
    assert asked == [0, 1, 2]
    assert kept[0].p_value < kept[0].rank_p_value == 0.01
    assert kept[1].p_value == kept[1].rank_p_value == 0.03
    assert kept[0].expected == 2.0
    assert kept[0].relative_risk == (10 / 2) / (40 / 48)


def test_the_first_is_reported_in_any_case_and_no_more_than_asked():
    likelihood, maxima = Likelihood(False, 50, 50), np.full(99, 40.0)
    weak = [Window(np.array([k]), k, 1.0, 0, 0, 10.0, 2.0, 5.0) for k in range(4)]
    assert len(reported(iter(weak), likelihood, maxima, 0.05, 10)) == 1
    assert len(reported(iter(weak), likelihood, maxima, 1.0, 3)) == 3
    assert reported(iter([]), likelihood, maxima, 1.0, 3) == []

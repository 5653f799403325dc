"""What is served: only a challenger chosen beforehand, and only when it surely beats the one-year count."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo.forecast import registry
from geo.forecast.backtest import backtest
from geo.forecast.history import Windows
from geo.forecast.rolled import Candidate
from geo.forecast.serve import challenger, choice
from tests.forecast import scenes


@pytest.fixture(scope="module")
def run():
    tested = Windows.regular(scenes.DAY_0 + 700, 7, 20)
    earlier = Windows.before(scenes.DAY_0 + 700, 7, 10)
    candidates = [Candidate(registry.make(n)) for n in ("decayed", "counts_all", "counts_365")]
    return candidates, backtest(scenes.history(), candidates, 5, earlier=earlier, tested=tested)


def _with(run, ours, theirs):
    return replace(run, hits={**run.hits, "decayed": np.asarray(ours, float), "counts_365": np.asarray(theirs, float)})


def test_the_challenger_is_chosen_on_earlier_windows_and_ties_go_to_the_first(run):
    candidates, test = run
    told = replace(test, earlier_hits={"decayed": 5, "counts_all": 9, "counts_365": 12, "random": 1})
    assert challenger(told, candidates, "grid") == "counts_all"
    tied = replace(test, earlier_hits={"decayed": 9, "counts_all": 9, "counts_365": 12, "random": 1})
    assert challenger(tied, candidates, "grid") == "decayed"
    assert challenger(told, [Candidate(registry.make("counts_365"))], "grid") == "counts_365"


def test_a_sure_gain_is_served(run):
    found = choice(_with(run[1], [5] * 20, [3] * 20), "decayed", seed=0)
    assert found.key == "decayed"
    assert (found.low, found.high) == (40, 40)
    assert "Served: decayed" in found.why.en
    assert "Dipakai decayed" in found.why.id


def test_a_gain_that_may_be_luck_is_not(run):
    ours, theirs = [3] * 20, [3] * 20
    ours[4] = 9
    found = choice(_with(run[1], ours, theirs), "decayed", seed=0)
    assert found.key == "counts_365"
    assert "plain one-year count" in found.why.en
    assert "hitungan kejadian setahun" in found.why.id


def test_no_difference_serves_the_plain_count(run):
    assert choice(_with(run[1], [3] * 20, [3] * 20), "decayed", seed=0).key == "counts_365"

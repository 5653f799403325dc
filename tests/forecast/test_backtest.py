"""The backtest: no look ahead, honest intervals, the same with the same seed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.forecast import registry
from geo.forecast.accuracy import prediction_accuracy_index
from geo.forecast.backtest import backtest
from geo.forecast.history import History, Windows
from geo.forecast.raster import Raster
from geo.forecast.rolled import Candidate
from tests.forecast import scenes

TESTED = Windows.regular(scenes.DAY_0 + 700, 7, 20)
EARLIER = Windows.before(scenes.DAY_0 + 700, 7, 12)


def _run(h, tested=TESTED, seed=0, names=("decayed", "counts_365", "counts_28")):
    return backtest(h, [Candidate(registry.make(n)) for n in names], 5, earlier=EARLIER, tested=tested, seed=seed)


@pytest.fixture(scope="module")
def test_run():
    return _run(scenes.history())


def test_every_candidate_stands_beside_chance_and_the_reference(test_run):
    table = test_run.table.set_index("candidate")
    assert set(table.index) == {"decayed", "counts_365", "counts_28", "random"}
    assert table.loc["counts_365", "difference"] == 0
    assert table.loc["random", "pai"] == pytest.approx(1, abs=0.05)
    for name in ("hit_rate", "pai", "pei", "rri", "difference"):
        assert (table[f"{name}_low"] <= table[name] + 1e-12).all()
        assert (table[name] <= table[f"{name}_high"] + 1e-12).all()
    row = table.loc["decayed"]
    cells = int(scenes.history().inside.sum())
    assert row.pai == pytest.approx(prediction_accuracy_index(row.hits, row.n, 5, cells))
    assert row.hits == test_run.hits["decayed"].sum()


def test_same_seed_same_table(test_run):
    pd.testing.assert_frame_equal(test_run.table, _run(scenes.history()).table)


def test_a_future_burst_changes_nothing_before_it():
    x, y, day = scenes.places(900, 900)
    raster = Raster.over(scenes.AREA.bounds, 200)
    burst_day = int(TESTED.first[10])
    plain = History.within(raster, scenes.AREA, x, y, day)
    burst = History.within(
        raster,
        scenes.AREA,
        np.append(x, np.full(600, 1500.0)),
        np.append(y, np.full(600, 1500.0)),
        np.append(day, np.full(600, burst_day)),
    )
    one, two = _run(plain), _run(burst)
    assert [c.model for c in one.chosen] == [c.model for c in two.chosen]
    for key, hits in one.hits.items():
        np.testing.assert_array_equal(hits[:10], two.hits[key][:10])
    changed = two.rolled.totals - one.rolled.totals
    assert changed[len(EARLIER) + 10] == 600
    # the window in which it happens does not see it coming: nothing was known of that cell
    assert two.hits["counts_365"][10] == one.hits["counts_365"][10]
    assert two.hits["counts_28"][11] >= one.hits["counts_28"][11]


def test_expected_counts_are_said_beforehand(test_run):
    shorter = _run(scenes.history(), Windows.regular(scenes.DAY_0 + 700, 7, 10))
    longer = test_run
    assert shorter.rolled.said["decayed"][:22].tolist() == longer.rolled.said["decayed"][:22].tolist()
    ratio = longer.table.set_index("candidate").loc["decayed", "expected_over_observed"]
    assert 0.7 < ratio < 1.3


def test_no_tested_window_gives_a_table_without_figures():
    none = Windows.regular(scenes.DAY_0 + 700, 7, 0)
    run = backtest(
        scenes.history(),
        [Candidate(registry.make("counts_all"))],
        5,
        earlier=none,
        tested=none,
        ahead=Windows.regular(scenes.DAY_0 + 700, 7, 1),
    )
    assert (run.table["windows"] == 0).all()
    assert run.table["hit_rate"].isna().all()
    assert len(run.rolled.flagged["counts_all"].west) == 5
    assert run.level > 0

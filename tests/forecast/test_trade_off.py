"""The trade-off curve: equal area, more places with smaller units."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import ParameterError
from geo.forecast.history import Windows
from geo.forecast.trade_off import trade_off
from tests.forecast import scenes

WINDOWS = Windows.regular(scenes.DAY_0 + 700, 7, 15)


def test_the_same_area_is_cut_into_more_places():
    x, y, day = scenes.places(900, 900)
    curve = trade_off(x, y, day, scenes.AREA, units=[400, 200, 100], area=480_000, windows=WINDOWS)
    assert curve["places"].tolist() == [3, 3, 12, 12, 48, 48]
    np.testing.assert_allclose(curve["area"], 480_000)
    assert curve["hit_rate"].between(0, 1).all()
    assert (curve["hits"] == curve["hit_rate"] * curve["n"]).all()
    by_placement = curve.groupby("placement")["hits"].sum()
    assert by_placement["floating"] > by_placement["grid"]


@pytest.mark.parametrize("units", [[], [5000], [0], [0.001], list(range(100, 121))])
def test_absurd_sizes_are_refused(units):
    x, y, day = scenes.places(50, 900)
    with pytest.raises(ParameterError, match=r"units|unit_m"):
        trade_off(x, y, day, scenes.AREA, units=units, area=480_000, windows=WINDOWS)


def test_each_window_of_each_size_is_told():
    x, y, day = scenes.places(900, 900)
    told = []
    trade_off(
        x, y, day, scenes.AREA, units=[400, 200], area=480_000, windows=WINDOWS,
        tell=lambda share, stage: told.append((share, stage.en)),
    )  # fmt: skip
    assert [share for share, _ in told] == pytest.approx([at / 30 for at in range(30)])
    assert told[0][1] == "computing the curve of unit sizes: 400 m, window 1 of 15"
    assert told[-1][1] == "computing the curve of unit sizes: 200 m, window 15 of 15"

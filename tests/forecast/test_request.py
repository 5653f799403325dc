"""Requests: ranges, numbers of units, windows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from geo.errors import ParameterError
from geo.forecast.request import ForecastRequest, candidates_for, day_of, number_of_units, past_windows
from tests.forecast import scenes


def test_days():
    day = (date(2026, 11, 23) - date(1970, 1, 1)).days
    late = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    assert day_of("2026-11-23", "Asia/Jakarta") == day
    assert day_of(date(2026, 11, 23), "UTC") == day
    assert day_of(late, "Asia/Jakarta") == day
    assert day_of(late, "UTC") == day - 1
    for bad in ("someday", "", None, "9999-12-31", "1066-10-14"):
        with pytest.raises(ParameterError, match="at"):
            day_of(bad, "UTC")


def test_number_of_units():
    h = scenes.history(0)  # 20 x 15 cells of 0.04 km2 in the area
    assert number_of_units(ForecastRequest(unit_m=200), h, scenes.AREA) == 2
    assert number_of_units(ForecastRequest(unit_m=200, area_km2=0.4), h, scenes.AREA) == 10
    assert number_of_units(ForecastRequest(unit_m=200, n_places=7), h, scenes.AREA) == 7
    for bad in ({"area_km2": 1.0, "n_places": 3}, {"n_places": 151}, {"area_km2": 7.0}):
        with pytest.raises(ParameterError):
            number_of_units(ForecastRequest(unit_m=200, **bad), h, scenes.AREA)


@pytest.mark.parametrize(
    "bad", [{"unit_m": 1}, {"unit_m": 1e9}, {"window_days": 0}, {"tested_windows": -1}, {"area_km2": 0}]
)
def test_out_of_range(bad):
    with pytest.raises(ParameterError, match=next(iter(bad))):
        ForecastRequest(**bad)


@pytest.mark.parametrize(
    ("days", "n_tested", "n_earlier"),
    [(1600, 104, 98), (800, 62, 26), (450, 12, 26), (449, 12, 26), (448, 0, 0), (0, 0, 0)],
)
def test_windows_leave_a_year_to_learn_from(days, n_tested, n_earlier):
    h = scenes.history(500 if days else 0, max(days, 1))
    first = int(h.day[0]) + days if days else scenes.DAY_0
    earlier, tested, why = past_windows(ForecastRequest(window_days=7), h, first)
    assert (len(tested), len(earlier)) == (n_tested, n_earlier)
    assert (why is None) == (n_tested > 0)
    if n_tested:
        assert tested.end[-1] == first
        assert earlier.end[-1] == tested.first[0]
        assert earlier.first[0] - h.day[0] >= 180
    else:
        assert "449" in why.en or days == 0
        assert "perlu paling sedikit" in why.id


def test_candidates():
    keys = [c.key for c in candidates_for("auto", "grid", with_places=False)]
    assert "risk_terrain" not in keys
    assert keys[0] == "self_exciting"
    assert "risk_terrain" in [c.key for c in candidates_for("auto", "grid", with_places=True)]
    assert "decayed floating" in [c.key for c in candidates_for("decayed", "floating", with_places=False)]
    with pytest.raises(ParameterError, match="grid only"):
        candidates_for("self_exciting", "floating", with_places=False)

"""The forecast as users get it: units, backtest, the served model and its reasons; scarce data answered honestly."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geo import forecast as room
from geo.errors import GeoError, ParameterError, UnknownMethodError
from geo.languages import Says
from tests.forecast import scenes

AT = date(1970, 1, 1) + timedelta(days=scenes.DAY_0 + 900)


def _forecast(table, **asked):
    given = {"at": AT, "unit_m": 200, "n_places": 6, "tested_windows": 30, "timezone": "Asia/Jakarta", **asked}
    return room.forecast(table, scenes.AREA, **given)


@pytest.fixture(scope="module")
def found():
    return _forecast(scenes.table(1500, 900))


def test_units_are_ranked_squares_of_one_size(found):
    units = found.units
    assert units.columns.tolist() == ["rank", "expected", "share", "area_km2", "geometry"]
    assert units["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    assert units.crs == scenes.CRS
    np.testing.assert_allclose(units.area, 200**2)
    assert shapely.union_all(units.geometry.array).area == pytest.approx(6 * 200**2)
    assert units["expected"].sum() == pytest.approx(units["share"].sum() * found.expected_total)
    assert 0 < units["expected"].sum() < found.expected_total
    assert (found.first_day, found.end_day) == (AT, AT + timedelta(days=7))


def test_the_backtest_stands_beside_it(found):
    assert {"self_exciting", "decayed", "counts_365", "counts_28", "counts_all", "random"} == set(
        found.backtest["candidate"]
    )
    assert found.served in found.backtest["model"].tolist()
    assert found.says[0].en.startswith("Served: ")
    assert found.says[0].id.startswith("Dipakai ")


def test_nothing_on_or_after_the_day_is_used(found):
    table = scenes.table(1500, 900)
    burst = table.iloc[[0] * 400].copy()
    burst["occurred_from"] = pd.Timestamp(AT, tz="UTC") + pd.Timedelta(hours=3)
    burst["geometry"] = shapely.Point(3900, 2900)
    later = _forecast(pd.concat([table, burst], ignore_index=True))
    assert_geodataframe_equal(later.units, found.units)
    pd.testing.assert_frame_equal(later.backtest, found.backtest)
    assert any("400" in says.en and "on or after" in says.en for says in later.notices)


def test_same_again_and_in_any_order(found):
    mixed = scenes.table(1500, 900).sample(frac=1, random_state=1)
    again = _forecast(mixed)
    assert_geodataframe_equal(again.units, found.units)
    pd.testing.assert_frame_equal(again.backtest, found.backtest)


def test_floating_units():
    found = _forecast(scenes.table(1500, 900), placement="floating", tested_windows=12)
    assert found.placement in ("floating", "grid")
    asked = _forecast(scenes.table(1500, 900), placement="floating", model="counts_all", tested_windows=0)
    assert (asked.placement, asked.served) == ("floating", "counts_all")
    assert shapely.union_all(asked.units.geometry.array).area == pytest.approx(6 * 200**2)
    assert "counts_all floating" in found.backtest["candidate"].tolist()
    assert asked.backtest.empty


def test_a_named_model_is_served_with_its_record():
    found = _forecast(scenes.table(1500, 900), model="decayed", tested_windows=12)
    assert found.served == "decayed"
    assert "as asked" in found.says[0].en
    assert found.parameters["half_life_days"]


@pytest.mark.parametrize("n", [0, 1, 2])
@pytest.mark.parametrize("placement", ["grid", "floating"])
def test_hardly_any_incidents(n, placement):
    found = _forecast(scenes.table(2, 5).iloc[:n], placement=placement)
    assert found.served == "counts_365"
    assert found.backtest.empty
    assert len(found.units) <= n
    assert any("not possible yet" in says.en for says in found.says)
    assert np.isfinite(found.units["expected"]).all()


def test_all_at_one_place():
    table = scenes.table(300, 900)
    table["geometry"] = shapely.Point(1010, 510)
    found = _forecast(table)
    assert len(found.units) == 1
    assert found.units.geometry[0].contains(shapely.Point(1010, 510))
    assert any("Only 1 of 6 places" in says.en for says in found.says)
    assert found.units["expected"][0] == pytest.approx(found.expected_total, rel=0.15)


def test_all_after_the_day():
    found = _forecast(scenes.table(50, 10), at="2019-06-01")
    assert found.units.empty
    assert any("no incident before" in says.en for says in found.says)


def test_a_short_history_says_how_much_it_needs():
    found = _forecast(scenes.table(300, 100), at=AT - timedelta(days=800))
    assert found.served == "counts_365"
    assert "must be at least 449" in found.says[0].en
    assert "paling sedikit 449" in found.says[0].id
    assert len(found.units) == 6


def test_thin_data_is_served_by_the_plain_count():
    found = _forecast(scenes.table(80, 900, hot=0.1), tested_windows=52)
    assert found.served == "counts_365"
    assert "not proved above zero" in found.says[0].en


def test_places_bring_in_risk_terrain():
    ports = gpd.GeoDataFrame(
        {"kind": ["port", "bar"]}, geometry=gpd.points_from_xy([620, 2510], [740, 2100]), crs=scenes.CRS
    )
    found = _forecast(scenes.table(800, 900), places=ports.to_crs(4326), tested_windows=12)
    assert "risk_terrain" in found.backtest["candidate"].tolist()


@pytest.mark.parametrize(
    "asked",
    [
        {"unit_m": 0.5},
        {"unit_m": 40_000},
        {"n_places": 5000},
        {"area_km2": 1.0},
        {"placement": "round"},
        {"model": "self_exciting", "placement": "floating"},
        {"timezone": "Mars/Olympus"},
        {"at": "soon"},
        {"window_days": 0},
    ],
    ids=str,
)
def test_bad_requests_are_refused(asked):
    with pytest.raises(ParameterError) as refused:
        _forecast(scenes.table(50, 900), **asked)
    assert refused.value.text("id") != refused.value.text("en")


def test_unknown_model():
    with pytest.raises(UnknownMethodError):
        _forecast(scenes.table(5, 900), model="oracle")


def test_an_absurd_grid_is_refused_before_it_is_made():
    table = scenes.table(5, 900)
    wide = shapely.box(0, 0, 5e6, 5e6)
    with pytest.raises(GeoError, match="Take at least"):
        room.forecast(table, wide, at=AT, unit_m=10)


def test_the_test_tells_every_model_and_every_window_in_both_languages():
    told = []
    found = _forecast(scenes.table(1500, 900), tell=lambda share, stage: told.append((share, stage)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert max(b - a for a, b in zip(shares, [*shares[1:], 1.0], strict=True)) < 0.06
    words = [stage.en for _, stage in told]
    for candidate in set(found.backtest["candidate"]) - {"random"}:
        assert any(f"model {candidate} (" in word for word in words), candidate
    windows = [stage for _, stage in told if "window" in stage.en]
    n = len(windows)
    assert n > 30  # the tested ones, those before them, and the one ahead
    assert windows[0] == Says(f"menguji pada masa lalu: jendela 1 dari {n}", f"testing on the past: window 1 of {n}")
    assert windows[-1].en == f"testing on the past: window {n} of {n}"

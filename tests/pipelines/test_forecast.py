"""Forecasts from stored incidents: a run with places, backtest and reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from geo.errors import ParameterError, UnknownMethodError
from geo.pipelines.catalogue import run_document
from geo.pipelines.forecast import ForecastQuestion, forecast_in_store, question_of_run, run_row
from geo.tables.chosen import Chosen
from geo.tables.forecasts import BACKTESTS, FORECASTS


@pytest.fixture
def two_years(put):
    """Store two years of incidents, most of them in one place."""
    for month, day in enumerate(pd.date_range("2024-11-20", "2026-10-20", freq="30D")):
        put("a", 20, str(day.date()), seed=month)
        lon, lat = np.random.default_rng(month).uniform((104.3, -2.95), (105.0, -2.4))
        put((float(lon), float(lat)), 4, str(day.date()), seed=month + 100)


SMALL = {"n_places": 8, "unit_m": 1000.0, "tested_windows": 26}


def test_places_backtest_and_reason_are_kept_and_it_is_told_how_far_the_test_is(store, settings, two_years):
    told = []
    result = forecast_in_store(store, ForecastQuestion(SMALL), settings, progress=lambda *now: told.append(now))
    _check_progress(told)
    document = result.document
    json.dumps(document, allow_nan=False)
    assert document["window"]["first_day"] == "2026-11-23"
    assert document["window"]["begins"] == "2026-11-22T17:00:00+00:00"
    assert document["window"]["last_day"] == "2026-11-29"
    assert 0 < document["places"] <= 8
    assert document["reason"]["id"]
    expected = [row["expected"] for row in document["forecasts"]]
    assert expected == sorted(expected, reverse=True)
    assert document["expected"] == pytest.approx(sum(expected), abs=0.01)
    kept = store.result(document["run_id"], "forecasts")
    assert kept.columns.tolist() == FORECASTS.names
    assert kept["unit_id"].is_unique
    tested = store.result(document["run_id"], "backtests")
    assert tested.columns.tolist() == BACKTESTS.names
    assert {"random", "counts_28", "counts_365", "counts_all"} <= set(tested["model"])
    assert tested["served"].sum() == 1
    assert (tested["windows"] == 26).all()
    assert {row["placement"] for row in document["trade_off"]} == {"grid", "floating"}
    assert run_document(store, document["run_id"])["backtests"]
    run = store.run(document["run_id"])
    assert run["summary"]["model"] == document["model"]
    assert forecast_in_store(store, question_of_run(run), settings).document["forecasts"] == document["forecasts"]


def _check_progress(told):
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.05, 1.0)
    testing = [share for share, says in told if says.id.startswith("menguji pada masa lalu: jendela ")]
    curve = [share for share, says in told if says.id.startswith("menghitung kurva ukuran satuan: ")]
    assert len(testing) > 26
    assert 0.1 < testing[0] < testing[-1] <= 0.7 <= curve[0] < curve[-1] < 0.95
    assert len(curve) >= 2 * 26


def test_the_budget_follows_the_crews(store, settings):
    region = store.region()
    crews = sum(unit.available for unit in region.units)
    assert run_row(ForecastQuestion(), settings, region)["parameters"]["n_places"] == min(100, max(10, 2 * crews))
    by_area = run_row(ForecastQuestion({"area_km2": 3.0}), settings, region)["parameters"]
    assert (by_area["area_km2"], by_area["n_places"]) == (3.0, None)


def test_what_patrols_found_teaches_nothing_unless_asked(store, settings, put):
    put("a", 30, "2026-05-01")
    put("b", 60, "2026-05-01", origin="patrol")
    plain = forecast_in_store(store, ForecastQuestion({**SMALL, "tested_windows": 0}), settings)
    assert any("60" in notice["en"] and "patrol" in notice["en"] for notice in plain.document["notices"])
    taught = forecast_in_store(store, ForecastQuestion({**SMALL, "tested_windows": 0}, with_patrol=True), settings)
    assert len(taught.units) > len(plain.units)


def test_too_short_a_history_serves_the_count_and_says_so(store, settings, put):
    put("a", 30, "2026-09-01")
    document = forecast_in_store(store, ForecastQuestion(SMALL), settings).document
    assert document["model"] == "counts_365"
    assert "A backtest is not possible yet" in document["reason"]["en"]
    assert document["backtest"] == []
    assert document["trade_off"] == []


def test_an_empty_store_and_nonsense(store, settings):
    empty = forecast_in_store(store, ForecastQuestion(SMALL), settings).document
    assert empty["places"] == 0
    with pytest.raises(ParameterError, match="unit_m"):
        forecast_in_store(store, ForecastQuestion({"unit_m": -1}), settings)
    with pytest.raises(UnknownMethodError):
        forecast_in_store(store, ForecastQuestion(SMALL, model="oracle"), settings)
    with pytest.raises(ParameterError, match="at"):
        forecast_in_store(store, ForecastQuestion(SMALL, at="soon"), settings)
    failed = store.runs("forecast")
    assert set(failed["status"]) == {"done", "failed"}


def test_kinds_and_periods_are_chosen(store, settings, two_years):
    none = forecast_in_store(store, ForecastQuestion(SMALL, chosen=Chosen(kinds=("ILLOG",))), settings)
    assert none.document["incidents"] == 0
    late = Chosen(since=datetime(2026, 9, 1, tzinfo=UTC))
    assert forecast_in_store(store, ForecastQuestion(SMALL, chosen=late), settings).document["incidents"] < 80

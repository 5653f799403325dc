"""A forecast's summary is read as far as it goes; what is missing or wrong is left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from geo.store.protocol import Store
from tests.webmap.samples import NOW
from webmap.forecast_summary import summary_of


def test_a_whole_summary(compared_store: Store) -> None:
    told = summary_of(compared_store.run("A0003"))
    assert (told.model, told.placement, told.unit_m, told.places) == ("mixture", "floating", 250.0, 60)
    assert (told.begins, told.ends) == (NOW, NOW + timedelta(days=7))
    assert told.history_incidents == 5321
    assert len(told.trade_off) == 8
    assert [one.unit_m for one in told.trade_off] == sorted(one.unit_m for one in told.trade_off)
    assert [one["id"].split()[0] for one in told.says] == ["Bagian"]


def test_the_reason_comes_first_and_is_said_once() -> None:
    reason, more = {"id": "a", "en": "b"}, {"id": "c", "en": "d"}
    assert summary_of({"method": "m", "summary": {"reason": reason, "says": [reason, more]}}).says == (reason, more)
    assert summary_of({"method": "m", "summary": {"says": [more]}}).says == (more,)


@pytest.mark.parametrize("summary", [None, "", "{", {}, [], {"window": None, "history": 3, "trade_off": 7}])
def test_an_empty_summary(summary: object) -> None:
    told = summary_of({"method": "m", "summary": summary})
    assert (told.model, told.says, told.trade_off, told.notices) == ("m", (), (), ())
    assert told.begins is told.ends is told.unit_m is told.expected is None


def test_times_are_utc_unless_they_say_otherwise() -> None:
    window = {"begins": "2026-11-23T05:00:00", "ends": "2026-11-30T12:00:00+07:00"}
    told = summary_of({"method": "m", "summary": {"window": window}})
    assert told.begins == datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert told.ends == datetime(2026, 11, 30, 5, tzinfo=UTC)
    assert summary_of({"method": "m", "summary": {"window": {"begins": "soon", "ends": ""}}}).begins is None


@pytest.mark.parametrize(
    "row",
    [
        {"unit_m": 0, "placement": "grid", "hit_rate": 0.1},
        {"unit_m": 100, "placement": "hexagons", "hit_rate": 0.1},
        {"unit_m": 100, "placement": "grid", "hit_rate": float("nan")},
        {"placement": "grid", "hit_rate": 0.1},
        "text",
    ],
)
def test_a_broken_size_is_left_out(row: object) -> None:
    good = {"unit_m": 200, "placement": "grid", "hit_rate": 0.1}
    told = summary_of({"method": "m", "summary": {"trade_off": [row, good]}})
    assert [(one.unit_m, one.places, one.low) for one in told.trade_off] == [(200.0, None, None)]

"""What a forecast run says of itself, read from its summary: model and reason, window, places, and the trade-off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from webmap.stored_values import finite, known_moment, listed, plain_text, whole

PLACEMENTS = ("grid", "floating")


@dataclass(frozen=True)
class TradeOff:
    """One unit size and placement: how many places the same area makes, and the share of incidents they caught."""

    unit_m: float
    placement: str
    places: int | None
    hit_rate: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ForecastSummary:
    """A forecast run in short; whatever the run does not say is None or empty.

    `says` begins with the reason why the model is served.
    """

    model: str
    placement: str
    says: tuple[dict[str, Any], ...]
    begins: datetime | None
    ends: datetime | None
    unit_m: float | None
    places: int | None
    area_km2: float | None
    expected: float | None
    history_begins: datetime | None
    history_ends: datetime | None
    history_incidents: int | None
    trade_off: tuple[TradeOff, ...]
    notices: tuple[Any, ...]


def summary_of(run: dict[str, Any]) -> ForecastSummary:
    """Read a forecast run's summary."""
    said = listed(run.get("summary")) or {}
    window, history = (_part(said, name) for name in ("window", "history"))
    places = [_trade_off(one) for one in _rows(said, "trade_off")]
    return ForecastSummary(
        model=plain_text(said.get("model")) or str(run["method"]),
        placement=plain_text(said.get("placement")),
        says=_says(said),
        begins=_moment(window.get("begins")),
        ends=_moment(window.get("ends")),
        unit_m=finite(said.get("unit_m")),
        places=whole(said.get("places")),
        area_km2=finite(said.get("area_km2")),
        expected=finite(said.get("expected")),
        history_begins=_moment(history.get("begins")),
        history_ends=_moment(history.get("ends")),
        history_incidents=whole(history.get("incidents")),
        trade_off=tuple(sorted((one for one in places if one), key=lambda one: (one.unit_m, one.placement))),
        notices=tuple(_rows(said, "notices")),
    )


def _says(said: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    reason = _part(said, "reason")
    more = [one for one in _rows(said, "says") if one != reason]
    return tuple([reason, *more] if reason else more)


def _part(said: dict[str, Any], name: str) -> dict[str, Any]:
    value = said.get(name)
    return value if isinstance(value, dict) else {}


def _rows(said: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = said.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _trade_off(one: dict[str, Any]) -> TradeOff | None:
    unit_m, hit_rate = finite(one.get("unit_m")), finite(one.get("hit_rate"))
    placement = plain_text(one.get("placement"))
    if not unit_m or unit_m < 0 or hit_rate is None or placement not in PLACEMENTS:
        return None
    low, high = finite(one.get("hit_rate_low")), finite(one.get("hit_rate_high"))
    return TradeOff(unit_m, placement, whole(one.get("places")), hit_rate, low, high)


def _moment(value: Any) -> datetime | None:
    """Read a moment written as text (UTC unless it says otherwise); None when it is none."""
    try:
        moment = pd.Timestamp(value) if isinstance(value, str) else known_moment(value)
    except ValueError:
        return None
    if moment is None or pd.isna(moment):
        return None
    aware = pd.Timestamp(moment)
    known = aware.tz_localize("UTC") if aware.tzinfo is None else aware.tz_convert("UTC")
    return known.to_pydatetime()

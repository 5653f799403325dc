"""The forecast as a page: which model and why, the places, how every model fared, and what unit size costs."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, render_template, request
from markupsafe import Markup

from webmap import questions
from webmap.commander.line_chart import Axis, Line, Point, line_chart
from webmap.forecast_summary import ForecastSummary, TradeOff, summary_of
from webmap.languages import decimals, moment, number, t
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import finite, plain_text, whole
from webmap.wording import sentence

PAGE_ROWS = 20
_RATES = ("prediction_accuracy_index", "prediction_efficiency_index", "recapture_rate_index")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/daftar/prakiraan`."""
    _ = settings

    @room.get("/daftar/prakiraan")
    def forecast_page() -> str:
        run = services().forecast_run(request.args.get("run", "latest"))
        if run is None:
            return render_template("forecast.html", run=None)
        run_id = str(run["run_id"])
        places = services().store.result(run_id, "forecasts").sort_values("rank")
        pages = max(1, -(-len(places) // PAGE_ROWS))
        page = questions.whole("page", 1, pages, 1)
        part = places.iloc[(page - 1) * PAGE_ROWS : page * PAGE_ROWS].drop(columns="geometry")
        told = summary_of(run)
        return render_template(
            "forecast.html",
            run=run,
            told=told,
            window=window(told),
            past=told.ends is not None and told.ends < services().now(),
            says=[sentence(one) for one in told.says],
            notices=[sentence(notice) for notice in told.notices],
            rows=[place_row(row) for row in part.to_dict("records")],
            total=len(places),
            page=page,
            last_page=pages,
            page_rows=PAGE_ROWS,
            models=[model_row(row) for row in services().store.result(run_id, "backtests").to_dict("records")],
            curve=curve(told.trade_off),
            intervals=any(one.low is not None and one.high is not None for one in told.trade_off),
            share_text=share_text,
            span_text=span_text,
        )


def window(told: ForecastSummary) -> str:
    """Return the window of a forecast in local time; empty when the run does not say."""
    if told.begins is None or told.ends is None:
        return ""
    timezone = services().region().timezone
    return t("between", begins=moment(told.begins, timezone), ends=moment(told.ends, timezone))


def place_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a place of the forecast as the list writes it."""
    share = finite(row.get("share"))
    return {
        "unit_id": str(row["unit_id"]),
        "rank": int(row["rank"]),
        "expected": decimals(finite(row.get("expected")), 2),
        "share": share_text(share),
    }


def model_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return how one model fared, every number written with its interval where it has one."""
    caught = [finite(row.get(f"hit_rate{end}")) for end in ("", "_low", "_high")]
    gain = [finite(row.get(name)) for name in ("gain_low", "gain_high")]
    rates = [[finite(row.get(f"{name}{end}")) for end in ("", "_low", "_high")] for name in _RATES]
    return {
        "model": plain_text(row.get("model")),
        "placement": plain_text(row.get("placement")),
        "served": bool(row.get("served")),
        "unit_m": number(finite(row.get("unit_m")), 0),
        "windows": whole(row.get("windows")),
        "hits": whole(row.get("hits")),
        "incidents": whole(row.get("incidents")),
        "caught": share_text(caught[0]),
        "caught_span": span_text(caught[1], caught[2]),
        "rates": [(decimals(value, 2), interval(low, high)) for value, low, high in rates],
        "gain": interval(*(None if one is None else 100 * one for one in gain), signed=True),
        "calibration": decimals(finite(row.get("expected_over_observed")), 2),
    }


def share_text(share: float | None) -> str:
    """Write a share as per cents with one decimal."""
    return "–" if share is None else f"{decimals(100 * share, 1)} %"


def interval(low: float | None, high: float | None, *, digits: int = 2, signed: bool = False) -> str:
    """Write both ends of an interval (`6,3 s.d. 9,1`), each with its sign where that matters; empty without them."""
    if low is None or high is None:
        return ""
    ends = [("+" if signed and end > 0 else "") + decimals(end, digits) for end in (low, high)]
    return t("from_to", low=ends[0], high=ends[1])


def span_text(low: float | None, high: float | None) -> str:
    """Write an interval of shares as per cents with one decimal; empty without both ends."""
    if low is None or high is None:
        return ""
    return interval(100 * low, 100 * high, digits=1) + " %"


def curve(trade_off: tuple[TradeOff, ...]) -> Markup | None:
    """Draw the share caught against the side of a unit, one line for each placement; None without at least one."""
    if not trade_off:
        return None
    sizes = sorted({one.unit_m for one in trade_off})
    most = max(one.high if one.high is not None else one.hit_rate for one in trade_off)
    top = max(math.ceil(most * 20) / 20, 0.05)  # the next whole 5 per cent
    lines = [
        Line(
            [
                Point(math.log(one.unit_m), one.hit_rate, one.low, one.high, number(one.places) if one.places else "")
                for one in trade_off
                if one.placement == placement
            ],
            form,
            labels_below=placement == "grid",
        )
        for placement, form in (("grid", "square"), ("floating", "round"))
    ]
    room = 0.08 * max(math.log(sizes[-1] / sizes[0]), 1.0)
    return line_chart(
        lines,
        Axis(
            math.log(sizes[0]) - room,
            math.log(sizes[-1]) + room,
            [(math.log(size), f"{number(size, 0)} m") for size in sizes],
        ),
        Axis(0.0, top, [(step, f"{number(100 * step, 1)} %") for step in (0.0, top / 2, top)]),
        label=t("trade_off_label"),
        height=220,
    )

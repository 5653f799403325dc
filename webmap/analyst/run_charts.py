"""Charts of a run as tables: hours, weekdays and months, curves, backtests; the browser draws what the tables say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from geo.spatial.periods import zone
from geo.tables.chosen import Chosen
from webmap.analyst.curves import Curves
from webmap.analyst.run_access import for_audience
from webmap.forecast_summary import summary_of
from webmap.languages import decimals, number, t
from webmap.services import services
from webmap.stored_values import finite, listed

Kind = Literal["bars", "line", "points", "intervals"]
_MOST_MONTHS = 60
_HOURS, _DAYS = 24, 7


@dataclass(frozen=True)
class Series:
    """One thing that is drawn: its name and a value (or None) for every row."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Figure:
    """A chart and the table that says the same.

    Parameters
    ----------
    name
        Used for ids.
    title, x_title, y_title
        In the reader's language, axes with their unit.
    kind
        How it is drawn; `intervals`: the second and third series are the ends of the first.
    x, labels
        Where each row is drawn, and what it is called.
    series
        What is drawn.
    mark
        An upright line at this x, with its name, or None.
    digits
        Decimals of the values.
    logarithmic
        Whether the x axis is.
    """

    name: str
    title: str
    x_title: str
    y_title: str
    kind: Kind
    x: tuple[float, ...]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    mark: tuple[float, str] | None = None
    digits: int = 0
    logarithmic: bool = False

    def rows(self) -> list[tuple[str, float, list[tuple[float | None, str]]]]:
        """Return the table: label, x, and each value as number and as text."""
        return [
            (label, x, [(one.values[at], number(one.values[at], self.digits)) for one in self.series])
            for at, (label, x) in enumerate(zip(self.labels, self.x, strict=True))
        ]


def charts_of(run: Mapping[str, Any]) -> list[Figure]:
    """Return the charts of a finished run; those that would be empty are left out."""
    if run["task"] == "hotspots":
        table = services().store.result(str(run["run_id"]), "hotspots")
        return [one for one in (hours_of(table), weekdays_of(table), months_of(run)) if one is not None]
    if run["task"] == "forecast":
        return [one for one in (backtest_of(run), trade_off_of(run), months_of(run)) if one is not None]
    return []


def hours_of(table: pd.DataFrame) -> Figure | None:
    """Return the incidents in hotspots by hour of the local day."""
    total = _summed(table, "hours", _HOURS)
    if total is None:
        return None
    labels = tuple(f"{hour:02d}–{hour + 1:02d}" for hour in range(_HOURS))
    series = (Series(t("incidents_n"), total),)
    return Figure(
        "hours", t("an_hours"), t("an_hour_axis"), t("incidents_n"), "bars", tuple(map(float, range(_HOURS))), labels,
        series, digits=1,
    )  # fmt: skip


def weekdays_of(table: pd.DataFrame) -> Figure | None:
    """Return the incidents in hotspots by local weekday, Monday first."""
    total = _summed(table, "weekdays", _DAYS)
    if total is None:
        return None
    labels = tuple(t("an_weekdays_short").split())
    series = (Series(t("incidents_n"), total),)
    return Figure(
        "weekdays", t("an_weekdays"), t("an_weekday_axis"), t("incidents_n"), "bars", tuple(map(float, range(_DAYS))),
        labels, series, digits=1,
    )  # fmt: skip


def _summed(table: pd.DataFrame, column: str, length: int) -> tuple[float, ...] | None:
    rows = [listed(text) or [] for text in table[column]] if column in table else []
    rows = [row for row in rows if len(row) == length]
    total = np.sum(np.array(rows, dtype=np.float64), axis=0) if rows else np.zeros(length)
    return tuple(float(value) for value in total) if total.sum() > 0 else None


def months_of(run: Mapping[str, Any]) -> Figure | None:
    """Return the incidents that the run's question matches by local month, as the data are now."""
    of = services()
    key = ("months", run["run_id"], of.store.data_version())
    kept: list[tuple[str, int]] = json.loads(of.kept(key, lambda: json.dumps(_months(run)).encode()))
    if not kept:
        return None
    x = tuple(float(at) for at in range(len(kept)))
    series = (Series(t("incidents_n"), tuple(float(n) for _, n in kept)),)
    labels = tuple(label for label, _ in kept)
    return Figure("months", t("an_months"), t("an_month_axis"), t("incidents_n"), "bars", x, labels, series)


def _months(run: Mapping[str, Any]) -> list[tuple[str, int]]:
    chosen = listed(run["chosen"]) or {}
    names = ("kinds", "since", "until", "bbox", "origins", "with_left_out")
    asked = Chosen.from_dict({name: chosen[name] for name in names if name in chosen})
    asked = for_audience(asked, tuple(listed(run["audience"]) or ()))
    of = services()
    moments = of.store.incidents(asked, only=("occurred_from", "time_precision"))
    local = moments["occurred_from"].dropna().dt.tz_convert(zone(of.region().timezone))
    if local.empty:
        return []
    counted = local.dt.strftime("%Y-%m").value_counts()
    every = pd.period_range(counted.index.min(), counted.index.max(), freq="M").astype(str)[-_MOST_MONTHS:]
    return [(month, int(counted.get(month, 0))) for month in every]


def backtest_of(run: Mapping[str, Any]) -> Figure | None:
    """Return the share of incidents that each model caught on the past, with its 95 % interval."""
    table = services().store.result(str(run["run_id"]), "backtests")
    rows = [row for row in table.to_dict("records") if finite(row.get("hit_rate")) is not None]
    if not rows:
        return None
    rows.sort(key=lambda row: -float(row["hit_rate"]))
    names = tuple(f"{row['model']}, {t('placement_' + str(row['placement']))}" for row in rows)
    shares = tuple(
        Series(name, tuple(_percent(row.get(column)) for row in rows))
        for name, column in (
            (t("an_caught"), "hit_rate"),
            (t("an_interval_low"), "hit_rate_low"),
            (t("an_interval_high"), "hit_rate_high"),
        )
    )
    x = tuple(map(float, range(len(rows))))
    return Figure(
        "backtest", t("backtest_title"), t("model"), t("an_caught_axis"), "intervals", x, names, shares, digits=1
    )


def trade_off_of(run: Mapping[str, Any]) -> Figure | None:
    """Return how the share caught depends on the size of a unit, at the same total area."""
    told = summary_of(dict(run)).trade_off
    sizes = sorted({one.unit_m for one in told})
    if len(sizes) < 2:
        return None
    caught = {(one.unit_m, one.placement): 100 * one.hit_rate for one in told}
    series = tuple(
        Series(t(f"placement_{name}"), tuple(caught.get((size, name)) for size in sizes))
        for name in ("grid", "floating")
    )
    served = finite((listed(run["parameters"]) or {}).get("unit_m"))
    mark = (served, t("an_this_run")) if served is not None else None
    labels = tuple(f"{number(size)} m" for size in sizes)
    return Figure(
        "trade_off", t("trade_off_title"), t("an_unit_axis"), t("an_caught_axis"), "line", tuple(sizes), labels,
        series, mark, digits=1, logarithmic=True,
    )  # fmt: skip


def curve_figures(curves: Curves | None) -> list[Figure]:
    """Return the curves that help to choose a parameter."""
    document = curves.document if curves is not None else {}
    made = (_k_distance(document.get("k_distance")), _bandwidth(document.get("bandwidth")), *_stability(document))
    return [one for one in made if one is not None]


def advised(curves: Curves | None) -> list[tuple[str, float, str]]:
    """Return the values that the curves advise: parameter, value, and from which curve."""
    document = curves.document if curves is not None else {}
    found: list[tuple[str, float, str]] = []
    if (value := finite((document.get("k_distance") or {}).get("eps_m"))) and document.get("parameter") == "eps_m":
        found.append(("eps_m", float(f"{value:.3g}"), t("an_k_distance")))
    if value := finite((document.get("bandwidth") or {}).get("chosen_m")):
        found.append(("bandwidth_m", float(f"{value:.3g}"), t("an_bandwidth")))
    if value := finite((document.get("stability") or {}).get("suggestion")):
        found.append((str(document["parameter"]), float(f"{value:.3g}"), t("an_stability")))
    return found


def _k_distance(told: dict[str, Any] | None) -> Figure | None:
    rows = (told or {}).get("curve") or []
    if not rows or told is None:
        return None
    x = tuple(float(row["share"]) * 100 for row in rows)
    eps = finite(told.get("eps_m"))
    knee = min(rows, key=lambda row: abs(float(row["distance_m"]) - eps)) if eps is not None else None
    series = (Series(t("an_distance"), tuple(finite(row["distance_m"]) for row in rows)),)
    mark = (float(knee["share"]) * 100, t("an_knee")) if knee is not None else None
    labels = tuple(f"{decimals(value, 1)} %" for value in x)
    title = t("an_k_distance_of", k=told["k"])
    return Figure("k_distance", title, t("an_share_axis"), t("an_distance_axis"), "line", x, labels, series, mark)


def _bandwidth(told: dict[str, Any] | None) -> Figure | None:
    rows = (told or {}).get("candidates") or []
    if not rows or told is None:
        return None
    x = tuple(float(row["bandwidth_m"]) for row in rows)
    series = (Series(t("an_score"), tuple(finite(row["score"]) for row in rows)),)
    labels = tuple(f"{number(value, 1)} m" for value in x)
    mark = (float(told["chosen_m"]), t("an_best"))
    return Figure(
        "bandwidth", t("an_bandwidth"), t("an_bandwidth_axis"), t("an_score"), "line", x, labels, series, mark,
        digits=3, logarithmic=True,
    )  # fmt: skip


def _stability(document: dict[str, Any]) -> list[Figure]:
    told = document.get("stability") or {}
    rows = told.get("curve") or []
    if not rows:
        return []
    name = str(document["parameter"])
    unit = "m" if name.endswith("_m") else t("an_incidents_unit")
    x = tuple(float(row["value"]) for row in rows)
    labels = tuple(f"{number(value, 1)} {unit}" for value in x)
    best = finite(told.get("suggestion"))
    mark = (best, t("an_plateau")) if best is not None else None
    axis = f"{t('label_' + name)} ({unit})"
    shares = (
        Series(t("an_share_in"), tuple(_percent(row["share"]) for row in rows)),
        Series(t("an_share_largest"), tuple(_percent(row["largest_share"]) for row in rows)),
        Series(t("an_agreement"), tuple(_percent(row["agreement"]) for row in rows)),
    )
    counts = (Series(t("hotspots_n"), tuple(finite(row["hotspots"]) for row in rows)),)
    return [
        Figure("stability", t("an_stability"), axis, "%", "line", x, labels, shares, mark, 1, logarithmic=True),
        Figure("counts", t("an_stability_counts"), axis, t("hotspots_n"), "line", x, labels, counts, mark,
               logarithmic=True),
    ]  # fmt: skip


def _percent(share: Any) -> float | None:
    value = finite(share)
    return None if value is None else round(100 * value, 2)

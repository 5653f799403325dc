"""Planned against done: each planned stop gets the visit that fits it best, on the same day and place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

_FAR_MIN = 1e6


def matched(
    stops: pd.DataFrame | None,
    visits: pd.DataFrame,
    *,
    order_of_track: Mapping[str, str] | None,
    on_time_min: float,
    timezone: str,
) -> pd.DataFrame | None:
    """Match planned stops to visits.

    Among the stops and visits of one place on one local day the pairs are chosen so that as many stops as possible have
    a visit and the sum of the differences between planned and true beginning is least. A visit serves one stop. Where
    the order of a track is known, its visits serve stops of that order only.

    Parameters
    ----------
    stops
        Form of `geo.tables.routes.STOPS`; an `order_id` column is compared to the track's order, else `route_id`.
    visits
        track_id, place_id, begins, ends, minutes.
    order_of_track
        Order (or route) by track_id, where known.
    on_time_min
        Largest difference that still is on time, minutes.
    timezone
        IANA zone of the days.

    Returns
    -------
    pandas.DataFrame or None
        The stops with track_id, visit_begins, visit_minutes, late_min (negative: early) and on_time (boolean, missing
        where no visit matches).
    """
    if stops is None:
        return None
    answer = stops.reset_index(drop=True).copy()
    n = len(answer)
    track: list[Any] = [None] * n
    late, minutes = np.full(n, np.nan), np.full(n, np.nan)
    begins: list[Any] = [pd.NaT] * n
    orders = answer["order_id" if "order_id" in answer.columns else "route_id"].astype(str)
    planned = pd.DataFrame({"place": answer["place_id"].astype(str), "day": _days(answer["begins"], timezone)})
    done = pd.DataFrame({"place": visits["place_id"].astype(str), "day": _days(visits["begins"], timezone)})
    of_done = {key: rows.to_numpy() for key, rows in done.groupby(["place", "day"]).groups.items()}
    known = order_of_track or {}
    for key, rows in planned.groupby(["place", "day"]).groups.items():
        there = of_done.get(key)
        if there is None:
            continue
        mine = rows.to_numpy()
        for stop, visit in _pairs(answer, visits, mine, there, orders, known):
            track[stop] = visits["track_id"].iloc[visit]
            begins[stop] = visits["begins"].iloc[visit]
            minutes[stop] = visits["minutes"].iloc[visit]
            late[stop] = (begins[stop] - answer["begins"].iloc[stop]).total_seconds() / 60
    answer["track_id"] = pd.Series(track, dtype="object", index=answer.index)
    answer["visit_begins"] = pd.Series(begins, dtype="datetime64[us, UTC]", index=answer.index)
    answer["visit_minutes"] = minutes
    answer["late_min"] = late
    on_time = pd.array(np.abs(late) <= on_time_min, dtype="boolean")
    on_time[np.isnan(late)] = pd.NA
    answer["on_time"] = on_time
    return answer


def planned_figures(stops: pd.DataFrame | None, ids: list[str]) -> dict[str, Any]:
    """Return planned_visits and planned_minutes by place id; nothing without a plan."""
    if stops is None:
        return {}
    by_place = stops.assign(minutes=(stops["ends"] - stops["begins"]).dt.total_seconds() / 60).groupby(
        stops["place_id"].astype(str)
    )
    count, minutes = by_place.size(), by_place["minutes"].sum()
    return {
        "planned_visits": pd.array([int(count.get(one, 0)) for one in ids], dtype="Int64"),
        "planned_minutes": [float(minutes.get(one, 0.0)) for one in ids],
    }


def _pairs(
    stops: pd.DataFrame,
    visits: pd.DataFrame,
    mine: np.ndarray[Any, np.dtype[np.int64]],
    there: np.ndarray[Any, np.dtype[np.int64]],
    orders: pd.Series[str],
    known: Mapping[str, str],
) -> list[tuple[int, int]]:
    from scipy.optimize import linear_sum_assignment

    planned, true = _minutes(stops["begins"].iloc[mine]), _minutes(visits["begins"].iloc[there])
    apart = np.abs(true[None, :] - planned[:, None])
    of_track = [known.get(str(one)) for one in visits["track_id"].iloc[there]]
    barred = np.array([[one is not None and one != orders.iloc[row] for one in of_track] for row in mine])
    cost = np.where(barred, _FAR_MIN, apart)
    chosen = linear_sum_assignment(cost)
    return [(int(mine[i]), int(there[j])) for i, j in zip(*chosen, strict=True) if not barred[i, j]]


def _days(moments: pd.Series[pd.Timestamp], timezone: str) -> pd.Series[pd.Timestamp]:
    return moments.dt.tz_convert(timezone).dt.normalize().dt.tz_localize(None)


def _minutes(moments: pd.Series[pd.Timestamp]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.asarray(moments.dt.as_unit("us").astype("int64").to_numpy() / 60e6, dtype=np.float64)

"""Counts of each cluster: incidents, harm, kinds, hours, weekdays, period and trend."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.spatial.aoristic import aoristic_weeks

LEAST_DATED = 10
LEAST_DAYS = 60
TREND_P = 0.01
LEAST_CHANGE = 0.1
_HOUR = np.timedelta64(1, "h")
_WHOLE_DAY = pd.Timedelta(days=1)
_WEEK = np.timedelta64(7 * 24 + 1, "h")  # a local week in autumn
_MONTH = np.timedelta64(32, "D")


def profiles(incidents: gpd.GeoDataFrame, labels: npt.NDArray[np.int64], timezone: str) -> pd.DataFrame:
    """Count what lies in each cluster.

    Parameters
    ----------
    incidents
        With kind, harm, occurred_from, occurred_to, time_precision, shape (n, …).
    labels
        Cluster of each, -1 is noise.
    timezone
        IANA name of the zone in which hours and weekdays are counted.

    Returns
    -------
    DataFrame
        Indexed by cluster, ascending: n, harm, kinds (JSON, most frequent first), hours (JSON, 24), weekdays
        (JSON, 7, Monday first), timed, first and last (UTC), before and after (dated incidents in the first and second
        half of the period that all incidents cover), middle (of that period, UTC), trend.

        Hours and weekdays are aoristic: an incident counts by equal shares in every hour that its interval may belong
        to, a day without an hour in all 24. Intervals of more than a week tell nothing about either and count in none.
        `timed` is how many are known to the hour.

        `trend` is `rising` or `falling` when an exact two-sided binomial test of the two halves gives p below 0.01 and
        the larger exceeds the smaller by a tenth at least, else `steady`; it is `unknown` with fewer than 10 dated
        incidents or a period of less than 60 days.

    Raises
    ------
    ParameterError
        When there is no such time zone.

    References
    ----------
    Przyborowski & Wilenski (1940), Biometrika 31, 313-323: two Poisson counts compared by a binomial test; Ratcliffe
    (2000), International Journal of Geographical Information Science 14, 669-679 (aoristic counts).
    """
    member = labels >= 0
    owner = labels[member]
    clusters = np.unique(owner)
    position = np.searchsorted(clusters, owner)
    inside = incidents.loc[member]
    size = len(clusters)
    end, usable, to_the_hour = _intervals(inside)
    weeks = aoristic_weeks(inside["occurred_from"], end, timezone, np.where(usable, position, -1), size)
    timed = np.bincount(position[to_the_hour], minlength=size)
    before, after, middle, long_enough = _halves(incidents, labels, clusters)
    moments = pd.DataFrame(
        {"first": inside["occurred_from"].array, "last": inside["occurred_to"].array, "at": position}
    ).groupby("at")
    harm = np.zeros(size)
    np.add.at(harm, position, inside["harm"].to_numpy())
    return pd.DataFrame(
        {
            "n": np.bincount(position, minlength=size),
            "harm": np.round(harm, 6),
            "kinds": _kinds(inside["kind"], position, size),
            "hours": [_rounded(row) for row in weeks.sum(axis=1)],
            "weekdays": [_rounded(row) for row in weeks.sum(axis=2)],
            "timed": timed,
            "first": moments["first"].min().array,
            "last": moments["last"].max().array,
            "before": before,
            "after": after,
            "middle": pd.Series([middle] * size, dtype="datetime64[us, UTC]").array,
            "trend": _trends(before, after, long_enough=long_enough),
        },
        index=pd.Index(clusters, name="cluster"),
    )


def _intervals(
    incidents: gpd.GeoDataFrame,
) -> tuple[pd.Series[pd.Timestamp], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return each interval's end, whether it tells hours at all, and whether it is known to the hour.

    A day without an hour lasts a day whatever its end says, else it would count at midnight.
    """
    begin, end = incidents["occurred_from"], incidents["occurred_to"]
    precision = incidents["time_precision"].to_numpy(dtype=object).astype(str)
    day = precision == "day"
    end = end.where(~(day & ((end - begin) < _WHOLE_DAY)), begin + _WHOLE_DAY)
    span = (end - begin).to_numpy()
    fine = np.isin(precision, ["minute", "hour"])
    known = ~np.isnat(span) & (span <= _WEEK)
    # An interval over several days is called "month" by its width; a bare month has no width of its own here.
    usable = known & (fine | day | (span > _HOUR))
    return end, usable, known & fine & (span <= _HOUR)


def _rounded(shares: npt.NDArray[np.float64]) -> str:
    """Write counts with three decimals at most; whole ones without any."""
    return json.dumps([int(value) if value == int(value) else value for value in np.round(shares, 3).tolist()])


def _kinds(kind: pd.Series[str], position: npt.NDArray[np.int64], size: int) -> list[str]:
    counts = pd.DataFrame({"at": position, "kind": kind.to_numpy()}).value_counts(sort=False).reset_index(name="n")
    counts = counts.sort_values(["at", "n", "kind"], ascending=[True, False, True])
    each: list[dict[str, int]] = [{} for _ in range(size)]
    for at, code, n in zip(counts["at"], counts["kind"], counts["n"], strict=True):
        each[at][str(code)] = int(n)
    return [json.dumps(one, ensure_ascii=False) for one in each]


def _halves(
    incidents: gpd.GeoDataFrame, labels: npt.NDArray[np.int64], clusters: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], pd.Timestamp | None, bool]:
    """Count dated members in the first and second half of the period that all dated incidents cover."""
    begin = incidents["occurred_from"].to_numpy(dtype="datetime64[us]")
    end = incidents["occurred_to"].to_numpy(dtype="datetime64[us]")
    end = np.where(np.isnat(end), begin, end)
    span = end - begin
    vague = incidents["time_precision"].isin(["year", "unknown"]).to_numpy()
    dated = ~np.isnat(begin) & ~vague & (span <= _MONTH)
    if not dated.any() or not len(clusters):
        nothing = np.zeros(len(clusters), dtype=np.int64)
        return nothing, nothing, None, False
    start, stop = begin[dated].min(), end[dated].max()
    middle = start + (stop - start) / 2
    late = begin + span / 2 >= middle
    counted = dated & (labels >= 0)
    position = np.searchsorted(clusters, labels[counted])
    after = np.bincount(position, weights=late[counted], minlength=len(clusters)).astype(np.int64)
    before = np.bincount(position, minlength=len(clusters)) - after
    return before, after, pd.Timestamp(middle, tz="UTC"), bool(stop - start >= np.timedelta64(LEAST_DAYS, "D"))


def _trends(before: npt.NDArray[np.int64], after: npt.NDArray[np.int64], *, long_enough: bool) -> list[str]:
    from scipy.special import bdtr

    dated = before + after
    p_value = np.minimum(1.0, 2 * bdtr(np.minimum(before, after), dated, 0.5))
    fewer, more = np.minimum(before, after), np.maximum(before, after)
    changed = (p_value < TREND_P) & (more >= (1 + LEAST_CHANGE) * fewer)
    trend = np.where(changed & (after > before), "rising", np.where(changed, "falling", "steady"))
    return [str(word) for word in np.where(long_enough & (dated >= LEAST_DATED), trend, "unknown")]

"""Response times: from a report to the first crew on the spot; those never reached are counted, not forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import ParameterError, TableError
from geo.evaluation.estimate import finite
from geo.evaluation.parameters import EvaluationParameters
from geo.evaluation.survival import bootstrap, kaplan_meier
from geo.languages import Says
from geo.spatial.crs import metric_crs_of

QUANTILES = (0.5, 0.9)
TOO_FEW = 10
_CASES_DRAWN = 20_000_000
_MINUTE_US = 60_000_000
_DEFAULT = EvaluationParameters()
_NONE = Says("Tidak ada laporan untuk dihitung waktu tanggapnya.", "There are no reports to time.")
_FEW = Says(
    "Hanya {n} laporan: waktu tanggap ini kebetulan belaka, selangnya lebar.",
    "Only {n} reports: this response time is largely chance and its interval wide.",
)
_COARSE = Says(
    "{n} laporan yang jamnya tidak tercatat sampai menit tidak ikut.",
    "{n} reports whose time is not recorded to the minute take no part.",
)
_BAD = Says(
    "{n} laporan atau kedatangan tanpa titik atau waktu tidak ikut.",
    "{n} reports or arrivals without place or time take no part.",
)
_LATER = Says("{n} laporan sesudah akhir data tidak ikut.", "{n} reports after the end of the data take no part.")
_UNREACHED = Says(
    "{n} dari {all} laporan tidak tercatat didatangi dalam {horizon} menit dan {metres} m; "
    "dihitung sebagai belum tiba.",
    "{n} of {all} reports were not seen to be reached within {horizon} minutes and {metres} m; "
    "they count as still waiting.",
)


@dataclass(frozen=True)
class ResponseTimes:
    """Response times of a set of reports.

    Parameters
    ----------
    times
        Columns incident_id, minutes (to arrival, or to the end of the record), arrived; on the reports' index.
    n, arrived
        Reports that could be timed, and how many were reached.
    median_min, p90_min
        Kaplan-Meier quantiles, minutes; NaN when the record ends before so many had been reached.
    within_target
        Share reached within `target_min`, Kaplan-Meier.
    intervals
        95 % bootstrap intervals by name (median_min, p90_min, within_target); an end that lies beyond the record is
        infinite.
    target_min
        The target.
    notices
        Reports that took no part, small numbers.
    """

    times: pd.DataFrame
    n: int
    arrived: int
    median_min: float
    p90_min: float
    within_target: float
    intervals: Mapping[str, tuple[float, float]]
    target_min: float
    notices: tuple[Says, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-ready summary (without the single times); what is not finite is None."""
        names = ("median_min", "p90_min", "within_target")
        return {
            "n": self.n,
            "arrived": self.arrived,
            "target_min": self.target_min,
            **{name: finite(getattr(self, name)) for name in names},
            "intervals": {name: [finite(low), finite(high)] for name, (low, high) in self.intervals.items()},
            "notices": [says.as_dict() for says in self.notices],
        }


def response_times(
    reports: gpd.GeoDataFrame,
    arrivals: gpd.GeoDataFrame,
    *,
    data_as_of: datetime,
    moment: str = "occurred_from",
    parameters: EvaluationParameters = _DEFAULT,
    seed: int = 0,
) -> ResponseTimes:
    """Time each report to the first arrival near it.

    Parameters
    ----------
    reports
        Points in any named CRS with the moment column; `incident_id` and `time_precision` are used when there (only
        moments known to the minute can be timed).
    arrivals
        Points in any named CRS with `begins` and, where known, `ends` (visits of tracks, results of patrols). A visit
        under way when the report comes counts as an arrival after 0 minutes.
    data_as_of
        End of the record: an unreached report waited at least until then.
    moment
        Column of the reports from which the time runs.
    parameters
        `within_m`, `horizon_min`, `target_min`, `resamples`.
    seed
        Source of the bootstrap.

    Raises
    ------
    TableError
        When a needed column is missing.
    ParameterError
        When a table has no CRS or `data_as_of` no time zone.
    """
    _require(reports, "reports", (moment,))
    _require(arrivals, "arrivals", ("begins",))
    if data_as_of.tzinfo is None:
        raise ParameterError(name="data_as_of", problem=Says("harus punya zona waktu.", "must have a time zone."))
    notices: list[Says] = []
    rows, visits = _usable(reports, moment), _usable(arrivals, "begins")
    if lost := len(reports) - len(rows) + len(arrivals) - len(visits):
        notices.append(_BAD.filled(n=lost))
    if "time_precision" in rows.columns:
        exact = (rows["time_precision"] == "minute").to_numpy(dtype=bool)
        if not exact.all():
            notices.append(_COARSE.filled(n=int((~exact).sum())))
        rows = rows[exact]
    known_to = pd.Timestamp(data_as_of).tz_convert("UTC").tz_localize(None).to_datetime64()
    in_time = _utc(rows[moment]) < known_to
    if not in_time.all():
        notices.append(_LATER.filled(n=int((~in_time).sum())))
    rows = rows[in_time]
    reported = _utc(rows[moment])
    waited = _first_arrival(rows, reported, visits, parameters)
    seen = waited <= parameters.horizon_min
    ends = np.minimum((known_to - reported).astype(np.int64) / _MINUTE_US, parameters.horizon_min)
    minutes = np.where(seen, waited, ends)
    names = rows["incident_id"].astype("str") if "incident_id" in rows.columns else rows.index.astype("str")
    times = pd.DataFrame({"incident_id": np.asarray(names), "minutes": minutes, "arrived": seen}, index=rows.index)
    return _summary(times, notices, parameters, seed)


def _summary(times: pd.DataFrame, notices: list[Says], parameters: EvaluationParameters, seed: int) -> ResponseTimes:
    minutes, seen = times["minutes"].to_numpy(dtype=np.float64), times["arrived"].to_numpy(dtype=bool)
    n, nan = len(times), float("nan")
    if n == 0:
        empty: Mapping[str, tuple[float, float]] = MappingProxyType({})
        return ResponseTimes(times, 0, 0, nan, nan, nan, empty, parameters.target_min, (*notices, _NONE))
    if n < TOO_FEW:
        notices.append(_FEW.filled(n=n))
    if not seen.all():
        limits = {"horizon": parameters.horizon_min, "metres": parameters.within_m}
        notices.append(_UNREACHED.filled(n=int((~seen).sum()), all=n, **limits))
    curve = kaplan_meier(minutes, seen)
    resamples = max(200, min(parameters.resamples, _CASES_DRAWN // n))  # large samples need fewer
    drawn = bootstrap(minutes, seen, QUANTILES, parameters.target_min, resamples=resamples, seed=seed)
    ranked = np.sort(drawn, axis=0)
    low, high = ranked[int(0.025 * len(ranked))], ranked[min(len(ranked) - 1, int(0.975 * len(ranked)))]
    names = ("median_min", "p90_min", "within_target")
    intervals = {name: (float(low[at]), float(high[at])) for at, name in enumerate(names)}
    return ResponseTimes(
        times,
        n,
        int(seen.sum()),
        curve.quantile(0.5),
        curve.quantile(0.9),
        curve.arrived_within(parameters.target_min),
        MappingProxyType(intervals),
        parameters.target_min,
        tuple(notices),
    )


def _first_arrival(
    rows: gpd.GeoDataFrame,
    reported: npt.NDArray[np.datetime64],
    visits: gpd.GeoDataFrame,
    parameters: EvaluationParameters,
) -> npt.NDArray[np.float64]:
    """Return minutes to the first arrival near each report, infinite when there is none."""
    waited = np.full(len(rows), np.inf)
    if rows.empty or visits.empty:
        return waited
    from scipy.spatial import cKDTree

    crs = metric_crs_of(rows)
    tree = cKDTree(shapely.get_coordinates(np.asarray(visits.geometry.to_crs(crs).array)))
    places = shapely.get_coordinates(np.asarray(rows.geometry.to_crs(crs).array))
    begins = _utc(visits["begins"])
    ends = _utc(visits["ends"]) if "ends" in visits.columns else begins
    ends = np.where(np.isnat(ends) | (ends < begins), begins, ends)
    for position, near in enumerate(tree.query_ball_point(places, parameters.within_m)):
        there = np.asarray(near, dtype=np.int64)
        there = there[ends[there] >= reported[position]]
        if len(there):
            delays = (begins[there] - reported[position]).astype(np.int64) / _MINUTE_US
            waited[position] = max(float(delays.min()), 0.0)
    return waited


def _require(frame: gpd.GeoDataFrame, name: str, columns: tuple[str, ...]) -> None:
    for column in (*columns, "geometry"):
        if column not in frame.columns:
            raise TableError(table=name, missing=column, present=list(frame.columns))
    if frame.crs is None:
        raise ParameterError(name=name, problem=Says("tabel tidak punya CRS.", "the table has no CRS."))


def _usable(frame: gpd.GeoDataFrame, moment: str) -> gpd.GeoDataFrame:
    shapes = np.asarray(frame.geometry.array)
    good = np.asarray((shapely.get_type_id(shapes) == 0) & ~shapely.is_empty(shapes), dtype=bool)
    good[good] = np.isfinite(shapely.get_coordinates(shapes[good])).all(axis=1)
    return frame[good & frame[moment].notna().to_numpy()]


def _utc(moments: pd.Series) -> npt.NDArray[np.datetime64]:
    return pd.to_datetime(moments, utc=True).dt.tz_localize(None).to_numpy(dtype="datetime64[us]")

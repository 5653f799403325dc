"""How far a recorded track can be trusted: gaps, jumps, clock, duplicates; of the data, never of a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pydantic import Field
from shapely.geometry.base import BaseGeometry

from geo.evaluation.clock_faults import clock_faults
from geo.evaluation.jumps import Jumps, jumps
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit
from geo.spatial.crs import require_metric

Grade = Literal["good", "usable", "poor"]
SPEED_LIMITS_KMH = {"road": 140.0, "track": 90.0, "river": 90.0, "foot": 20.0}
ANY_SPEED_KMH = 200.0
_SHOWN = 20
Floats = npt.NDArray[np.float64]


class QualityParameters(Parameters):
    """When a track's data are doubtful."""

    gap_min: Annotated[
        float, Unit("min"), Help(id="Jeda yang dicatat sebagai lubang", en="Silence that counts as a gap")
    ] = Field(10.0, gt=0, le=240)
    stay_m: Annotated[float, Unit("m"), Help(id="Jari-jari berhenti", en="Radius of standing still")] = Field(
        50.0, gt=0, le=1_000
    )
    stay_min: Annotated[float, Unit("min"), Help(id="Lama berhenti yang dicatat", en="Standing still worth noting")] = (
        Field(10.0, gt=0, le=240)
    )
    poor_gap_share: Annotated[
        float, Unit("1"), Help(id="Bagian waktu tanpa titik: buruk sejak", en="Share of time in gaps: poor from")
    ] = Field(0.5, gt=0, le=1)
    usable_gap_share: Annotated[
        float, Unit("1"), Help(id="Bagian waktu tanpa titik: cukup sejak", en="Share of time in gaps: usable from")
    ] = Field(0.1, gt=0, le=1)
    poor_dropped_share: Annotated[
        float, Unit("1"), Help(id="Bagian titik lompatan: buruk sejak", en="Share of jumping positions: poor from")
    ] = Field(0.1, gt=0, le=1)


@dataclass(frozen=True)
class TrackQuality:
    """Quality of one track's data.

    Parameters
    ----------
    fixes
        The track without jumping positions, in order, segments cut where it stands somewhere else all at once.
    dropped
        `row` of each position left out as a jump (number in the order given where the table has no rows).
    figures
        JSON-ready: fixes, without_time, duration_min, distance_km, median_interval_s, gaps, gap_min, gap_share,
        gap_list (the longest 20: begins, ends, minutes), jumps (dropped, breaks, limit_kmh, rows, fastest_kmh), stays
        (n, minutes), outside_share (None without a region), duplicates, clock (codes).
    grade
        `good`, `usable` or `poor`.
    reasons
        Why it is not good, in both languages.
    """

    fixes: gpd.GeoDataFrame = field(repr=False)
    dropped: tuple[int, ...]
    figures: dict[str, Any]
    grade: Grade
    reasons: tuple[Says, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form kept in the `quality` column of `geo.tables.tracks.TRACKS`."""
        return {"grade": self.grade, "reasons": [says.as_dict() for says in self.reasons], **self.figures}


def track_quality(
    fixes: gpd.GeoDataFrame,
    *,
    now: datetime,
    mode: str | None = None,
    region: BaseGeometry | None = None,
    expected: tuple[datetime, datetime] | None = None,
    parameters: QualityParameters | None = None,
) -> TrackQuality:
    """Judge the data of one track.

    Parameters
    ----------
    fixes
        Rows of one track in the form of `geo.tables.tracks.FIXES`, metric CRS, by segment and time.
    now
        The present moment, with a zone: later positions have a wrong clock.
    mode
        `road`, `track`, `river` or `foot`: its highest believable speed; None: 200 km/h.
    region
        Boundary in the same CRS, or None.
    expected
        Begin and end of the shift or order it belongs to, where known: tells a clock that is off by whole hours.
    parameters
        Limits of the grades.

    Raises
    ------
    UnprojectedError
        When the table is in degrees; mend it with `table.to_crs(table.estimate_utm_crs())`.
    """
    parameters = parameters or QualityParameters()
    require_metric(fixes)
    fixes = fixes.reset_index(drop=True)
    xy = np.column_stack([fixes.geometry.x.to_numpy(), fixes.geometry.y.to_numpy()]).reshape(-1, 2)
    seconds = _seconds(fixes["moment"])
    limit = SPEED_LIMITS_KMH.get(mode or "", ANY_SPEED_KMH)
    found = jumps(xy, seconds, limit / 3.6)
    kept = _kept(fixes, found)
    segment = kept["segment"].to_numpy(dtype=np.int64)
    rest, when = xy[~found.dropped], seconds[~found.dropped]
    figures: dict[str, Any] = {"fixes": len(fixes), "without_time": int(np.isnan(seconds).sum())}
    figures |= _times(when, parameters.gap_min * 60)
    figures["distance_km"] = _distance_km(rest, segment)
    rows = (
        fixes["row"] if "row" in fixes.columns and fixes["row"].notna().all() else pd.Series(range(1, len(fixes) + 1))
    )
    dropped = tuple(int(row) for row in rows[found.dropped])
    figures["jumps"] = {
        "dropped": len(dropped),
        "breaks": int(found.breaks.sum()),
        "limit_kmh": limit,
        "fastest_kmh": round(found.fastest_mps * 3.6, 1),
        "rows": list(dropped[:_SHOWN]),
    }
    figures["stays"] = _stays(rest, when, parameters)
    outside = None if region is None or not len(xy) else float(1 - shapely.intersects_xy(region, xy).mean())
    figures["outside_share"] = None if outside is None else round(outside, 4)
    figures["duplicates"] = _duplicates(xy, seconds)
    clock = clock_faults(seconds, now=now, expected=expected)
    figures["clock"] = [code for code, _ in clock]
    grade, reasons = _graded(figures, parameters)
    if clock:
        grade = "poor"
    return TrackQuality(kept, dropped, figures, grade, (*(says for _, says in clock), *reasons))


def _kept(fixes: gpd.GeoDataFrame, found: Jumps) -> gpd.GeoDataFrame:
    """Leave jumping positions out and number the segments anew, cut at breaks."""
    segment = fixes["segment"].to_numpy(dtype=np.int64)
    fresh = np.zeros(len(fixes), dtype=bool)
    fresh[1:] = segment[1:] != segment[:-1]
    numbers = np.cumsum(fresh | found.breaks)[~found.dropped]
    kept = fixes[~found.dropped].reset_index(drop=True)
    return kept.assign(segment=pd.array(pd.factorize(numbers)[0], dtype="Int64"))


def _seconds(moments: pd.Series[pd.Timestamp]) -> Floats:
    micros = moments.dt.as_unit("us").astype("int64").to_numpy() / 1e6
    return cast("Floats", np.where(moments.isna().to_numpy(), np.nan, micros))


def _times(seconds: Floats, gap_s: float) -> dict[str, Any]:
    known = np.sort(seconds[~np.isnan(seconds)])
    steps = np.diff(known)
    duration = float(known[-1] - known[0]) if len(known) else 0.0
    gap = np.flatnonzero(steps > gap_s)
    longest = sorted(gap[np.argsort(-steps[gap], kind="stable")][:_SHOWN].tolist())
    return {
        "duration_min": round(duration / 60, 2),
        "median_interval_s": round(float(np.median(steps)), 3) if len(steps) else None,
        "gaps": len(gap),
        "gap_min": round(float(steps[gap].sum()) / 60, 2),
        "gap_share": round(float(steps[gap].sum()) / duration, 6) if duration > 0 else 0.0,
        "gap_list": [
            {"begins": _iso(known[i]), "ends": _iso(known[i + 1]), "minutes": round(float(steps[i]) / 60, 2)}
            for i in longest
        ],
    }


def _iso(seconds: float) -> str:
    return str(pd.Timestamp(seconds, unit="s", tz="UTC").isoformat(timespec="seconds"))


def _distance_km(xy: Floats, segment: npt.NDArray[np.int64]) -> float:
    steps = np.hypot(*np.diff(xy, axis=0).T)
    return round(float(steps[segment[1:] == segment[:-1]].sum()) / 1000, 4)


def _stays(xy: Floats, seconds: Floats, parameters: QualityParameters) -> dict[str, Any]:
    """Count the times when all positions stay within a radius of the first one for long enough."""
    known = ~np.isnan(seconds)
    xy, seconds = xy[known], seconds[known]
    order = np.argsort(seconds, kind="stable")
    xy, seconds = xy[order], seconds[order]
    n, count, total, start = len(seconds), 0, 0.0, 0
    while start < n:
        end, width = start + 1, 64
        while end < n:  # look ahead in blocks: standing tracks have thousands of positions
            away = np.hypot(*(xy[end : end + width] - xy[start]).T)
            broken = (away > parameters.stay_m) | (np.diff(seconds[end - 1 : end + width]) > parameters.gap_min * 60)
            if broken.any():
                end += int(np.argmax(broken))
                break
            end, width = min(end + width, n), width * 2
        stay = seconds[end - 1] - seconds[start]
        if stay >= parameters.stay_min * 60:
            count, total, start = count + 1, total + stay, end
        else:
            start += 1
    return {"n": count, "minutes": round(float(total) / 60, 2)}


def _duplicates(xy: Floats, seconds: Floats) -> int:
    known = ~np.isnan(seconds)
    table = pd.DataFrame({"x": np.round(xy[known, 0], 2), "y": np.round(xy[known, 1], 2), "t": seconds[known]})
    return int(table.duplicated().sum())


def _graded(figures: dict[str, Any], parameters: QualityParameters) -> tuple[Grade, list[Says]]:
    n = figures["fixes"]
    timed = n - figures["without_time"]
    if timed < 2:
        return "poor", [
            Says("{n} titik berwaktu: tidak cukup untuk dosis.", "{n} timed positions: not enough for a dose.").filled(
                n=timed
            )
        ]
    poor: list[Says] = []
    fair: list[Says] = []
    share = figures["gap_share"]
    if share >= parameters.usable_gap_share:
        says = Says("{share} % waktunya tanpa titik.", "{share} % of its time is without positions.")
        (poor if share >= parameters.poor_gap_share else fair).append(says.filled(share=round(100 * share, 1)))
    dropped = figures["jumps"]["dropped"]
    if dropped:
        says = Says(
            "{n} titik melompat lebih cepat dari {limit} km/jam dan tidak dipakai.",
            "{n} positions jump faster than {limit} km/h and were left out.",
        )
        worse = poor if dropped >= parameters.poor_dropped_share * n else fair
        worse.append(says.filled(n=dropped, limit=figures["jumps"]["limit_kmh"]))
    if figures["jumps"]["breaks"]:
        says = Says("Jejak terputus {n} kali ke tempat lain.", "The track goes on somewhere else {n} times.")
        fair.append(says.filled(n=figures["jumps"]["breaks"]))
    missing = figures["without_time"] / n
    if missing >= 0.05:
        says = Says("{share} % titiknya tanpa waktu.", "{share} % of its positions have no time.")
        (poor if missing >= 0.5 else fair).append(says.filled(share=round(100 * missing, 1)))
    interval = figures["median_interval_s"]
    if interval is not None and interval > 120:
        says = Says("Satu titik tiap {s} detik: jarang.", "One position every {s} seconds: sparse.")
        fair.append(says.filled(s=round(interval, 1)))
    outside = figures["outside_share"]
    if outside is not None and outside >= 0.2:
        says = Says("{share} % titiknya di luar wilayah.", "{share} % of its positions lie outside the region.")
        fair.append(says.filled(share=round(100 * outside, 1)))
    return ("poor" if poor else "usable" if fair else "good"), [*poor, *fair]

"""Dose: how often and how long each place was visited, beside what was planned and what was reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pydantic import Field

from geo.errors import ParameterError
from geo.evaluation.planned_visits import matched, planned_figures
from geo.evaluation.reported_visits import reported_figures
from geo.evaluation.stays import merged
from geo.evaluation.visits import VisitParameters, Visits, visits
from geo.languages import Says
from geo.parameters import Help, Unit
from geo.spatial.periods import zone
from geo.tables.doses import DOSES

KOPER_MIN = (10.0, 16.0)
NO_TRACKS = Says("Tidak ada jejak pada periode ini.", "There are no tracks in this period.")
_DAY_S = 86_400.0
_KINDS = ("hotspot", "zone", "object")


class DoseParameters(VisitParameters):
    """What counts as a visit, and as one on time."""

    on_time_min: Annotated[
        float,
        Unit("min"),
        Help(
            id="Selisih waktu tiba yang masih tepat waktu", en="How far from its planned time a visit is still on time"
        ),
    ] = Field(60.0, gt=0, le=720)
    timezone: Annotated[str, Unit("1"), Help(id="Zona waktu wilayah", en="Time zone of the region")] = "Asia/Jakarta"


@dataclass(frozen=True)
class Dose:
    """Dose of each place in a period.

    Parameters
    ----------
    table
        Form of `geo.tables.doses.DOSES` (WGS 84), one row per place in the order given; the outline of a point is the
        disc in which a stay counts.
    visits, passes
        Stays of single tracks (track_id, place_id, begins, ends, minutes), and stays too short to be visits.
    planned
        Planned stops with track_id, visit_begins, late_min and on_time (None where no visit matches), or None.
    koper_share
        Share of the visits to hotspots that lasted 10 to 16 minutes, or None without such visits.
    passes_of_place
        Number of passes by place_id, all places.
    notices
        What limits the figures, in both languages.
    """

    table: gpd.GeoDataFrame
    visits: pd.DataFrame
    passes: pd.DataFrame
    planned: pd.DataFrame | None
    koper_share: float | None
    passes_of_place: dict[str, int]
    notices: tuple[Says, ...] = field(default_factory=tuple)


def dose(
    fixes: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    *,
    period: tuple[datetime, datetime],
    planned: pd.DataFrame | None = None,
    results: pd.DataFrame | None = None,
    crew_of_track: Mapping[str, int] | None = None,
    order_of_track: Mapping[str, str] | None = None,
    coverage_of_place: Mapping[str, float] | None = None,
    parameters: DoseParameters | None = None,
) -> Dose:
    """Measure the dose of each place.

    A visit is a stay of one track of at least `min_visit_min`; visits of several tracks that overlap in time are one
    visit of the place, and its minutes count once, so that a patrol recorded twice does not count twice. Person-hours
    count every track with its crew.

    Parameters
    ----------
    fixes
        Form of `geo.tables.tracks.FIXES`, metric CRS.
    places
        place_id, kind (`hotspot`, `zone`, `object`), name and rank where known, geometry; same CRS.
    period
        Begin and end, with a zone.
    planned
        Form of `geo.tables.routes.STOPS`, with `order_id` where orders are known.
    results
        Form of `geo.tables.tracks.PATROL_RESULTS`; those with an arrival outside the period are left out, those
        without an arrival are taken.
    crew_of_track
        People by track_id; person-hours are left empty where a visiting track's crew is not known.
    order_of_track
        Order (or route) by track_id: a planned stop is then matched to tracks of its own order first.
    coverage_of_place
        Share seen by place_id (`geo.evaluation.coverage`), for the column of that name.
    parameters
        What counts as a visit, and as one on time.

    Returns
    -------
    Dose
        Empty tables give zeros and a notice, never an error.

    Raises
    ------
    UnprojectedError
        When a table is in degrees; mend it with `table.to_crs(table.estimate_utm_crs())`.
    ParameterError
        When place ids repeat, a kind is unknown, the systems differ or the period ends before it begins.

    References
    ----------
    Koper (1995), Justice Quarterly 12 (4), 649-672.
    """
    parameters = parameters or DoseParameters()
    zone(parameters.timezone)
    _check(places)
    found = visits(fixes, places, period=period, parameters=parameters)
    ids = [str(one) for one in places["place_id"]]
    figures = _figures(found, ids, period, parameters, dict(crew_of_track or {}))
    stops = _within(planned, period)
    pairs = matched(
        stops,
        found.visits,
        order_of_track=order_of_track,
        on_time_min=parameters.on_time_min,
        timezone=parameters.timezone,
    )
    figures = {**figures, **planned_figures(stops, ids), **reported_figures(results, ids, period)}
    table = pd.DataFrame({"place_id": ids, **figures})
    table["kind"] = places["kind"].to_numpy(dtype=object)
    for name in ("name", "rank"):
        table[name] = places[name].to_numpy(dtype=object) if name in places.columns else None
    table["coverage"] = [(coverage_of_place or {}).get(one, np.nan) for one in ids]
    shapes = np.asarray(places.geometry.array, dtype=object)
    points = shapely.get_type_id(shapes) == 0
    discs = np.where(points, shapely.buffer(shapes, parameters.buffer_m), shapes)  # a point is visited within its disc
    outlines = gpd.GeoSeries(discs, crs=places.crs).to_crs("EPSG:4326")
    shaped = DOSES.shaped(table.assign(geometry=outlines.to_numpy()))
    of_hotspots = found.visits["place_id"].astype(str).isin(table.loc[table["kind"] == "hotspot", "place_id"])
    lengths = found.visits.loc[of_hotspots, "minutes"].to_numpy(dtype=np.float64)
    koper = (lengths >= KOPER_MIN[0]) & (lengths <= KOPER_MIN[1])
    passes = found.passes["place_id"].astype(str).value_counts()
    return Dose(
        shaped,
        found.visits,
        found.passes,
        pairs,
        float(koper.mean()) if len(koper) else None,
        {one: int(passes.get(one, 0)) for one in ids},
        tuple(_notices(found, fixes, places, results, ids, parameters)),
    )


def _check(places: gpd.GeoDataFrame) -> None:
    ids = places["place_id"].astype(str)
    if ids.duplicated().any():
        problem = Says("nomor {place} muncul dua kali", "id {place} occurs twice").filled(
            place=ids[ids.duplicated()].iloc[0]
        )
        raise ParameterError(name="places", problem=problem)
    unknown = sorted(set(places["kind"].astype(str)) - set(_KINDS))
    if unknown:
        problem = Says("jenis {kind} tidak dikenal; yang dikenal: {known}", "unknown kind {kind}; known: {known}")
        raise ParameterError(name="places", problem=problem.filled(kind=unknown[0], known=list(_KINDS)))


def _figures(
    found: Visits,
    ids: list[str],
    period: tuple[datetime, datetime],
    parameters: DoseParameters,
    crews: dict[str, int],
) -> dict[str, Any]:
    """Return the measured columns, one value per place."""
    row_of = {one: row for row, one in enumerate(ids)}
    n = len(ids)
    place = np.array([row_of[str(one)] for one in found.visits["place_id"]], dtype=np.int64)
    begin, end = _seconds(found.visits["begins"]), _seconds(found.visits["ends"])
    joint = merged(place, np.zeros(len(place), dtype=np.int64), begin, end, 0.0)
    held = found.presence["place"].to_numpy(dtype=np.int64)
    once = merged(
        held,
        np.zeros(len(held), dtype=np.int64),
        found.presence["begin"].to_numpy(dtype=np.float64),
        found.presence["end"].to_numpy(dtype=np.float64),
        0.0,
    )
    minutes = np.bincount(once.place, weights=once.inside, minlength=n) / 60
    people = np.array([crews.get(str(one), np.nan) for one in found.visits["track_id"]], dtype=np.float64)
    spent = found.visits["minutes"].to_numpy(dtype=np.float64) / 60
    hours = np.bincount(place, weights=spent * people, minlength=n)
    last: list[Any] = [pd.NaT] * n
    gap, longest, days = np.full(n, np.nan), np.zeros(n), np.zeros(n, dtype=np.int64)
    low, high = (moment.timestamp() for moment in period)
    for row in range(n):
        mine = joint.place == row
        starts, stops = joint.begin[mine], joint.end[mine]
        longest[row] = max(0.0, float(np.max(np.append(starts, high) - np.append(low, stops)))) / _DAY_S
        if len(stops):
            final = float(stops.max())
            last[row], gap[row] = pd.Timestamp(final, unit="s", tz="UTC"), (high - final) / _DAY_S
            days[row] = _days(starts, stops, parameters.timezone)
    return {
        "visits": np.bincount(joint.place, minlength=n),
        "minutes": minutes,
        "person_hours": hours if crews else np.full(n, np.nan),
        "days": days,
        "last_visit": pd.Series(last, dtype="datetime64[us, UTC]"),
        "gap_days": gap,
        "longest_gap_days": longest,
    }


def _days(begin: npt.NDArray[np.float64], end: npt.NDArray[np.float64], timezone: str) -> int:
    """Return the number of local days on which one of the visits lasted."""
    first = pd.to_datetime(begin, unit="s", utc=True).tz_convert(timezone).normalize().tz_localize(None)
    last = pd.to_datetime(end, unit="s", utc=True).tz_convert(timezone).normalize().tz_localize(None)
    days: set[pd.Timestamp] = set()
    for one, other in zip(first, last, strict=True):
        days.update(pd.date_range(one, other, freq="D"))
    return len(days)


def _seconds(moments: pd.Series[pd.Timestamp]) -> npt.NDArray[np.float64]:
    return np.asarray(moments.dt.as_unit("us").astype("int64").to_numpy() / 1e6, dtype=np.float64)


def _within(planned: pd.DataFrame | None, period: tuple[datetime, datetime]) -> pd.DataFrame | None:
    if planned is None:
        return None
    begins = planned["begins"]
    inside = (begins >= pd.Timestamp(period[0])) & (begins < pd.Timestamp(period[1]))
    return pd.DataFrame(planned[inside]).reset_index(drop=True)


def _notices(
    found: Visits,
    fixes: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    results: pd.DataFrame | None,
    ids: list[str],
    parameters: DoseParameters,
) -> list[Says]:
    notices = []
    if not len(fixes):
        notices.append(NO_TRACKS)
    if not len(places):
        notices.append(Says("Tidak ada tempat untuk diukur.", "There are no places to measure."))
    if found.gaps:
        says = Says(
            "{n} jeda lebih dari {most} menit ({gap_min} menit) tidak dihitung sebagai kehadiran; menit adalah batas "
            "bawah. Dari itu {inside} menit berawal dan berakhir di tempat yang sama.",
            "{n} gaps of more than {most} minutes ({gap_min} minutes) do not count as presence; minutes are a lower "
            "bound. Of them {inside} minutes begin and end in the same place.",
        )
        notices.append(
            says.filled(
                n=found.gaps,
                most=parameters.max_gap_min,
                gap_min=round(found.gap_min, 1),
                inside=round(found.gap_inside_min, 1),
            )
        )
    if found.without_time:
        says = Says("{n} titik tanpa waktu tidak ikut dihitung.", "{n} positions without a time took no part.")
        notices.append(says.filled(n=found.without_time))
    if results is not None:
        unplaced = int((~results["place_id"].fillna("").astype(str).isin(ids)).sum())
        if unplaced:
            says = Says(
                "{n} laporan hasil menyebut tempat yang tidak diukur.", "{n} reported results name no measured place."
            )
            notices.append(says.filled(n=unplaced))
    return notices

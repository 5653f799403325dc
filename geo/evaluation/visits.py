"""Visits: when a recorded track was inside a place, to the second between two positions and never across a gap."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pydantic import Field

from geo.errors import ParameterError
from geo.evaluation.stays import merged
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit
from geo.spatial.crs import require_metric

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_MINUTE_S = 60.0
_ROUND = 32  # segments of a quarter circle: a disc's area to 0.04 %


class VisitParameters(Parameters):
    """What counts as a visit."""

    min_visit_min: Annotated[
        float,
        Unit("min"),
        Help(id="Lama di tempat sejak dihitung sebagai kunjungan", en="Time in the place from which a stay is a visit"),
    ] = Field(5.0, gt=0, le=240)
    max_gap_min: Annotated[
        float,
        Unit("min"),
        Help(
            id="Jeda terpanjang antartitik yang masih dianggap satu gerak",
            en="Longest time between two positions that still counts as one move",
        ),
    ] = Field(10.0, gt=0, le=120)
    merge_min: Annotated[
        float,
        Unit("min"),
        Help(id="Keluar sebentar yang tidak memutus kunjungan", en="Time outside that does not yet interrupt a visit"),
    ] = Field(2.0, ge=0, le=60)
    buffer_m: Annotated[
        float,
        Unit("m"),
        Help(id="Jari-jari tempat yang berupa titik", en="Radius of a place that is a point"),
    ] = Field(100.0, gt=0, le=5_000)
    outline_buffer_m: Annotated[
        float,
        Unit("m"),
        Help(id="Pelebaran batas tempat yang berupa bidang", en="How far outlines of areas are widened"),
    ] = Field(0.0, ge=0, le=1_000)


@dataclass(frozen=True)
class Visits:
    """Stays of tracks in places.

    Parameters
    ----------
    visits, passes
        Columns track_id, place_id, begins, ends (UTC) and minutes (time inside, without interruptions): stays of at
        least the shortest visit, and shorter ones; by place and time.
    without_time
        Positions without a time: they took no part.
    gaps, gap_min
        Pairs of neighbouring positions too far apart in time, and their time: nothing is known of it.
    gap_inside_min
        Time of gaps whose two ends lie in the same place: it may have been spent there and is not counted.
    presence
        The uninterrupted stretches of the visits: place (row of the places), begin, end (seconds since 1970).
    """

    visits: pd.DataFrame
    passes: pd.DataFrame
    without_time: int
    gaps: int
    gap_min: float
    gap_inside_min: float
    presence: pd.DataFrame = field(repr=False)


def visits(
    fixes: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    *,
    period: tuple[datetime, datetime] | None = None,
    parameters: VisitParameters | None = None,
) -> Visits:
    """Find the stays of tracks in places.

    Between two positions at most `max_gap_min` apart the track is taken to move straight and evenly, so that crossing
    times are interpolated. Longer gaps count as absence: all times are lower bounds.

    Parameters
    ----------
    fixes
        Form of `geo.tables.tracks.FIXES` in a metric CRS; rows of a track in any order.
    places
        place_id and geometry (points, which get a radius, or areas) in the same CRS.
    period
        Begin and end (UTC, with zone); presence outside it is cut off.
    parameters
        What counts as a visit.

    Raises
    ------
    UnprojectedError
        When a table is in degrees; mend it with `table.to_crs(table.estimate_utm_crs())`.
    ParameterError
        When the two tables are in different systems, or the period ends before it begins.
    """
    parameters = parameters or VisitParameters()
    require_metric(fixes)
    require_metric(places)
    if fixes.crs != places.crs:
        problem = Says("harus dalam sistem koordinat jejak", "must be in the coordinate system of the tracks")
        raise ParameterError(name="places", problem=problem)
    span = None if period is None else (_seconds_of(period[0]), _seconds_of(period[1]))
    if span is not None and not span[0] < span[1]:
        raise ParameterError(name="period", problem=Says("berakhir sebelum mulai", "ends before it begins"))
    legs = _legs(fixes, parameters.max_gap_min * _MINUTE_S)
    outlines = place_outlines(places, parameters)
    place, track, begin, end = _presence(legs, outlines)
    if span is not None:
        begin, end = np.maximum(begin, span[0]), np.minimum(end, span[1])
        inside = begin <= end
        place, track, begin, end = place[inside], track[inside], begin[inside], end[inside]
    stays = merged(place, track, begin, end, parameters.merge_min * _MINUTE_S)
    table = pd.DataFrame(
        {
            "track_id": legs.names[stays.track],
            "place_id": np.asarray(places["place_id"], dtype=object)[stays.place],
            "begins": _moments(stays.begin),
            "ends": _moments(stays.end),
            "minutes": stays.inside / _MINUTE_S,
        }
    )
    long = stays.inside >= parameters.min_visit_min * _MINUTE_S - 1e-6
    return Visits(
        table[long].reset_index(drop=True),
        table[~long].reset_index(drop=True),
        legs.without_time,
        len(legs.gap_s),
        float(legs.gap_s.sum() / _MINUTE_S),
        _gap_inside(legs, outlines) / _MINUTE_S,
        pd.DataFrame({"place": place, "begin": begin, "end": end})[long[stays.of]].reset_index(drop=True),
    )


def place_outlines(places: gpd.GeoDataFrame, parameters: VisitParameters) -> npt.NDArray[np.object_]:
    """Return the area of each place: a disc around a point, an area widened where asked for; None where empty."""
    shapes = np.asarray(places.geometry.array, dtype=object).copy()
    points = np.isin(shapely.get_type_id(shapes), [0, 4])
    shapes[points] = shapely.buffer(shapes[points], parameters.buffer_m, quad_segs=_ROUND)
    if parameters.outline_buffer_m > 0:
        shapes[~points] = shapely.buffer(shapes[~points], parameters.outline_buffer_m, quad_segs=_ROUND)
    shapes[shapely.is_missing(shapes) | shapely.is_empty(shapes)] = None
    broken = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken])
    return shapes


@dataclass(frozen=True)
class _Legs:
    """Moves between neighbouring positions: track, ends (n, 2), times (seconds since 1970); gaps likewise."""

    names: npt.NDArray[np.object_]
    track: Integers
    start: Floats
    stop: Floats
    begin: Floats
    end: Floats
    gap_s: Floats
    gap_start: Floats
    gap_stop: Floats
    without_time: int


def _legs(fixes: gpd.GeoDataFrame, most_s: float) -> _Legs:
    known = fixes["moment"].notna().to_numpy()
    some = fixes[known]
    codes, names = pd.factorize(some["track_id"])
    seconds = _seconds(some["moment"])
    segment = some["segment"].to_numpy(dtype=np.int64)
    order = np.lexsort((seconds, segment, codes))
    codes, seconds, segment = codes[order].astype(np.int64), seconds[order], segment[order]
    xy = np.column_stack([some.geometry.x.to_numpy(), some.geometry.y.to_numpy()])[order]
    same = (codes[1:] == codes[:-1]) & (segment[1:] == segment[:-1])
    step = np.diff(seconds)
    moved, apart = same & (step <= most_s), same & (step > most_s)
    # A position with no move on either side is known for its moment only: a leg of no duration.
    touched = np.zeros(len(codes), dtype=bool)
    touched[:-1] |= moved
    touched[1:] |= moved
    first = np.concatenate([np.flatnonzero(moved), np.flatnonzero(~touched)])
    last = np.concatenate([np.flatnonzero(moved) + 1, np.flatnonzero(~touched)])
    gap = np.flatnonzero(apart)
    return _Legs(
        np.asarray(names, dtype=object),
        codes[first],
        xy[first],
        xy[last],
        seconds[first],
        seconds[last],
        step[gap],
        xy[gap],
        xy[gap + 1],
        int((~known).sum()),
    )


def _presence(legs: _Legs, outlines: npt.NDArray[np.object_]) -> tuple[Integers, Integers, Floats, Floats]:
    """Return place, track, begin and end of every stretch of a leg that lies in a place."""
    if not len(legs.track) or not len(outlines):
        return (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    moving = (legs.start != legs.stop).any(axis=1)
    lines = np.empty(len(moving), dtype=object)
    lines[moving] = shapely.linestrings(np.stack([legs.start[moving], legs.stop[moving]], axis=1))
    lines[~moving] = shapely.points(legs.start[~moving])
    leg, place = shapely.STRtree(outlines).query(lines, predicate="intersects")
    shapely.prepare(outlines)
    whole = shapely.covers(outlines[place], lines[leg])
    found = [(place[whole], leg[whole], legs.begin[leg[whole]], legs.end[leg[whole]])]
    cut_leg, cut_place = leg[~whole], place[~whole]
    parts, of = shapely.get_parts(shapely.intersection(lines[cut_leg], outlines[cut_place]), return_index=True)
    lengthy = shapely.get_type_id(parts) == 1
    parts, of = parts[lengthy], of[lengthy]
    if len(parts):
        one, other = (shapely.get_coordinates(shapely.get_point(parts, at)) for at in (0, -1))
        which = cut_leg[of]
        along = legs.stop[which] - legs.start[which]
        squared = (along**2).sum(axis=1)
        shares = [((xy - legs.start[which]) * along).sum(axis=1) / squared for xy in (one, other)]
        low, high = np.clip(np.minimum(*shares), 0, 1), np.clip(np.maximum(*shares), 0, 1)
        span = legs.end[which] - legs.begin[which]
        found.append((cut_place[of], which, legs.begin[which] + low * span, legs.begin[which] + high * span))
    places, of_leg, begin, end = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return places.astype(np.int64), legs.track[of_leg], begin, end


def _gap_inside(legs: _Legs, outlines: npt.NDArray[np.object_]) -> float:
    """Return the seconds of gaps that begin and end in the same place (each gap once)."""
    if not len(legs.gap_s) or not len(outlines):
        return 0.0
    tree = shapely.STRtree(outlines)
    begins, ends = (
        {tuple(pair) for pair in tree.query(shapely.points(xy), predicate="intersects").T.tolist()}
        for xy in (legs.gap_start, legs.gap_stop)
    )
    both = {gap for gap, _ in begins & ends}
    return float(legs.gap_s[sorted(both)].sum())


def _seconds(moments: pd.Series[pd.Timestamp]) -> Floats:
    micros = moments.dt.as_unit("us").astype("int64").to_numpy()
    return cast("Floats", micros / 1e6)


def _seconds_of(moment: datetime) -> float:
    if moment.tzinfo is None:
        problem = Says("harus memuat zona waktu", "must have a time zone")
        raise ParameterError(name="period", problem=problem)
    return moment.timestamp()


def _moments(seconds: Floats) -> pd.Series[pd.Timestamp]:
    micros = np.rint(seconds * 1e6).astype("int64").astype("datetime64[us]")
    return pd.to_datetime(pd.Series(micros), utc=True).astype("datetime64[us, UTC]")

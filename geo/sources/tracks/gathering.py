"""From positions of a file to tracks: places and times judged, repeats counted, order restored, nothing lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.languages import Says
from geo.sources.coordinates import Places
from geo.sources.footprints import located
from geo.sources.places import PlaceRules, read_places
from geo.sources.reading import Notice
from geo.sources.records import Records
from geo.sources.refused import Held, refused_table
from geo.sources.times import PRECISIONS, as_texts, read_walls, to_utc
from geo.sources.tracks.points import Points
from geo.sources.tracks.table_columns import bare_numbers_of

SILENCE_H = 6.0
_MINUTE = PRECISIONS.index("minute")
_NAT = np.datetime64("NaT", "us")
Moments = npt.NDArray[np.datetime64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]


def gathered(
    points: Points, file: str, *, timezone: str, crs: int | None, swap_axes: bool
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, int, list[Notice], dict[str, Any] | None]:
    """Judge and order the positions of a file.

    Returns
    -------
    fixes
        Columns source_track, segment, moment (UTC, NaT where unknown), speed_kmh, accuracy_m, row, geometry (WGS 84);
        tracks in order of the file, in each the segments by time, in each the positions by time; one without a time
        stays behind the one it followed.
    refused
        In the form of `geo.tables.quarantine`.
    duplicates
        Positions with the track, time and place of an earlier one.
    notices, proposal
        What the user should know, and may confirm (swapped axes).
    """
    n = len(points.frame)
    places = _places(points, PlaceRules(file, None, crs or points.crs, swap_axes))
    moment, reason, column, detail, notices = _times(points, timezone)
    held = Held(n)
    held.refuse(points.excluded, np.full(n, points.excluded_column, dtype=object), {})
    held.refuse(places.reason, places.column, places.detail)
    held.refuse(reason, np.full(n, column, dtype=object), detail)
    good = np.flatnonzero(held.reason == "")
    repeated = _repeats(points, places, moment, good)
    kept = good[~repeated]
    records = Records(points.source, points.frame, points.line, refused=points.refused)
    refused = refused_table(points.frame, held, records)
    told = _ordered(points.track[kept], points.segment[kept], moment[kept])
    rows = kept[told.order]
    fixes = gpd.GeoDataFrame(
        {
            "source_track": points.track[rows],
            "segment": told.segment,
            "moment": pd.to_datetime(pd.Series(moment[rows]), utc=True).astype("datetime64[us, UTC]"),
            "speed_kmh": points.speed_kmh[rows],
            "accuracy_m": points.accuracy_m[rows],
            "row": points.line[rows],
        },
        geometry=shapely.points(places.lon[rows], places.lat[rows]) if len(rows) else [],
        crs="EPSG:4326",
    )
    if points.continuous:
        fixes, split = _split_at_silence(fixes)
        notices += split
    duplicates = int(repeated.sum())
    return fixes, refused, duplicates, [*notices, *_told(fixes, told, duplicates)], places.proposal


def _places(points: Points, rules: PlaceRules) -> Places:
    if points.geometry is None:
        return read_places(points.frame, points.mapping, rules)
    places, _ = located(points.geometry, rules)
    other = ~np.isin(shapely.get_type_id(points.geometry), [0]) & (places.reason == "")
    reason, detail = places.reason.copy(), dict(places.detail)
    reason[other] = "not_a_track"
    detail.update({int(row): {"geometry": points.geometry[row].geom_type} for row in np.flatnonzero(other)})
    return replace(places, reason=reason, detail=detail)


def _times(
    points: Points, timezone: str
) -> tuple[Moments, npt.NDArray[np.object_], str, dict[int, dict[str, Any]], list[Notice]]:
    n = len(points.frame)
    nothing = np.full(n, _NAT, dtype="datetime64[us]")
    fine = np.full(n, "", dtype=object)
    if "time" not in points.mapping and "date" not in points.mapping:
        return nothing, fine, "", {}, []
    column = points.mapping.get("time") or points.mapping["date"]
    values = points.frame[column]
    if "clock" in points.mapping:
        day = as_texts(values).str.strip().str.removesuffix(" 00:00:00")
        values = (day + " " + as_texts(points.frame[points.mapping["clock"]]).str.strip()).str.strip()
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        moments = values.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[us]")
        return moments, fine, column, {}, []
    meaning, notice = bare_numbers_of(values)
    notices = [notice] if notice is not None else []
    walled = read_walls(values, bare_numbers=meaning)  # type: ignore[arg-type]  # one of its words
    zone = "UTC" if points.utc else timezone
    begin, _, gap = to_utc(walled.wall, walled.precision, walled.offset_min, zone)
    reason, detail = walled.reason.copy(), dict(walled.detail)
    reason[reason == "no_time"] = ""
    reason[(reason == "") & ~np.isnat(walled.wall) & (walled.precision != _MINUTE)] = "coarse_time"
    struck = (reason == "") & gap
    reason[struck] = "time_in_gap"
    detail.update({int(row): {"timezone": zone} for row in np.flatnonzero(struck)})
    begin[reason != ""] = _NAT
    bare = int((~np.isnat(begin) & np.isnan(walled.offset_min)).sum())
    if bare:
        notices.append(_without_zone(bare, zone, standard=points.utc))
    return begin, reason, column, detail, notices


def _without_zone(n: int, zone: str, *, standard: bool) -> Notice:
    says = Says("{n} waktu tanpa zona dibaca sebagai waktu {zone}.", "{n} times without a zone were read as {zone}.")
    if standard:
        says = Says(
            "{n} waktu tanpa zona dibaca sebagai UTC, menurut standar formatnya.",
            "{n} times without a zone were read as UTC, by the format's standard.",
        )
    return Notice("time_without_zone", says.filled(n=n, zone=zone), n)


def _repeats(points: Points, places: Places, moment: Moments, good: Integers) -> Flags:
    """Tell which good positions repeat an earlier one: same track, time and place (to a centimetre)."""
    keys = pd.DataFrame(
        {
            "track": pd.factorize(points.track[good])[0],
            "moment": moment[good],
            "lon": np.rint(places.lon[good] * 1e7),
            "lat": np.rint(places.lat[good] * 1e7),
        }
    )
    return keys.duplicated().to_numpy() & ~np.isnat(moment[good])


@dataclass(frozen=True)
class _Order:
    """The order of positions, the segment of each in that order (from 0), and how many tracks had to be sorted."""

    order: Integers
    segment: Integers
    sorted_tracks: int


def _ordered(track: npt.NDArray[np.object_], segment: Integers, moment: Moments) -> _Order:
    """Order positions by track, segment and time; segments are numbered anew from 0 by their first time."""
    frame = pd.DataFrame({"track": pd.factorize(track)[0], "segment": segment, "moment": moment})
    frame["at"] = np.arange(len(track))
    inside = frame.groupby(["track", "segment"], sort=False)
    frame["when"] = inside["moment"].ffill()
    frame["when"] = frame["when"].fillna(inside["moment"].bfill())
    frame["first"] = inside["when"].transform("min")
    frame["first_at"] = inside["at"].transform("min")
    ordered = frame.sort_values(["track", "first", "first_at", "when", "at"], kind="stable", na_position="last")
    as_found = frame.sort_values(["track", "at"], kind="stable")
    moved = ordered["track"].to_numpy()[ordered["at"].to_numpy() != as_found["at"].to_numpy()]
    group = ordered.groupby(["track", "segment"], sort=False).ngroup()
    fresh = group - group.groupby(ordered["track"], sort=False).transform("min")
    return _Order(ordered["at"].to_numpy(dtype=np.int64), fresh.to_numpy(dtype=np.int64), len(np.unique(moved)))


def _split_at_silence(fixes: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Notice]]:
    """Cut a device's stream where it was silent for six hours or more: each piece is a track."""
    moment = fixes["moment"].groupby(fixes["source_track"], sort=False).ffill()
    step = moment.groupby(fixes["source_track"], sort=False).diff()
    silent = (step >= pd.Timedelta(hours=SILENCE_H)).to_numpy()
    if not silent.any():
        return fixes, []
    piece = pd.Series(silent).groupby(fixes["source_track"].to_numpy(), sort=False).cumsum().astype(np.int64) + 1
    streams = fixes["source_track"].nunique()
    parts = fixes["source_track"].astype("str") + "/" + piece.astype("str")
    fixes = fixes.assign(source_track=parts.to_numpy(dtype=object))
    says = Says(
        "Aliran {streams} alat dipotong menjadi {n} jejak pada jeda {hours} jam atau lebih.",
        "The streams of {streams} devices were cut into {n} tracks at silences of {hours} hours or more.",
    )
    n = int(parts.nunique())
    return fixes, [Notice("stream_split", says.filled(n=n, streams=streams, hours=SILENCE_H), n)]


def _told(fixes: gpd.GeoDataFrame, order: _Order, duplicates: int) -> list[Notice]:
    notices = []
    if order.sorted_tracks:
        says = Says("Titik pada {n} jejak diurutkan menurut waktu.", "Positions of {n} tracks were sorted by time.")
        notices.append(Notice("sorted", says.filled(n=order.sorted_tracks), order.sorted_tracks))
    if duplicates:
        says = Says(
            "{n} titik mengulang titik sebelumnya (waktu dan letak sama) dan dihitung sekali.",
            "{n} positions repeat an earlier one (same time and place) and count once.",
        )
        notices.append(Notice("duplicates", says.filled(n=duplicates), duplicates))
    without = int(fixes["moment"].isna().sum())
    if without:
        says = Says(
            "{n} titik tanpa waktu: ikut dalam jalur, tidak dalam dosis.",
            "{n} positions without a time: part of the line, not of the dose.",
        )
        notices.append(Notice("without_time", says.filled(n=without), without))
    shared = _shared(fixes)
    if shared:
        says = Says(
            "{n} titik ada di lebih dari satu jejak; waktunya terhitung di tiap jejak.",
            "{n} positions stand in more than one track; their time counts in each.",
        )
        notices.append(Notice("shared_positions", says.filled(n=shared), shared))
    return notices


def _shared(fixes: gpd.GeoDataFrame) -> int:
    known = fixes[fixes["moment"].notna()]
    keys = pd.DataFrame({"moment": known["moment"], "x": known.geometry.x, "y": known.geometry.y})
    return int(keys.duplicated().sum())

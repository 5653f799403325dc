"""GeoJSON tracks: lines whose third number is a time (SMART through Ecoscope), lines with lists of times, points."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from geo.languages import Says
from geo.sources import geojson
from geo.sources.frames import Columns
from geo.sources.json_stream import read_json
from geo.sources.json_text import sound_text
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.records import Refusal
from geo.sources.tracks.points import Hint, Points, plain_points
from geo.sources.tracks.table_columns import points_of
from geo.sources.tracks.travel_words import mode_of

_LISTS = frozenset(["features"])
_IDS = ("patrol_id", "track_id", "id", "uuid")
_UNITS = ("patrol_team", "team", "unit", "kesatuan")
_MODES = ("patrol_transport", "transport", "mode", "patrol_transport_type")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse(path: Path, options: ReadOptions) -> Points:
    """Read the tracks of a GeoJSON file.

    Returns
    -------
    Points
        One track per LineString or MultiLineString (points are then counted and left aside), one segment per line;
        line is the vertex' number in the file. Times come from `coordTimes`, `times` or `coordinateProperties.times`
        where they stand, else from third numbers when most of them are milliseconds since 1970 between 1979 and 2103;
        else third numbers are heights and there are no times. A file of points is read as a table.

    Raises
    ------
    FileRefusedError
        `bad_json`, `too_deep`, `encoding`, `too_large`, `too_many_records`, `nothing_to_read`.
    """
    source = read_json(path)
    columns = Columns(path.name, options.max_records)
    hints: dict[str, Hint] = {}
    refused: list[Refusal] = []
    seen: dict[str, int] = {}
    points = others = heights = line = 0
    for item in source.items(_LISTS):
        feature = item.value if isinstance(item.value, Mapping) else {}
        geometry = feature.get("geometry", feature if item.whole else None)
        kind = geometry.get("type") if isinstance(geometry, Mapping) else None
        if kind not in {"LineString", "MultiLineString"}:
            points += kind in {"Point", "MultiPoint"}
            others += kind not in {"Point", "MultiPoint"}
            continue
        told = feature.get("properties")
        told = told if isinstance(told, Mapping) else {}
        name = _first(told, _IDS) or str(feature.get("id") or "") or "line"
        seen[name] = seen.get(name, 0) + 1
        track = f"{name}#{seen[name]}" if seen[name] > 1 or name == "line" else name
        hints[track] = Hint(_first(told, _UNITS) or None, mode_of(_first(told, _MODES)))
        damage = next((fault for fault in item.faults if fault.reason != "bad_number"), None)
        parts = geometry.get("coordinates") if kind == "MultiLineString" else [geometry.get("coordinates")]
        if damage is not None or not isinstance(parts, list):
            line += 1
            reason = damage.reason if damage is not None else "geometry_not_numbers"
            refused.append(Refusal(line, reason, "geometry", sound_text(damage.value if damage else str(kind))))
            continue
        vertices = [(number, one) for number, part in enumerate(parts) for one in (part if _is_list(part) else [part])]
        times, in_heights = _times(told, parts, [one for _, one in vertices])
        heights += in_heights
        for (segment, one), when in zip(vertices, times, strict=True):
            line += 1
            place = one if isinstance(one, list) and len(one) >= 2 else [None, None]
            columns.add(
                {
                    "track": track,
                    "segment": segment,
                    "line": line,
                    "lat": _text(place[1]),
                    "lon": _text(place[0]),
                    "time": when,
                }
            )
    if not len(columns) and not refused:
        if points or others:
            return points_of(geojson.parse(path, options), "geojson", file=path.name)
        raise refuse("nothing_to_read", path.name, detail="")
    notices = []
    if points or others:
        says = Says("{n} bentuk yang bukan garis tidak dibaca.", "{n} features that are no lines were not read.")
        notices.append(Notice("not_tracks", says.filled(n=points + others), points + others))
    if heights:
        says = Says(
            "Pada {n} garis angka ketiga adalah waktu (milidetik sejak 1970), bukan ketinggian.",
            "In {n} lines the third number is the time (milliseconds since 1970), not a height.",
        )
        notices.append(Notice("times_in_heights", says.filled(n=heights), heights))
    return plain_points("geojson", columns.frame(), hints=hints, refused=tuple(refused), notices=tuple(notices))


def _times(told: Mapping[str, Any], parts: list[Any], vertices: list[Any]) -> tuple[list[str], bool]:
    """Return the time of each vertex as text, and whether it came from the third numbers."""
    inner = told.get("coordinateProperties")
    inner = inner if isinstance(inner, Mapping) else {}
    for listed in (told.get("coordTimes"), told.get("times"), inner.get("times"), inner.get("coordTimes")):
        if isinstance(listed, list) and listed:
            flat = [one for part in listed for one in part] if all(_is_list(part) for part in listed) else listed
            if len(flat) == len(vertices) == sum(len(part) for part in parts if _is_list(part)):
                return [_when(one) for one in flat], False
    third = [one[2] if isinstance(one, list) and len(one) > 2 else None for one in vertices]
    if 2 * sum(_is_epoch(value) for value in third) <= len(third):
        return [""] * len(third), False
    return [_when(value) for value in third], True


def _when(value: Any) -> str:
    """Write a time as ISO 8601 in UTC when it is a number of milliseconds, else as it stands."""
    if not _is_epoch(value):
        return _text(value)
    moment = _EPOCH + timedelta(milliseconds=float(value))
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _is_epoch(value: Any) -> bool:
    """Tell whether a value is a number of milliseconds since 1970 that lies between 1979 and 2103."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 3e11 <= value < 4.2e12


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _first(told: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(told[name])[:200] for name in names if isinstance(told.get(name), str | int)), "")


def _text(value: Any) -> str:
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else str(value)[:200]

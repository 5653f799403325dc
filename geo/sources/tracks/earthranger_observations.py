"""EarthRanger JSON: observations of its API, and patrol objects with the few places that they hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.languages import Says
from geo.sources.earthranger import is_patrol
from geo.sources.frames import Columns, raw_record, refuse_hopeless
from geo.sources.json_stream import Item, read_json
from geo.sources.json_text import sound_text
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.records import Records, Refusal
from geo.sources.tracks.persons import names_person, persons_left_out
from geo.sources.tracks.points import Hint, Points, plain_points
from geo.sources.tracks.table_columns import points_of
from geo.sources.tracks.travel_words import mode_of

_LISTS = frozenset(["data", "results", "observations", "records", "rows", "items", "fixes", "positions", "points"])
_PLACES = frozenset(["location", "position", "coordinates", "geo", "point"])


def parse(path: Path, options: ReadOptions) -> Points:
    """Read a JSON file of positions.

    Returns
    -------
    Points
        Source `earthranger` for observations (`recorded_at`, `location`, `source`; one stream per source, a value of
        `exclusion_flags` other than 0 refuses the position) and for patrols (start, end and events of each segment:
        their tracks are not in this file), else `json`; line is the record's number.

    Raises
    ------
    FileRefusedError
        `bad_json`, `too_deep`, `encoding`, `too_large`, `too_many_records`, `nothing_to_read`, `not_geojson` when
        there is no list of objects, `no_coordinate_columns`.
    """
    source = read_json(path)
    columns = Columns(path.name, options.max_records)
    line: list[int] = []
    refused: list[Refusal] = []
    patrols: list[Mapping[str, Any]] = []
    n = 0
    for item in source.items(_LISTS):
        if item.whole and item.value == {} and not item.faults:
            continue
        if item.whole and not isinstance(item.value, Mapping):
            raise refuse("not_geojson", path.name)
        n += 1
        refuse_hopeless(path.name, len(refused), len(columns))
        if isinstance(item.value, Mapping) and is_patrol(item.value) and not item.faults:
            patrols.append(item.value)
        elif (fault := _fault(item)) is not None:
            refused.append(Refusal(n, *fault, raw=_raw(item.value)))
        else:
            columns.add(_flat(item.value))
            line.append(n)
    if not n:
        raise refuse("nothing_to_read", path.name, detail="")
    if patrols:
        return _of_patrols(patrols, path.name, options, tuple(refused), len(columns))
    frame = columns.frame()
    records = Records("json", frame, np.asarray(line, dtype=np.int64), crs=4326, refused=tuple(refused))
    if not len(frame):
        empty = pd.DataFrame({"lat": pd.Series([], dtype="str"), "lon": pd.Series([], dtype="str")})
        records = Records("json", empty, records.line, crs=4326, refused=tuple(refused))
    theirs = "recorded_at" in frame.columns
    return points_of(records, "earthranger" if theirs else "json", file=path.name, continuous=theirs)


def _of_patrols(
    patrols: list[Mapping[str, Any]], file: str, options: ReadOptions, refused: tuple[Refusal, ...], others: int
) -> Points:
    columns = Columns(file, options.max_records)
    hints: dict[str, Hint] = {}
    people = 0
    for patrol in patrols:
        for number, segment in enumerate(patrol["patrol_segments"]):
            if not isinstance(segment, Mapping):
                continue
            people += segment.get("leader") is not None
            track = f"{str(patrol.get('id') or patrol.get('serial_number') or '–')[:200]}/{number + 1}"
            hints[track] = Hint(mode=mode_of(str(segment.get("patrol_type") or "")))
            for place, when in _known(segment):
                columns.add(
                    {
                        "track": track,
                        "segment": 0,
                        "line": len(columns) + 1,
                        "lat": _text(place.get("latitude")),
                        "lon": _text(place.get("longitude")),
                        "time": _text(when),
                    }
                )
    if not len(columns):
        raise refuse("nothing_to_read", file, detail="")
    says = Says(
        "Berkas patroli EarthRanger hanya memuat awal, akhir dan laporan; jejaknya ada di ekspor pengamatan.",
        "An EarthRanger patrol file holds start, end and events only; its track is in the observation export.",
    )
    notices = [Notice("patrol_without_track", says, len(columns))]
    if people:
        notices.append(persons_left_out(["leader"], people))
    if others:
        ignored = Says("{n} catatan lain tidak dibaca.", "{n} other records were not read.")
        notices.append(Notice("not_tracks", ignored.filled(n=others), others))
    return plain_points("earthranger", columns.frame(), hints=hints, refused=refused, notices=tuple(notices))


def _known(segment: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Any]]:
    """Return the places of a patrol segment whose time is known, in order of the file: start, events, end."""
    span = segment.get("time_range")
    span = span if isinstance(span, Mapping) else {}
    found: list[tuple[Mapping[str, Any], Any]] = []
    if isinstance(segment.get("start_location"), Mapping):
        found.append((segment["start_location"], span.get("start_time")))
    events = segment["events"] if isinstance(segment.get("events"), list) else []
    placed = [_event(event) for event in events if isinstance(event, Mapping)]
    found += [place for place in placed if place is not None]
    if isinstance(segment.get("end_location"), Mapping):
        found.append((segment["end_location"], span.get("end_time")))
    return found


def _event(event: Mapping[str, Any]) -> tuple[Mapping[str, Any], Any] | None:
    feature = event.get("geojson")
    feature = feature if isinstance(feature, Mapping) else {}
    properties, geometry = feature.get("properties"), feature.get("geometry")
    when = event.get("time") or (properties.get("datetime") if isinstance(properties, Mapping) else None)
    if isinstance(event.get("location"), Mapping):
        return event["location"], when
    pair = geometry.get("coordinates") if isinstance(geometry, Mapping) and geometry.get("type") == "Point" else None
    if isinstance(pair, list) and len(pair) >= 2:
        return {"latitude": pair[1], "longitude": pair[0]}, when
    return None


def _fault(item: Item) -> tuple[str, str, str] | None:
    if item.faults:
        fault = item.faults[0]
        return fault.reason, sound_text(fault.column), sound_text(fault.value)
    if not isinstance(item.value, Mapping):
        return "not_a_feature", "", sound_text(str(item.value)[:200])
    return None


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, Mapping):
            if name.lower() in _PLACES:
                flat.update({f"{name}.{inner}": one for inner, one in value.items()})
        elif not isinstance(value, list):
            flat[str(name)] = value
    return flat


def _text(value: Any) -> str:
    return "" if value is None else str(value)[:200]


def _raw(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return raw_record({"value": value})
    return raw_record({name: one for name, one in value.items() if not names_person(str(name))})

"""GPX 1.0 and 1.1: the positions of its tracks; routes are plans and waypoints are places, both left aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element  # only the type; parsing is defusedxml's

from geo.languages import Says
from geo.sources.frames import Columns
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.tracks.points import Hint, Points, plain_points
from geo.sources.tracks.travel_words import mode_of
from geo.sources.xml_stream import child_text, elements, local

_MPS_TO_KMH = 3.6


def parse(path: Path, options: ReadOptions) -> Points:
    """Read the tracks of a GPX file.

    Returns
    -------
    Points
        Track ids `trk1`, `trk2`, … (names of tracks may hold a person's name and are not read); one segment per
        `trkseg`; line is the position's number in the file. `time` is UTC by the standard. Speed is read from `speed`
        (m/s), also in extensions; `hdop` is no accuracy in metres and not read. `type` hints at the means of travel.

    Raises
    ------
    FileRefusedError
        `doctype`, `bad_xml`, `too_deep`, `too_many_records`, or `nothing_to_read` when there is no track position.

    References
    ----------
    Topografix, GPX 1.1 schema; Garmin TrackPointExtension v2.
    """
    columns = Columns(path.name, options.max_records)
    aside = {"rte": 0, "wpt": 0}
    hints: dict[str, Hint] = {}
    track: Element | None = None
    segment: Element | None = None
    tracks, segments = 0, -1
    for element, around in elements(path, frozenset(["trkpt"]), kept=frozenset(["type"]), counts=aside):
        parents = {local(one): one for one in around}
        if "trk" not in parents or local(around[0]) != "gpx":
            continue
        if parents["trk"] is not track:
            track, segment, segments = parents["trk"], None, -1
            tracks += 1
            hints[f"trk{tracks}"] = Hint(mode=mode_of(child_text(track, "type")))
        if segments < 0 or parents.get("trkseg") is not segment:
            segment = parents.get("trkseg")
            segments += 1
        columns.add(_position(element, f"trk{tracks}", segments, len(columns) + 1))
    if not len(columns):
        raise refuse("nothing_to_read", path.name, detail=_aside(aside) if any(aside.values()) else "")
    notices: tuple[Notice, ...] = ()
    if any(aside.values()):
        told = _aside(aside)
        says = Says(
            f"Tidak dibaca sebagai jejak{told.id}; rute adalah rencana, titik adalah tempat.",
            f"Not read as tracks{told.en}; a route is a plan, a waypoint a place.",
        )
        notices = (Notice("routes_ignored", says, sum(aside.values())),)
    return plain_points("gpx", columns.frame(), hints=hints, utc=True, notices=notices)


def _position(element: Element, track: str, segment: int, line: int) -> dict[str, Any]:
    speed = accuracy = ""
    for child in element.iter():
        name = local(child)
        if name == "speed" and not speed:
            speed = (child.text or "").strip()
        elif name == "accuracy" and not accuracy:
            accuracy = (child.text or "").strip()
    return {
        "track": track,
        "segment": segment,
        "line": line,
        "lat": element.get("lat", "")[:200],
        "lon": element.get("lon", "")[:200],
        "time": child_text(element, "time")[:200],
        "speed_kmh": _kmh(speed),
        "accuracy_m": _number(accuracy),
    }


def _kmh(text: str) -> float:
    return _number(text) * _MPS_TO_KMH


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _aside(aside: dict[str, int]) -> Says:
    return Says(f": {aside['rte']} rute, {aside['wpt']} titik", f": {aside['rte']} routes, {aside['wpt']} waypoints")

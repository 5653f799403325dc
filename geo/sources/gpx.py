"""GPX 1.0 and 1.1: waypoints are incidents; tracks and routes are counted and left aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element  # only the type; parsing is defusedxml's

import numpy as np

from geo.languages import Says
from geo.sources.frames import Columns
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.records import Records
from geo.sources.xml_stream import elements, local

_MAX_TEXT = 10_000
_NOT_COLUMNS = frozenset(["extensions", "link"])


def parse(path: Path, options: ReadOptions) -> Records:
    """Read the waypoints of a GPX file.

    Returns
    -------
    Records
        Format `gpx`; text columns `lat`, `lon`, and `time`, `name`, `desc`, `type`, `ele`, … where waypoints have
        them; line is the waypoint's number. Times are UTC by the standard. Tracks and routes are named in a notice.

    Raises
    ------
    FileRefusedError
        `doctype`, `bad_xml`, `too_deep`, `too_many_records`, or `nothing_to_read` when there is no waypoint.

    References
    ----------
    Topografix, GPX 1.1 schema.
    """
    columns = Columns(path.name, options.max_records)
    aside = {"trk": 0, "rte": 0}
    for element, around in elements(path, frozenset(["wpt"]), counts=aside):
        if around and local(around[0]) == "gpx":
            columns.add(_waypoint(element))
    if not len(columns):
        raise refuse("nothing_to_read", path.name, detail=_aside(aside) if any(aside.values()) else "")
    notices = []
    if any(aside.values()):
        says = _aside(aside)
        notices.append(
            Notice("tracks_ignored", Says(f"Tidak dibaca{says.id}.", f"Not read{says.en}."), sum(aside.values()))
        )
    return Records(
        "gpx",
        columns.frame(),
        np.arange(1, len(columns) + 1, dtype=np.int64),
        crs=4326,
        dialect={"records": "wpt"},
        notices=tuple(notices),
    )


def _waypoint(element: Element) -> dict[str, Any]:
    record: dict[str, Any] = {"lat": element.get("lat", "")[:200], "lon": element.get("lon", "")[:200]}
    for child in element:
        name = local(child)
        if name in _NOT_COLUMNS:
            for extra in child.iter():
                text = (extra.text or "").strip()
                if text and extra is not child:
                    record.setdefault(local(extra), text[:_MAX_TEXT])
        elif text := (child.text or "").strip():
            record.setdefault(name, text[:_MAX_TEXT])
    return record


def _aside(aside: dict[str, int]) -> Says:
    return Says(f": {aside['trk']} jalur, {aside['rte']} rute", f": {aside['trk']} tracks, {aside['rte']} routes")

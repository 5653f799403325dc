"""SMART patrol XML: each observation at a waypoint is a record; read by local name, whatever the version."""

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

_VALUES = ("itemKey", "dValue", "bValue", "sValue", "value")
_MAX_TEXT = 10_000


def parse(path: Path, options: ReadOptions) -> Records:
    """Read the observations of a SMART patrol export.

    Returns
    -------
    Records
        Format `smart`, dialect `origin` = `patrol`; text columns `id` (patrol, leg, day, waypoint and observation),
        `lat`, `lon`, `time` (local, day and clock), `kind` (the category key), `patrol_id`, `waypoint_id`,
        `patrol_type`, and each attribute under its own key; line is the observation's number. Waypoints without an
        observation are counted in a notice. Names of patrol members are not read.

    Raises
    ------
    FileRefusedError
        `doctype`, `bad_xml`, `too_deep`, `too_many_records`, or `nothing_to_read`.
    """
    columns = Columns(path.name, options.max_records)
    only_places = waypoints = 0
    for element, around in elements(path, frozenset(["waypoints"])):
        by_name = {local(one): one for one in around}
        if "patrol" not in by_name:
            continue
        waypoints += 1
        place = _place(element, by_name)
        leg = by_name["legs"].get("id", "") if "legs" in by_name else ""
        seen = [one for one in element.iter() if local(one) == "observations"]
        only_places += not seen
        for number, observation in enumerate(seen, start=1):
            columns.add(
                {
                    "id": "/".join([place["patrol_id"], leg, place["time"][:10], place["waypoint_id"], str(number)]),
                    **place,
                    "kind": observation.get("categoryKey", "").strip(".")[:_MAX_TEXT],
                    **_attributes(observation, set(place)),
                }
            )
    if not len(columns):
        raise refuse("nothing_to_read", path.name, detail="")
    notices = []
    if only_places:
        notices.append(
            Notice(
                "waypoints_without_observation",
                Says(
                    f"{only_places} dari {waypoints} titik patroli tidak memuat pengamatan dan tidak dibaca.",
                    f"{only_places} of {waypoints} waypoints hold no observation and were not read.",
                ),
                only_places,
            )
        )
    return Records(
        "smart",
        columns.frame(),
        np.arange(1, len(columns) + 1, dtype=np.int64),
        crs=4326,
        dialect={"origin": "patrol", "records": "observations"},
        notices=tuple(notices),
    )


def _place(waypoint: Element, around: dict[str, Element]) -> dict[str, Any]:
    patrol, day = around["patrol"], around.get("days")
    date = (day.get("date", "") if day is not None else "").strip()
    clock = waypoint.get("time", "").strip()
    return {
        "lat": waypoint.get("y", "")[:200],
        "lon": waypoint.get("x", "")[:200],
        "time": f"{date} {clock}".strip(),
        "patrol_id": patrol.get("id", "")[:_MAX_TEXT],
        "patrol_type": patrol.get("patrolType", "")[:_MAX_TEXT],
        "waypoint_id": waypoint.get("id", "")[:_MAX_TEXT],
    }


def _attributes(observation: Element, taken: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for attribute in observation:
        if local(attribute) != "attributes":
            continue
        key = attribute.get("attributeKey", "").strip()[:200] or "attribute"
        texts = [
            (value.text or value.get("value") or "").strip() for value in attribute.iter() if local(value) in _VALUES
        ]
        name = f"{key}_" if key in taken or key in {"id", "kind"} else key
        found[name] = "; ".join(text for text in texts if text).strip()[:_MAX_TEXT]
    return found

"""EarthRanger events and patrols as its API gives them: flattened to records with plain names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MARKS = ("event_type", "event_category", "event_details", "serial_number")


def recognises(record: Any) -> bool:
    """Tell whether a JSON object is an EarthRanger event or a patrol that holds events."""
    if not isinstance(record, Mapping):
        return False
    return is_patrol(record) or ("event_type" in record and any(name in record for name in (*_MARKS[1:], "geojson")))


def is_patrol(record: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is a patrol."""
    return isinstance(record.get("patrol_segments"), list)


def events(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the flat records of one object: an event gives itself, a patrol the events of its segments.

    Returns
    -------
    list of dict
        `id`, `kind` (event type), `time`, `lat`, `lon`, `title`, `state`, `priority`, `patrol_id`, and the event's
        own details under their names. People (leaders, reporters) are not read.
    """
    if not is_patrol(record):
        return [_event(record, str(record.get("patrol_id") or ""))]
    found = []
    for segment in record["patrol_segments"]:
        if isinstance(segment, Mapping) and isinstance(segment.get("events"), list):
            found += [_event(one, str(record.get("id") or "")) for one in segment["events"] if isinstance(one, Mapping)]
    return found


def _event(record: Mapping[str, Any], patrol_id: str) -> dict[str, Any]:
    feature = record.get("geojson")
    feature = feature if isinstance(feature, Mapping) else {}
    properties = feature.get("properties")
    properties = properties if isinstance(properties, Mapping) else {}
    lon, lat = _place(record, feature)
    flat: dict[str, Any] = {
        "id": record.get("id"),
        "kind": record.get("event_type"),
        "time": record.get("time") or properties.get("datetime"),
        "lat": lat,
        "lon": lon,
        "title": record.get("title"),
        "state": record.get("state"),
        "priority": record.get("priority"),
        "patrol_id": patrol_id or None,
    }
    details = record.get("event_details")
    if isinstance(details, Mapping):
        flat.update({str(name): value for name, value in details.items() if name not in flat and name != "updates"})
    return flat


def _place(record: Mapping[str, Any], feature: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return lon and lat as they stand: from `location`, else from the point of `geojson`."""
    location = record.get("location")
    if isinstance(location, Mapping):
        return location.get("longitude"), location.get("latitude")
    geometry = feature.get("geometry")
    if isinstance(geometry, Mapping) and geometry.get("type") == "Point":
        coordinates = geometry.get("coordinates")
        if isinstance(coordinates, list) and len(coordinates) >= 2:
            return coordinates[0], coordinates[1]
    return None, None

"""What the tags of an OpenStreetMap way mean for travel: its kind and class, directions, speed, and who may use it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Access = Literal["yes", "private", "no"]
KEYS = ("highway", "waterway", "route")
TAGS = (
    *KEYS, "name", "oneway", "junction", "maxspeed", "surface", "bridge", "tunnel", "layer", "access", "vehicle",
    "motor_vehicle", "motorcar", "foot", "boat", "motorboat", "duration", "intermittent", "seasonal",
)  # fmt: skip

_ROADS = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "motorway_link", "trunk_link", "primary_link",
    "secondary_link", "tertiary_link", "unclassified", "residential", "living_street", "service", "road",
)  # fmt: skip
_FEET = (
    "path", "footway", "pedestrian", "steps", "cycleway", "bridleway", "trail", "corridor", "crossing",
)  # fmt: skip
_WATERS = ("river", "canal", "tidal_channel", "fairway", "stream", "ditch", "drain")
KIND_OF_HIGHWAY: Mapping[str, str] = MappingProxyType(
    {**dict.fromkeys(_ROADS, "road"), "track": "track", **dict.fromkeys(_FEET, "foot")}
)
KIND_OF_CLASS: Mapping[str, str] = MappingProxyType(
    {**KIND_OF_HIGHWAY, **dict.fromkeys(_WATERS, "river"), "ferry": "ferry"}
)
_NOT_DRY = re.compile(r"(?:^|;)\s*(?:culvert|yes|building_passage|flooded|covered)\s*(?:;|$)")
_SPEED = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(km/?h|kmh|kph|mph|knots)?\s*$", re.IGNORECASE)
_CLOCK = re.compile(r"^\s*(?:(\d{1,3}):)?(\d{1,3})(?::(\d{2}))?\s*$")
_ISO_DURATION = re.compile(r"^PT(?:(\d+)H)?(?:(\d+)M)?$")
_KMH = {"mph": 1.609344, "knots": 1.852}
_CLOSED = frozenset({"no", "military"})
_PRIVATE = frozenset({"private", "customers", "delivery", "permit", "agricultural", "forestry", "residents"})


@dataclass(frozen=True)
class WayTags:
    """What a way is for travel; the columns of the table of ways carry the same names.

    Parameters
    ----------
    kind
        `road`, `track`, `foot`, `river` or `ferry`.
    way_class
        Value of highway or waterway, or `ferry`.
    oneway
        1 along the way's direction only, -1 against it only, 0 both.
    maxspeed_kmh, duration_min
        As posted, and of a whole crossing by ferry; nan where not told.
    access_motor, access_foot, access_boat
        `yes`, `private` or `no`.
    """

    kind: str
    way_class: str
    name: str | None
    oneway: int
    maxspeed_kmh: float
    duration_min: float
    surface: str | None
    bridge: bool
    tunnel: bool
    layer: int
    intermittent: bool
    access_motor: Access
    access_foot: Access
    access_boat: Access


def way_tags(tags: Mapping[str, str]) -> WayTags | str:
    """Say what a way is for travel.

    Parameters
    ----------
    tags
        Key and value, those of `TAGS` at least.

    Returns
    -------
    WayTags or str
        A ferry before a road before a river, where a way is several; for a way that is of no use for travel
        (under construction, a platform, a river's bank) the `key=value` that says so.

    References
    ----------
    OpenStreetMap wiki: Key:highway, Key:waterway, Key:oneway, Key:maxspeed, Key:access, Tag:route=ferry.
    """
    ferry = tags.get("route") == "ferry"
    highway, waterway = tags.get("highway", ""), tags.get("waterway", "")
    if ferry:
        kind, way_class = "ferry", "ferry"
    elif highway in KIND_OF_HIGHWAY:
        kind, way_class = KIND_OF_HIGHWAY[highway], highway
    elif waterway in _WATERS:
        kind, way_class = "river", waterway
    elif highway:
        return f"highway={highway}"
    else:
        return f"waterway={waterway}" if waterway else f"route={tags.get('route')}"
    bridge, tunnel = tags.get("bridge", "no"), tags.get("tunnel", "no")
    motor = _access(tags, ("motorcar", "motor_vehicle", "vehicle", "access"))
    boat = _access(tags, ("motorboat", "boat", "access"))
    if kind == "river" and _NOT_DRY.search(tunnel):
        boat = "no"  # a culvert: water passes, boats do not
    return WayTags(
        kind=kind,
        way_class=way_class,
        name=tags.get("name"),
        oneway=0 if kind == "river" else _oneway(tags, way_class),
        maxspeed_kmh=speed_kmh(tags.get("maxspeed")),
        duration_min=duration_min(tags.get("duration")) if ferry else float("nan"),
        surface=tags.get("surface"),
        bridge=bridge != "no",
        tunnel=tunnel != "no",
        layer=_layer(tags.get("layer")),
        intermittent=tags.get("intermittent") == "yes" or tags.get("seasonal", "no") != "no",
        access_motor=motor,
        access_foot=_access(tags, ("foot", "access")),
        access_boat=boat,
    )


def speed_kmh(value: str | None) -> float:
    """Return a posted speed in km/h (`50`, `30 mph`, `5 knots`, `walk`); nan where it is not told or not readable."""
    if value is None:
        return float("nan")
    if value.strip().lower() == "walk":
        return 5.0
    found = _SPEED.match(value)
    if not found:
        return float("nan")
    kmh = float(found[1]) * _KMH.get((found[2] or "").lower(), 1.0)
    return kmh if 0 < kmh <= 300 else float("nan")


def duration_min(value: str | None) -> float:
    """Return a duration in minutes (`20`, `1:05`, `00:20:00`, `PT1H30M`); nan where it is not told or not readable."""
    if value is None:
        return float("nan")
    if clock := _CLOCK.match(value):
        first, second, third = clock.groups()
        minutes = int(first or 0) * 60 + int(second) + int(third or 0) / 60
    elif iso := _ISO_DURATION.match(value.strip()):
        minutes = int(iso[1] or 0) * 60 + int(iso[2] or 0)
    else:
        return float("nan")
    return float(minutes) if 0 < minutes <= 7 * 24 * 60 else float("nan")


def _oneway(tags: Mapping[str, str], way_class: str) -> int:
    said = tags.get("oneway", "").strip().lower()
    if said in {"yes", "true", "1"}:
        return 1
    if said in {"-1", "reverse"}:
        return -1
    if said:  # no, and what changes with the hour (reversible, alternating)
        return 0
    implied = tags.get("junction") in {"roundabout", "circular"} or way_class in {"motorway", "motorway_link"}
    return int(implied)


def _layer(value: str | None) -> int:
    try:
        return max(-10, min(10, int(value or 0)))
    except ValueError:
        return 0


def _access(tags: Mapping[str, str], keys: tuple[str, ...]) -> Access:
    """Return what the most specific key says."""
    for key in keys:
        value = tags.get(key)
        if value is None:
            continue
        if value in _CLOSED:
            return "no"
        return "private" if value in _PRIVATE else "yes"
    return "yes"

"""SMART patrol XML: the waypoints of each leg with their times, read by local name, whatever the version."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element  # only the type; parsing is defusedxml's

from geo.languages import Says
from geo.sources.frames import Columns
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.tracks.persons import persons_left_out
from geo.sources.tracks.points import Hint, Points, plain_points
from geo.sources.tracks.travel_words import mode_of
from geo.sources.xml_stream import children, elements, local


def parse(path: Path, options: ReadOptions) -> Points:
    """Read the waypoints of a SMART patrol export as positions.

    Returns
    -------
    Points
        One track per leg (`patrol/leg`), one segment per day; line is the waypoint's number. Times are the day's date
        and the waypoint's clock, local. The transport of the leg hints at the means of travel, the patrol's team at the
        unit. Members are not read. A waypoint is written when something is observed, so that a leg's waypoints are
        sparse: what lies between them is not known, and dose from them is a lower bound.

    Raises
    ------
    FileRefusedError
        `doctype`, `bad_xml`, `too_deep`, `too_many_records`, or `nothing_to_read` when there is no waypoint.
    """
    columns = Columns(path.name, options.max_records)
    hints: dict[str, Hint] = {}
    days: dict[str, list[Element]] = {}
    people = {"members": 0}
    kept = frozenset(["team", "transportType"])
    for element, around in elements(path, frozenset(["waypoints"]), kept=kept, counts=people):
        by_name = {local(one): one for one in around}
        if "patrol" not in by_name:
            continue
        leg = by_name.get("legs")
        track = "/".join([by_name["patrol"].get("id", "")[:200], leg.get("id", "")[:200] if leg is not None else ""])
        if track not in hints:
            hints[track] = Hint(_value(by_name["patrol"], "team"), mode_of(_value(leg, "transportType")))
        day = by_name.get("days")
        seen = days.setdefault(track, [])
        if day is not None and not any(one is day for one in seen):
            seen.append(day)
        date = day.get("date", "").strip()[:40] if day is not None else ""
        clock = element.get("time", "").strip()[:40]
        columns.add(
            {
                "track": track,
                "segment": max(len(seen) - 1, 0),
                "line": len(columns) + 1,
                "lat": element.get("y", "")[:200],
                "lon": element.get("x", "")[:200],
                "time": f"{date} {clock}".strip() if clock else "",
            }
        )
    if not len(columns):
        raise refuse("nothing_to_read", path.name, detail="")
    says = Says(
        "Titik patroli SMART dicatat saat ada temuan; jarak antartitik tidak diketahui jalannya.",
        "SMART waypoints are written when something is seen; the way between them is not known.",
    )
    notices = [Notice("sparse_waypoints", says, len(columns))]
    if people["members"]:
        notices.append(persons_left_out(["members"], people["members"]))
    return plain_points("smart", columns.frame(), hints=hints, notices=tuple(notices))


def _value(element: Element | None, name: str) -> str | None:
    found = children(element, name) if element is not None else []
    return (found[0].get("value", "").strip()[:200] or None) if found else None

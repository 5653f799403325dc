"""KML and KMZ: `gx:Track`, `gx:MultiTrack`, and drawn lines, whose positions have no times."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element  # only the type; parsing is defusedxml's

from geo.languages import Says
from geo.sources.frames import Columns
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.records import Refusal
from geo.sources.tracks.points import Points, plain_points
from geo.sources.xml_stream import child_text, children, elements, local


def parse(path: Path, options: ReadOptions) -> Points:
    """Read the tracks of a KML file.

    Returns
    -------
    Points
        One track per placemark (`placemark3` is the third of the file), one segment per `gx:Track` of a
        `gx:MultiTrack` or line of a `MultiGeometry`; line is the position's number in the file. The n-th `when` belongs
        to the n-th `gx:coord`; a position too many has no time, a time too many is refused. Drawn lines have no times.

    Raises
    ------
    FileRefusedError
        `doctype`, `bad_xml`, `too_deep`, `too_many_records`, or `nothing_to_read` when there is no track and no line.

    References
    ----------
    OGC 12-007r2, KML 2.3, clause 12.7 (tracks); OGC 07-147r2, KML 2.2.
    """
    columns = Columns(path.name, options.max_records)
    refused: list[Refusal] = []
    placemarks = drawn = other = line = 0
    for element, _ in elements(path, frozenset(["Placemark"])):
        placemarks += 1
        segment = 0
        for one in element.iter():
            name = local(one)
            if name == "Track":
                pairs, surplus = _timed(one)
            elif name == "LineString":
                pairs, surplus = [(place, "") for place in child_text(one, "coordinates").split()], []
                drawn += 1
            else:
                continue
            for place, when in pairs:
                line += 1
                numbers = place.replace(",", " ").split()
                lon, lat = (numbers[0], numbers[1]) if len(numbers) > 1 else (place, "")
                columns.add(
                    {
                        "track": f"placemark{placemarks}",
                        "segment": segment,
                        "line": line,
                        "lat": lat[:200],
                        "lon": lon[:200],
                        "time": when,
                    }
                )
            for when in surplus:
                line += 1
                refused.append(Refusal(line, "time_without_place", "when", when[:200], raw={"when": when[:200]}))
                if len(refused) > options.max_records:
                    raise refuse("too_many_records", path.name, limit=options.max_records)
            segment += 1
        other += segment == 0
    if not len(columns) and not refused:
        raise refuse("nothing_to_read", path.name, detail="")
    return plain_points(
        "kml", columns.frame(), hints={}, refused=tuple(refused), utc=True, notices=tuple(_notices(drawn, other))
    )


def _timed(track: Element) -> tuple[list[tuple[str, str]], list[str]]:
    """Pair the places of a track with their times; return the pairs, and the times without a place."""
    whens = [(one.text or "").strip()[:200] for one in children(track, "when")]
    places = [(one.text or "").strip()[:200] for one in children(track, "coord")]
    paired = [(place, whens[i] if i < len(whens) else "") for i, place in enumerate(places)]
    return paired, whens[len(places) :]


def _notices(drawn: int, other: int) -> list[Notice]:
    notices = []
    if drawn:
        says = Says(
            "{n} garis tanpa waktu dibaca: ikut dalam cakupan, tidak dalam dosis.",
            "{n} lines without times were read: they count for coverage, not for dose.",
        )
        notices.append(Notice("lines_without_time", says.filled(n=drawn), drawn))
    if other:
        says = Says("{n} tempat yang bukan jejak tidak dibaca.", "{n} placemarks that are no tracks were not read.")
        notices.append(Notice("not_tracks", says.filled(n=other), other))
    return notices

from __future__ import annotations

from pathlib import Path
from typing import Any

from defusedxml import ElementTree
from shapely.geometry import Point

from geo.exports import write
from geo.tables.hotspots import HOTSPOTS
from geo.tables.incidents import INCIDENTS
from tests.exports.samples import GPX, about, hotspots, incidents

# Order of children that the GPX 1.1 schema prescribes.
WAYPOINT = ["ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym", "type"]
TRACK = ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "trkseg"]
METADATA = ["name", "desc", "author", "copyright", "link", "time", "keywords", "bounds"]


def tags(element: Any) -> list[str]:
    return [child.tag.removeprefix(GPX) for child in element]


def in_order(found: list[str], order: list[str]) -> bool:
    places = [order.index(tag) for tag in found]
    return places == sorted(places)


def root_of(table: Any, form: Any, path: Path) -> Any:
    write(table, form, path, language="id", about=about())
    return ElementTree.parse(path).getroot()


def test_follows_the_schema(tmp_path: Path) -> None:
    root = root_of(hotspots(), HOTSPOTS, tmp_path / "a.gpx")
    assert root.tag == f"{GPX}gpx"
    assert root.get("version") == "1.1"
    assert root.get("creator") == "petarawan"
    assert tags(root) == ["metadata", *["wpt"] * 3, *["trk"] * 3]
    assert in_order(tags(root[0]), METADATA)
    for waypoint in root.findall(f"{GPX}wpt"):
        assert in_order(tags(waypoint), WAYPOINT)
        assert -90 <= float(waypoint.get("lat")) <= 90
    for track in root.findall(f"{GPX}trk"):
        assert in_order(tags(track), TRACK)


def test_areas_are_a_point_inside_and_closed_tracks(tmp_path: Path) -> None:
    root = root_of(hotspots(), HOTSPOTS, tmp_path / "a.gpx")
    segments = [len(track.findall(f"{GPX}trkseg")) for track in root.findall(f"{GPX}trk")]
    assert segments == [2, 2, 1]  # outline and hole; two parts; one outline
    for segment in root.iter(f"{GPX}trkseg"):
        points = [(point.get("lat"), point.get("lon")) for point in segment]
        assert points[0] == points[-1]
    first = root.find(f"{GPX}wpt")
    assert hotspots().geometry.iloc[0].buffer(1e-7).contains(Point(float(first.get("lon")), float(first.get("lat"))))


def test_points_have_name_time_and_kind(tmp_path: Path) -> None:
    root = root_of(incidents(), INCIDENTS, tmp_path / "a.gpx")
    first = {child.tag.removeprefix(GPX): child.text for child in root.find(f"{GPX}wpt")}
    assert first["time"] == "2026-08-12T07:30:00Z"
    assert first["name"] == "KARHUTLA LP-1"
    assert first["type"] == "KARHUTLA"
    assert tags(root) == ["metadata", "wpt", "wpt", "wpt"]


def test_long_texts_are_shortened_and_it_is_said(tmp_path: Path) -> None:
    table = hotspots()
    table["explanation_id"] = ["x" * 501, "y" * 500, "z"]
    path = tmp_path / "a.gpx"
    notices = write(table, HOTSPOTS, path, language="id", about=about())
    texts = [point.find(f"{GPX}desc").text for point in ElementTree.parse(path).getroot().findall(f"{GPX}wpt")]
    assert texts == ["x" * 499 + "…", "y" * 500, "z"]
    assert [notice.id[:2] for notice in notices] == ["1 "]

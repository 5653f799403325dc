from __future__ import annotations

from pathlib import Path

import pytest

from geo.sources.tracks.gpx_tracks import parse
from geo.sources.tracks.points import Hint, Points
from tests.sources.hostile import options, reason_of

HEAD = '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">'


def read(tmp_path: Path, body: str, head: str = HEAD, **given: object) -> Points:
    path = tmp_path / "a.gpx"
    path.write_text(head + body + "</gpx>", encoding="utf-8")
    return parse(path, options(**given))


def point(lat: float, lon: float, inside: str = "") -> str:
    return f'<trkpt lat="{lat}" lon="{lon}">{inside}</trkpt>'


GARMIN = (
    '<extensions><t:TrackPointExtension xmlns:t="u"><t:speed>5</t:speed><accuracy>4</accuracy>'
    "</t:TrackPointExtension></extensions>"
)
FULL = "<time>2026-01-02T03:04:05Z</time><speed>2</speed>"


def test_tracks_segments_times_and_speed(tmp_path: Path) -> None:
    body = (
        f"<trk><name>Budi Santoso</name><type>walking</type><trkseg>{point(-2.9, 104.7, FULL)}{point(-2.91, 104.71)}"
        f"</trkseg><trkseg>{point(-2.92, 104.72)}</trkseg></trk><trk><trkseg>{point(1, 2, GARMIN)}</trkseg></trk>"
    )
    points = read(tmp_path, body)
    assert points.track.tolist() == ["trk1", "trk1", "trk1", "trk2"]
    assert points.segment.tolist() == [0, 0, 1, 0]
    assert points.line.tolist() == [1, 2, 3, 4]
    assert points.frame["time"].tolist() == ["2026-01-02T03:04:05Z", "", "", ""]
    assert points.speed_kmh[[0, 3]].tolist() == pytest.approx([7.2, 18.0])
    assert points.accuracy_m[3] == 4
    assert points.hints == {"trk1": Hint(None, "foot"), "trk2": Hint(None, None)}
    assert points.utc
    assert not any("Budi" in str(value) for value in points.frame.to_numpy().ravel())


def test_routes_and_waypoints_are_said(tmp_path: Path) -> None:
    body = f'<wpt lat="1" lon="2"/><rte><rtept lat="1" lon="2"/></rte><trk><trkseg>{point(1, 2)}</trkseg></trk>'
    points = read(tmp_path, body)
    assert len(points.frame) == 1
    assert [(one.code, one.n) for one in points.notices] == [("routes_ignored", 2)]


def test_refusals(tmp_path: Path) -> None:
    assert reason_of(read, tmp_path, '<rte><rtept lat="1" lon="2"/></rte>') == "nothing_to_read"
    assert reason_of(read, tmp_path, "<trk/>", "<!DOCTYPE gpx><gpx>") == "doctype"
    body = f"<trk><trkseg>{point(1, 2) * 3}</trkseg></trk>"
    assert reason_of(read, tmp_path, body, max_records=2) == "too_many_records"
    assert reason_of(read, tmp_path, f"<trk><trkseg>{point(1, 2)}</trkseg>") == "bad_xml"
    deep = "<extensions>" * 200 + "</extensions>" * 200
    assert reason_of(read, tmp_path, f"<trk><trkseg>{point(1, 2, deep)}</trkseg></trk>") == "too_deep"

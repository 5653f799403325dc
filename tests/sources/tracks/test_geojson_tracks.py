from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from geo.sources.tracks.geojson_tracks import parse
from geo.sources.tracks.points import Hint, Points
from tests.sources.hostile import options, reason_of

T = 1_704_088_221_571


def read(tmp_path: Path, *features: Any, text: str = "") -> Points:
    path = tmp_path / "a.geojson"
    content = text or json.dumps({"type": "FeatureCollection", "features": list(features)})
    path.write_text(content, encoding="utf-8")
    return parse(path, options())


def line(coordinates: Any, kind: str = "LineString", **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def test_milliseconds_as_third_numbers(tmp_path: Path) -> None:
    parts = [[[104.7, -2.9, T], [104.71, -2.9, float(T + 1000)]], [[104.8, -2.9, T + 2000], [104.9, -2.9, 12]]]
    points = read(tmp_path, line(parts, "MultiLineString", patrol_id="P", patrol_transport="Foot", patrol_team="Satu"))
    assert points.segment.tolist() == [0, 0, 1, 1]
    assert points.frame["time"].tolist()[:2] == ["2024-01-01T05:50:21.571000Z", "2024-01-01T05:50:22.571000Z"]
    assert points.frame["time"].iloc[3] == "12"
    assert points.hints == {"P": Hint("Satu", "foot")}
    assert [one.code for one in points.notices] == ["times_in_heights"]


def test_heights_are_no_times_and_lists_of_times_are(tmp_path: Path) -> None:
    plain = line([[104.7, -2.9, 12], [104.8, -2.9, 13]])
    told = line([[104.7, -2.9], [104.8, -2.9]], coordTimes=["2026-01-01T00:00:00Z", T])
    inner = line([[1, 2], [3, 4]], coordinateProperties={"times": ["2026-01-01T00:00:00Z", None]})
    points = read(tmp_path, plain, told, inner, line([[1, 2]], "Point"))
    assert points.track.tolist() == ["line#1"] * 2 + ["line#2"] * 2 + ["line#3"] * 2
    expected = ["", "", "2026-01-01T00:00:00Z", "2024-01-01T05:50:21.571000Z", "2026-01-01T00:00:00Z", ""]
    assert points.frame["time"].tolist() == expected
    assert [(one.code, one.n) for one in points.notices] == [("not_tracks", 1)]


def test_bad_numbers_spoil_their_vertex_only(tmp_path: Path) -> None:
    text = json.dumps(line([[104.7, -2.9], [104.8, -2.9], [1, 2]])).replace("104.8", "NaN")
    points = read(tmp_path, text=text)
    assert points.frame["lon"].tolist() == ["104.7", "", "1"]
    points = read(tmp_path, line([[104.7, -2.9], 7, [None, "x"]]), line(None, "MultiLineString"))
    assert points.frame["lat"].tolist() == ["-2.9", "", "x"]
    assert [(one.line, one.reason) for one in points.refused] == [(4, "geometry_not_numbers")]


def test_points_are_a_table(tmp_path: Path) -> None:
    features = [line([104.7, -2.9], "Point", track_id="A", time="2026-01-01T00:00:00Z")]
    points = read(tmp_path, *features)
    assert points.geometry is not None
    assert points.track.tolist() == ["A"]


def test_refusals(tmp_path: Path) -> None:
    assert reason_of(read, tmp_path) == "nothing_to_read"
    polygon = line([[[0, 0], [1, 0], [1, 1], [0, 0]]], "Polygon")
    assert len(read(tmp_path, polygon).line) == 1  # refused as no track, one by one, as in any other format
    assert reason_of(read, tmp_path, text='{"type": "FeatureCollection", "features": [{"type"') == "bad_json"

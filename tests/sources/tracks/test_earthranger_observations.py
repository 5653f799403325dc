from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geo.sources.tracks.earthranger_observations import parse
from geo.sources.tracks.points import Points
from tests.sources.hostile import options, reason_of


def read(tmp_path: Path, value: Any) -> Points:
    path = tmp_path / "a.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return parse(path, options())


def observation(**given: Any) -> dict[str, Any]:
    usual = {
        "id": "o1", "recorded_at": "2026-01-01T00:00:00Z", "source": "s1",
        "location": {"latitude": -2.9, "longitude": 104.7}, "exclusion_flags": 0,
        "subject_name": "Budi", "observation_details": {"x": 1},
    }  # fmt: skip
    return {**usual, **given}


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"data": {"count": 2, "results": rows}}])
def test_observations(tmp_path: Path, wrap: Any) -> None:
    points = read(tmp_path, wrap([observation(), observation(exclusion_flags=2), observation(source="s2")]))
    assert points.source == "earthranger"
    assert points.continuous
    assert points.track.tolist() == ["s1", "s1", "s2"]
    assert points.excluded.tolist() == ["", "junk", ""]
    assert points.mapping == {"time": "recorded_at", "lat": "location.latitude", "lon": "location.longitude"}
    assert "Budi" not in points.frame.to_csv()


def test_bad_records_are_refused_without_names(tmp_path: Path) -> None:
    text = json.dumps([observation(), observation(), 7]).replace("104.7", "NaN", 1)
    points = read(tmp_path, text)
    assert [(one.line, one.reason) for one in points.refused] == [(1, "bad_number"), (3, "not_a_feature")]
    assert points.line.tolist() == [2]
    assert "Budi" not in str(points.refused)
    only = read(tmp_path, [7])
    assert len(only.frame) == 0
    assert len(only.refused) == 1


def test_plain_positions(tmp_path: Path) -> None:
    points = read(tmp_path, [{"lat": 1.5, "lon": 2.5, "time": "2026-01-01T00:00:00Z", "track_id": "A"}])
    assert points.source == "json"
    assert points.track.tolist() == ["A"]


def test_patrol_objects(tmp_path: Path) -> None:
    segment = {
        "patrol_type": "boat_patrol",
        "leader": {"name": "Budi"},
        "time_range": {"start_time": "2026-01-01T00:00:00Z", "end_time": None},
        "start_location": {"latitude": 1, "longitude": 2},
        "end_location": {"latitude": 3, "longitude": 4},
        "events": [{"time": "2026-01-01T01:00:00Z", "location": {"latitude": 5, "longitude": 6}}, {}, 3],
    }
    points = read(tmp_path, [{"id": "p", "patrol_segments": [segment, 5]}, {"lat": 1, "lon": 2}])
    assert points.frame["lat"].tolist() == ["1", "5", "3"]
    assert points.frame["time"].tolist() == ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", ""]
    assert points.hints["p/1"].mode == "river"
    assert {one.code for one in points.notices} == {"patrol_without_track", "persons_left_out", "not_tracks"}
    assert "Budi" not in str(points)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("[]", "nothing_to_read"),
        ("3", "not_geojson"),
        ('[{"lat": 1', "bad_json"),
        ('{"patrol_segments": []}', "nothing_to_read"),
        ('[{"a": 1}]', "no_coordinate_columns"),
        ("[" * 200 + "]" * 200, "too_deep"),
    ],
)
def test_refusals(tmp_path: Path, value: str, reason: str) -> None:
    assert reason_of(read, tmp_path, value) == reason

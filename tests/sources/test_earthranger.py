from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.sources import earthranger
from geo.sources.json_records import parse
from tests.sources.hostile import options

EVENT = {
    "id": "e1",
    "serial_number": 5,
    "event_type": "fire_rep",
    "time": "2024-01-02T03:04:05+07:00",
    "location": {"latitude": -2.9, "longitude": 104.7},
    "event_details": {"luas_ha": 2.5, "updates": [1], "id": "inner"},
    "reported_by": {"name": "somebody"},
}


def test_event_is_flattened_without_people() -> None:
    (flat,) = earthranger.events(EVENT)
    assert flat["id"] == "e1"
    assert flat["kind"] == "fire_rep"
    assert (flat["lon"], flat["lat"]) == (104.7, -2.9)
    assert flat["time"] == "2024-01-02T03:04:05+07:00"
    assert flat["luas_ha"] == 2.5
    assert "somebody" not in json.dumps(flat)


def test_events_of_the_api(tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    path.write_text(json.dumps({"data": {"count": 2, "results": [EVENT, {**EVENT, "id": "e2", "location": None}]}}))
    records = parse(path, options())
    assert records.format == "earthranger"
    assert records.dialect["origin"] == "patrol"
    assert records.frame["id"].tolist() == ["e1", "e2"]
    assert records.frame["lat"].isna().tolist() == [False, True]


def test_other_records_are_not_taken_for_events() -> None:
    assert not earthranger.recognises({"latitude": 1, "longitude": 2})
    assert not earthranger.recognises({"event_type": "x"})
    assert not earthranger.recognises([EVENT])


@pytest.mark.real_data
def test_patrol_gives_its_events(real_data: Path) -> None:
    records = parse(real_data / "patrol" / "sample_patrol.json", options())
    assert records.format == "earthranger"
    assert records.frame["kind"].tolist() == ["injured_animal_rep"]
    assert records.frame["lon"].tolist() == pytest.approx([37.82826913348916])
    assert records.frame["time"].tolist() == ["2017-01-11T03:00:00+00:00"]

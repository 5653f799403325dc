from __future__ import annotations

from pathlib import Path

import pytest

from geo.sources.records import Records
from geo.sources.smart import parse
from tests.sources.hostile import options, reason_of


def read(tmp_path: Path, body: str, prefix: str = "ns2:") -> Records:
    declared = ' xmlns:ns2="http://www.smartconservationsoftware.org/xml/1.3/patrol"' if prefix else ""
    path = tmp_path / "a.xml"
    text = f'<N-patrol{declared} id="P1" patrolType="GROUND">{body}</N-patrol>'.replace("N-", prefix)
    path.write_text(text, encoding="utf-8")
    return parse(path, options())


def waypoint(inside: str) -> str:
    return (
        '<N-legs id="1"><N-members givenName="Rahasia"/><N-days date="2025-12-17">'
        f'<N-waypoints id="2" x="104.7" y="-2.9" time="20:50:41">{inside}</N-waypoints></N-days></N-legs>'
    )


def observation(key: str, attributes: str = "") -> str:
    return f'<N-groups><N-observations categoryKey="{key}">{attributes}</N-observations></N-groups>'


@pytest.mark.parametrize("prefix", ["ns2:", ""])
def test_each_observation_is_a_record(tmp_path: Path, prefix: str) -> None:
    attributes = (
        '<N-attributes attributeKey="threat"><N-itemKey>api.</N-itemKey></N-attributes>'
        '<N-attributes attributeKey="time"><N-sValue>besok</N-sValue></N-attributes>'
        '<N-attributes attributeKey="count"><N-dValue>2.0</N-dValue></N-attributes>'
    )
    body = waypoint(observation("humanactivity.timber.", attributes) + observation("position."))
    records = read(tmp_path, body, prefix)
    assert records.format == "smart"
    assert records.dialect["origin"] == "patrol"
    assert records.frame["id"].tolist() == ["P1/1/2025-12-17/2/1", "P1/1/2025-12-17/2/2"]
    assert records.frame["kind"].tolist() == ["humanactivity.timber", "position"]
    assert records.frame["time"].tolist() == ["2025-12-17 20:50:41"] * 2
    assert records.frame["lat"].tolist() == ["-2.9"] * 2
    assert records.frame["count"].tolist() == ["2.0", ""]
    assert records.frame["time_"].tolist() == ["besok", ""]
    assert "Rahasia" not in records.frame.to_csv()


def test_waypoints_without_observation_are_counted(tmp_path: Path) -> None:
    records = read(tmp_path, waypoint("") + waypoint(observation("a")))
    assert len(records.frame) == 1
    assert [(notice.code, notice.n) for notice in records.notices] == [("waypoints_without_observation", 1)]


def test_refused_files(tmp_path: Path) -> None:
    assert reason_of(read, tmp_path, waypoint("")) == "nothing_to_read"
    path = tmp_path / "b.xml"
    path.write_text("<!DOCTYPE patrol><patrol/>")
    assert reason_of(parse, path, options()) == "doctype"
    path.write_text('<other><waypoints x="1" y="2"><observations/></waypoints></other>')
    assert reason_of(parse, path, options()) == "nothing_to_read"


@pytest.mark.real_data
def test_real_patrols(real_data: Path) -> None:
    patrol = real_data / "patrol"
    first = parse(patrol / "SMART_000006_001.xml", options())
    assert len(first.frame) == 11
    assert first.frame["kind"].iloc[0] == "humanactivity.timber.firewood"
    sample = parse(patrol / "smart_patrol_sample.xml", options())
    assert len(sample.frame) == 3
    assert sample.frame["lon"].tolist() == ["-58.5", "-58.6", "-58.6"]

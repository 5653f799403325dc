from __future__ import annotations

from pathlib import Path

import pytest

from geo.sources.tracks.points import Hint, Points
from geo.sources.tracks.smart_patrols import parse
from tests.sources.hostile import options, reason_of


def read(tmp_path: Path, body: str, head: str = '<patrol id="P1">') -> Points:
    path = tmp_path / "a.xml"
    path.write_text(head + body + "</patrol>", encoding="utf-8")
    return parse(path, options())


def leg(number: int, *days: str) -> str:
    people = '<members givenName="Budi" familyName="S"/>'
    return f'<legs id="{number}"><transportType value="Boat"/>{people}{"".join(days)}</legs>'


def day(date: str, *clocks: str) -> str:
    inside = "".join(f'<waypoints id="{n}" x="104.7" y="-2.{n}" time="{clock}"/>' for n, clock in enumerate(clocks))
    return f'<days date="{date}">{inside}</days>'


def test_legs_are_tracks_and_days_segments(tmp_path: Path) -> None:
    body = '<team value="Regu Satu"/>' + leg(1, day("2026-01-01", "07:00:00", ""), day("2026-01-02", "08:00:00"))
    points = read(tmp_path, body + leg(2, day("2026-01-02", "09:00:00")))
    assert points.track.tolist() == ["P1/1", "P1/1", "P1/1", "P1/2"]
    assert points.segment.tolist() == [0, 0, 1, 0]
    assert points.frame["time"].tolist() == ["2026-01-01 07:00:00", "", "2026-01-02 08:00:00", "2026-01-02 09:00:00"]
    assert points.hints["P1/1"] == Hint("Regu Satu", "river")
    assert not points.utc
    codes = {one.code: one.n for one in points.notices}
    assert codes == {"sparse_waypoints": 4, "persons_left_out": 2}
    assert "Budi" not in str(points)


def test_refusals(tmp_path: Path) -> None:
    assert reason_of(read, tmp_path, leg(1, day("2026-01-01"))) == "nothing_to_read"
    assert reason_of(read, tmp_path, "", "<!DOCTYPE patrol><patrol>") == "doctype"
    assert reason_of(read, tmp_path, "<legs>") == "bad_xml"


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "track", "hint"),
    [
        ("SMART_000006_001.xml", "SMART_000006-001/1", Hint("Community Team 1", "road")),
        ("smart_patrol_sample.xml", "patrol-001/leg-001", Hint("Alpha Team", "foot")),
    ],
)
def test_real_samples(real_data: Path, name: str, track: str, hint: Hint) -> None:
    points = parse(real_data / "patrol" / name, options())
    assert points.track.tolist() == [track, track]
    assert points.hints == {track: hint}

from __future__ import annotations

from pathlib import Path

from geo.sources.tracks.kml_tracks import parse
from geo.sources.tracks.points import Points
from tests.sources.hostile import options, reason_of

HEAD = '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>'


def read(tmp_path: Path, body: str, head: str = HEAD, **given: object) -> Points:
    path = tmp_path / "a.kml"
    path.write_text(head + body + "</Document></kml>", encoding="utf-8")
    return parse(path, options(**given))


def track(pairs: list[tuple[str, str]]) -> str:
    whens = "".join(f"<when>{when}</when>" for when, _ in pairs if when)
    return f"<gx:Track>{whens}{''.join(f'<gx:coord>{coord}</gx:coord>' for _, coord in pairs if coord)}</gx:Track>"


def test_track_and_multitrack(tmp_path: Path) -> None:
    one = track([("2026-01-02T03:00:00Z", "104.7 -2.9 3"), ("2026-01-02T03:01:00Z", "104.8 -2.9 3")])
    body = f"<Placemark>{one}</Placemark><Placemark><gx:MultiTrack>{one}{one}</gx:MultiTrack></Placemark>"
    points = read(tmp_path, body)
    assert points.track.tolist() == ["placemark1"] * 2 + ["placemark2"] * 4
    assert points.segment.tolist() == [0, 0, 0, 0, 1, 1]
    assert points.frame.iloc[0].tolist() == ["-2.9", "104.7", "2026-01-02T03:00:00Z"]
    assert points.utc


def test_unequal_counts(tmp_path: Path) -> None:
    points = read(tmp_path, f"<Placemark>{track([('2026-01-02T03:00:00Z', '1 2 0'), ('', '3 4 0')])}</Placemark>")
    assert points.frame["time"].tolist() == ["2026-01-02T03:00:00Z", ""]
    body = f"<Placemark>{track([('2026-01-02T03:00:00Z', '1 2 0'), ('2026-01-02T03:01:00Z', '')])}</Placemark>"
    points = read(tmp_path, body)
    assert len(points.frame) == 1
    assert [(one.line, one.reason) for one in points.refused] == [(2, "time_without_place")]


def test_lines_and_places(tmp_path: Path) -> None:
    line = "<LineString><coordinates>104.7,-2.9,0 104.8,-2.9 broken</coordinates></LineString>"
    points = read(
        tmp_path, f"<Placemark>{line}</Placemark><Placemark><Point><coordinates>1,2</coordinates></Point></Placemark>"
    )
    assert points.frame["lon"].tolist() == ["104.7", "104.8", "broken"]
    assert points.frame["lat"].tolist() == ["-2.9", "-2.9", ""]
    assert {one.code: one.n for one in points.notices} == {"lines_without_time": 1, "not_tracks": 1}


def test_refusals(tmp_path: Path) -> None:
    assert reason_of(read, tmp_path, "") == "nothing_to_read"
    assert reason_of(read, tmp_path, "", "<!DOCTYPE kml><kml><Document>") == "doctype"
    whens = "".join(f"<when>{n}</when>" for n in range(20))
    body = f"<Placemark><gx:Track>{whens}</gx:Track></Placemark>"
    assert reason_of(read, tmp_path, body, max_records=10) == "too_many_records"

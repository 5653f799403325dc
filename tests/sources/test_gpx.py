from __future__ import annotations

from pathlib import Path

from geo.sources.gpx import parse
from geo.sources.records import Records
from tests.sources.hostile import options, reason_of

HEAD = '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">'


def read(tmp_path: Path, body: str, head: str = HEAD, tail: str = "</gpx>", **given: object) -> Records:
    path = tmp_path / "a.gpx"
    path.write_text(head + body + tail, encoding="utf-8")
    return parse(path, options(**given))


def test_waypoints_are_records(tmp_path: Path) -> None:
    records = read(
        tmp_path,
        '<wpt lat="-2.9" lon="104.7"><time>2026-01-02T03:04:05Z</time><name>Temuan &lt;1&gt;</name>'
        '<extensions><jenis>API</jenis></extensions><link href="http://127.0.0.1:9/x"/></wpt>'
        '<wpt lat="rusak"><name>dua</name></wpt>',
    )
    assert records.frame["lat"].tolist() == ["-2.9", "rusak"]
    assert records.frame["lon"].tolist() == ["104.7", ""]
    assert records.frame["time"].tolist() == ["2026-01-02T03:04:05Z", ""]
    assert records.frame["name"].tolist() == ["Temuan <1>", "dua"]
    assert records.frame["jenis"].tolist() == ["API", ""]
    assert records.line.tolist() == [1, 2]
    assert records.notices == ()


def test_gpx_1_0_and_no_namespace(tmp_path: Path) -> None:
    for head in ('<gpx xmlns="http://www.topografix.com/GPX/1/0">', "<gpx>"):
        assert len(read(tmp_path, '<wpt lat="1" lon="2"/>', head).frame) == 1


def test_tracks_and_routes_are_counted(tmp_path: Path) -> None:
    track = '<trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk>'
    records = read(tmp_path, f'<wpt lat="1" lon="2"/>{track}{track}<rte><rtept lat="1" lon="2"/></rte>')
    assert len(records.frame) == 1
    assert [(notice.code, notice.n) for notice in records.notices] == [("tracks_ignored", 3)]
    assert "2 jalur, 1 rute" in records.notices[0].says.id


def test_only_tracks_say_so(tmp_path: Path) -> None:
    assert reason_of(read, tmp_path, "<trk/>") == "nothing_to_read"


def test_other_xml_and_doctype(tmp_path: Path) -> None:
    """U08."""
    assert reason_of(read, tmp_path, '<wpt lat="1" lon="2"/>', "<other>", "</other>") == "nothing_to_read"
    assert reason_of(read, tmp_path, "", "<!DOCTYPE gpx><gpx>") == "doctype"
    assert reason_of(read, tmp_path, '<wpt lat="1" lon="2"/>' * 3, max_records=2) == "too_many_records"

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geo.sources.tracks.delimited_tracks import is_observation_table, parse
from tests.sources.hostile import options, reason_of

OBSERVATIONS = (
    "recorded_at,lat,lon,source_provider,manufacturer_id,subject_name,subject_subtype\n"
    "2026-01-01T00:00:00Z,-2.9,104.7,gps,77,Budi,ranger\n"
    "2026-01-01T00:05:00+00:00,-2.91,104.71,gps,77,Budi,ranger\n"
)


def test_earthranger_observations_with_mark(tmp_path: Path) -> None:
    path = tmp_path / "obs.csv"
    path.write_text(OBSERVATIONS, encoding="utf-8-sig")
    points = parse(path, options())
    assert points.source == "earthranger"
    assert points.continuous
    assert points.track.tolist() == ["77", "77"]
    assert points.line.tolist() == [2, 3]
    assert "Budi" not in points.frame.to_csv()


def test_plain_table_and_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("track_id;waktu;lat;lon\nA;2026-01-01 07:00;-2,9;104,7\n", encoding="utf-8")
    assert parse(path, options()).source == "csv"
    book = tmp_path / "a.xlsx"
    rows = {"track_id": ["A", "B"], "waktu": ["2026-01-01 07:00"] * 2, "lat": [1.0, 2.0], "lon": [3.0, 4.0]}
    pd.DataFrame(rows).to_excel(book, index=False)
    points = parse(book, options())
    assert points.source == "xlsx"
    assert points.track.tolist() == ["A", "B"]


def test_names_and_refusal(tmp_path: Path) -> None:
    assert is_observation_table(["Recorded_At", "source_provider", "manufacturer_id", "lat"])
    assert not is_observation_table(["recorded_at", "lat"])
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert reason_of(parse, path, options()) == "no_coordinate_columns"


def test_broken_lines_do_not_keep_names(tmp_path: Path) -> None:
    path = tmp_path / "obs.csv"
    broken = "2026-01-01T00:10:00Z,-2.9,104.7,gps,77,Budi\n2026-01-01T00:10:00Z,-2.9,104.7,gps,77,Budi,ranger,Budi\n"
    path.write_text(OBSERVATIONS + broken, encoding="utf-8")
    points = parse(path, options())
    assert [one.reason for one in points.refused] == ["too_few_fields", "too_many_fields"]
    assert "Budi" not in str(points.refused)

"""data.police.uk: months, anchors, identical rows that are separate incidents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geo.sources.read import read_file
from geo.sources.reading import ReadOptions
from geo.sources.uk_police import recognises

HEADER = "Crime ID,Month,Reported by,Longitude,Latitude,Location,LSOA code,Crime type\n"


def test_single_row_is_a_month(written: Callable[..., Path], options: ReadOptions) -> None:
    path = written(HEADER + "abc,2022-01,X,-2.4,53.7,On or near Y,E01,Burglary\n,2022-01,X,-2.4,53.7,Y,E01,Drugs\n")
    got = read_file(path, options)
    assert got.source == "uk_police"
    assert set(got.rows["time_precision"]) == {"month"}
    assert got.rows["kind"].tolist() == ["CURAT", "INFO"]
    assert got.rows["precision_m"].isna().all()
    assert got.rows["source_id"].fillna("").tolist() == ["abc", ""]


@pytest.mark.real_data
def test_lancashire(real_data: Path, options: ReadOptions) -> None:
    first = read_file(real_data / "crime" / "lancashire_asb.tab.gz", options)
    assert (first.records, len(first.rows), first.duplicates, len(first.refused)) == (56_434, 56_434, 0, 0)
    assert set(first.rows["time_precision"]) == {"month"}
    assert first.rows["incident_id"].is_unique
    again = read_file(real_data / "crime" / "lancashire_asb.tab.gz", options)
    assert first.rows["incident_id"].tolist() == again.rows["incident_id"].tolist()
    assert first.rows["digest"].tolist() == again.rows["digest"].tolist()


def test_recognises() -> None:
    assert recognises(["month", "longitude", "latitude", "location", "lsoa_code"])
    assert not recognises(["month", "longitude", "latitude"])

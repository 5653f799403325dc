from __future__ import annotations

import pandas as pd
import pytest

from geo.sources.tracks.persons import names_person, without_persons


@pytest.mark.parametrize(
    "column",
    ["subject_name", "Leader", "patrol_leader", "reported_by", "Nama", "nama_petugas", "extra__subject_name", "NRP",
     "patrol_title", "givenName", "members"],
)  # fmt: skip
def test_columns_that_name_persons(column: str) -> None:
    assert names_person(column)


@pytest.mark.parametrize("column", ["lat", "fixtime", "patrol_id", "manufacturer_id", "subject_type", "tinggi", "team"])
def test_columns_that_do_not(column: str) -> None:
    assert not names_person(column)


def test_they_are_dropped_and_said() -> None:
    frame, notices = without_persons(pd.DataFrame({"lat": [1], "Leader": ["Budi"]}))
    assert list(frame.columns) == ["lat"]
    assert [(one.code, one.n) for one in notices] == [("persons_left_out", 1)]
    assert "Leader" in notices[0].says.en
    assert "Budi" not in notices[0].says.en
    assert without_persons(frame) == (frame, ())

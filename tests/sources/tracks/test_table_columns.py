from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.sources.records import Records
from geo.sources.tracks.points import Hint, Points
from geo.sources.tracks.table_columns import bare_numbers_of
from geo.sources.tracks.table_columns import points_of as points_of_table
from tests.sources.hostile import reason_of


def points_of(table: Records, file: str) -> Points:
    return points_of_table(table, "csv", file=file)


def records(**columns: list[object]) -> Records:
    frame = pd.DataFrame(columns)
    return Records("csv", frame, np.arange(2, len(frame) + 2))


def test_columns_in_either_language() -> None:
    points = points_of(
        records(
            id_jejak=["A", "A"], waktu=["2026-01-01 07:00", "2026-01-01 07:01"], lintang=["-2,9", "-2,91"],
            bujur=["104,7", "104,71"], kecepatan_kmh=["12", ""], ketelitian_m=["5", "-1"], moda=["perahu", "perahu"],
            kesatuan=["Polair", "Polair"], nama_petugas=["Budi", "Budi"],
        ),
        "csv",
    )  # fmt: skip
    assert points.mapping == {"time": "waktu", "lat": "lintang", "lon": "bujur"}
    assert points.track.tolist() == ["A", "A"]
    assert points.speed_kmh[0] == 12
    assert np.isnan(points.speed_kmh[1])
    assert points.accuracy_m[0] == 5
    assert points.hints == {"A": Hint("Polair", "river")}
    assert not points.continuous
    assert "nama_petugas" not in points.frame.columns


def test_date_and_clock_and_no_track_column() -> None:
    points = points_of(
        records(tanggal=["01/12/2026"] * 3, jam=["07.00", "07.05", "07.10"], lat=["1"] * 3, lon=["2"] * 3), "csv"
    )
    assert points.mapping == {"date": "tanggal", "clock": "jam", "lat": "lat", "lon": "lon"}
    assert points.continuous
    assert points.track.tolist() == ["all"] * 3


def test_devices_are_streams_and_junk_is_excluded() -> None:
    points = points_of(
        records(device_id=["7", "8"], lat=[1.0, 2.0], lon=[3.0, 4.0], junk_status=["true", "false"]), "x"
    )
    assert points.continuous
    assert points.excluded.tolist() == ["junk", ""]
    assert points.excluded_column == "junk_status"


def test_incidents_are_noticed_and_places_needed() -> None:
    points = points_of(records(lat=["1"], lon=["2"], event_type=["fire"]), "x")
    assert [one.code for one in points.notices] == ["looks_like_events"]
    assert reason_of(points_of, records(a=["1"], b=["2"]), "x.csv") == "no_coordinate_columns"


@pytest.mark.parametrize(
    ("values", "meaning"),
    [
        (["1704088221571", "1704088225000"], "epoch_milliseconds"),
        ([1704088221.0, 1704088225.5], "epoch_seconds"),
        (["45000", "45001"], "ask"),
        (["1704088221", "x"], "ask"),
        (["", ""], "ask"),
        (["1704088221571", "1704088221"], "ask"),
    ],
)
def test_numbers_as_times(values: list[object], meaning: str) -> None:
    assert bare_numbers_of(pd.Series(values))[0] == meaning

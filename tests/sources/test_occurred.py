"""When records happened: days with clocks, intervals, months; each row of the date file as it says itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.sources.occurred import TimeRules, read_occurred
from geo.sources.times import PRECISIONS


@pytest.fixture
def rules(now: datetime) -> TimeRules:
    return TimeRules("Asia/Jakarta", now)


def frame(**columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in columns.items()})


@pytest.mark.real_data
def test_every_row_of_the_date_file_gets_its_verdict(bad_inputs: Path, rules: TimeRules) -> None:
    """U22."""
    table = pd.read_csv(bad_inputs / "csv_dates_indonesia.csv", dtype=str, keep_default_na=False)
    got = read_occurred(table, {"when": "waktu"}, rules)
    asked = {"W18", "W19"}
    for i, row in table.iterrows():
        verdict = row["uraian"]
        if row["id"] in asked:
            assert got.reason[i] == "ambiguous_time"
        elif verdict.startswith("quarantine"):
            assert got.reason[i] != "", row["waktu"]
        elif "date" in verdict:
            assert PRECISIONS[got.precision[i]] == "day"
            assert got.start[i] + np.timedelta64(7, "h") == np.datetime64(verdict[:10])
        else:
            assert got.reason[i] == "", row["waktu"]
            assert got.start[i] == np.datetime64(verdict[:16])
            assert PRECISIONS[got.precision[i]] == "minute"


def test_a_day_with_its_clock(rules: TimeRules) -> None:
    table = frame(Tanggal=["01/01/2026", "02/01/2026", "03/01/2026"], Jam=["00.00", "24.00", ""])
    got = read_occurred(table, {"date": "Tanggal", "clock": "Jam"}, rules)
    assert got.start.tolist() == [datetime(2025, 12, 31, 17), datetime(2026, 1, 2, 17), datetime(2026, 1, 2, 17)]
    assert [PRECISIONS[code] for code in got.precision] == ["minute", "minute", "day"]


def test_a_bad_clock_names_its_column(rules: TimeRules) -> None:
    got = read_occurred(frame(d=["01/01/2026"], j=["26.00"]), {"date": "d", "clock": "j"}, rules)
    assert (got.reason[0], got.column[0]) == ("no_such_hour", "j")


@pytest.mark.parametrize(
    ("clocks", "minutes", "precision"),
    [
        (["0404", "5", "2359"], [244, 5, 1439], "minute"),
        (["4", "5", "23"], [240, 300, 1380], "hour"),
        (["0.6180555555555556", "0.5", "0.25"], [890, 720, 360], "minute"),
    ],
)
def test_numbers_as_clocks(rules: TimeRules, clocks: list[str], minutes: list[int], precision: str) -> None:
    table = frame(d=["2026-01-01"] * 3, c=clocks)
    got = read_occurred(table, {"date": "d", "clock": "c"}, TimeRules("UTC", rules.now))
    assert ((got.start - np.datetime64("2026-01-01")) / np.timedelta64(1, "m")).tolist() == minutes
    assert {PRECISIONS[code] for code in got.precision} == {precision}


def test_the_clock_eighty_five_is_held(rules: TimeRules) -> None:
    got = read_occurred(frame(d=["2026-01-01"] * 2, c=["0910", "85"]), {"date": "d", "clock": "c"}, rules)
    assert got.reason.tolist() == ["", "no_such_hour"]


def test_intervals_keep_both_ends_and_an_honest_precision(rules: TimeRules) -> None:
    table = frame(
        a=["2026-01-01 20:00", "2026-01-01 20:00", "2026-01-01 20:00", "2026-01-01 20:00"],
        b=["2026-01-02 04:00", "", "2026-01-01 19:00", "2026-01-01 20:00"],
    )
    got = read_occurred(table, {"from": "a", "to": "b"}, rules)
    assert got.end[0] - got.start[0] == np.timedelta64(8, "h")
    assert PRECISIONS[got.precision[0]] == "day"
    assert got.end[1] == got.start[1]
    assert got.reason.tolist() == ["", "", "end_before_start", ""]
    assert PRECISIONS[got.precision[3]] == "minute"
    assert [notice.code for notice in got.notices] == ["open_end"]


def test_all_at_midnight_are_dates(rules: TimeRules) -> None:
    got = read_occurred(frame(w=[f"2026-01-0{i} 00:00:00" for i in range(1, 6)]), {"when": "w"}, rules)
    assert {PRECISIONS[code] for code in got.precision} == {"day"}
    assert got.notices[0].code == "dates_only"


def test_the_first_of_every_month_is_a_month_in_a_month_column(rules: TimeRules) -> None:
    texts = [f"2022-0{i}-01" for i in range(1, 7)]
    months = read_occurred(frame(month=texts), {"when": "month"}, rules)
    days = read_occurred(frame(tanggal=texts), {"when": "tanggal"}, rules)
    assert {PRECISIONS[code] for code in months.precision} == {"month"}
    assert {PRECISIONS[code] for code in days.precision} == {"day"}


def test_no_time_column_is_said(rules: TimeRules) -> None:
    got = read_occurred(frame(a=["x"]), {}, rules)
    assert np.isnat(got.start[0])
    assert PRECISIONS[got.precision[0]] == "unknown"
    assert got.notices[0].code == "no_time_column"


def test_future_and_excel_zero_are_held(rules: TimeRules) -> None:
    got = read_occurred(frame(w=["2026-11-25", "1899-12-30", "2026-11-23 12:30"]), {"when": "w"}, rules)
    assert got.reason.tolist() == ["future_time", "time_too_old", ""]


def test_bare_numbers_are_proposed_and_then_read(rules: TimeRules) -> None:
    table = frame(w=["46246", "46240.5"])
    asked = read_occurred(table, {"when": "w"}, rules)
    assert set(asked.reason) == {"ambiguous_time"}
    assert asked.proposal == {"mapping": {"bare_numbers": "excel_serial"}}
    told = read_occurred(table, {"when": "w"}, TimeRules("Asia/Jakarta", rules.now, bare_numbers="excel_serial"))
    assert told.reason.tolist() == ["", ""]

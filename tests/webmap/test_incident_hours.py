"""Hours of incidents: a day without an hour is no midnight, an interval counts in equal shares, a month in none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.store.protocol import Store
from tests.webmap import samples
from webmap.incident_hours import identity, in_band, profile, times_of, within_hours
from webmap.questions import Shown
from webmap.services import Services

ZONE = "Asia/Jakarta"


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Return services over 60 incidents: 20 known to the hour, 20 to the day, 10 to six hours, 10 to the month."""
    store = samples.make_store(tmp_path_factory.mktemp("hours"), rows=_rows())
    yield Services(samples.settings_of(store), store)
    store.close()


def _rows() -> pd.DataFrame:
    rows = samples.incidents(60, kinds=("CURAT",))
    begin = pd.Series(pd.to_datetime(["2026-03-10T14:30:00Z"] * 60)).astype("datetime64[us, UTC]")  # 21.30 WIB
    end, precision = (
        begin.copy(),
        np.array(["minute"] * 20 + ["day"] * 20 + ["hour"] * 10 + ["month"] * 10, dtype=object),
    )
    begin[20:40] = pd.Timestamp("2026-03-09T17:00:00Z")  # 00.00 WIB
    end[20:40] = begin[20]
    end[40:50] = begin[40] + pd.Timedelta(hours=6)
    begin[50:] = pd.Timestamp("2026-02-28T17:00:00Z")
    end[50:] = begin[50]
    return rows.assign(occurred_from=begin, occurred_to=end, time_precision=precision)


def test_hours_are_known_spread_or_unknown(of: Services) -> None:
    index = of.index()
    told = profile(index, times_of(of, index), np.arange(len(index)), ZONE)
    assert (told.total, told.timed, told.spread, told.unknown) == (60, 20, 30, 10)
    assert sum(told.hours) == pytest.approx(50, abs=0.1)
    assert sum(told.weekdays) == pytest.approx(50, abs=0.1)
    day = 20 / 24
    assert told.hours[5] == pytest.approx(day, abs=0.01)  # no false midnight
    assert told.hours[0] == pytest.approx(day + 10 / 6, abs=0.01)
    assert told.hours[21] == pytest.approx(20 + day + 10 / 12, abs=0.01)
    assert told.weekdays[1] > 40  # 10 March 2026 was a Tuesday


def test_a_band_holds_what_is_known_to_be_in_it(of: Services) -> None:
    index = of.index()
    times = times_of(of, index)
    assert int(in_band(times, (21, 24)).sum()) == 20
    assert int(in_band(times, (20, 2)).sum()) == 20
    assert int(in_band(times, (0, 3)).sum()) == 0
    part = within_hours(index, times, (21, 24))
    assert len(part) == 20 == int(part.matching(Shown(("CURAT",))).sum())
    assert part.version < 0 <= index.version
    assert identity(part) != identity(index)
    assert within_hours(index, times, (21, 24)) is part
    assert within_hours(index, times, None) is index


def test_times_are_joined_to_their_own_incidents(of: Services) -> None:
    index = of.index()
    times = times_of(of, index)
    assert times_of(of, index) is times
    for row in range(len(index)):
        stored = of.store.incident_by_number(int(index.number[row]))
        assert stored is not None
        assert times.timed[row] == (stored["time_precision"] == "minute")


def test_nothing_has_no_hours(tmp_path: Path) -> None:
    store: Store = samples.make_store(tmp_path)
    of = Services(samples.settings_of(store), store)
    index = of.index()
    told = profile(index, times_of(of, index), np.arange(0), ZONE)
    assert (told.total, sum(told.hours), sum(told.weekdays)) == (0, 0, 0)
    store.close()

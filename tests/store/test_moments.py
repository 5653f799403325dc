from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.store.moments import microseconds, moment


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_there_and_back(when: datetime) -> None:
    assert moment(microseconds(when)) == when
    assert microseconds(pd.Timestamp(when)) == microseconds(when)


def test_zones_and_unknown() -> None:
    assert microseconds(datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=7)))) == microseconds(
        datetime(2026, 11, 23, 5, tzinfo=UTC)
    )
    assert microseconds(None) is None
    assert microseconds(pd.NaT) is None
    assert moment(None) is None
    with pytest.raises(ValueError, match="time zone"):
        microseconds(datetime(2026, 11, 23))

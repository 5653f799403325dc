from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from geo.evaluation.clock_faults import clock_faults

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SHIFT = (NOW - timedelta(hours=30), NOW - timedelta(hours=24))
GOOD = np.linspace(SHIFT[0].timestamp() + 600, SHIFT[1].timestamp() - 600, 50)


def codes(seconds: np.ndarray, expected: tuple[datetime, datetime] | None = SHIFT) -> list[str]:
    return [code for code, _ in clock_faults(seconds, now=NOW, expected=expected)]


def test_a_good_clock() -> None:
    assert codes(GOOD) == []
    assert codes(GOOD, None) == []
    assert codes(np.array([])) == []
    assert codes(np.array([np.nan])) == []


def test_never_set_and_future() -> None:
    assert codes(np.array([0.0, 60.0])) == ["never_set"]
    assert codes(np.append(GOOD, NOW.timestamp() + 7200)) == ["future"]
    assert codes(np.append(GOOD, NOW.timestamp() + 1800)) == []


@pytest.mark.parametrize("hours", [7, -7, 8, 1, -1])
def test_whole_hours_off(hours: int) -> None:
    off = GOOD + hours * 3600
    if abs(hours) < 6:  # it still overlaps its shift
        assert codes(off) == []
    elif hours > 0:
        told = clock_faults(off, now=NOW, expected=SHIFT)
        assert [code for code, _ in told] == ["hours_off"]
        assert str(-hours) in told[0][1].en
    else:
        told = clock_faults(off, now=NOW, expected=SHIFT)
        assert str(-hours) in told[0][1].en


def test_week_rollover() -> None:
    assert codes(GOOD - 1024 * 7 * 86_400) == ["week_rollover"]


def test_another_day_is_no_fault_of_the_clock() -> None:
    assert codes(GOOD - 5 * 86_400) == []

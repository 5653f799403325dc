"""Sums of a release: of what is shown, open upwards as soon as anything is not."""

from __future__ import annotations

from typing import Any

from webmap.released_counts import counts_of


def _row(level: str, low: int | None, high: int | None) -> dict[str, Any]:
    return {"properties": {"level": level, "n_low": low, "n_high": high, "suppressed": low is None}}


def test_bands_are_added_and_levels_kept_apart() -> None:
    rows = [_row("2000m", 5, 9), _row("4000m", 10, 14), _row("district", 5, 9), _row("district", None, None)]
    told = counts_of({"features": rows})
    assert told["cells"] == {"low": 15, "high": 23, "shown": 2, "rows": 2}
    assert told["districts"] == {"low": 5, "high": None, "shown": 1, "rows": 2}


def test_a_row_without_an_upper_limit_leaves_the_sum_open() -> None:
    told = counts_of({"features": [_row("2000m", 5, 9), _row("4000m", 10, None)]})
    assert told["cells"]["high"] is None
    assert told["districts"] == {"low": 0, "high": None, "shown": 0, "rows": 0}

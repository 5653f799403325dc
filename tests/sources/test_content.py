"""Digests: equal exactly when the content is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.sources.content import digests


def table(n: int = 2) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": ["CURI"] * n,
            "occurred_from": pd.to_datetime(["2026-01-01T00:00Z"] * n),
            "occurred_to": pd.to_datetime(["2026-01-01T00:00Z"] * n),
            "time_precision": ["minute"] * n,
            "precision_m": [np.nan] * n,
            "origin": ["reported"] * n,
            "status": ["unverified"] * n,
            "sharing": ["own"] * n,
            "footprint": [None] * n,
            "harm": [1.0] * n,
        }
    )


LON, LAT = np.array([104.7, 104.7]), np.array([-2.9, -2.9])


def test_equal_rows_have_equal_digests() -> None:
    first, second = digests(table(), LON, LAT, ["a", "a"])
    assert first == second
    assert len(first) == 32


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "NARKOBA"),
        ("occurred_from", pd.Timestamp("2026-01-02T00:00Z")),
        ("occurred_to", pd.Timestamp("2026-01-02T00:00Z")),
        ("time_precision", "day"),
        ("precision_m", 500.0),
        ("origin", "sensor"),
        ("status", "verified"),
        ("sharing", "open"),
        ("footprint", "POLYGON ((0 0, 1 0, 1 1, 0 0))"),
    ],
)
def test_every_change_of_content_shows(column: str, value: object) -> None:
    changed = table()
    changed.loc[1, column] = value
    first, second = digests(changed, LON, LAT, ["a", "a"])
    assert first != second


def test_what_is_ours_does_not_show() -> None:
    assert (
        digests(table(), LON, LAT, ["a", "a"]).tolist()
        == digests(table().assign(harm=9.0, outside=True, row=7), LON, LAT, ["a", "a"]).tolist()
    )


def test_places_count_to_a_centimetre() -> None:
    near, far = LON + np.array([0, 1e-9]), LON + np.array([0, 1e-6])
    assert len(set(digests(table(), near, LAT, ["a", "a"]))) == 1
    assert len(set(digests(table(), far, LAT, ["a", "a"]))) == 2
    assert len(set(digests(table(), LON, LAT, ["a", "b"]))) == 2


def test_a_row_does_not_depend_on_its_neighbours() -> None:
    mixed = table(3)
    mixed.loc[2, ["kind", "status"]] = ["NARKOBA", "verified"]
    alone = digests(table(1), LON[:1], LAT[:1], ["a"])[0]
    assert digests(mixed, np.full(3, 104.7), np.full(3, -2.9), ["a", "a", "z"])[0] == alone

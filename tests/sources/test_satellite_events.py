"""Pixels of one fire: one event, whatever the order of the rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sources.satellite_events import merge_pixels


def pixels(rows: list[tuple[str, float, float, str, str, float, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["incident_id", "lon", "lat", "occurred_from", "satellite", "scan_km", "frp"])
    frame["track_km"] = frame["scan_km"]
    frame["occurred_from"] = pd.to_datetime(frame["occurred_from"], utc=True)
    return frame


KM = 1 / 111.2


def test_neighbours_of_one_pass_are_one_event() -> None:
    got = merge_pixels(
        pixels(
            [
                ("a", 104.0, -2.0, "2023-09-01T06:00Z", "Aqua", 1.0, 5.0),
                ("b", 104.0, -2.0 + 1.2 * KM, "2023-09-01T06:04Z", "Aqua", 1.0, 9.0),
                ("c", 104.0, -2.0 + 2.4 * KM, "2023-09-01T06:04Z", "Aqua", 1.0, 9.0),
                ("d", 104.0, -2.0 + 4.2 * KM, "2023-09-01T06:04Z", "Aqua", 1.0, 99.0),
                ("e", 104.0, -2.0, "2023-09-01T06:00Z", "Terra", 1.0, 1.0),
                ("f", 104.0, -2.0, "2023-09-01T07:40Z", "Aqua", 1.0, 1.0),
            ]
        )
    )
    assert got["event_id"].tolist() == ["b", "b", "b", "d", "e", "f"]
    assert got["left_out"].tolist() == ["same_event", "", "same_event", "", "", ""]


def test_the_larger_pixel_reaches_farther() -> None:
    rows = [
        ("a", 104.0, -2.0, "2023-09-01T06:00Z", "A", 3.0, 1.0),
        ("b", 104.0, -2.0 + 4 * KM, "2023-09-01T06:00Z", "A", 1.0, 2.0),
    ]
    assert merge_pixels(pixels(rows))["event_id"].tolist() == ["b", "b"]


def test_alerts_without_size_join_within_fifty_metres_and_a_day() -> None:
    rows = [
        ("a", 104.0, -2.0, "2024-10-31T00:00Z", "", np.nan, np.nan),
        ("b", 104.0, -2.0 + 0.04 * KM, "2024-10-31T00:00Z", "", np.nan, np.nan),
        ("c", 104.0, -2.0 + 0.2 * KM, "2024-10-31T00:00Z", "", np.nan, np.nan),
        ("d", 104.0, -2.0, "2024-11-01T00:00Z", "", np.nan, np.nan),
    ]
    assert merge_pixels(pixels(rows))["event_id"].tolist() == ["a", "a", "c", "d"]


def test_nothing() -> None:
    assert merge_pixels(pixels([])).columns.tolist() == ["incident_id", "event_id", "left_out"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 40))
def test_agrees_with_pairs_and_ignores_order(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    frame = pixels(
        [
            (f"p{i:03d}", 104 + rng.uniform(0, 0.08), -2 + rng.uniform(0, 0.08),
             f"2023-09-01T06:{rng.integers(0, 30):02d}Z", "AT"[rng.integers(0, 2)], rng.choice([1.0, 2.5]),
             float(rng.integers(0, 5)))
            for i in range(n)
        ]
    )  # fmt: skip
    got = merge_pixels(frame).set_index("incident_id")
    shuffled = merge_pixels(frame.sample(frac=1, random_state=seed)).set_index("incident_id")
    pd.testing.assert_frame_equal(got.sort_index(), shuffled.sort_index())
    group = list(range(n))

    def root(i: int) -> int:
        return i if group[i] == i else root(group[i])

    phi = np.radians(frame["lat"].to_numpy())
    lam = np.radians(frame["lon"].to_numpy())
    for i in range(n):
        for j in range(i):
            half = (
                np.sin((phi[i] - phi[j]) / 2) ** 2
                + np.cos(phi[i]) * np.cos(phi[j]) * np.sin((lam[i] - lam[j]) / 2) ** 2
            )
            distance = 2 * 6_371_008.8 * np.arcsin(np.sqrt(half))
            minutes = abs((frame["occurred_from"][i] - frame["occurred_from"][j]).total_seconds()) / 60
            reach = 1500 * max(frame["scan_km"][i], frame["scan_km"][j])
            if frame["satellite"][i] == frame["satellite"][j] and minutes <= 10 and distance <= reach:
                group[root(i)] = root(j)
    expected = pd.Series([root(i) for i in range(n)], index=frame["incident_id"])
    assert got.groupby("event_id").ngroups == expected.nunique()
    for _, members in expected.groupby(expected):
        assert got.loc[members.index, "event_id"].nunique() == 1
    leads = got[got["left_out"] == ""]
    assert (leads.index == leads["event_id"]).all()


@pytest.mark.real_data
def test_a_country_and_a_year(real_data: Path, options) -> None:
    import json

    from geo.sources.read import read_file

    rows = read_file(real_data / "fires" / "modis_2023_Indonesia.csv.gz", options).rows
    said = [json.loads(text) for text in rows["attributes"]]
    frame = pd.DataFrame(
        {
            "incident_id": rows["incident_id"], "lon": rows.geometry.x, "lat": rows.geometry.y,
            "occurred_from": rows["occurred_from"], "satellite": [one["satellite"] for one in said],
            "scan_km": [float(one["scan"]) for one in said], "track_km": [float(one["track"]) for one in said],
            "frp": [float(one["frp"]) for one in said],
        }
    )  # fmt: skip
    got = merge_pixels(frame)
    events = int((got["left_out"] == "").sum())
    assert got["event_id"].nunique() == events
    assert 0.3 * len(frame) < events < 0.9 * len(frame)

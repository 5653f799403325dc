from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.sources.tracks.gathering import gathered
from geo.sources.tracks.points import plain_points


def positions(*rows: tuple[str, int, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["track", "segment", "lat", "lon", "time"])
    return frame.assign(line=np.arange(1, len(frame) + 1))


def run(frame: pd.DataFrame, **given: object):  # type: ignore[no-untyped-def]
    points = plain_points("gpx", frame, hints={}, **given)
    return gathered(points, "f", timezone="Asia/Jakarta", crs=None, swap_axes=False)


def test_zones_order_duplicates_and_missing_times() -> None:
    frame = positions(
        ("a", 0, "-2.9", "104.7", "2026-01-01 07:02:00"),
        ("a", 0, "-2.9", "104.8", ""),
        ("a", 0, "-2.9", "104.6", "2026-01-01T00:00:00Z"),
        ("a", 0, "-2.9", "104.7", "2026-01-01 07:02:00"),
        ("b", 0, "-2.9", "104.7", "2026-01-01 07:02:00"),
        ("a", 0, "nan", "104.7", "2026-01-01 07:02:00"),
        ("a", 0, "-2.9", "104.7", "kemarin"),
        ("a", 0, "-2.9", "104.7", "2026-01-01"),
    )
    fixes, refused, duplicates, notices, proposal = run(frame)
    assert fixes["row"].tolist() == [3, 1, 2, 5]
    assert fixes["moment"].iloc[0] == pd.Timestamp("2026-01-01T00:00Z")
    assert fixes["moment"].iloc[1] == pd.Timestamp("2026-01-01T00:02Z")
    assert pd.isna(fixes["moment"].iloc[2])
    assert duplicates == 1
    assert refused[["line", "column", "reason"]].to_numpy().tolist() == [
        [6, "lat", "not_finite"],
        [7, "time", "bad_time"],
        [8, "time", "coarse_time"],
    ]
    codes = {one.code: one.n for one in notices}
    assert codes == {"time_without_zone": 4, "sorted": 1, "duplicates": 1, "without_time": 1, "shared_positions": 1}
    assert proposal is None


def test_utc_by_standard() -> None:
    fixes, *_ = run(positions(("a", 0, "1", "2", "2026-01-01T07:00:00")), utc=True)
    assert fixes["moment"].iloc[0] == pd.Timestamp("2026-01-01T07:00Z")


def test_segments_are_ordered_by_their_first_time() -> None:
    frame = positions(
        ("a", 5, "1", "2", "2026-01-01T02:00:00Z"),
        ("a", 5, "1", "2", "2026-01-01T02:01:00Z"),
        ("a", 9, "1", "3", "2026-01-01T01:00:00Z"),
        ("a", 7, "1", "4", ""),
    )
    fixes, *_ = run(frame)
    assert fixes["segment"].tolist() == [0, 1, 1, 2]
    assert fixes["row"].tolist() == [3, 1, 2, 4]


def test_swapped_columns_hold_all_and_are_proposed() -> None:
    frame = positions(*[("a", 0, "104.7", f"-2.{n}", f"2026-01-01T00:0{n}:00Z") for n in range(5)])
    fixes, refused, _, _, _ = run(frame)
    assert len(fixes) == 0
    assert set(refused["reason"]) == {"axes_swapped"}
    points = plain_points("gpx", frame, hints={})
    fixes, refused, *_ = gathered(points, "f", timezone="Asia/Jakarta", crs=None, swap_axes=True)
    assert len(fixes) == 5


def test_streams_are_cut_at_silence() -> None:
    hours = [0, 1, 2, 9, 10, 40]
    frame = positions(
        *[("d", 0, "1", "2", str(pd.Timestamp("2026-01-01T00:00Z") + pd.Timedelta(hours=h))) for h in hours]
    )
    fixes, _, _, notices, _ = run(frame, continuous=True)
    assert fixes["source_track"].tolist() == ["d/1"] * 3 + ["d/2"] * 2 + ["d/3"]
    assert "stream_split" in {one.code for one in notices}


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"), st.integers(0, 2), st.sampled_from(["1", "2", "x", "95", ""]),
            st.sampled_from(["10", "11", "", "0"]),
            st.sampled_from(["", "2026-01-01T00:00:00Z", "2026-01-01 06:00", "q"]),
        ),
        max_size=30,
    )
)  # fmt: skip
def test_nothing_is_lost_and_time_never_runs_back(rows: list[tuple[str, int, str, str, str]]) -> None:
    fixes, refused, duplicates, _, _ = run(positions(*rows))
    assert len(fixes) + len(refused) + duplicates == len(rows)
    assert set(fixes["row"]).isdisjoint(refused["line"])
    for _, part in fixes.groupby(["source_track", "segment"]):
        assert part["moment"].dropna().is_monotonic_increasing
    for _, part in fixes.groupby("source_track"):
        assert sorted(part["segment"].unique()) == list(range(part["segment"].nunique()))


@pytest.mark.parametrize("n", [0, 1])
def test_empty_and_single(n: int) -> None:
    fixes, refused, duplicates, _, _ = run(positions(*[("a", 0, "1", "2", "")] * n))
    assert (len(fixes), len(refused), duplicates) == (n, 0, 0)

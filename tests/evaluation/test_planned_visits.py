from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.evaluation.planned_visits import matched
from tests.evaluation.patrols import at


def stops(*rows: tuple[str, float], order: str = "R1") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "route_id": [order] * len(rows),
            "stop": range(1, len(rows) + 1),
            "place_id": [place for place, _ in rows],
            "begins": pd.Series([at(t) for _, t in rows], dtype="datetime64[us, UTC]"),
            "ends": pd.Series([at(t + 14) for _, t in rows], dtype="datetime64[us, UTC]"),
        }
    )


def done(*rows: tuple[str, float, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "track_id": [track for _, _, track in rows],
            "place_id": [place for place, _, _ in rows],
            "begins": pd.Series([at(t) for _, t, _ in rows], dtype="datetime64[us, UTC]"),
            "ends": pd.Series([at(t + 10) for _, t, _ in rows], dtype="datetime64[us, UTC]"),
            "minutes": [10.0] * len(rows),
        }
    )


def run(plan: pd.DataFrame | None, real: pd.DataFrame, **orders: str) -> pd.DataFrame | None:
    return matched(plan, real, order_of_track=orders, on_time_min=60, timezone="Asia/Jakarta")


def test_on_time_late_and_missed() -> None:
    got = run(stops(("a", 60), ("b", 100), ("c", 200)), done(("a", 75, "T"), ("b", 161, "T"), ("d", 200, "T")))
    assert got is not None
    assert got["late_min"].iloc[:2].tolist() == [15, 61]
    assert got["on_time"].tolist() == [True, False, pd.NA]
    assert got["track_id"].iloc[0] == "T"
    assert pd.isna(got["visit_begins"].iloc[2])


def test_other_days_do_not_count() -> None:
    # 16:50 and 17:10 UTC are two local days at UTC+7
    got = run(stops(("a", 16 * 60 + 50)), done(("a", 17 * 60 + 10, "T")))
    assert got is not None
    assert got["on_time"].isna().all()


def test_one_visit_serves_one_stop_and_orders_bind() -> None:
    plan = stops(("a", 60), ("a", 200))
    got = run(plan, done(("a", 190, "T")))
    assert got is not None
    assert got["on_time"].tolist() == [pd.NA, True]
    other = run(plan, done(("a", 60, "T")), T="R2")
    assert other is not None
    assert other["on_time"].isna().all()
    both = run(plan, done(("a", 60, "T"), ("a", 230, "U")), T="R2", U="R1")
    assert both is not None
    assert pd.isna(both["track_id"].iloc[0])
    assert both["track_id"].iloc[1] == "U"
    assert run(plan.assign(order_id="SP"), done(("a", 60, "T")), T="SP") is not None


def test_nothing() -> None:
    assert run(None, done()) is None
    empty = run(stops(), done())
    assert empty is not None
    assert len(empty) == 0
    assert {"on_time", "late_min", "track_id"} <= set(empty.columns)


@given(
    st.lists(st.integers(0, 600), max_size=4, unique=True),
    st.lists(st.integers(0, 600), max_size=4, unique=True),
)
def test_pairs_are_the_best_of_all(plan: list[int], real: list[int]) -> None:
    got = run(stops(*[("a", t) for t in plan]), done(*[("a", t, f"T{t}") for t in real]))
    assert got is not None
    late = got["late_min"].dropna().abs()
    few, many = sorted((plan, real), key=len)
    best = min(
        (
            sum(abs(a - b) for a, b in zip(few, chosen, strict=True))
            for chosen in itertools.permutations(many, len(few))
        ),
        default=0,
    )
    assert len(late) == len(few)
    assert np.isclose(late.sum(), best)

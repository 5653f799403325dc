"""What changed between two runs."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.errors import ParameterError, TableError, UnprojectedError
from geo.hotspots.standing.difference import CHANGES, COLUMNS, count_p_value, difference
from geo.tables import lineage
from tests.hotspots.standing.test_identity import hotspots_at, rectangles


def test_changes_are_those_of_the_table():
    assert sorted(CHANGES) == sorted(lineage.CHANGES)


SQUARE = (0, 0, 100, 100)


def one(older, newer, **days):
    rows = difference(older, newer, **days)
    assert len(rows) == 1
    return rows.iloc[0]


def with_counts(before: int, now: int, **days):
    return one(hotspots_at(SQUARE, ids=["A"], n=[before]), hotspots_at(SQUARE, ids=["A"], n=[now]), **days)


def test_the_same():
    row = with_counts(20, 24)
    assert row["change"] == "same"
    assert (row["n"], row["previous_n"], row["n_change"]) == (24, 20, 4)
    assert row["overlap_share"] == pytest.approx(1)
    assert row["moved_m"] == pytest.approx(0)
    assert row["p_value"] == pytest.approx(stats.binomtest(24, 44).pvalue)
    assert row["explanation_en"] == "No clear change: 20 incidents before, 24 now."
    assert row["explanation_id"] == "Tidak jelas berubah: 20 kejadian sebelumnya, 24 kini."


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [(20, 40, "grown"), (40, 20, "shrunk"), (5, 10, "same"), (10_000, 10_900, "same"), (10_000, 11_000, "grown")],
)
def test_counts_change_when_chance_and_size_say_so(before, now, change):
    assert with_counts(before, now)["change"] == change


def test_counts_are_compared_per_day():
    assert with_counts(40, 20, older_days=60, newer_days=30)["change"] == "same"
    row = with_counts(20, 20, older_days=90, newer_days=30)
    assert row["change"] == "grown"
    assert row["p_value"] == pytest.approx(stats.binomtest(20, 40, 0.25).pvalue)
    assert row["explanation_en"].startswith("Grown: 20 incidents before, 20 now, that is 6.7 and 20 per 30 days (p ")
    assert row["explanation_id"].startswith("Bertambah: 20 kejadian sebelumnya, 20 kini, yaitu 6,7 dan 20 per 30 hari")


def test_the_test_is_the_exact_binomial_one():
    """Table of Przyborowski & Wilenski: 0 against 6 in equal times has p = 2 / 64."""
    assert count_p_value(0, 6, 0.5) == pytest.approx(2 / 64)
    assert count_p_value(0, 0, 0.5) == 1.0


def test_moved_needs_little_overlap_and_a_far_centre():
    older = hotspots_at((0, 0, 100, 100), ids=["A"])
    far = one(older, hotspots_at((60, 0, 160, 100), ids=["B"]))
    assert far["change"] == "moved"
    assert far["moved_m"] == pytest.approx(60)
    assert far["overlap_share"] == pytest.approx(40 / 160)
    assert (far["hotspot_id"], far["previous_id"]) == ("B", "A")
    assert far["explanation_en"] == "Moved by 60 m; 20 incidents before, 20 now."
    near = one(older, hotspots_at((30, 0, 130, 100), ids=["B"]))
    assert near["overlap_share"] > 0.5
    assert near["change"] == "same"
    centred = one(older, hotspots_at((20, 20, 80, 80), ids=["B"]))
    assert centred["overlap_share"] < 0.5
    assert centred["change"] == "shrunk", "its area, not its place, changed"


def test_area_alone():
    wide = one(hotspots_at(SQUARE, ids=["A"]), hotspots_at((0, 0, 130, 100), ids=["A"]))
    assert wide["change"] == "grown"
    assert wide["explanation_en"].startswith("Spread from 0.01 to 0.013 km²")
    little = one(hotspots_at(SQUARE, ids=["A"]), hotspots_at((0, 0, 124, 100), ids=["A"]))
    assert little["change"] == "same"


def test_a_changed_count_is_told_before_a_move_but_the_move_is_told_too():
    older, newer = hotspots_at(SQUARE, ids=["A"], n=[10]), hotspots_at((60, 0, 160, 100), ids=["A"], n=[60])
    row = one(older, newer)
    assert row["change"] == "grown"
    assert row["explanation_en"].endswith("It also moved by 60 m.")


def test_new_and_gone():
    rows = difference(hotspots_at(SQUARE, ids=["A"], n=[7]), hotspots_at((900, 0, 990, 100), ids=["B"], n=[9]))
    assert rows["change"].tolist() == ["new", "gone"]
    assert rows["n_change"].tolist() == [9, -7]
    assert rows["hotspot_id"].tolist() == ["B", "A"]
    assert rows["previous_id"].isna().tolist() == [True, False]
    assert rows.geometry.area.tolist() == pytest.approx([9000, 10_000])
    assert rows["explanation_en"].str.startswith(("New: 9", "Gone: 7")).all()


def test_split_and_merged_are_told_on_both_sides():
    whole, parts = hotspots_at(SQUARE, ids=["A"]), hotspots_at((0, 0, 60, 100), (70, 0, 100, 100), ids=["A", "B"])
    split = difference(whole, parts)
    assert split.set_index("hotspot_id")["change"].to_dict() == {"B": "split", "A": "shrunk"}
    assert split.set_index("hotspot_id").loc["A", "explanation_en"].endswith("Split from it: B.")
    assert split["n_change"].isna().sum() == 1
    merged = difference(parts, whole)
    assert merged.set_index("previous_id")["change"].to_dict() == {"B": "merged", "A": "grown"}
    assert merged.set_index("previous_id").loc["A", "explanation_id"].endswith("Melebur ke dalamnya: B.")
    assert merged.set_index("previous_id").loc["B", "hotspot_id"] == "A"
    assert merged.set_index("previous_id").geometry.area["B"] == pytest.approx(3000)


def test_the_same_id_is_the_same_hotspot():
    older = hotspots_at(SQUARE, ids=["A"])
    newer = hotspots_at((0, 0, 80, 100), (80, 0, 100, 100), ids=["B", "A"])
    rows = difference(older, newer).set_index("hotspot_id")
    assert rows.loc["A", "previous_id"] == "A"
    assert rows.loc["A", "change"] == "moved"
    assert rows.loc["B", "change"] == "split"
    away = one(older, hotspots_at((500, 0, 600, 100), ids=["A"]))
    assert away["change"] == "moved"
    assert away["moved_m"] == pytest.approx(500)


def test_order_is_by_importance():
    boxes = [(k * 200, 0, k * 200 + 100, 100) for k in range(5)]
    older = hotspots_at(*boxes[:4], ids=["A", "B", "C", "D"], n=[20, 20, 20, 50])
    newer = hotspots_at(boxes[0], boxes[1], boxes[4], ids=["A", "B", "E"], n=[90, 200, 5])
    rows = difference(older, newer)
    assert rows["change"].tolist() == ["new", "gone", "gone", "grown", "grown"]
    assert rows["previous_id"].tolist()[1:] == ["D", "C", "B", "A"]


def test_empty_tables():
    none = hotspots_at()
    rows = difference(none, none)
    assert list(rows.columns) == list(COLUMNS)
    assert isinstance(rows, gpd.GeoDataFrame)
    assert len(rows) == 0
    assert difference(none, hotspots_at(SQUARE))["change"].tolist() == ["new"]
    assert difference(hotspots_at(SQUARE), none)["change"].tolist() == ["gone"]


@pytest.mark.parametrize(
    "days",
    [{"older_days": 3}, {"newer_days": 3}, {"older_days": 0, "newer_days": 3}, {"older_days": 1, "newer_days": np.inf}],
)
def test_refuses_impossible_days(days):
    with pytest.raises(ParameterError, match="days"):
        with_counts(1, 2, **days)


def test_refuses_bad_tables():
    table = hotspots_at(SQUARE)
    with pytest.raises(TableError):
        difference(table.drop(columns="hotspot_id"), table)
    with pytest.raises(UnprojectedError):
        difference(table, table.to_crs(4326))
    with pytest.raises(ParameterError):
        difference(table, table.to_crs(32749))


@settings(max_examples=40, deadline=None)
@given(rectangles("H"), rectangles("H"), st.randoms(use_true_random=False))
def test_every_hotspot_has_its_row(older, newer, random):
    rows = difference(older, newer)
    assert list(rows.columns) == list(COLUMNS)
    assert rows["change"].isin(CHANGES).all()
    own = rows[~rows["change"].isin(["merged", "gone"])]
    assert sorted(own["hotspot_id"]) == sorted(newer["hotspot_id"])
    past = rows[rows["change"] != "split"]
    assert sorted(past["previous_id"].dropna()) == sorted(older["hotspot_id"])
    assert rows["change"].map(CHANGES.index).is_monotonic_increasing
    assert (
        rows["n_change"].dropna() == (rows["n"].fillna(0) - rows["previous_n"].fillna(0))[rows["n_change"].notna()]
    ).all()
    assert rows[["explanation_id", "explanation_en"]].ne("").all(axis=None)
    assert not rows["explanation_en"].str.contains(r"nan|None|<NA>|\{", regex=True).any()
    assert rows.geometry.notna().all()
    order, other = list(newer.index), list(older.index)
    random.shuffle(order)
    random.shuffle(other)
    turned = difference(older.loc[other], newer.loc[order])
    assert turned.drop(columns="geometry").equals(rows.drop(columns="geometry"))
    assert turned.geometry.geom_equals(rows.geometry).all()

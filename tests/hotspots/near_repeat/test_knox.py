"""Pairs by bands, against all pairs counted plainly and all shuffles done plainly."""

from __future__ import annotations

from itertools import pairwise
from itertools import permutations as every_order

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from geo.errors import ParameterError
from geo.hotspots.near_repeat import pairs as space_time_pairs
from geo.hotspots.near_repeat.bands import bands
from geo.hotspots.near_repeat.knox import knox_table, knox_test, near_repeat_table
from tests.hotspots.space_time import crowded, near_in_both, space_time

SPACE = [
    [0, 100],
    [0, 1, 50, 100, 300, np.inf],
    [0, 70.71067811865476, 200],
    [50, 100, np.inf],
    [100, 150],
    [0, np.inf],
]
TIME = [[0, 5], [0, 1, 7, 14, np.inf], [1, 2, 30], [3, np.inf], [0, np.inf]]


def bands_of(values, breaks, closed):
    """Band of each value by the rule itself, -1 outside all bands."""
    found = np.full(values.shape, -1)
    for band, (low, high) in enumerate(pairwise(breaks)):
        if closed == "left":
            inside = (values >= low) & (values < high)
        else:
            inside = ((values > low) | ((band == 0) & (values == low))) & (values <= high)
        found[inside] = band
    return found


def counted(xy, days, space, time, metric, closed):
    """All pairs counted one by one."""
    i, j = np.triu_indices(len(xy), 1)
    dx, dy = np.abs(xy[i] - xy[j]).T
    space = np.asarray(space, dtype=float)
    if metric == "manhattan":
        at = bands_of(dx + dy, space, closed)
    else:
        at = bands_of(dx * dx + dy * dy, space * space, closed)
    when = bands_of(np.abs(days[i] - days[j]), time, closed)
    table = np.zeros((len(space) - 1, len(time) - 1), dtype=int)
    inside = (at >= 0) & (when >= 0)
    np.add.at(table, (at[inside], when[inside]), 1)
    return table, np.bincount(at[at >= 0], minlength=len(table)), np.bincount(when[when >= 0], minlength=table.shape[1])


@given(
    space_time(60),
    st.sampled_from(SPACE),
    st.sampled_from(TIME),
    st.sampled_from(["euclidean", "manhattan"]),
    st.sampled_from(["right", "left"]),
)
@settings(max_examples=300, deadline=None)
def test_table_of_any_incidents(drawn, space, time, metric, closed):
    xy, days = drawn
    table = knox_table(xy, days, space, time, metric=metric, closed=closed)
    observed, in_space, in_time = counted(xy, days, space, time, metric, closed)
    assert table["observed"].tolist() == observed.ravel().tolist()
    pairs = max(len(xy) * (len(xy) - 1) // 2, 1)
    np.testing.assert_allclose(table["expected"], np.outer(in_space, in_time).ravel() / pairs, rtol=1e-12)
    assert table["distance_to_m"].tolist() == np.repeat(space[1:], len(time) - 1).tolist()
    assert table["days_from"].tolist() == np.tile(time[:-1], len(space) - 1).tolist()


def test_expected_is_the_mean_of_every_shuffle_there_is():
    random = np.random.default_rng(2)
    xy, days = random.uniform(0, 200, (6, 2)), np.array([0, 0, 1, 3, 8, 9.0])
    table = knox_table(xy, days, [0, 80, 150], [0, 1, 5])
    every = [knox_table(xy, days[list(turn)], [0, 80, 150], [0, 1, 5])["observed"] for turn in every_order(range(6))]
    np.testing.assert_allclose(table["expected"], np.mean(every, axis=0), rtol=1e-12)


def test_p_value_comes_near_that_of_every_shuffle_there_is():
    random = np.random.default_rng(5)
    xy, days = random.uniform(0, 200, (6, 2)), np.array([0, 0, 1, 3, 8, 9.0])
    observed = knox_test(xy, days, 100, 2).observed
    every = np.array(
        [knox_test(xy, days[list(turn)], 100, 2, permutations=1).observed for turn in every_order(range(6))]
    )
    exact = (every >= observed).mean()
    assert 0.1 < exact < 0.9
    drawn = knox_test(xy, days, 100, 2, permutations=9999, seed=3).p_value
    assert abs(drawn - exact) < 4 * np.sqrt(exact * (1 - exact) / 9999)


def test_bursts_are_found_and_shuffled_ones_are_not():
    xy, days = crowded(1)
    table = near_repeat_table(xy, days, [0, 60, 120, 400, np.inf], [0, 3, 7, np.inf], permutations=199)
    nearest = table.iloc[0]
    assert nearest["ratio"] > 5
    assert nearest["p_value"] == 1 / 200
    assert nearest["observed"] > nearest["permuted_mean"] + 6 * nearest["permuted_sd"]
    turned = np.random.default_rng(9).permutation(days)
    p_values = [knox_test(xy, np.random.default_rng(k).permutation(turned), 60, 3).p_value for k in range(40)]
    assert 0.3 < np.mean(p_values) < 0.7
    assert np.std(p_values) > 0.15


def test_table_columns_hold_together():
    xy, days = crowded(2)
    breaks = [0, 50, 200, np.inf], [0, 4, 20, np.inf]
    table = near_repeat_table(xy, days, *breaks, permutations=499, seed=7)
    assert table.columns.tolist() == [
        "distance_from_m", "distance_to_m", "days_from", "days_to", "observed", "expected", "ratio", "p_value",
        "permuted_mean", "permuted_sd",
    ]  # fmt: skip
    assert table["observed"].tolist() == knox_table(xy, days, *breaks)["observed"].tolist()
    assert table["observed"].sum() == len(xy) * (len(xy) - 1) // 2
    np.testing.assert_allclose(table["ratio"], table["observed"] / table["expected"])
    stray = 4 * table["permuted_sd"] / np.sqrt(499)
    assert (np.abs(table["permuted_mean"] - table["expected"]) <= stray + 1e-9).all()
    assert ((table["p_value"] * 500).round(9) % 1 == 0).all()
    assert table["p_value"].between(1 / 500, 1).all()


def test_shuffles_as_they_would_be_done_one_by_one(monkeypatch):
    xy, days = crowded(4, 90)
    monkeypatch.setattr(space_time_pairs, "_LANE_BYTES", 8 * 90 * 5)  # five shuffles side by side
    narrow = near_repeat_table(xy, days, [0, 50, 200], [0, 4, 20], permutations=23, seed=1)
    monkeypatch.setattr(space_time_pairs, "_LANE_BYTES", 8 * 90 * 32)
    wide = near_repeat_table(xy, days, [0, 50, 200], [0, 4, 20], permutations=23, seed=1)
    assert narrow.equals(wide)
    counter = space_time_pairs.PairCounter(xy, days, bands([0, 50, 200], [0, 4, 20], "euclidean", "right"), 23)
    drawn = np.concatenate(list(counter.shuffles(1)), axis=1)
    assert drawn.shape == (90, 24)
    assert (np.sort(drawn, axis=0) == np.arange(90)[:, None]).all()
    each = [
        counted(counter.xy, counter.when[turn], [0, 50, 200], [0, 4, 20], "euclidean", "right")[0] for turn in drawn.T
    ]
    np.testing.assert_allclose(wide["permuted_mean"], np.mean(each[1:], axis=0).ravel(), rtol=1e-12)
    np.testing.assert_allclose(wide["permuted_sd"], np.std(each[1:], axis=0, ddof=1).ravel(), rtol=1e-9)
    as_many = (np.array(each[1:]) >= each[0]).sum(axis=0).ravel()
    assert wide["p_value"].tolist() == ((1 + as_many) / 24).tolist()


@pytest.mark.parametrize("distance_m", [30.0, 120.0])
def test_knox_test_against_all_pairs(distance_m):
    xy, days = crowded(6)
    found = knox_test(xy, days, distance_m, 3)
    pairs = len(xy) * (len(xy) - 1) // 2
    assert found.observed == (near_in_both(xy, days, distance_m, 3).sum() - len(xy)) // 2
    assert found.near_in_space == (near_in_both(xy, days, distance_m, np.inf).sum() - len(xy)) // 2
    assert found.near_in_time == (near_in_both(xy, days, np.inf, 3).sum() - len(xy)) // 2
    assert found.expected == pytest.approx(found.near_in_space * found.near_in_time / pairs)
    assert found.ratio == pytest.approx(found.observed / found.expected)
    assert found.poisson_p_value == pytest.approx(poisson.sf(found.observed - 1, found.expected), rel=1e-9)
    assert found.poisson_p_value_of_more == pytest.approx(poisson.sf(found.observed, found.expected), rel=1e-9)


def test_same_seed_same_answer_in_any_order_of_rows():
    xy, days = crowded(3)
    turn = np.random.default_rng(0).permutation(len(xy))
    breaks = [0, 60, 200, np.inf], [0, 3, 14, np.inf]
    one, other = near_repeat_table(xy, days, *breaks), near_repeat_table(xy[turn], days[turn], *breaks)
    assert one.equals(other)
    assert not one.equals(near_repeat_table(xy, days, *breaks, seed=1))
    assert knox_test(xy, days, 60, 3) == knox_test(xy[turn], days[turn], 60, 3)


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_for_a_pair(n):
    table = near_repeat_table(np.zeros((n, 2)), np.zeros(n), [0, 1, np.inf], [0, 1, np.inf])
    assert table["observed"].tolist() == [0] * 4
    assert table["ratio"].isna().all()
    assert (table["p_value"] == 1).all()
    assert knox_test(np.zeros((n, 2)), np.zeros(n), 10, 1).p_value == 1


def test_all_in_one_place_or_at_one_moment_is_no_evidence():
    random = np.random.default_rng(0)
    for xy, days in [
        (np.zeros((50, 2)), random.uniform(0, 90, 50)),
        (random.uniform(0, 900, (50, 2)), np.zeros(50)),
    ]:
        found = knox_test(xy, days, 100, 7)
        assert found.p_value == 1
        assert found.ratio == pytest.approx(1)


def test_refuses_too_many_pairs_before_it_counts_them():
    xy = np.random.default_rng(0).uniform(0, 100, (60_000, 2))
    with pytest.raises(ParameterError) as refused:
        near_repeat_table(xy, np.arange(60_000.0), [0, 200, np.inf], [0, 7, 14, np.inf], permutations=999)
    assert "space_breaks_m" in refused.value.text("id")
    assert "shorten the farthest distance" in refused.value.text("en")


@pytest.mark.parametrize(
    ("name", "given_"),
    [
        ("space_breaks_m", {"space_breaks_m": [0]}),
        ("space_breaks_m", {"space_breaks_m": [0, 100, 50]}),
        ("space_breaks_m", {"space_breaks_m": [-1, 50]}),
        ("space_breaks_m", {"space_breaks_m": [0, np.inf, np.inf]}),
        ("time_breaks_days", {"time_breaks_days": [0, np.nan]}),
        ("metric", {"metric": "chebyshev"}),
        ("closed", {"closed": "both"}),
        ("permutations", {"permutations": 0}),
        ("permutations", {"permutations": 100_000}),
        ("places", {"places": np.zeros((3, 3))}),
        ("places", {"places": np.array([[0, np.nan]] * 3)}),
        ("moments_days", {"moments_days": np.zeros(2)}),
        ("moments_days", {"moments_days": [0, 1, np.inf]}),
    ],
)
def test_refuses_nonsense(name, given_):
    plain = {
        "places": np.zeros((3, 2)),
        "moments_days": np.zeros(3),
        "space_breaks_m": [0, 50],
        "time_breaks_days": [0, 7],
    }
    with pytest.raises(ParameterError) as refused:
        near_repeat_table(**{**plain, **given_})
    assert refused.value.params["name"] == name
    assert refused.value.text("id") != refused.value.text("en")


def test_leaves_its_input_untouched():
    xy, days = crowded(5)
    before = xy.copy(), days.copy()
    near_repeat_table(xy, days, [0, 60, np.inf], [0, 3, np.inf], permutations=5)
    assert (xy == before[0]).all()
    assert (days == before[1]).all()

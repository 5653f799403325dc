"""Resamples with replacement, the same in any order of the rows."""

from __future__ import annotations

import numpy as np
import pytest

from geo.hotspots.checked import checked
from geo.hotspots.registry import names
from geo.hotspots.standing.resample import MOST_REPLICATES, in_order_of_place, replicates_for, resamples
from tests.hotspots.places import clusters, incidents_at


def test_draws_have_as_many_incidents_as_the_data():
    draws = list(resamples(500, 40, seed=3))
    for draw in draws:
        assert draw.times.sum() == 500
        assert (np.bincount(draw.rows, minlength=500) == draw.times).all()
        assert (np.diff(draw.rows) >= 0).all()
    times = np.stack([draw.times for draw in draws])
    assert times.mean(axis=0) == pytest.approx(np.ones(500), abs=0.7)
    assert (times == 0).mean() == pytest.approx((1 - 1 / 500) ** 500, abs=0.01)
    assert times.var() == pytest.approx(1 - 1 / 500, abs=0.03)
    assert len({draw.seed for draw in draws}) == 40


def test_the_seed_decides_and_more_draws_do_not_change_the_first():
    one, more, other = (list(resamples(80, count, seed)) for count, seed in ((3, 1), (9, 1), (3, 2)))
    assert all((a.times == b.times).all() and a.seed == b.seed for a, b in zip(one, more, strict=False))
    assert any((a.times != b.times).any() for a, b in zip(one, other, strict=True))


def test_none_and_one():
    assert [len(draw.rows) for draw in resamples(0, 2, 0)] == [0, 0]
    assert [draw.rows.tolist() for draw in resamples(1, 2, 0)] == [[0], [0]]


def test_order_of_place_is_that_of_the_incidents_not_of_the_rows():
    xy = np.repeat(clusters(1, 60), 3, axis=0)
    table = incidents_at(xy, harm=np.arange(180) % 2 + 1.0, kind=np.array(["B", "A", "C"])[np.arange(180) // 7 % 3])
    turned = table.sample(frac=1, random_state=1)
    one, other = (checked(rows).incidents for rows in (table, turned))
    one, other = (rows.iloc[in_order_of_place(rows)].reset_index(drop=True) for rows in (one, other))
    assert one.equals(other)


def test_replicates_fit_the_budget():
    assert replicates_for("dbscan", 4_000) == MOST_REPLICATES
    assert 20 <= replicates_for("dbscan", 100_000) < MOST_REPLICATES
    assert replicates_for("dbscan", 150_000) == 0
    assert replicates_for("dbscan", 2_000_000) == 0
    assert replicates_for("hdbscan", 150_000) == 0
    assert replicates_for("a_stranger", 10) == 29
    assert replicates_for("a_stranger", 100_000) == 0
    for name in names():
        counts = [replicates_for(name, n) for n in (0, 100, 10_000, 1_000_000)]
        assert counts == sorted(counts, reverse=True)
        assert all(count == 0 or 20 <= count <= 100 for count in counts)

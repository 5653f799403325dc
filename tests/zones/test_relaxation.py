"""The cut relaxation bounds every districting, keeps the best one open and knows rivers."""

from __future__ import annotations

import time

import numpy as np
import pytest

from geo.zones.bound import least_costs, lower_bound
from geo.zones.districting import Problem, is_connected, judged
from geo.zones.neighbours import as_adjacency
from geo.zones.relaxation import Model, Relaxation, relax
from geo.zones.search import search
from tests.zones.districting_cases import connected_districtings, odd_problem
from tests.zones.making import problem


def relaxed(given: Problem, rounds: int = 80, seconds: float = 60.0) -> Relaxation:
    known, _ = search(given, 0, 60)
    least = least_costs(given, lower_bound(given, known.cost, balanced=True))
    deadline = time.perf_counter() + seconds
    return relax(given, known, least, lambda share: known, close=0.0, rounds=rounds, deadline=deadline)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("rounds", [1, 3, 80])
def test_below_every_districting_and_the_best_stays_open(seed: int, rounds: int) -> None:
    given = odd_problem(7, 2 + seed % 2, seed, forbidden=0.1, slack=0.9)
    lawful = [found for found in connected_districtings(given) if found.lawful]
    best = min(lawful, key=lambda found: found.cost)
    relaxation = relaxed(given, rounds)
    assert relaxation.bound <= best.cost * (1 + 1e-9)
    if best.cost < search(given, 0, 60)[0].cost - 1e-6:
        assert relaxation.alive[best.centres[best.labels], np.arange(7)].all()


def test_cuts_raise_the_bound_where_a_river_parts_neighbours() -> None:
    # Two rows of places face each other over a river that only the last two places bridge.
    x, y = np.tile(np.arange(6.0), 2), np.repeat([0.0, 0.1], 6)
    minutes = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    edges = {(i, i + 1) for i in range(5)} | {(i + 6, i + 7) for i in range(5)} | {(5, 11)}
    starts, links = as_adjacency(12, edges)
    given = Problem.of_minutes(minutes, np.ones(12), np.ones(12), starts, links, 4, 0.01)
    known, _ = search(given, 0, 60)
    plain = lower_bound(given, known.cost, balanced=True)
    cut = relaxed(given)
    assert known.cost == pytest.approx(8)  # three in a row each
    assert plain.value < 7
    assert 7.8 < cut.bound <= known.cost
    assert cut.walls


def test_shares_add_up_and_keep_the_limits() -> None:
    given = problem(30, 4, 2)
    share = relaxed(given).share
    assert share.sum(axis=0) == pytest.approx(1)
    opened = np.diag(share)
    assert opened.sum() == pytest.approx(4)
    work = share @ given.workload_min
    assert (work <= given.high_min * opened + 1e-6).all()
    assert (work >= given.low_min * opened - 1e-6).all()
    assert (share <= opened[:, None] + 1e-5).all()


def test_out_of_time_nothing_is_claimed() -> None:
    relaxation = relaxed(problem(30, 4, 2), seconds=-1)
    assert relaxation.bound == 0
    assert not relaxation.complete


def test_the_model_holds_a_districting_that_keeps_every_row() -> None:
    given = problem(20, 3, 1, balance=0.5)
    found, _ = search(given, 0, 60)
    model = Model(given, np.ones((20, 20), dtype=bool))
    model.join(np.arange(model.size))
    values = np.zeros(model.size)
    values[model.column[found.centres[found.labels], np.arange(20)]] = 1
    starts, columns, coefficients = model.rows.packed()
    sums = np.add.reduceat(coefficients * values[columns], starts[:-1])
    assert (sums >= np.array(model.rows.low) - 1e-9).all()
    assert (sums <= np.array(model.rows.high) + 1e-9).all()
    assert model.cost @ values == pytest.approx(judged(given, found.labels).cost)
    assert all(is_connected(given, np.flatnonzero(found.labels == zone)) for zone in range(3))

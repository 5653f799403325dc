"""From end to end: what is claimed holds against every possibility."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.zones.districting import Problem, is_connected, judged
from geo.zones.neighbours import as_adjacency
from geo.zones.solve import ALL_TRIED, BALANCED, OPTIMAL, WIDENED, joined_up, solve, widened_to
from tests.zones.districting_cases import connected_districtings, odd_problem
from tests.zones.making import problem


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 8), st.integers(1, 4), st.integers(0, 100_000), st.floats(0, 0.5), st.floats(0.1, 1))
def test_the_bound_holds_for_every_districting(n: int, zones: int, seed: int, forbidden: float, slack: float) -> None:
    problem = odd_problem(n, min(zones, n), seed, forbidden=forbidden, slack=slack)
    solved = solve(problem, seed=seed, seconds=20)
    found = solved.districting
    assert judged(problem, found.labels).cost == pytest.approx(found.cost)
    for zone in range(problem.zones):
        assert is_connected(problem, np.flatnonzero(found.labels == zone))
    assert solved.bound <= found.cost * (1 + 1e-9)
    every = list(connected_districtings(problem))
    if solved.bound_kind == ALL_TRIED:
        assert [other.cost for other in every] == [pytest.approx(found.cost)]
    elif found.lawful:
        best = min(other.cost for other in every if other.lawful)
        assert solved.bound <= best * (1 + 1e-9) + 1e-9
        assert not solved.bound_kind.endswith(WIDENED)
        if solved.proven_optimal:
            assert found.cost == pytest.approx(best)
    else:
        assert solved.bound_kind.endswith(WIDENED)
        assert not solved.proven_optimal
        wide = widened_to(problem, found)
        as_far = [judged(wide, other.labels) for other in every]
        assert solved.bound <= min(other.cost for other in as_far if other.lawful) * (1 + 1e-9) + 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_small_problems_are_solved_to_the_optimum(seed: int) -> None:
    given = odd_problem(8, 3, seed, forbidden=0.05, slack=0.9)
    solved = solve(given, seed=0, seconds=30)
    lawful = [other.cost for other in connected_districtings(given) if other.lawful]
    assert lawful
    assert solved.proven_optimal
    assert solved.bound_kind == OPTIMAL
    assert solved.districting.cost == pytest.approx(min(lawful))
    assert solved.gap == pytest.approx(0, abs=1e-6)


def test_limits_that_nothing_keeps_are_told_and_bounded() -> None:
    given = dataclasses.replace(problem(20, 4, 1), high_min=1.0, low_min=0.0)
    solved = solve(given, seed=0, seconds=20)
    assert not solved.districting.balanced
    assert solved.districting.imbalance > 0
    assert solved.bound_kind.endswith(WIDENED)
    assert 0 < solved.bound <= solved.districting.cost


def test_a_response_limit_that_nothing_keeps_is_told_and_bounded() -> None:
    given = problem(20, 3, 1)
    cost = np.where(given.cost < np.quantile(given.cost, 0.1), given.cost, np.inf)
    np.fill_diagonal(cost, 0.0)
    solved = solve(dataclasses.replace(given, cost=cost), seed=0, seconds=20)
    assert solved.districting.out_of_reach > 0
    assert not solved.districting.lawful
    assert solved.bound_kind.endswith(WIDENED)
    assert np.isfinite(solved.districting.cost)
    assert 0 <= solved.gap <= 1


def test_todays_zones_are_a_beginning_and_never_made_worse() -> None:
    given = problem(60, 5, 4, balance=0.3)
    today = solve(given, seed=3, seconds=20).districting
    again = solve(given, seed=8, seconds=20, known=today.labels)
    assert again.districting.rank <= today.rank


def test_leaving_todays_zones_costs_what_it_is_said_to() -> None:
    given = problem(40, 4, 2, balance=0.4)
    today = solve(given, seed=0, seconds=20).districting
    away = today.labels[:, None] != today.labels[None, :]
    other = dataclasses.replace(given, cost=given.cost * (1 + 0.2 * np.random.default_rng(1).random((40, 40))))
    free = solve(other, seed=0, seconds=20)
    held = solve(dataclasses.replace(other, cost=other.cost + 1e6 * away), seed=0, seconds=20, known=today.labels)
    assert held.districting.cost == pytest.approx(judged(other, today.labels).cost)
    assert held.districting.cost >= free.bound


def test_the_same_seed_gives_the_same_answer() -> None:
    given = problem(50, 5, 7, balance=0.4)
    one, other = solve(given, seed=1, seconds=60), solve(given, seed=1, seconds=60)
    assert one.districting.labels.tolist() == other.districting.labels.tolist()
    assert (one.bound, one.bound_kind, one.proven_optimal) == (other.bound, other.bound_kind, other.proven_optimal)


def test_no_time_gives_zones_and_says_what_was_cut_short() -> None:
    solved = solve(problem(60, 6, 3, balance=0.8), seed=0, seconds=0)
    assert {notice.code for notice in solved.notices} == {"search_cut_short", "proof_cut_short"}
    assert solved.bound_kind == BALANCED
    assert set(solved.districting.labels.tolist()) == set(range(6))


def test_one_zone_and_a_zone_for_each_place_need_no_proof() -> None:
    for zones in (1, 6):
        solved = solve(problem(6, zones, 0, balance=0.99), seed=0, seconds=5)
        assert solved.bound_kind == ALL_TRIED
        assert solved.proven_optimal
        assert solved.gap == 0


def test_a_graph_in_pieces_is_tied_by_its_cheapest_link_and_told() -> None:
    where = np.array([0.0, 1.0, 5.0, 6.0])
    minutes = np.abs(where[:, None] - where[None, :])
    starts, links = as_adjacency(4, {(0, 1), (2, 3)})
    given = Problem.of_minutes(minutes, np.ones(4), np.ones(4), starts, links, 1, 0.5)
    tied = joined_up(given)
    assert set(tied.links[tied.starts[1] : tied.starts[2]].tolist()) == {0, 2}
    assert joined_up(tied) is tied
    solved = solve(given, seed=0, seconds=5)
    assert [notice.code for notice in solved.notices] == ["places_tied"]
    assert solved.districting.labels.tolist() == [0, 0, 0, 0]

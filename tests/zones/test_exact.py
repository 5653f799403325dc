"""Branch and bound agrees with looking at every districting."""

from __future__ import annotations

import time

import numpy as np
import pytest

from geo.zones.bound import least_costs, lower_bound
from geo.zones.districting import Districting, Ints, Problem, is_connected, judged
from geo.zones.exact import Proof, prove
from geo.zones.relaxation import Relaxation
from geo.zones.search import search, usable
from tests.zones.districting_cases import connected_districtings, odd_problem
from tests.zones.making import exhaustive, problem


def proved(given: Problem, known: Districting, seconds: float = 60.0) -> Proof:
    """Prove without any help of a relaxation: every pair is open and no wall is known."""
    nothing = Relaxation(0.0, given.allowed.T.copy(), (), np.zeros((given.n, given.n)))

    def repair(labels: Ints) -> Districting:
        return usable(given, labels)

    return prove(given, known, nothing, gap=0.0, deadline=time.perf_counter() + seconds, repair=repair)


@pytest.mark.parametrize("seed", range(8))
def test_it_proves_the_exhaustive_optimum(seed: int) -> None:
    given = problem(9, 3, seed, balance=0.4)
    best = exhaustive(given)
    assert best is not None
    proof = proved(given, search(given, 0, 60)[0])
    assert proof.optimal
    assert proof.districting.cost == pytest.approx(best.cost)
    assert proof.bound == pytest.approx(best.cost)


@pytest.mark.parametrize("seed", range(8))
def test_it_improves_the_poorest_districting_to_the_optimum(seed: int) -> None:
    given = odd_problem(8, 2 + seed % 2, seed, forbidden=0.1, slack=0.9)
    lawful = [found for found in connected_districtings(given) if found.lawful]
    best, poor = min(lawful, key=lambda found: found.cost), max(lawful, key=lambda found: found.cost)
    assert poor.cost > best.cost
    proof = proved(given, poor)
    assert proof.optimal
    assert proof.districting.cost == pytest.approx(best.cost)
    for zone in range(given.zones):
        assert is_connected(given, np.flatnonzero(proof.districting.labels == zone))


def test_what_the_bound_strikes_out_may_be_missing() -> None:
    given = problem(14, 3, 1, balance=0.5)
    known, _ = search(given, 0, 60)
    least = least_costs(given, lower_bound(given, known.cost, balanced=True))
    fixed = Relaxation(0.0, least <= known.cost * (1 + 1e-9) + 1e-6, (), np.zeros((14, 14)))
    proof = prove(given, known, fixed, gap=0.0, deadline=time.perf_counter() + 60, repair=lambda x: judged(given, x))
    assert proof.optimal
    assert proof.districting.cost == pytest.approx(proved(given, known).districting.cost)


def test_out_of_time_nothing_is_claimed() -> None:
    given = problem(9, 3, 1, balance=0.4)
    known = search(given, 0, 60)[0]
    proof = proved(given, known, seconds=-1)
    assert not proof.optimal
    assert not proof.complete
    assert proof.bound == 0
    assert proof.districting is known

"""The proof agrees with looking at every districting."""

from __future__ import annotations

import time

import numpy as np
import pytest

from geo.zones import exact
from geo.zones.bound import lower_bound
from geo.zones.districting import Districting, Problem, is_connected, judged
from geo.zones.exact import Proof, prove
from geo.zones.search import search
from tests.zones.making import exhaustive, problem


def proved(given: Problem, known: Districting) -> Proof | None:
    return prove(given, known, lower_bound(given, known.cost, balanced=True), time.perf_counter() + 60)


@pytest.mark.parametrize("seed", range(8))
def test_it_proves_the_exhaustive_optimum(seed: int) -> None:
    given = problem(9, 3, seed, balance=0.4)
    best = exhaustive(given)
    assert best is not None
    proof = proved(given, search(given, 0, 60)[0])
    assert proof is not None
    assert proof.districting.cost == pytest.approx(best.cost)
    assert proof.bound == pytest.approx(best.cost)


@pytest.mark.parametrize("seed", range(4))
def test_it_improves_a_poor_districting_to_the_optimum(seed: int) -> None:
    given = problem(8, 2, seed, balance=0.6)
    best = exhaustive(given)
    assert best is not None
    poor = max(
        (
            found
            for number in range(1, 2**8 - 1)
            for labels in [np.array([number >> i & 1 for i in range(8)])]
            for found in [judged(given, labels)]
            if found.balanced and all(is_connected(given, np.flatnonzero(labels == zone)) for zone in (0, 1))
        ),
        key=lambda found: found.cost,
    )
    assert poor.cost > best.cost
    proof = proved(given, poor)
    assert proof is not None
    assert proof.districting.cost == pytest.approx(best.cost)
    for zone in (0, 1):
        assert is_connected(given, np.flatnonzero(proof.districting.labels == zone))


def test_too_large_a_problem_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "MOST_VARIABLES", 3)
    given = problem(9, 3, 1, balance=0.4)
    assert proved(given, search(given, 0, 60)[0]) is None


def test_without_balance_nothing_is_claimed() -> None:
    given = problem(9, 3, 1, balance=0.4)
    known = search(given, 0, 60)[0]
    assert prove(given, known, lower_bound(given, known.cost, balanced=False), time.perf_counter() + 60) is None


def test_out_of_time_nothing_is_claimed() -> None:
    given = problem(9, 3, 1, balance=0.4)
    known = search(given, 0, 60)[0]
    assert prove(given, known, lower_bound(given, known.cost, balanced=True), time.perf_counter() - 1) is None

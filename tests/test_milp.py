"""The solver's wrapper."""

from __future__ import annotations

import numpy as np
import pytest

from geo.milp import Continuous, Program, Rows, minimise_binary


def knapsack() -> tuple[Program, dict[int, float]]:
    program = Program()
    items = [program.variable() for _ in range(4)]
    program.row(dict(zip(items, [5.0, 4, 3, 2], strict=True)), high=7)
    return program, dict(zip(items, [-10.0, -7, -6, -3], strict=True))


def test_a_knapsack_is_proven() -> None:
    program, objective = knapsack()
    solved = program.minimise(objective, seconds=10)
    assert solved is not None
    assert solved.optimal
    assert solved.objective == pytest.approx(-13)
    assert solved.bound == pytest.approx(-13)
    assert solved.values.round().tolist() in ([1, 0, 0, 1], [0, 1, 1, 0])


def test_no_solution_is_none() -> None:
    program = Program()
    program.row({program.variable(): 1.0}, low=2)
    assert program.minimise({}, seconds=10) is None


def test_continuous_variables_and_a_start() -> None:
    program = Program()
    amount = program.variable(0, 9, integer=False)
    program.row({amount: 2.0}, low=3)
    solved = program.minimise({amount: 1.0}, seconds=10, start=[9.0])
    assert solved is not None
    assert solved.values[amount] == pytest.approx(1.5)


def test_a_start_that_is_not_the_best_is_improved_and_its_objective_is_its_own() -> None:
    # Facilities and places: fixing and aggregating takes a constant out of the objective before the search.
    random = np.random.default_rng(0)
    where = random.uniform(0, 100, (40, 2))
    cost = np.hypot(*(where[:, None] - where[None, :]).transpose(2, 0, 1)).round()
    rows = Rows()
    rows.add(np.arange(40), np.ones(40), 4, 4)
    for i in range(40):
        rows.add(40 + 40 * np.arange(40) + i, np.ones(40), 1, 1)
        for k in range(40):
            rows.add([40 + 40 * k + i, k], [1.0, -1.0], high=0)
    prices = np.concatenate([np.zeros(40), cost.ravel()])
    poor = np.zeros(40 + 1600)
    poor[:4] = 1
    poor[40 + 40 * cost[:4].argmin(axis=0) + np.arange(40)] = 1
    whole = np.arange(len(prices)) < 40
    cold = minimise_binary(prices, rows, seconds=60, whole=whole)
    warm = minimise_binary(prices, rows, seconds=60, whole=whole, start=poor)
    assert cold is not None
    assert warm is not None
    assert cold.optimal
    assert warm.optimal
    assert warm.objective == cold.objective == pytest.approx(prices @ warm.values)
    assert warm.bound == pytest.approx(warm.objective)
    assert warm.objective < prices @ poor


def test_a_gap_that_is_allowed_leaves_the_bound_below() -> None:
    rows = Rows()
    rows.add([0, 1, 2, 3], [5.0, 4, 3, 2], high=7)
    solved = minimise_binary(np.array([-10.0, -7, -6, -3]), rows, seconds=10, gap_by=100.0)
    assert solved is not None
    assert solved.bound <= -13 + 1e-6
    assert solved.bound <= solved.objective


def test_a_linear_program_grows_by_rows_and_loses_columns() -> None:
    rows = Rows()
    rows.add([0, 1, 2], [1.0, 1.0, 1.0], low=1.5)
    program = Continuous(np.array([1.0, 2.0, 4.0]), rows)
    first = program.solve(10)
    assert first is not None
    assert first.values == pytest.approx([1, 0.5, 0])
    assert first.objective == pytest.approx(2)
    assert first.duals == pytest.approx([2])
    rows.add([0], [1.0], high=0.25)
    program.extend(rows)
    second = program.solve(10)
    assert second is not None
    assert second.objective == pytest.approx(0.25 + 2 + 4 * 0.25)
    program.limit(np.array([1]), 0.0)
    program.limit(np.array([], dtype=np.int64), 0.0)
    assert program.solve(10) is None  # 0.25 + 1 is less than 1.5
    program.limit(np.array([1]), 1.0)
    third = program.solve(10)
    assert third is not None
    assert third.objective == pytest.approx(second.objective)

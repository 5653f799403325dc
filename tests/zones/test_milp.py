"""The solver's wrapper."""

from __future__ import annotations

import pytest

from geo.zones.milp import Program


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

"""Linear and mixed-integer programs for HiGHS: solved to proven optimality, or with the bound that is proven."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
INFINITE = float("inf")


@dataclass(frozen=True)
class Solved:
    """What the solver proved: values of the variables, the objective, its bound, and whether it is the optimum."""

    values: Floats
    objective: float
    bound: float
    optimal: bool


@dataclass(frozen=True)
class Relaxed:
    """Optimum of a linear program: values of the variables, dual value of each row (change per unit of its limit)."""

    values: Floats
    duals: Floats
    objective: float


@dataclass
class Rows:
    """Rows `low <= sum of coefficient x variable <= high` of a program, in the order in which they were added."""

    columns: list[Ints] = field(default_factory=list)
    coefficients: list[Floats] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(
        self,
        columns: Sequence[int] | Ints,
        coefficients: Sequence[float] | Floats,
        low: float = -INFINITE,
        high: float = INFINITE,
    ) -> None:
        """Add one row; each column stands in it at most once."""
        self.columns.append(np.asarray(columns, dtype=np.int64))
        self.coefficients.append(np.asarray(coefficients, dtype=np.float64))
        self.low.append(low)
        self.high.append(high)

    def __len__(self) -> int:
        return len(self.low)

    def packed(self, first: int = 0) -> tuple[Ints, Ints, Floats]:
        """Return (start of each row, columns, coefficients) from row `first` on; the starts end with the length."""
        counts = [len(columns) for columns in self.columns[first:]]
        starts = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)
        if not counts:
            return starts, np.zeros(0, dtype=np.int64), np.zeros(0)
        return starts, np.concatenate(self.columns[first:]), np.concatenate(self.coefficients[first:])


class Continuous:
    """A linear program in variables between zero and an upper limit that is solved again as it grows.

    Each solution starts from the last one's basis, so that a few more rows cost little.

    Parameters
    ----------
    cost
        (m,) objective, made least.
    rows
        The first rows; `extend` takes more.
    """

    def __init__(self, cost: Floats, rows: Rows) -> None:
        self._solver = _solver({"threads": 1, "random_seed": 0})
        self._size = len(cost)
        self._rows = len(rows)
        _pass_model(self._solver, cost, np.zeros(len(cost)), np.ones(len(cost)), rows, None)

    def extend(self, rows: Rows) -> None:
        """Take the rows that were added to `rows` since the last time."""
        starts, columns, coefficients = rows.packed(self._rows)
        low, high = np.array(rows.low[self._rows :]), np.array(rows.high[self._rows :])
        self._solver.addRows(
            len(low), low, high, len(columns), starts[:-1].astype(np.int32), columns.astype(np.int32), coefficients
        )  # fmt: skip
        self._rows = len(rows)

    def limit(self, columns: Ints, upper: float) -> None:
        """Set the upper limit of variables; zero takes them out."""
        if len(columns):
            lower, limits = np.zeros(len(columns)), np.full(len(columns), upper)
            self._solver.changeColsBounds(len(columns), columns.astype(np.int32), lower, limits)

    def solve(self, seconds: float) -> Relaxed | None:
        """Return the optimum, or None when there is none or it was not reached within the time."""
        import highspy

        # The clock of a solver runs on from one solution to the next.
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + max(0.05, seconds))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found = self._solver.getSolution()
        objective = float(self._solver.getInfo().objective_function_value)
        return Relaxed(np.array(found.col_value), np.array(found.row_dual), objective)


def minimise_binary(
    cost: Floats,
    rows: Rows,
    *,
    seconds: float,
    nodes: int | None = None,
    start: Floats | None = None,
    gap: float = 0.0,
    gap_by: float = 1e-7,
    whole: npt.NDArray[np.bool_] | None = None,
) -> Solved | None:
    """Solve a program in variables between zero and one.

    Parameters
    ----------
    cost, rows
        Objective (m,) and constraints.
    seconds, nodes
        Limits; with `nodes` the answer is the same on any machine that is fast enough.
    start
        (m,) a known solution.
    gap, gap_by
        Relative and absolute gap at which a solution counts as optimal.
    whole
        (m,) which variables are zero or one; None: all.

    Returns
    -------
    Solved or None
        None when there is no solution or none was found within the limits.
    """
    m = len(cost)
    integer = [True] * m if whole is None else whole.tolist()
    return _minimised(cost, np.zeros(m), np.ones(m), integer, rows, seconds, nodes, start, gap, gap_by)


@dataclass
class Program:
    """A linear program with integer variables, grown variable by variable and row by row.

    Minimisation; every variable has a lower and an upper limit.
    """

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    rows: Rows = field(default_factory=Rows)

    def variable(self, lower: float = 0.0, upper: float = 1.0, *, integer: bool = True) -> int:
        """Add a variable (binary unless said otherwise) and return its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.lower) - 1

    def row(self, terms: Mapping[int, float], low: float = -INFINITE, high: float = INFINITE) -> None:
        """Add `low <= sum of coefficient x variable <= high`."""
        self.rows.add(list(terms), [float(v) for v in terms.values()], low, high)

    def minimise(
        self,
        objective: Mapping[int, float],
        *,
        seconds: float,
        nodes: int | None = None,
        start: Sequence[float] | None = None,
        gap: float = 0.0,
    ) -> Solved | None:
        """Solve.

        Parameters
        ----------
        objective
            Coefficient by variable.
        seconds, nodes
            Limits; with `nodes` the answer is the same on any machine that is fast enough.
        start
            A known solution.
        gap
            Relative gap at which a solution counts as optimal.

        Returns
        -------
        Solved or None
            None when there is no solution or none was found within the limits.
        """
        costs = np.zeros(len(self.lower))
        for variable, coefficient in objective.items():
            costs[variable] = coefficient
        known = None if start is None else np.asarray(start, dtype=np.float64)
        lower, upper = np.array(self.lower), np.array(self.upper)
        return _minimised(costs, lower, upper, self.integer, self.rows, seconds, nodes, known, gap, 1e-7)


def _solver(options: Mapping[str, Any]) -> Any:
    import highspy

    # The compiled class itself: the Python one above it prints a banner when it is made.
    make: Any = highspy.Highs.__bases__[0]
    solver: Any = make()
    solver.setOptionValue("output_flag", False)
    for name, value in options.items():
        solver.setOptionValue(name, value)
    return solver


def _pass_model(
    solver: Any, cost: Floats, lower: Floats, upper: Floats, rows: Rows, integer: Sequence[bool] | None
) -> None:
    import highspy

    model: Any = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(cost), len(rows)
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
    model.row_lower_, model.row_upper_ = np.array(rows.low), np.array(rows.high)
    starts, columns, coefficients = rows.packed()
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = starts
    model.a_matrix_.index_ = columns.astype(np.int32)
    model.a_matrix_.value_ = coefficients
    if integer is not None:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[whole] for whole in integer]
    solver.passModel(model)


def _minimised(
    cost: Floats,
    lower: Floats,
    upper: Floats,
    integer: Sequence[bool],
    rows: Rows,
    seconds: float,
    nodes: int | None,
    start: Floats | None,
    gap: float,
    gap_by: float,
) -> Solved | None:
    options: dict[str, Any] = {
        "threads": 1,
        "random_seed": 0,
        "time_limit": max(0.1, seconds),
        "mip_rel_gap": gap,
        "mip_abs_gap": gap_by,
        "mip_feasibility_tolerance": 1e-7,
        "primal_feasibility_tolerance": 1e-8,
    }
    if nodes is not None:
        options["mip_max_nodes"] = nodes
    if start is not None:
        # HiGHS 1.16 forgets the constant that presolving takes out of the objective when it weighs a given solution,
        # and then takes it for better than it is.
        options["presolve"] = "off"
    began = time.perf_counter()
    found = _run(cost, lower, upper, integer, rows, options, start)
    if found is None or found.trusted or start is None:
        return found.solved if found is not None else None
    options |= {"presolve": "choose", "time_limit": max(0.1, seconds - (time.perf_counter() - began))}
    again = _run(cost, lower, upper, integer, rows, options, None)
    if again is None or again.solved.objective > found.solved.objective:
        return found.solved
    return again.solved


@dataclass(frozen=True)
class _Run:
    """What a run found, and whether the objective it reports is that of its solution."""

    solved: Solved
    trusted: bool


def _run(
    cost: Floats,
    lower: Floats,
    upper: Floats,
    integer: Sequence[bool],
    rows: Rows,
    options: Mapping[str, Any],
    start: Floats | None,
) -> _Run | None:
    import highspy

    solver = _solver(options)
    _pass_model(solver, cost, lower, upper, rows, integer)
    if start is not None:
        known: Any = highspy.HighsSolution()
        known.col_value = start.tolist()
        solver.setSolution(known)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    values = np.array(solver.getSolution().col_value)
    objective, reported = float(cost @ values), float(info.objective_function_value)
    trusted = abs(objective - reported) <= 1e-6 * max(1.0, abs(objective))
    if not any(integer):
        return _Run(Solved(values, objective, objective if optimal else -INFINITE, optimal), True)
    # With a gap allowed "optimal" still leaves the dual bound below the objective.
    exact = optimal and options["mip_rel_gap"] == 0.0 and options["mip_abs_gap"] <= 1e-7
    bound = min(objective, reported) if exact else min(float(info.mip_dual_bound), objective)
    return _Run(Solved(values, objective, bound, optimal and trusted), trusted)

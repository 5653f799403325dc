"""Mixed-integer programs for HiGHS: built row by row, solved to proven optimality or said not to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from geo.zones.districting import Floats

INFINITE = float("inf")


@dataclass(frozen=True)
class Solved:
    """What the solver proved: values of the variables, the optimum, and whether it is proven."""

    values: Floats
    objective: float
    bound: float
    optimal: bool


@dataclass
class Program:
    """A linear program with integer variables, grown variable by variable and row by row.

    Minimisation; every variable has a lower and an upper limit.
    """

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    rows: list[tuple[list[int], list[float], float, float]] = field(default_factory=list)

    def variable(self, lower: float = 0.0, upper: float = 1.0, *, integer: bool = True) -> int:
        """Add a variable (binary unless said otherwise) and return its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.lower) - 1

    def row(self, terms: Mapping[int, float], low: float = -INFINITE, high: float = INFINITE) -> None:
        """Add `low <= sum of coefficient x variable <= high`."""
        self.rows.append((list(terms), [float(v) for v in terms.values()], low, high))

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
        import highspy

        # The compiled class itself: the Python one above it prints a banner when it is made.
        make: Any = highspy.Highs.__bases__[0]
        solver: Any = make()
        solver.setOptionValue("output_flag", False)
        options = {
            "threads": 1,
            "random_seed": 0,
            "time_limit": max(0.1, seconds),
            "mip_rel_gap": gap,
            "mip_abs_gap": 1e-7,
            "mip_feasibility_tolerance": 1e-7,
            "primal_feasibility_tolerance": 1e-8,
        }
        if nodes is not None:
            options["mip_max_nodes"] = nodes
        for name, value in options.items():
            solver.setOptionValue(name, value)
        model: Any = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.lower), len(self.rows)
        costs = np.zeros(len(self.lower))
        for variable, coefficient in objective.items():
            costs[variable] = coefficient
        model.col_cost_ = costs
        model.col_lower_, model.col_upper_ = np.array(self.lower), np.array(self.upper)
        model.row_lower_ = np.array([low for _, _, low, _ in self.rows])
        model.row_upper_ = np.array([high for _, _, _, high in self.rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(columns) for columns, *_ in self.rows)])
        model.a_matrix_.index_ = np.array([column for columns, *_ in self.rows for column in columns], dtype=np.int32)
        model.a_matrix_.value_ = np.array([value for _, values, *_ in self.rows for value in values])
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[whole] for whole in self.integer]
        solver.passModel(model)
        if start is not None:
            known: Any = highspy.HighsSolution()
            known.col_value = list(start)
            solver.setSolution(known)
        solver.run()
        status = solver.getModelStatus()
        info = solver.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        optimal = status == highspy.HighsModelStatus.kOptimal
        values = np.array(solver.getSolution().col_value)
        objective_value = float(info.objective_function_value)
        bound = objective_value if optimal else float(info.mip_dual_bound)
        return Solved(values, objective_value, bound, optimal)

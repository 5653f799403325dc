"""The linear relaxation of districting with contiguity cuts: a bound that knows rivers and bridges."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.milp import Continuous, Floats, Ints, Relaxed, Rows, Solved, minimise_binary
from geo.zones.bound import open_pairs
from geo.zones.districting import Districting, Problem

Flags = npt.NDArray[np.bool_]
_CUT_BY = 0.02
_MOST_CUTS = 600
_SLOW_ROUNDS = 6
_FIRST_COLUMNS = 2500


@dataclass(frozen=True)
class Relaxation:
    """What the linear program proved.

    Parameters
    ----------
    bound
        Nothing cheaper than the districting it was given costs less than this.
    alive
        (n, n) pairs (row = centre, column = place) that may still belong to something cheaper.
    walls
        Contiguity cuts found: (centre, place, places of which one must belong too).
    share
        (n, n) the last solution, row = centre, column = place.
    complete
        False when the time ended it.
    """

    bound: float
    alive: Flags
    walls: tuple[tuple[int, int, Ints], ...]
    share: Floats
    complete: bool = True


class Model:
    """Rows of districting over the pairs that are alive.

    Parameters
    ----------
    problem
        What is solved.
    alive
        (n, n) pairs, row = centre, column = place; a centre without its own pair has none.
    """

    def __init__(self, problem: Problem, alive: Flags) -> None:
        self.problem = problem
        self.centre, self.place = np.nonzero(alive & np.diag(alive)[:, None])
        self.column = np.full((problem.n, problem.n), -1, dtype=np.int64)
        self.column[self.centre, self.place] = np.arange(len(self.centre))
        self.cost = np.ascontiguousarray(problem.cost[self.place, self.centre])
        self.own = np.diag(self.column).copy()
        self.rows = Rows()
        self._joined = np.zeros(len(self.centre), dtype=bool)
        n, work = problem.n, problem.workload_min
        candidates = np.flatnonzero(self.own >= 0)
        for i in range(n):
            mine = self.column[candidates, i]
            mine = mine[mine >= 0]
            self.rows.add(mine, np.ones(len(mine)), 1, 1)
        self.rows.add(self.own[candidates], np.ones(len(candidates)), problem.zones, problem.zones)
        for k in candidates.tolist():
            members = np.flatnonzero(self.column[k] >= 0)
            for limit, low, high in ((problem.low_min, 0.0, np.inf), (problem.high_min, -np.inf, 0.0)):
                self.rows.add(self.column[k, members], work[members] - limit * (members == k), low, high)

    @property
    def size(self) -> int:
        """Number of variables."""
        return len(self.cost)

    def join(self, columns: Ints) -> int:
        """Ask that places belong to a zone only as far as its centre is open; return how many rows were new."""
        new = columns[~self._joined[columns] & (self.centre[columns] != self.place[columns])]
        for column in new.tolist():
            self.rows.add([column, self.own[self.centre[column]]], [1.0, -1.0], high=0)
        self._joined[new] = True
        return len(new)

    def wall(self, centre: int, place: int, wall: Ints) -> None:
        """Ask that a place belongs to a zone only as far as the places of a wall around it do."""
        around = self.column[centre, wall]
        around = around[around >= 0]
        if self.column[centre, place] >= 0:
            terms = np.concatenate([[self.column[centre, place]], around])
            self.rows.add(terms, np.concatenate([[1.0], -np.ones(len(around))]), high=0)

    def minimise(self, *, seconds: float, nodes: int, start: Floats | None, gap: float) -> Solved | None:
        """Solve in whole places (`geo.milp.minimise_binary`)."""
        return minimise_binary(self.cost, self.rows, seconds=seconds, nodes=nodes, start=start, gap=gap)

    def share(self, values: Floats) -> Floats:
        """Return values as (n, n), row = centre, column = place."""
        full = np.zeros(self.column.shape)
        full[self.centre, self.place] = values
        return full


def relax(
    problem: Problem,
    known: Districting,
    least: Floats,
    improve: Callable[[Floats], Districting],
    *,
    close: float,
    rounds: int,
    deadline: float,
) -> Relaxation:
    """Solve the linear relaxation, cutting off fractional zones that are not connected.

    Parameters
    ----------
    problem
        What is solved.
    known
        A districting that keeps every limit of it.
    least
        (n, n) `geo.zones.bound.least_costs`: pairs dearer than `known` are left out, the cheapest enter the program
        first.
    improve
        Told the solution (n, n) whenever no cut is left; returns the best districting known then.
    close
        Share of the cost at which the bound is good enough.
    rounds
        Most solutions of the program.
    deadline
        `time.perf_counter()` moment to end at.

    Returns
    -------
    Relaxation
        Valid whenever it ends: each round's duals are turned into a bound by plain arithmetic, so that neither the
        solver's tolerances nor pairs that have not entered yet matter. Pairs are struck out only when they could
        belong to nothing but districtings that cost more than the best known.

    References
    ----------
    Neumaier & Shcherbina (2004), Mathematical Programming 99, 283-296 (bounds from approximate duals);
    Oehrlein & Haunert (2017), Journal of Spatial Information Science 15, 89-120 (separators as contiguity cuts).
    """
    upper = known.cost
    kept = open_pairs(least, upper)
    kept[known.centres[known.labels], np.arange(problem.n)] = True  # whatever rounding says
    model = Model(problem, kept)
    share = np.zeros(kept.shape)
    if (model.own >= 0).sum() < problem.zones:
        return Relaxation(upper, kept, (), share)
    waiting = np.ones(model.size, dtype=bool)
    waiting[np.argsort(least[model.centre, model.place], kind="stable")[:_FIRST_COLUMNS]] = False
    waiting[model.own[model.own >= 0]] = False
    waiting[model.column[known.centres[known.labels], np.arange(problem.n)]] = False  # so that there is a solution
    model.join(np.flatnonzero(~waiting))
    program = Continuous(model.cost, model.rows)
    program.limit(np.flatnonzero(waiting), 0.0)
    cutter = _Cutter(problem)
    best, slow = 0.0, 0
    walls: list[tuple[int, int, Ints]] = []
    complete = True
    for _ in range(rounds):
        left = deadline - time.perf_counter()
        solved = program.solve(left) if left > 0 else None
        if solved is None:
            complete = False
            break
        open_now = kept[model.centre, model.place]
        bound, reduced = proven(model, solved, open_now)
        slow = slow + 1 if bound < best + 2e-5 * upper else 0
        best = max(best, bound)
        share = model.share(solved.values)
        entering = np.flatnonzero(waiting & open_now & (reduced < -1e-6))
        waiting[entering] = False
        program.limit(entering, 1.0)
        new = model.join(entering) + model.join(
            np.flatnonzero(solved.values > share[model.centre, model.centre] + 1e-6)
        )
        cuts = cutter.cuts(share, kept)
        for cut in cuts:
            model.wall(*cut)
        walls.extend(cuts)
        settled = not (new or cuts or len(entering)) or slow >= _SLOW_ROUNDS
        if settled or upper - best <= close * upper:
            better = improve(share).cost
            if better >= upper * (1 - 1e-9):
                _struck_out(model, kept, bound, reduced, upper)
                break
            upper, slow = better, 0
        program.limit(_struck_out(model, kept, bound, reduced, upper), 0.0)
        if upper - best <= close * upper:
            break
        program.extend(model.rows)
    return Relaxation(min(best, upper), kept & open_pairs(least, upper), tuple(walls), share, complete)


def proven(model: Model, solved: Relaxed, open_columns: Flags) -> tuple[float, Floats]:
    """Return the bound that the duals of a solution prove for the open columns, and the reduced costs."""
    from scipy.sparse import csr_matrix

    rows = model.rows
    low, high = np.array(rows.low), np.array(rows.high)
    duals = solved.duals.copy()
    duals[(duals > 0) & np.isinf(low)] = 0.0
    duals[(duals < 0) & np.isinf(high)] = 0.0
    starts, columns, coefficients = rows.packed()
    matrix = csr_matrix((coefficients, columns, starts), shape=(len(rows), model.size))
    reduced = model.cost - matrix.T @ duals
    limits = np.where(duals > 0, low, np.where(duals < 0, high, 0.0))
    value = float(duals @ limits + np.minimum(0.0, reduced[open_columns]).sum())
    scale = float(np.abs(duals * limits).sum() + model.cost.max(initial=1.0))
    return value - 1e-12 * scale, reduced


def _struck_out(model: Model, kept: Flags, bound: float, reduced: Floats, upper: float) -> Ints:
    """Strike out of `kept` the pairs that raise the bound above `upper`; return their columns."""
    dear = bound + reduced > upper * (1 + 1e-9) + 1e-6
    closed = dear[model.own[model.centre]]  # its centre cannot open
    dead = (dear | closed) & kept[model.centre, model.place]
    gone = np.flatnonzero(dead)
    kept[model.centre[gone], model.place[gone]] = False
    return gone


class _Cutter:
    """Finds walls for all centres of a fractional solution."""

    def __init__(self, problem: Problem) -> None:
        from geo.zones import separation

        self._kernel = separation
        self._problem = problem
        self._back = separation.opposite(problem.starts, problem.links)
        self._place = np.zeros(problem.n + 2, dtype=np.int64)
        self._wall = np.zeros((problem.n + 2, problem.n), dtype=np.bool_)

    def cuts(self, share: Floats, alive: Flags) -> list[tuple[int, int, Ints]]:
        problem = self._problem
        cuts: list[tuple[int, int, Ints]] = []
        for k in np.flatnonzero(np.diag(share) > _CUT_BY).tolist():
            mine = np.where(share[k] > 1e-9, share[k], 0.0)
            open_places = alive[k] | (mine > 0)
            found = self._kernel.broken(
                k, mine, open_places, problem.starts, problem.links, self._back, _CUT_BY, self._place, self._wall
            )  # fmt: skip
            cuts.extend((k, int(self._place[c]), np.flatnonzero(self._wall[c])) for c in range(found))
            if len(cuts) > _MOST_CUTS:
                break
        return cuts

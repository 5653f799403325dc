"""Proof by HiGHS: the districting solved to optimality where what the bound leaves open is small enough."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from geo.zones.bound import Bound, price_centres
from geo.zones.districting import Districting, Ints, Problem, judged
from geo.zones.milp import Program

MOST_VARIABLES = 2500
_NODES = 2_000
_ROUNDS = 40


@dataclass(frozen=True)
class Proof:
    """An optimal districting, and that nothing better exists."""

    districting: Districting
    bound: float


def prove(problem: Problem, known: Districting, bound: Bound, deadline: float) -> Proof | None:
    """Solve the districting to proven optimality, or say that it is too large.

    Parameters
    ----------
    problem
        What is solved.
    known
        A balanced districting: nothing dearer is looked at.
    bound
        Its Lagrangian bound with balance: assignments that it shows to be dearer than `known` are left out.
    deadline
        `time.perf_counter()` moment; past it the proof is given up.

    Returns
    -------
    Proof or None
        None when more than `MOST_VARIABLES` assignments stay open or a limit was reached: then nothing is
        claimed, so that a slow machine cannot change the answer but only lose the proof.

    Notes
    -----
    Contiguity is asked lazily: a piece of a zone cut off from its centre must be joined through the places
    around the piece. The model only ever drops constraints, so each optimum is a bound.
    """
    if not bound.balanced or not known.balanced:
        return None
    alive = _alive(problem, known.cost, bound)
    if int(alive.sum()) > MOST_VARIABLES:
        return None
    program, index = _model(problem, alive)
    cost = problem.cost
    objective = {variable: float(cost[i, k]) for (k, i), variable in index.items()}
    start = [0.0] * len(program.lower)
    for i, zone in enumerate(known.labels):
        pair = (int(known.centres[zone]), i)
        if pair not in index:
            return None  # cannot happen unless rounding fixed the known solution away
        start[index[pair]] = 1.0
    for _ in range(_ROUNDS):
        left = deadline - time.perf_counter()
        if left <= 0:
            return None
        solved = program.minimise(objective, seconds=left, nodes=_NODES, start=start, gap=1e-9)
        if solved is None or not solved.optimal:
            return None
        labels, centres = _read(problem, index, solved.values)
        if not _add_cuts(problem, program, index, labels, centres):
            found = judged(problem, labels)
            best = found if found.balanced and found.cost <= known.cost else known
            return Proof(best, min(solved.bound, best.cost))
    return None


def _alive(problem: Problem, upper: float, bound: Bound) -> np.ndarray:
    """Return which (centre, place) pairs may still belong to a districting no dearer than `upper`."""
    priced = price_centres(problem, np.ascontiguousarray(problem.cost.T), bound.multipliers, balanced=True)
    ordered = np.sort(priced.value)
    opening = np.maximum(0.0, priced.value - ordered[problem.zones - 1])
    reduced = problem.cost.T - bound.multipliers[None, :] - priced.price[:, None] * problem.workload_min[None, :]
    least = bound.value + opening[:, None] + np.maximum(0.0, reduced)
    np.fill_diagonal(least, bound.value + opening)
    return np.asarray(least <= upper * (1 + 1e-9) + 1e-6)


def _model(problem: Problem, alive: np.ndarray) -> tuple[Program, dict[tuple[int, int], int]]:
    program = Program()
    centres = [int(k) for k in np.flatnonzero(np.diag(alive))]
    index = {(k, int(i)): program.variable() for k in centres for i in np.flatnonzero(alive[k])}
    for i in range(problem.n):
        program.row({index[k, i]: 1.0 for k in centres if (k, i) in index}, 1, 1)
    program.row({index[k, k]: 1.0 for k in centres}, problem.zones, problem.zones)
    work = problem.workload_min
    for k in centres:
        mine = [i for i in range(problem.n) if (k, i) in index]
        for i in mine:
            if i != k:
                program.row({index[k, i]: 1.0, index[k, k]: -1.0}, high=0)
                around = _linked(problem, i)
                if k not in around:  # a place joins a zone through one of its neighbours
                    nearby = {index[k, j]: -1.0 for j in around if (k, j) in index}
                    program.row({index[k, i]: 1.0, **nearby}, high=0)
        for limit, low, high in ((problem.low_min, 0.0, np.inf), (problem.high_min, -np.inf, 0.0)):
            terms = {index[k, i]: float(work[i]) for i in mine if i != k}
            program.row({**terms, index[k, k]: float(work[k]) - limit}, low, high)
    return program, index


def _read(problem: Problem, index: dict[tuple[int, int], int], values: np.ndarray) -> tuple[Ints, list[int]]:
    centres = [k for (k, i), variable in index.items() if k == i and values[variable] > 0.5]
    labels = np.full(problem.n, -1, dtype=np.int64)
    for (k, i), variable in index.items():
        if values[variable] > 0.5:
            labels[i] = centres.index(k)
    return labels, centres


def _add_cuts(
    problem: Problem, program: Program, index: dict[tuple[int, int], int], labels: Ints, centres: list[int]
) -> bool:
    """Forbid every piece that is cut off from its centre; return whether there was one."""
    torn = False
    for zone, centre in enumerate(centres):
        left = {int(i) for i in np.flatnonzero(labels == zone)}
        left -= _piece(problem, left, centre)
        while left:
            piece = _piece(problem, left, min(left))
            left -= piece
            around = {j for i in piece for j in _linked(problem, i)} - piece
            for i in piece:
                terms = {index[centre, i]: 1.0}
                terms.update({index[centre, j]: -1.0 for j in sorted(around) if (centre, j) in index})
                program.row(terms, high=0)
            torn = True
    return torn


def _linked(problem: Problem, i: int) -> list[int]:
    linked: list[int] = problem.links[problem.starts[i] : problem.starts[i + 1]].tolist()
    return linked


def _piece(problem: Problem, inside: set[int], first: int) -> set[int]:
    reached, waiting = {first}, [first]
    while waiting:
        for j in _linked(problem, waiting.pop()):
            if j in inside and j not in reached:
                reached.add(j)
                waiting.append(j)
    return reached

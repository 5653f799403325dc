"""Branch and bound by HiGHS over the pairs that the relaxation left open; contiguity is asked where it is broken."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geo.zones.districting import Districting, Floats, Ints, Problem, judged
from geo.zones.relaxation import Model, Relaxation

_NODES = 4_000
_ROUNDS = 40


@dataclass(frozen=True)
class Proof:
    """The best districting known, what no districting is cheaper than, and whether both are the same.

    Parameters
    ----------
    districting, bound
        Best known; at most its cost.
    optimal
        Whether nothing is cheaper by more than the gap asked for.
    complete
        False when the time ended it.
    """

    districting: Districting
    bound: float
    optimal: bool
    complete: bool


def prove(
    problem: Problem,
    known: Districting,
    relaxation: Relaxation,
    *,
    gap: float,
    deadline: float,
    repair: Callable[[Ints], Districting],
) -> Proof:
    """Look for something cheaper than a known districting, or prove that there is nothing.

    Parameters
    ----------
    problem
        What is solved.
    known
        A districting that keeps every limit: nothing dearer is looked at.
    relaxation
        Pairs and contiguity cuts that are left of it.
    gap
        Share of the cost by which it may be missed: 0 for the optimum.
    deadline
        `time.perf_counter()` moment to end at.
    repair
        Makes connected zones of labels that are torn.

    Returns
    -------
    Proof
        Valid whenever it ends: the program only ever drops contiguity, so that each of its bounds is one.

    Notes
    -----
    A piece of a zone cut off from its centre must be joined through the places around the piece; such rows are
    added and the program is solved again.
    """
    best, bound = known, min(relaxation.bound, known.cost)
    model = Model(problem, relaxation.alive)
    if int((model.own >= 0).sum()) < problem.zones:
        return Proof(best, best.cost, True, True)
    model.join(np.arange(model.size))
    for wall in relaxation.walls:
        model.wall(*wall)
    for _ in range(_ROUNDS):
        left = deadline - time.perf_counter()
        if left <= 0:
            return Proof(best, bound, False, False)
        solved = model.minimise(seconds=left, nodes=_NODES, start=_start(model, best), gap=gap)
        if solved is None:  # only what the fixing leaves out, none of it cheaper, or out of time
            return Proof(best, bound, False, time.perf_counter() < deadline)
        bound = min(max(bound, solved.bound), best.cost)
        centres, labels = _read(model, solved.values)
        torn = _add_walls(model, centres, labels)
        found = repair(labels) if torn else judged(problem, labels)
        if found.rank < best.rank:
            best = found
        if not solved.optimal:
            return Proof(best, min(bound, best.cost), False, time.perf_counter() < deadline)
        if not torn or best.cost - bound <= gap * best.cost:
            return Proof(best, min(bound, best.cost), True, True)
    return Proof(best, min(bound, best.cost), False, True)


def _start(model: Model, known: Districting) -> Floats | None:
    columns = model.column[known.centres[known.labels], np.arange(model.problem.n)]
    if (columns < 0).any():
        return None  # rounding struck out a pair of the known districting
    start = np.zeros(model.size)
    start[columns] = 1.0
    return start


def _read(model: Model, values: Floats) -> tuple[Ints, Ints]:
    share = model.share(values)
    centres = np.flatnonzero(np.diag(share) > 0.5)
    return centres, share[centres].argmax(axis=0).astype(np.int64)


def _add_walls(model: Model, centres: Ints, labels: Ints) -> bool:
    """Forbid every piece that is cut off from the centre of its zone; return whether there was one."""
    problem = model.problem
    torn = False
    for zone, centre in enumerate(centres.tolist()):
        left = {int(i) for i in np.flatnonzero(labels == zone)}
        left -= _piece(problem, left, centre)
        while left:
            piece = _piece(problem, left, min(left))
            left -= piece
            around = np.array(sorted({j for i in piece for j in _linked(problem, i)} - piece), dtype=np.int64)
            for i in sorted(piece):
                model.wall(centre, i, around)
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

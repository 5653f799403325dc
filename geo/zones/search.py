"""Districting by many starts of a contiguity-keeping local search; the same seed gives the same zones."""

from __future__ import annotations

import time

import numpy as np

from geo.zones.districting import Districting, Floats, Ints, Problem, judged

_PROPOSALS_PER_PLACE = 8_000
_STARTS = 8


def search(problem: Problem, seed: int, seconds: float, known: Ints | None = None) -> tuple[Districting, bool]:
    """Find a good districting.

    Parameters
    ----------
    problem
        What is solved; its graph must be connected.
    seed
        Source of all randomness.
    seconds
        After so long no further start is begun (`warm` first: compiling is no search).

    known
        (n,) labels of zones to begin from as well, such as today's.

    Returns
    -------
    tuple
        The best districting found (balanced ones before cheaper ones), and whether all starts were made:
        when not, a slower machine may find less.
    """
    from geo.zones import search_kernel as kernel

    random = np.random.default_rng(seed)
    cost = _charged(problem)
    near = cost / np.maximum(cost.mean(axis=1, keepdims=True), 1e-9)
    n, zones = problem.n, problem.zones
    if zones == 1:
        return judged(problem, np.zeros(n, dtype=np.int64)), True
    if zones == n:
        return judged(problem, np.arange(n, dtype=np.int64)), True
    deadline = time.perf_counter() + seconds
    best: Districting | None = None
    complete = True
    firsts = [] if known is None else [usable(problem, known)]
    for _ in range(_STARTS):
        if best is not None and time.perf_counter() > deadline:
            complete = False
            break
        if firsts:
            found = best = firsts.pop()
        else:
            centres = _spread(cost, zones, random)
            found = judged(problem, kernel.grown(centres, near, problem.starts, problem.links))
        found = improved(problem, found, random)
        if best is None or found.rank < best.rank:
            best = found
    assert best is not None
    return best, complete


def improved(problem: Problem, found: Districting, random: np.random.Generator, heat: float = 1.0) -> Districting:
    """Return the best districting that annealing reaches from a given one, or that one itself.

    Parameters
    ----------
    problem
        What is solved.
    found
        Connected zones to begin with.
    random
        Source of all randomness.
    heat
        First temperature, as a share of the usual: low keeps what was given, high looks further.
    """
    from geo.zones import search_kernel as kernel

    cost = _charged(problem)
    mean_cost = max(found.cost / problem.n, 1e-9)
    price = 3 * max(found.cost, 1e-9) / float(problem.workload_min.sum())
    proposals = min(_PROPOSALS_PER_PLACE * problem.n, 3_000_000)
    best = found
    for round_number in range(4):  # dearer imbalance each round, cooler each round
        _, labels = kernel.anneal(
            found.labels.copy(),
            found.centres.copy(),
            cost,
            problem.workload_min,
            problem.starts,
            problem.links,
            problem.low_min,
            problem.high_min,
            price * 3**round_number,
            max(heat * mean_cost * 2.0 / 4**round_number, mean_cost * 0.004),
            mean_cost * 0.002,
            proposals // 4,
            int(random.integers(2**31)),
        )
        found = judged(problem, labels)
        if found.rank < best.rank:
            best = found
    return best


def usable(problem: Problem, known: Ints) -> Districting:
    """Return zones as like known ones as can be: whole, and exactly as many as asked.

    Parameters
    ----------
    problem
        What is solved.
    known
        (n,) labels, any integers; below zero = in no zone. Zones that are torn keep their largest pieces, zones too
        many are given up from the lightest, missing ones are split off the heaviest.
    """
    from geo.zones import search_kernel as kernel

    pieces = sorted(_pieces(problem, known), key=lambda piece: (-float(problem.workload_min[piece].sum()), piece[0]))
    cost = problem.counted
    centres = [piece[int(np.argmin(cost[np.ix_(piece, piece)].sum(axis=0)))] for piece in pieces[: problem.zones]]
    while len(centres) < problem.zones:
        farthest = cost[:, centres].min(axis=1) if centres else np.ones(problem.n)
        farthest[centres] = -1.0
        centres.append(int(np.argmax(farthest)))
    near = cost.copy()
    for piece, centre in zip(pieces, centres, strict=False):
        near[piece, centre] = -1.0  # its own places first
    return judged(problem, kernel.grown(np.array(centres, dtype=np.int64), near, problem.starts, problem.links))


def _pieces(problem: Problem, known: Ints) -> list[list[int]]:
    """Return the connected pieces of known zones, each sorted."""
    seen = known < 0
    pieces = []
    for first in range(problem.n):
        if seen[first]:
            continue
        piece = [first]
        seen[first] = True
        for i in piece:
            for j in problem.links[problem.starts[i] : problem.starts[i + 1]].tolist():
                if not seen[j] and known[j] == known[first]:
                    seen[j] = True
                    piece.append(j)
        pieces.append(sorted(piece))
    return pieces


def warm() -> None:
    """Compile the search and the bound, or fetch their compiled code, so that time limits measure the work alone."""
    from geo.zones import bound_kernel, search_kernel, separation

    search_kernel.warm()
    bound_kernel.warm()
    separation.warm()


def _charged(problem: Problem) -> Floats:
    """Return the cost with forbidden pairs dearer than anything allowed, so that they are left where possible."""
    most = float(problem.counted.max())
    return np.where(problem.allowed, problem.counted, 10 * most + 1.0)


def _spread(cost: Floats, zones: int, random: np.random.Generator) -> Ints:
    """Draw centres far from each other, dear places first (k-means++)."""
    n = len(cost)
    chosen = [int(random.integers(n))]
    nearest = cost[:, chosen[0]].copy()
    while len(chosen) < zones:
        chance = nearest.copy()
        chance[chosen] = 0
        if chance.sum() <= 0:
            chance = np.ones(n)
            chance[chosen] = 0
        chosen.append(int(random.choice(n, p=chance / chance.sum())))
        nearest = np.minimum(nearest, cost[:, chosen[-1]])
    return np.array(chosen, dtype=np.int64)

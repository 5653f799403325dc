"""Districting by many starts of a contiguity-keeping local search; the same seed gives the same zones."""

from __future__ import annotations

import time

import numpy as np

from geo.zones.districting import Districting, Ints, Problem, judged

_PROPOSALS_PER_PLACE = 8_000
_STARTS = 8


def search(problem: Problem, seed: int, seconds: float) -> tuple[Districting, bool]:
    """Find a good districting.

    Parameters
    ----------
    problem
        What is solved; its graph must be connected.
    seed
        Source of all randomness.
    seconds
        After so long no further start is begun (`warm` first: compiling is no search).

    Returns
    -------
    tuple
        The best districting found (balanced ones before cheaper ones), and whether all starts were made:
        when not, a slower machine may find less.
    """
    from geo.zones import search_kernel as kernel

    random = np.random.default_rng(seed)
    cost = np.ascontiguousarray(problem.cost)
    n, zones = problem.n, problem.zones
    if zones == 1:
        return judged(problem, np.zeros(n, dtype=np.int64)), True
    if zones == n:
        return judged(problem, np.arange(n, dtype=np.int64)), True
    deadline = time.perf_counter() + seconds
    best: Districting | None = None
    complete = True
    proposals = min(_PROPOSALS_PER_PLACE * n, 3_000_000)
    for _ in range(_STARTS):
        if best is not None and time.perf_counter() > deadline:
            complete = False
            break
        labels = kernel.grown(_spread(problem, random), problem.minutes, problem.starts, problem.links)
        found = judged(problem, labels)
        mean_cost = max(found.cost / n, 1e-9)
        price = 3 * max(found.cost, 1e-9) / float(problem.workload_min.sum())
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
                mean_cost * 2.0 / 4**round_number,
                mean_cost * 0.002,
                proposals // 4,
                int(random.integers(2**31)),
            )
            found = judged(problem, labels)
        if best is None or _rank(found) < _rank(best):
            best = found
    assert best is not None
    return best, complete


def warm() -> None:
    """Compile the search, or fetch its compiled code, so that time limits measure the search alone."""
    from geo.zones import search_kernel as kernel

    kernel.warm()


def _rank(found: Districting) -> tuple[float, float]:
    return (0.0 if found.balanced else round(found.imbalance, 9), found.cost)


def _spread(problem: Problem, random: np.random.Generator) -> Ints:
    """Draw centres far from each other, weighty places first (k-means++)."""
    chosen = [int(random.choice(problem.n, p=problem.weight / problem.weight.sum()))]
    nearest = problem.minutes[:, chosen[0]].copy()
    while len(chosen) < problem.zones:
        chance = problem.weight * nearest
        chance[chosen] = 0
        if chance.sum() <= 0:
            chance = np.ones(problem.n)
            chance[chosen] = 0
        chosen.append(int(random.choice(problem.n, p=chance / chance.sum())))
        nearest = np.minimum(nearest, problem.minutes[:, chosen[-1]])
    return np.array(chosen, dtype=np.int64)

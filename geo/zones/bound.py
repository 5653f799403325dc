"""A lower bound that no districting can beat: Lagrangian relaxation over all candidate centres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.zones.districting import Floats, Ints, Problem


@dataclass(frozen=True)
class Bound:
    """What the relaxation proves.

    Parameters
    ----------
    value
        No zones with the stated balance have less harm x minutes (contiguity not even asked).
    multipliers
        (n,) duals of "each place belongs to one zone" that prove it.
    centres
        Centres that the relaxation would open: a good place to begin a search.
    balanced
        Whether the bound asks for balance; without, it also holds for unbalanced zones.
    """

    value: float
    multipliers: Floats
    centres: Ints
    balanced: bool


@dataclass(frozen=True)
class _Priced:
    """Value of each candidate centre under multipliers, what it would take, and the price of its workload."""

    value: Floats
    taken: Floats
    price: Floats


def lower_bound(problem: Problem, upper: float, *, balanced: bool, iterations: int | None = None) -> Bound:
    """Bound the cost of any districting from below by subgradient ascent.

    Parameters
    ----------
    problem
        What is solved.
    upper
        Cost of a known districting: sets the steps, not the validity.
    balanced
        Also ask that every zone keeps the balance (only valid against balanced districtings).
    iterations
        Steps; None: as many as suit the size.

    Returns
    -------
    Bound
        Valid whatever the number of steps. Each place's single membership is priced; each candidate centre then
        fills its zone as a continuous knapsack between the least and greatest workload (or without limits).

    References
    ----------
    Beasley (1993), European Journal of Operational Research 65, 383-399 (Lagrangean heuristics for location);
    Held, Wolfe & Crowder (1974), Mathematical Programming 6, 62-88 (subgradient steps).
    """
    n = problem.n
    cost = np.ascontiguousarray(problem.cost.T)  # row: candidate centre, column: place
    order = np.sort(cost, axis=0)
    multipliers = order[min(1, n - 1)].copy()
    steps = iterations or int(np.clip(2e7 / (n * n), 40, 400))
    best = Bound(0.0, multipliers.copy(), np.arange(problem.zones, dtype=np.int64), balanced)
    scale, stale = 1.0, 0
    for _ in range(steps):
        priced = price_centres(problem, cost, multipliers, balanced=balanced)
        opened = np.argsort(priced.value, kind="stable")[: problem.zones]
        value = float(multipliers.sum() + priced.value[opened].sum())
        if value > best.value + 1e-7 * max(1.0, abs(best.value)):
            best = Bound(value, multipliers.copy(), np.sort(opened).astype(np.int64), balanced)
            stale = 0
        else:
            stale += 1
            if stale >= 20:
                scale, stale = scale / 2, 0
        slack = 1.0 - priced.taken[opened].sum(axis=0)
        norm = float(slack @ slack)
        if norm < 1e-12 or upper - best.value <= 1e-9 * max(upper, 1.0) or scale < 1e-4:
            break
        multipliers = multipliers + scale * (1.02 * upper - value) / norm * slack
    # Rounding in sums of n terms: stay on the safe side.
    return Bound(max(0.0, best.value * (1 - 1e-9)), best.multipliers, best.centres, balanced)


def price_centres(problem: Problem, cost: Floats, multipliers: Floats, *, balanced: bool) -> _Priced:
    """Return for each candidate centre the best value of a zone around it under the multipliers.

    Parameters
    ----------
    problem
        Gives workloads and their limits.
    cost
        (n, n), row = candidate centre, column = place.
    multipliers
        (n,) worth of covering each place.
    balanced
        Whether workload limits hold.
    """
    n = problem.n
    reduced = cost - multipliers[None, :]
    own = np.arange(n)
    if not balanced:
        taken = (reduced < 0).astype(np.float64)
        taken[own, own] = 1.0
        return _Priced((reduced * taken).sum(axis=1), taken, np.zeros(n))
    work = problem.workload_min
    ratio = reduced / work[None, :]
    ratio[own, own] = -np.inf  # a centre always belongs to its own zone
    order = np.argsort(ratio, axis=1, kind="stable")
    sorted_work = work[order]
    ends = np.cumsum(sorted_work, axis=1)
    sorted_ratio = np.take_along_axis(ratio, order, axis=1)
    wanted = np.where(sorted_ratio < 0, sorted_work, 0.0).sum(axis=1)
    filled = np.clip(wanted, min(problem.low_min, ends[0, -1]), problem.high_min)
    filled = np.maximum(filled, work)  # the centre itself may be heavier than the limit
    part = np.clip((filled[:, None] - (ends - sorted_work)) / sorted_work, 0.0, 1.0)
    taken = np.empty_like(part)
    np.put_along_axis(taken, order, part, axis=1)
    at = np.minimum((ends < filled[:, None] - 1e-9).sum(axis=1), n - 1)
    price = np.where(np.isclose(filled, wanted), 0.0, sorted_ratio[own, at])
    price = np.where(np.isfinite(price), price, 0.0)
    return _Priced((reduced * taken).sum(axis=1), taken, price)

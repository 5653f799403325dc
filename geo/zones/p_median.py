"""The p-median: which p places serve all others at the least cost, with proof."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from geo.errors import ZonesError
from geo.languages import Says
from geo.milp import Floats, Ints, Rows, minimise_binary

_STEPS = 3_000
_PATIENCE = 25
_STARTS = 8
_MOST_VARIABLES = 200_000
_NODES = 50_000


@dataclass(frozen=True)
class PMedian:
    """Centres of a p-median and what is proven of them.

    Parameters
    ----------
    centres
        (p,) open places, sorted.
    value
        Sum over places of the cost of their cheapest centre.
    bound
        No p centres cost less.
    optimal
        Whether no p centres are cheaper.
    """

    centres: Ints
    value: float
    bound: float
    optimal: bool


def solve_p_median(cost: Floats, p: int, *, seed: int = 0, seconds: float = 60.0) -> PMedian:
    """Choose p centres so that the sum of every place's cost to its cheapest centre is least.

    Parameters
    ----------
    cost
        (n, n) what place i (row) costs with centre k (column), finite, at least zero; neither symmetric nor metric
        of necessity.
    p
        Number of centres, 1 to n.
    seed
        Source of all randomness: the same seed gives the same centres wherever the time suffices.
    seconds
        Limit for everything but compiling at the first run on a machine.

    Returns
    -------
    PMedian
        `optimal` when proven; with whole numbers as costs, a bound above value - 1 is a proof.

    Raises
    ------
    ZonesError
        When costs are not square, not finite or below zero, or p is not between 1 and n; the text says which.

    Notes
    -----
    Interchange from several starts, a Lagrangian bound whose centres are tried as starts as well, reduced costs that
    strike out centres and assignments, and branch and bound by HiGHS on what is left.

    References
    ----------
    Teitz & Bart (1968), Operations Research 16, 955-961 (interchange); Beasley (1993), European Journal of
    Operational Research 65, 383-399 (the bound and reduced-cost fixing).
    """
    from geo.zones import p_median_kernel as kernel

    _check(cost, p)
    kernel.warm()
    deadline = time.perf_counter() + seconds
    n = len(cost)
    of_centre = np.ascontiguousarray(cost.T, dtype=np.float64)
    whole = bool((of_centre == np.round(of_centre)).all())
    random = np.random.default_rng(seed)
    centres, value = np.arange(p, dtype=np.int64), np.inf
    for _ in range(_STARTS):
        if np.isfinite(value) and time.perf_counter() > deadline:
            break
        tried = random.choice(n, p, replace=False).astype(np.int64)
        found = float(kernel.interchange(of_centre, tried))
        if found < value:
            centres, value = tried, found
    if p == n:
        return PMedian(np.sort(centres), value, value, True)
    unit = 1.0 - 1e-6 if whole else 1e-9 * max(1.0, value)
    second = np.sort(of_centre, axis=0)[1]
    bound, multipliers, value = kernel.ascend(of_centre, second, centres, value, _STEPS, _PATIENCE, unit)
    bound = max(0.0, float(bound) * (1 - 1e-12))
    if value - bound >= unit and time.perf_counter() < deadline:
        centres, value, bound = _branched(of_centre, centres, value, bound, multipliers, unit, deadline)
    optimal = value - bound < unit
    bound = float(value) if optimal and whole else min(bound, float(value))
    return PMedian(np.sort(centres), float(value), bound, optimal)


def _branched(
    cost: Floats, centres: Ints, value: float, bound: float, multipliers: Floats, unit: float, deadline: float
) -> tuple[Ints, float, float]:
    """Strike out what cannot be cheaper than the known centres and let HiGHS settle the rest."""
    from geo.zones import p_median_kernel as kernel

    p, n = len(centres), cost.shape[1]
    worth = np.empty(len(cost))
    kernel.worth(cost, multipliers, worth)
    opening = bound + np.maximum(0.0, worth - np.sort(worth)[p - 1])
    cheaper = value - unit * (1 - 1e-6)
    alive = opening[:, None] + np.maximum(0.0, cost - multipliers[None, :]) <= cheaper
    served = centres[cost[centres].argmin(axis=0)]
    alive[served, np.arange(n)] = True  # the known centres stay possible
    alive[centres, centres] = True
    centre, place = np.nonzero(alive)
    if len(centre) > _MOST_VARIABLES:
        return centres, value, bound
    left = np.unique(centre)
    column = np.full(len(cost), -1)
    column[left] = np.arange(len(left))
    pair = len(left) + np.arange(len(centre))
    rows = Rows()
    rows.add(np.arange(len(left)), np.ones(len(left)), p, p)
    for i in range(n):
        mine = pair[place == i]
        rows.add(mine, np.ones(len(mine)), 1, 1)
    for number, k in zip(pair.tolist(), centre.tolist(), strict=True):
        rows.add([number, column[k]], [1.0, -1.0], high=0)
    prices = np.concatenate([np.zeros(len(left)), cost[centre, place]])
    start = np.concatenate([np.isin(left, centres), served[place] == centre]).astype(np.float64)
    solved = minimise_binary(
        prices,
        rows,
        seconds=deadline - time.perf_counter(),
        nodes=_NODES,
        start=start,
        gap_by=unit * (1 - 1e-3),
        whole=np.arange(len(prices)) < len(left),
    )
    if solved is None:
        return centres, value, bound
    opened = left[np.argsort(-solved.values[: len(left)], kind="stable")[:p]]
    found = float(kernel.value_of(cost, opened))
    if found < value:
        centres, value = opened, found
    return centres, value, min(max(bound, solved.bound), value)


def _check(cost: Floats, p: int) -> None:
    """Refuse what has no meaning."""
    if cost.ndim != 2 or cost.shape[0] != cost.shape[1] or not len(cost):
        raise ZonesError(
            problem=Says(
                "Matriks biaya harus persegi dan tidak kosong; ukurannya {shape}.",
                "The matrix of costs must be square and not empty; its shape is {shape}.",
            ).filled(shape=str(cost.shape))
        )
    if not np.isfinite(cost).all() or float(cost.min()) < 0:
        raise ZonesError(
            problem=Says(
                "Biaya harus berupa bilangan berhingga dan tidak negatif.",
                "Costs must be finite and not below zero.",
            )
        )
    if not 1 <= p <= len(cost):
        raise ZonesError(
            problem=Says(
                "Jumlah pusat harus antara 1 dan {n}; yang diminta {p}.",
                "The number of centres must be between 1 and {n}; {p} were asked for.",
            ).filled(n=len(cost), p=p)
        )

"""A lower bound that no districting can beat: Lagrangian relaxation over all candidate centres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.zones.districting import Floats, Ints, Problem

_CLOSE = 1e-9


@dataclass(frozen=True)
class Bound:
    """What the relaxation proves.

    Parameters
    ----------
    value
        No zones within the limits cost less (contiguity not even asked).
    multipliers
        (n,) duals of "each place belongs to one zone" that prove it.
    centres
        Centres that the relaxation would open: a good place to begin a search.
    balanced
        Whether the bound asks for the limits of workload; without, it also holds for zones that break them.
    """

    value: float
    multipliers: Floats
    centres: Ints
    balanced: bool


@dataclass(frozen=True)
class Priced:
    """(n,) value of each candidate centre's best zone under multipliers, and its price of a minute of workload."""

    value: Floats
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
        Also ask that every zone keeps the limits of workload (only valid against districtings that do).
    iterations
        Steps at most; None: as many as take a second or two.

    Returns
    -------
    Bound
        Valid whatever the number of steps. Each place's single membership is priced; each candidate centre then
        fills its zone as a continuous knapsack between the least and greatest workload (or without limits).
        Infinite where not even these knapsacks have a solution: then there is no districting within the limits.

    References
    ----------
    Beasley (1993), European Journal of Operational Research 65, 383-399 (Lagrangean heuristics for location);
    Held, Wolfe & Crowder (1974), Mathematical Programming 6, 62-88 (subgradient steps).
    """
    from geo.zones import bound_kernel as kernel

    n = problem.n
    cost = np.ascontiguousarray(problem.cost.T)  # row: candidate centre, column: place
    second = np.sort(cost, axis=0)[min(1, n - 1)]
    first = np.where(np.isfinite(second), second, np.diag(cost))
    steps = iterations or steps_within(10.0, n)
    patience = int(np.clip(steps / 60, 15, 60))
    limits = (problem.workload_min, problem.low_min, problem.high_min, balanced)
    value, multipliers, _ = kernel.ascend(
        cost, first, *limits, problem.zones, float(upper), steps, patience, _CLOSE
    )  # fmt: skip
    priced = price_centres(problem, cost, multipliers, balanced=balanced)
    centres = np.sort(np.argsort(priced.value, kind="stable")[: problem.zones]).astype(np.int64)
    # Rounding in sums of n terms: stay on the safe side.
    return Bound(max(0.0, float(value) * (1 - 1e-9)), multipliers, centres, balanced)


def steps_within(seconds: float, n: int) -> int:
    """Return how many steps take about a seventh of so many seconds for n places: fixed, so that answers repeat."""
    least = int(np.clip(6e7 / (n * n), 10, 60))
    return int(np.clip(0.15 * seconds / (1e-8 * n * n), least, 4000))


def price_centres(problem: Problem, cost: Floats, multipliers: Floats, *, balanced: bool) -> Priced:
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
    from geo.zones import bound_kernel as kernel

    values, prices = np.empty(problem.n), np.empty(problem.n)
    kernel.price_all(
        cost, multipliers, problem.workload_min, problem.low_min, problem.high_min, balanced, values, prices
    )  # fmt: skip
    return Priced(values, prices)


def least_costs(problem: Problem, bound: Bound) -> Floats:
    """Return what any districting costs at least in which a place belongs to the zone around a centre.

    Parameters
    ----------
    problem
        What is solved.
    bound
        Its Lagrangian bound.

    Returns
    -------
    array
        (n, n), row = candidate centre, column = place; on the diagonal what it costs at least that a candidate is a
        centre; infinite where that is impossible.
    """
    cost = np.ascontiguousarray(problem.cost.T)
    priced = price_centres(problem, cost, bound.multipliers, balanced=bound.balanced)
    last = np.sort(priced.value)[problem.zones - 1]
    if not np.isfinite(last):
        return np.full_like(cost, np.inf)
    opening = bound.value + np.maximum(0.0, priced.value - last)
    reduced = cost - bound.multipliers[None, :] - priced.price[:, None] * problem.workload_min[None, :]
    least = opening[:, None] + np.maximum(0.0, reduced)
    np.fill_diagonal(least, opening)
    return np.asarray(least)


def open_pairs(least: Floats, upper: float) -> npt.NDArray[np.bool_]:
    """Return which (centre, place) pairs may belong to a districting no dearer than `upper`.

    Parameters
    ----------
    least
        From `least_costs`.
    upper
        Cost of a known districting.

    Returns
    -------
    array
        (n, n), row = candidate centre, column = place; a candidate that is struck out has no pair left.
    """
    kept = np.asarray(least <= upper * (1 + 1e-9) + 1e-6)
    return kept & np.diag(kept)[:, None]

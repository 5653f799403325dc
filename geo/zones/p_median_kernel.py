"""Compiled parts of the p-median: Lagrangian ascent and interchange of centres.

Imported only where a p-median is solved: it brings numba in.
"""

from __future__ import annotations

import numpy as np

from geo.spatial.compiled import compiled


@compiled
def worth(cost, multipliers, values):  # type: ignore[no-untyped-def]  # compiled
    """Write the value of opening each centre (`cost`: row = centre, column = place) under multipliers."""
    for k in range(cost.shape[0]):
        total = 0.0
        for i in range(cost.shape[1]):
            reduced = cost[k, i] - multipliers[i]
            if reduced < 0:
                total += reduced
        values[k] = total


@compiled
def value_of(cost, centres):  # type: ignore[no-untyped-def]  # compiled
    """Return the sum of every place's cheapest open centre."""
    total = 0.0
    for i in range(cost.shape[1]):
        least = np.inf
        for k in centres:
            least = min(least, cost[k, i])
        total += least
    return total


@compiled
def interchange(cost, centres):  # type: ignore[no-untyped-def]  # compiled
    """Swap an open for a closed centre while that lowers the value, best swap first; return the value."""
    candidates, n = cost.shape
    p = centres.shape[0]
    at = np.full(candidates, -1, dtype=np.int64)
    for z in range(p):
        at[centres[z]] = z
    nearest = np.zeros(n, dtype=np.int64)
    first, second = np.empty(n), np.empty(n)
    loss = np.empty(p)
    while True:
        value = 0.0
        for i in range(n):
            first[i], second[i] = np.inf, np.inf
            for z in range(p):
                c = cost[centres[z], i]
                if c < first[i]:
                    second[i] = first[i]
                    first[i] = c
                    nearest[i] = z
                elif c < second[i]:
                    second[i] = c
            value += first[i]
        best, enter, leave = -1e-9 * max(1.0, abs(value)), -1, -1
        for k in range(candidates):
            if at[k] >= 0:
                continue
            gain = 0.0
            loss[:] = 0.0
            for i in range(n):
                c = cost[k, i]
                if c < first[i]:
                    gain += c - first[i]
                else:
                    loss[nearest[i]] += min(c, second[i]) - first[i]
            cheapest = int(np.argmin(loss))
            if gain + loss[cheapest] < best:
                best, enter, leave = gain + loss[cheapest], k, cheapest
        if enter < 0:
            return value
        at[centres[leave]] = -1
        at[enter] = leave
        centres[leave] = enter


@compiled
def ascend(cost, multipliers, centres, upper, steps, patience, unit):  # type: ignore[no-untyped-def]  # compiled
    """Climb by subgradient steps, trying the centres of each better bound; `centres` keeps the best ones found.

    Ends when the bound comes within `unit` of the value (then nothing lies between), when steps have become tiny, or
    after `steps`. Returns the bound, its multipliers and the value of `centres`.
    """
    candidates, n = cost.shape
    p = centres.shape[0]
    values = np.empty(candidates)
    best, best_multipliers = -np.inf, multipliers.copy()
    scale, stale = 1.0, 0
    direction = np.zeros(n)
    tried = np.full(p, -1, dtype=np.int64)
    for step in range(steps):
        worth(cost, multipliers, values)
        opened = np.sort(np.argsort(values)[:p])
        bound = multipliers.sum() + values[opened].sum()
        if bound > best or step == 0:
            best = bound
            best_multipliers[:] = multipliers
            stale = 0
            if not np.array_equal(opened, tried):
                tried[:] = opened
                found = value_of(cost, opened)
                if found < upper * 1.03:
                    swapped = opened.copy()
                    found = interchange(cost, swapped)
                    if found < upper:
                        upper = found
                        centres[:] = swapped
        else:
            stale += 1
            if stale >= patience:
                scale, stale = scale / 2, 0
                multipliers = best_multipliers.copy()
                direction[:] = 0.0
                continue
        if upper - best < unit or scale < 1e-4:
            break
        slack = np.ones(n)
        for k in opened:
            for i in range(n):
                if cost[k, i] < multipliers[i]:
                    slack[i] -= 1.0
        direction = slack + 0.3 * direction
        norm = (direction * direction).sum()
        if norm < 1e-12:
            break
        multipliers = multipliers + scale * (1.005 * upper - bound) / norm * direction
    return best, best_multipliers, upper


def warm() -> None:
    """Compile everything (or fetch the compiled code), so that time limits measure the work alone."""
    three = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [2.0, 1.0, 0.0]])
    ascend(three, np.ones(3), np.array([0]), 9.0, 2, 2, 1e-9)
    interchange(three, np.array([0]))

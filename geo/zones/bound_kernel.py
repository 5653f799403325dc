"""Compiled Lagrangian relaxation of districting: prices candidate centres and climbs by subgradient steps.

Imported only where a bound is computed: it brings numba in.
"""

from __future__ import annotations

import numpy as np

from geo.spatial.compiled import compiled


@compiled
def _sink(key, item, size, at):  # type: ignore[no-untyped-def]  # compiled
    """Let an entry of a heap (least key first) sink to its place."""
    while True:
        least = 2 * at + 1
        if least >= size:
            return
        if least + 1 < size and key[least + 1] < key[least]:
            least += 1
        if key[at] <= key[least]:
            return
        key[at], key[least] = key[least], key[at]
        item[at], item[least] = item[least], item[at]
        at = least


@compiled
def zone_value(k, cost, multipliers, work, low, high, balanced, key, item, part):  # type: ignore[no-untyped-def]  # compiled
    """Price the best zone around candidate k: a continuous knapsack between the workload limits.

    `cost` is the candidate's row (place by place, infinite = not allowed); `part` (n,) receives the share taken of
    each place. Returns the value and the price of a minute of workload; an infinite value where the places allowed
    do not suffice for the least workload.
    """
    n = cost.shape[0]
    part[:] = 0.0
    part[k] = 1.0
    value = cost[k] - multipliers[k]
    load = work[k]
    for i in range(n):
        if i != k and cost[i] < multipliers[i]:
            load += work[i]
    over = balanced and load > high
    under = balanced and load < low
    size = 0
    for i in range(n):
        if i == k:
            continue
        reduced = cost[i] - multipliers[i]
        if reduced < 0 and (not over or work[i] <= 0):
            part[i] = 1.0
            value += reduced
        elif work[i] > 0 and ((reduced < 0 and over) or (under and reduced < np.inf)):
            key[size] = reduced / work[i]
            item[size] = i
            size += 1
    if not over and not under:
        return value, 0.0
    if over:
        room = high - work[k]
    else:
        room = low - load
    for at in range(size // 2 - 1, -1, -1):
        _sink(key, item, size, at)
    price = 0.0
    while room > 1e-12 and size > 0:
        price = key[0]
        i = item[0]
        share = min(1.0, room / work[i])
        part[i] = share
        value += share * (cost[i] - multipliers[i])
        room -= share * work[i]
        size -= 1
        key[0], item[0] = key[size], item[size]
        _sink(key, item, size, 0)
    if under and room > 1e-6 * low:
        return np.inf, 0.0
    if over and room <= 1e-12 and price == 0.0 and size > 0:
        price = key[0]  # the centre alone fills its zone: nothing more comes in below this
    return value, price


@compiled
def price_all(cost, multipliers, work, low, high, balanced, values, prices):  # type: ignore[no-untyped-def]  # compiled
    """Price every candidate centre (`cost`: row = candidate) into `values` and `prices`."""
    n = cost.shape[0]
    key, item, part = np.empty(n), np.empty(n, dtype=np.int64), np.empty(n)
    for k in range(n):
        values[k], prices[k] = zone_value(k, cost[k], multipliers, work, low, high, balanced, key, item, part)


@compiled
def ascend(cost, multipliers, work, low, high, balanced, zones, upper, steps, patience, close):  # type: ignore[no-untyped-def]  # compiled
    """Climb from `multipliers`; return the best value, its multipliers and the steps made.

    The step is halved after `patience` steps without gain; it ends when the value comes within `close` (a share) of
    `upper`, when steps have become tiny, or after `steps`.
    """
    n = cost.shape[0]
    key, item, part = np.empty(n), np.empty(n, dtype=np.int64), np.empty(n)
    values, prices = np.empty(n), np.empty(n)
    best, best_multipliers = -np.inf, multipliers.copy()
    scale, stale = 1.0, 0
    direction = np.zeros(n)
    for step in range(steps):
        price_all(cost, multipliers, work, low, high, balanced, values, prices)
        opened = np.argsort(values)[:zones]
        value = multipliers.sum() + values[opened].sum()
        if value > best + 1e-9 * max(1.0, abs(best)) or step == 0:
            best = value
            best_multipliers[:] = multipliers
            stale = 0
        else:
            stale += 1
            if stale >= patience:
                scale, stale = scale / 2, 0
                multipliers = best_multipliers.copy()
                direction[:] = 0.0
                continue
        if not np.isfinite(value) or upper - best <= close * upper or scale < 1e-4:
            return best, best_multipliers, step + 1
        slack = np.ones(n)
        for z in range(zones):
            zone_value(opened[z], cost[opened[z]], multipliers, work, low, high, balanced, key, item, part)
            slack -= part
        norm = (slack * slack).sum()
        if norm < 1e-12:
            return best, best_multipliers, step + 1
        direction = slack + 0.3 * direction  # a little of the last direction dampens zigzag
        norm = (direction * direction).sum()
        if norm < 1e-12:
            direction = slack
            norm = (direction * direction).sum()
        multipliers = multipliers + scale * (1.005 * upper - value) / norm * direction
    return best, best_multipliers, steps


def warm() -> None:
    """Compile everything (or fetch the compiled code), so that time limits measure the work alone."""
    two = np.array([[0.0, 1.0], [1.0, 0.0]])
    ascend(two, np.ones(2), np.ones(2), 0.0, 9.0, True, 1, 1.0, 2, 2, 0.0)
    price_all(two, np.ones(2), np.ones(2), 0.0, 9.0, True, np.empty(2), np.empty(2))

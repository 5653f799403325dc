"""Compiled local search: moves one place at a time between neighbouring zones, never tearing one apart.

Imported only where the search runs: it brings numba in.
"""

from __future__ import annotations

import numpy as np

from geo.spatial.compiled import compiled


@compiled
def stays_whole(place, labels, starts, links, mark, queue, stamp):  # type: ignore[no-untyped-def]  # compiled
    """Whether a zone stays in one piece without `place`: its neighbours in the zone still reach each other."""
    zone = labels[place]
    first = -1
    sought = 0
    for e in range(starts[place], starts[place + 1]):
        if labels[links[e]] == zone:
            sought += 1
            first = links[e]
    if sought == 0:
        return False  # the last of its zone
    if sought == 1:
        return True
    mark[place] = stamp
    mark[first] = stamp
    queue[0] = first
    head, tail, found = 0, 1, 1
    while head < tail:
        i = queue[head]
        head += 1
        for e in range(starts[i], starts[i + 1]):
            j = links[e]
            if labels[j] == zone and mark[j] != stamp:
                mark[j] = stamp
                queue[tail] = j
                tail += 1
                for f in range(starts[place], starts[place + 1]):
                    if links[f] == j:
                        found += 1
                        if found == sought:
                            return True
                        break
    return False


@compiled
def recentred(labels, centres, cost):  # type: ignore[no-untyped-def]  # compiled
    """Put each zone's centre at its cheapest place; return the whole cost."""
    n = labels.shape[0]
    best = np.full(centres.shape[0], np.inf)
    for k in range(n):
        total = 0.0
        for i in range(n):
            if labels[i] == labels[k]:
                total += cost[i, k]
        if total < best[labels[k]]:
            best[labels[k]] = total
            centres[labels[k]] = k
    return best.sum()


@compiled
def anneal(labels, centres, cost, work, starts, links, low, high, price, hot, cold, proposals, seed):  # type: ignore[no-untyped-def]  # compiled
    """Improve labels in place by simulated annealing; return the best cost found and its labels.

    The energy is harm x minutes to the centres plus `price` for each minute of workload beyond the limits.
    """
    np.random.seed(seed)  # noqa: NPY002 - the only generator that compiled code seeds for itself
    n = labels.shape[0]
    zones = centres.shape[0]
    load = np.zeros(zones)
    size = np.zeros(zones, dtype=np.int64)
    for i in range(n):
        load[labels[i]] += work[i]
        size[labels[i]] += 1
    mark = np.full(n, -1, dtype=np.int64)
    queue = np.zeros(n, dtype=np.int64)
    total = recentred(labels, centres, cost)
    best_labels = labels.copy()
    best = np.inf
    cooling = (cold / hot) ** (1.0 / max(1, proposals))
    temperature = hot
    beyond = 0.0
    for z in range(zones):
        beyond += max(load[z] - high, 0.0) + max(low - load[z], 0.0)
    best = total + price * beyond
    stamp = 0
    for step in range(proposals):
        temperature *= cooling
        i = np.random.randint(n)  # noqa: NPY002 - as above
        degree = starts[i + 1] - starts[i]
        if degree > 0:
            j = links[starts[i] + np.random.randint(degree)]  # noqa: NPY002 - as above
            a, b = labels[i], labels[j]
            if a != b and size[a] > 1 and centres[a] != i:
                change = cost[i, centres[b]] - cost[i, centres[a]]
                before = max(load[a] - high, 0.0) + max(low - load[a], 0.0)
                before += max(load[b] - high, 0.0) + max(low - load[b], 0.0)
                la, lb = load[a] - work[i], load[b] + work[i]
                after = max(la - high, 0.0) + max(low - la, 0.0) + max(lb - high, 0.0) + max(low - lb, 0.0)
                delta = change + price * (after - before)
                if delta <= 0 or np.random.random() < np.exp(-delta / temperature):  # noqa: NPY002 - as above
                    stamp += 1
                    if stays_whole(i, labels, starts, links, mark, queue, stamp):
                        labels[i] = b
                        load[a], load[b] = la, lb
                        size[a] -= 1
                        size[b] += 1
                        total += change
                        beyond += after - before
        if step % (8 * n) == 8 * n - 1 or step == proposals - 1:
            total = recentred(labels, centres, cost)
            energy = total + price * max(beyond, 0.0)
            if energy < best - 1e-9:
                best = energy
                best_labels[:] = labels
    return best, best_labels


@compiled
def grown(centres, cost, starts, links):  # type: ignore[no-untyped-def]  # compiled
    """Grow connected zones from centres: always take the unassigned neighbour that is cheapest with its centre."""
    n = cost.shape[0]
    labels = np.full(n, -1, dtype=np.int64)
    for z in range(centres.shape[0]):
        labels[centres[z]] = z
    for _ in range(n - centres.shape[0]):
        best, place, zone = np.inf, -1, -1
        for i in range(n):
            if labels[i] >= 0:
                for e in range(starts[i], starts[i + 1]):
                    j = links[e]
                    if labels[j] < 0 and cost[j, centres[labels[i]]] < best:
                        best, place, zone = cost[j, centres[labels[i]]], j, labels[i]
        labels[place] = zone
    return labels


def warm() -> None:
    """Compile everything (or fetch the compiled code), so that time limits measure the search alone."""
    two = np.array([[0.0, 1.0], [1.0, 0.0]])
    starts, links = np.array([0, 1, 2]), np.array([1, 0])
    labels = grown(np.array([0]), two, starts, links)
    anneal(labels, np.array([0]), two, np.ones(2), starts, links, 0.0, 9.0, 1.0, 1.0, 0.1, 2, 0)

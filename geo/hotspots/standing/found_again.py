"""Which cluster of a replicate is which hotspot of the original run, and how it ranks there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def matched(own: Integers, labels: Integers, times: Integers, hotspots: int, clusters: int) -> Integers:
    """Return for each hotspot the cluster of the replicate in which it was found again, -1: none.

    Parameters
    ----------
    own, labels
        Hotspot and the replicate's cluster of each incident, -1: none, shape (n,); lower hotspot numbers win ties, and
        lower cluster numbers.
    times
        How often each was drawn.
    hotspots, clusters
        How many there are.
    """
    match = np.full(hotspots, -1, dtype=np.int64)
    drawn = np.bincount(own[own >= 0], times[own >= 0], minlength=hotspots)
    both = (own >= 0) & (labels >= 0) & (times > 0)
    if not both.any():
        return match
    codes, at = np.unique(own[both] * clusters + labels[both], return_inverse=True)
    common = np.bincount(at, times[both])
    hotspot, cluster = np.divmod(codes, clusters)
    order = np.lexsort((cluster, hotspot, -common))
    best_of_hotspot, best_of_cluster = np.full(hotspots, -1, dtype=np.int64), np.full(clusters, -1, dtype=np.int64)
    best_of_hotspot[hotspot[order[::-1]]] = order[::-1]
    best_of_cluster[cluster[order[::-1]]] = order[::-1]
    pair = best_of_hotspot[best_of_hotspot >= 0]
    mutual = pair[best_of_cluster[cluster[pair]] == pair]
    again = mutual[2 * common[mutual] >= drawn[hotspot[mutual]]]
    match[hotspot[again]] = cluster[again]
    return match


def ranks(labels: Integers, times: Integers, harm: Floats, clusters: int) -> Integers:
    """Rank the clusters of a replicate by harm, then number, then their own number: 1 is the highest.

    Parameters
    ----------
    labels, times, clusters
        As `matched` takes them.
    harm
        Weight of each incident.
    """
    member = labels >= 0
    count = np.bincount(labels[member], times[member], minlength=clusters)
    weight = np.round(np.bincount(labels[member], times[member] * harm[member], minlength=clusters), 6)
    rank = np.empty(clusters, dtype=np.int64)
    rank[np.lexsort((-count, -weight))] = np.arange(1, clusters + 1)
    return rank

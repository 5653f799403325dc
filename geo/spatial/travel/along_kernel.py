"""Kernel: metres along the tree of quickest ways, read from the predecessors that the search left behind."""

from __future__ import annotations

import numpy as np

from geo.spatial.compiled import compiled


@compiled
def metres_to(predecessors, indptr, heads, metres, wanted, metres_out):  # type: ignore[no-untyped-def]  # compiled
    """Fill the metres from each source to each wanted node.

    Parameters
    ----------
    predecessors
        (sources, nodes) node before each on the quickest way; negative at the source and where there is no way.
    indptr, heads, metres
        Arcs by tail: heads and metres of those of node t are at `indptr[t]` to `indptr[t + 1] - 1`; one arc a pair.
    wanted
        (k,) nodes.
    metres_out
        (sources, k), filled; 0 where there is no predecessor.
    """
    sources, nodes = predecessors.shape
    known = np.empty(nodes, dtype=np.float64)
    trail = np.empty(nodes, dtype=np.int64)
    for source in range(sources):
        known[:] = -1.0
        for column in range(len(wanted)):
            node = wanted[column]
            depth = 0
            while known[node] < 0.0 and predecessors[source, node] >= 0:
                trail[depth] = node
                depth += 1
                node = predecessors[source, node]
            total = max(known[node], 0.0)
            known[node] = total
            for step in range(depth - 1, -1, -1):
                tail, head = predecessors[source, trail[step]], trail[step]
                for arc in range(indptr[tail], indptr[tail + 1]):
                    if heads[arc] == head:
                        total += metres[arc]
                        break
                known[head] = total
            metres_out[source, column] = total

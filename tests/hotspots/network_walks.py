"""Equal-split kernels by following every single way, in plain Python: slow and simple, to compare with."""

from __future__ import annotations

import numpy as np


def cumulated(distance, reach):
    u = np.clip(np.asarray(distance, dtype=float) / reach, -1, 1)
    return 15 / 16 * (u - 2 * u**3 / 3 + u**5 / 5)


def brute_mass(net, lixels, edge, along, mass, reach, *, continuous=False, faintest=0.0):
    """Return the mass in each lixel, way by way; ways that weigh less than `faintest` are not followed."""
    held = np.zeros(len(lixels))
    at_node = [[] for _ in net.nodes]
    for e, (a, b) in enumerate(zip(net.starts.tolist(), net.ends.tolist(), strict=True)):
        at_node[a].append(2 * e)
        at_node[b].append(2 * e + 1)

    def along_edge(end, so_far, weight, within=None):
        """Give an edge its mass, entered at an end or (within) from a place on it towards that end's other end."""
        e = end // 2
        borders = np.linspace(0, net.lengths_m[e], lixels.pointer[e + 1] - lixels.pointer[e] + 1)
        if end % 2:
            borders = net.lengths_m[e] - borders
        if within is None:
            given = np.abs(np.diff(cumulated(so_far + borders, reach)))
        else:
            given = np.abs(np.diff(cumulated(np.maximum(borders - within, 0), reach)))
        held[lixels.pointer[e] : lixels.pointer[e + 1]] += weight * given

    for e, s, m in zip(np.asarray(edge).tolist(), along, mass, strict=True):
        long = net.lengths_m[e]
        along_edge(2 * e, 0.0, m, within=s)
        along_edge(2 * e + 1, 0.0, m, within=long - s)
        ways = [(2 * e, s, m), (2 * e + 1, long - s, m)]
        while ways:
            arrived, so_far, weight = ways.pop()
            if so_far >= reach or abs(weight) <= faintest:
                continue
            here = at_node[net.node_of_end[arrived]]
            degree = len(here)
            for end in here:
                if continuous:
                    part = 2 / degree - (end == arrived)
                elif degree == 1:
                    part = 1.0
                else:
                    part = (end != arrived) / (degree - 1)
                if part:
                    along_edge(end, so_far, weight * part)
                    ways.append((end ^ 1, so_far + net.lengths_m[end // 2], weight * part))
    return held

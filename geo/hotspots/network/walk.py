"""A walk on a network: from one end of an edge along all ways at once, their weight divided at the nodes.

A walk is a list of entries (end at which an edge is entered, distance so far, weight). Entries that enter the same edge
at the same end within a 256th of the bandwidth of each other are joined; the first moment of their distances is kept,
so that joining costs an error of second order only. There are thus at most 256 entries for each end within the
bandwidth, whatever the number of ways, as long as no edge is shorter than a 256th of it; shorter ones may add some,
until their weight has faded.
"""

from __future__ import annotations

import numpy as np

from geo.spatial.compiled import compiled

STEPS = 256
FAINTEST = 1e-9
"""Entries with less than this share of an incident's mass are followed no further."""


@compiled
def scratch_of(room):  # type: ignore[no-untyped-def]  # compiled
    """Room for one walk: end entered; next entry, followed, slot; distance, weight, moment, step; table; queues."""
    table = np.full(2 * room, -1, np.int64)
    queues = np.empty((2, STEPS), np.int64)
    return np.empty(room, np.int64), np.empty((room, 3), np.int64), np.empty((room, 4)), table, queues


@compiled
def walk(begin, limit, graph, continuous, step, scratch):  # type: ignore[no-untyped-def]  # compiled
    """Follow all ways that arrive at end `begin`; return the number of entries, -1 when there is no room for them."""
    node_of_end, pointer, ends, lengths, _ = graph
    entered, links, values, table, queues = scratch
    heads, tails = queues
    heads[:] = -1
    mask = table.size - 1
    count, level = 0, 0
    arrived, distance, weight, moment = begin, 0.0, 1.0, 0.0
    while True:
        node = node_of_end[arrived]
        degree = pointer[node + 1] - pointer[node]
        if continuous:
            onward = 2.0 / degree
            back = onward - 1.0
        elif degree == 1:
            onward, back = 0.0, 1.0
        else:
            onward, back = 1.0 / (degree - 1), 0.0
        bucket = min(int(distance / step), STEPS - 1)
        for k in range(pointer[node], pointer[node + 1]):
            end = ends[k]
            share = back if end == arrived else onward
            if share == 0.0:
                continue
            mixed = (end * STEPS + bucket) * 0x9E3779B1
            slot = (mixed ^ (mixed >> 15)) & mask
            waiting = -1
            while table[slot] >= 0:
                other = table[slot]
                if entered[other] == end and int(values[other, 3]) == bucket:
                    if links[other, 1] == 0:
                        waiting = other
                    break
                slot = (slot + 1) & mask
            if waiting >= 0:
                values[waiting, 1] += share * weight
                values[waiting, 2] += share * (moment + weight * (distance - values[waiting, 0]))
                continue
            if count == entered.size:
                table[:] = -1
                return -1
            table[slot] = count
            entered[count] = end
            links[count, 0], links[count, 1], links[count, 2] = -1, 0, slot
            values[count, 0], values[count, 1], values[count, 2] = distance, share * weight, share * moment
            values[count, 3] = bucket
            if heads[bucket] < 0:
                heads[bucket] = count
            else:
                links[tails[bucket], 0] = count
            tails[bucket] = count
            count += 1
        # Take the next entry that leads on to another node within reach.
        while True:
            while level < STEPS and heads[level] < 0:
                level += 1
            if level == STEPS:
                for e in range(count):
                    table[links[e, 2]] = -1
                return count
            current = heads[level]
            heads[level] = links[current, 0]
            links[current, 1] = 1
            distance = values[current, 0] + lengths[entered[current] >> 1]
            weight, moment = values[current, 1], values[current, 2]
            if distance < limit and (abs(weight) >= FAINTEST or abs(moment) >= FAINTEST * step):
                arrived = entered[current] ^ 1
                break

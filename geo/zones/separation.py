"""Compiled search for broken contiguity in fractional zones: places held up by too little along the way to the centre.

Imported only where a linear relaxation is cut: it brings numba in.
"""

from __future__ import annotations

import numpy as np

from geo.spatial.compiled import compiled


@compiled
def opposite(starts, links):  # type: ignore[no-untyped-def]  # compiled
    """Return for each directed link the index of the same link the other way."""
    back = np.empty(links.shape[0], dtype=np.int64)
    for i in range(starts.shape[0] - 1):
        for e in range(starts[i], starts[i + 1]):
            for f in range(starts[links[e]], starts[links[e] + 1]):
                if links[f] == i:
                    back[e] = f
                    break
    return back


@compiled
def _reach(source, target, room, used, flow, starts, links, back, came, queue, forward):  # type: ignore[no-untyped-def]  # compiled
    """Search the residual graph of split nodes (2v = entering v, 2v + 1 = leaving v) from the centre (or, backwards,
    from the target); fill `came` (-1 = not reached) and return whether the other end was reached.
    """
    came[:] = -1
    if forward:
        first, last = 2 * source + 1, 2 * target
    else:
        first, last = 2 * target, 2 * source + 1
    came[first] = first
    queue[0] = first
    head, tail = 0, 1
    while head < tail:
        state = queue[head]
        head += 1
        if state == last:
            return True
        v, leaving = state // 2, state % 2 == 1
        through = 2 * v + 1 - (state % 2)  # the other half of the node
        if came[through] < 0 and v not in (source, target):
            with_flow = leaving == forward  # back over the node, against what it carries
            if (with_flow and used[v] > 1e-12) or (not with_flow and room[v] - used[v] > 1e-12):
                came[through] = state
                queue[tail] = through
                tail += 1
        for e in range(starts[v], starts[v + 1]):
            u = links[e]
            if room[u] <= 0.0:
                continue
            if forward:
                following = 2 * u if leaving else 2 * u + 1
                usable = leaving or flow[back[e]] > 1e-12
            else:
                following = 2 * u if leaving else 2 * u + 1
                usable = (not leaving) or flow[e] > 1e-12
            if usable and came[following] < 0:
                came[following] = state
                queue[tail] = following
                tail += 1
    return False


@compiled
def _link(i, j, starts, links):  # type: ignore[no-untyped-def]  # compiled
    for e in range(starts[i], starts[i + 1]):
        if links[e] == j:
            return e
    return -1


@compiled
def broken(centre, share, alive, starts, links, back, least, found_place, found_wall):  # type: ignore[no-untyped-def]  # compiled
    """Find places of a fractional zone that more belongs to than comes through some wall around them.

    `share` (n,) of each place in the zone, `alive` (n,) places that may belong to it. Writes each place with a broken
    `share[place] <= sum of share over the wall` by more than `least` into `found_place` and its wall (a row of
    booleans) into `found_wall`; returns how many (up to two walls a place: one near the centre, one near the place).
    """
    n = share.shape[0]
    room, used = np.zeros(n), np.zeros(n)
    for i in range(n):
        if alive[i]:
            room[i] = share[i] + 1e-7  # a little for every place: of equal walls the one with fewest places
    flow = np.zeros(links.shape[0])
    came, queue = np.empty(2 * n, dtype=np.int64), np.empty(2 * n, dtype=np.int64)
    done = np.zeros(n, dtype=np.bool_)
    done[centre] = True
    for e in range(starts[centre], starts[centre + 1]):
        done[links[e]] = True
    order = np.argsort(-share)
    found = 0
    for target in order:
        if share[target] <= least or found + 2 > found_place.shape[0]:
            break
        if done[target]:
            continue
        used[:] = 0.0
        flow[:] = 0.0
        total = 0.0
        enough = False
        while _reach(centre, target, room, used, flow, starts, links, back, came, queue, True):
            push = share[target]
            state = 2 * target
            while came[state] != state:
                before = came[state]
                if before // 2 == state // 2:
                    v = state // 2
                    if state % 2 == 1:
                        push = min(push, room[v] - used[v])
                    else:
                        push = min(push, used[v])
                elif before % 2 == 0:  # against a link's flow
                    push = min(push, flow[_link(state // 2, before // 2, starts, links)])
                state = before
            state = 2 * target
            while came[state] != state:
                before = came[state]
                if before // 2 == state // 2:
                    used[state // 2] += push if state % 2 == 1 else -push
                elif before % 2 == 0:
                    flow[_link(state // 2, before // 2, starts, links)] -= push
                else:
                    flow[_link(before // 2, state // 2, starts, links)] += push
                state = before
            total += push
            if total > share[target] - least:
                enough = True
                break
        if enough:
            continue
        # `came` now marks what the centre reaches: the wall is entered but not left.
        wall = found_wall[found]
        for v in range(n):
            wall[v] = v != centre and came[2 * v] >= 0 and came[2 * v + 1] < 0
        found_place[found] = target
        found += 1
        for v in range(n):  # what lies behind this wall with no more in the zone needs no wall of its own
            if alive[v] and came[2 * v] < 0:
                done[v] = True
        _reach(centre, target, room, used, flow, starts, links, back, came, queue, False)
        other = found_wall[found]
        same = True
        for v in range(n):
            other[v] = v != target and came[2 * v + 1] >= 0 and came[2 * v] < 0
            if other[v] != wall[v]:
                same = False
        if not same:
            found_place[found] = target
            found += 1
    return found


def warm() -> None:
    """Compile everything (or fetch the compiled code), so that time limits measure the work alone."""
    starts, links = np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1])  # 0 - 1 - 2
    back = opposite(starts, links)
    places, walls = np.zeros(5, dtype=np.int64), np.zeros((5, 3), dtype=np.bool_)
    broken(0, np.array([1.0, 0.0, 1.0]), np.ones(3, dtype=np.bool_), starts, links, back, 0.02, places, walls)

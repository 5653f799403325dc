"""Compiled bookkeeping of the route search: a plan as arrays, changed one or two routes at a time, never broken.

Imported only where the search runs: it brings numba in. Every change is timed exactly before it is made, with all
other routes as they stand; so a plan in a `State` always keeps every rule.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from geo.routes.timing_kernel import EPS, backward, forward, lean, leg, opens, timed


class State(NamedTuple):
    """A plan. `early` and `late` bound each planned visit's beginning while everything else stays as it is.

    `cost` and `spot` (visits, crews) remember where each visit left out would go best; `stale_*` say what of all
    this has to be worked out again; `touched` and `fresh` mark routes that the local search and the pool of routes
    have not seen.
    """

    seq: Any
    length: Any
    begin: Any
    early: Any
    late: Any
    crew: Any
    travel: Any
    departs: Any
    back: Any
    count: Any
    cost: Any
    spot: Any
    stale: Any
    stale_column: Any
    stale_row: Any
    touched: Any
    fresh: Any


class Work(NamedTuple):
    """Room for the routes under trial (`a`, `b`), their times, and what they would replace."""

    a: Any
    b: Any
    times_a: Any
    times_b: Any
    old_a: Any
    old_b: Any
    spare: Any
    weight: Any


@lean
def put(into, at, source, first, last):  # type: ignore[no-untyped-def]  # compiled
    """Copy items first to last - 1 of a row to a place in another (a loop: slices would need memory)."""
    for i in range(last - first):
        into[at + i] = source[first + i]


@lean
def copied(s, into):  # type: ignore[no-untyped-def]  # compiled
    """Copy a plan."""
    for k in range(s.length.shape[0]):
        put(into.seq[k], 0, s.seq[k], 0, s.length[k])
        into.length[k], into.travel[k] = s.length[k], s.travel[k]
        into.departs[k], into.back[k] = s.departs[k], s.back[k]
        into.stale[k], into.stale_column[k] = s.stale[k], s.stale_column[k]
        into.touched[k], into.fresh[k] = s.touched[k], s.fresh[k]
    for a in range(s.count.shape[0]):
        into.count[a] = s.count[a]
    for v in range(s.crew.shape[0]):
        into.begin[v], into.early[v], into.late[v] = s.begin[v], s.early[v], s.late[v]
        into.crew[v], into.stale_row[v] = s.crew[v], s.stale_row[v]
        for k in range(s.length.shape[0]):
            into.cost[v, k], into.spot[v, k] = s.cost[v, k], s.spot[v, k]


@lean
def route_travel(d, k, route, n):  # type: ignore[no-untyped-def]  # compiled
    """Travel minutes of a route; none for a crew that stays."""
    if n == 0:
        return 0.0
    total = leg(d, k, -1, route[0]) + leg(d, k, route[n - 1], -1)
    for i in range(1, n):
        total += leg(d, k, route[i - 1], route[i])
    return total


@lean
def energy(d, s, price):  # type: ignore[no-untyped-def]  # compiled
    """Prize of a plan less its travel minutes at a price."""
    total = 0.0
    for k in range(s.length.shape[0]):
        for i in range(s.length[k]):
            total += d.prize[s.seq[k, i]]
        total -= price * s.travel[k]
    return total


@lean
def roomy(d, s, k, more, j, more_j):  # type: ignore[no-untyped-def]  # compiled
    """Whether crew k may make so many more visits, and crew j (none if negative) so many more."""
    if more > 0 and s.length[k] + more > d.most_stops[k]:
        return False
    if j >= 0 and more_j > 0 and s.length[j] + more_j > d.most_stops[j]:
        return False
    for a in range(d.agency.shape[0]):
        change = (more if d.agency[a, k] else 0) + (more_j if j >= 0 and d.agency[a, j] else 0)
        if change > 0 and s.count[a] + change > d.agency_most[a]:
            return False
    return True


@lean
def _wake(d, s, k):  # type: ignore[no-untyped-def]  # compiled
    """Mark what depends on the beginnings of crew k's visits: the same sites' visits elsewhere."""
    for i in range(s.length[k]):
        v = s.seq[k, i]
        for e in range(d.site_starts[d.site[v]], d.site_starts[d.site[v] + 1]):
            u = d.site_visits[e]
            if s.crew[u] < 0:
                s.stale_row[u] = True
            elif s.crew[u] != k:
                s.stale[s.crew[u]] = True


@lean
def _set(d, s, k, route, n, times, departs, back):  # type: ignore[no-untyped-def]  # compiled
    """Put a timed route in the place of crew k's, whose visits have been taken off."""
    for i in range(n):
        s.seq[k, i] = route[i]
        s.begin[route[i]] = times[i]
        s.crew[route[i]] = k
    for a in range(d.agency.shape[0]):
        if d.agency[a, k]:
            s.count[a] += n - s.length[k]
    s.length[k] = n
    s.travel[k] = route_travel(d, k, route, n)
    s.departs[k], s.back[k] = departs, back
    s.stale[k] = True
    s.stale_column[k] = True
    s.touched[k] = True
    s.fresh[k] = True


@lean
def replaced(d, s, w, k, n, j, m):  # type: ignore[no-untyped-def]  # compiled
    """Give crew k the first n visits of `w.a` and crew j (none if negative) the first m of `w.b`, if that can be.

    Returns whether it was done; if not, the plan is as before.
    """
    if not roomy(d, s, k, n - s.length[k], j, m - s.length[j] if j >= 0 else 0):
        return False
    for i in range(s.length[k]):
        w.old_a[i] = s.begin[s.seq[k, i]]
    if j >= 0:
        for i in range(s.length[j]):
            w.old_b[i] = s.begin[s.seq[j, i]]
            s.begin[s.seq[j, i]] = np.inf
    for i in range(s.length[k]):
        s.begin[s.seq[k, i]] = np.inf
    good, departs, back = timed(d, s.begin, k, w.a, n, w.times_a, w.spare)
    departs_j, back_j = 0.0, 0.0
    if good and j >= 0:
        good, departs_j, back_j = timed(d, s.begin, j, w.b, m, w.times_b, w.spare)
        if not good:
            for i in range(n):
                s.begin[w.a[i]] = np.inf
    if not good:
        for i in range(s.length[k]):
            s.begin[s.seq[k, i]] = w.old_a[i]
        if j >= 0:
            for i in range(s.length[j]):
                s.begin[s.seq[j, i]] = w.old_b[i]
        return False
    for i in range(s.length[k]):
        s.crew[s.seq[k, i]] = -1
        s.stale_row[s.seq[k, i]] = True
    if j >= 0:
        for i in range(s.length[j]):
            s.crew[s.seq[j, i]] = -1
            s.stale_row[s.seq[j, i]] = True
    if d.separation > 0.0:
        _wake(d, s, k)
        if j >= 0:
            _wake(d, s, j)
    _set(d, s, k, w.a, n, w.times_a, departs, back)
    if j >= 0:
        _set(d, s, j, w.b, m, w.times_b, departs_j, back_j)
    if d.separation > 0.0:
        _wake(d, s, k)
        if j >= 0:
            _wake(d, s, j)
    return True


@lean
def ready(d, s, w, k):  # type: ignore[no-untyped-def]  # compiled
    """Work out the earliest and latest beginnings of crew k's visits if they are out of date."""
    n = s.length[k]
    if not s.stale[k]:
        return
    s.stale[k] = False
    if n == 0:
        return
    for i in range(n):
        w.old_a[i] = s.begin[s.seq[k, i]]
    forward(d, s.begin, k, s.seq[k], n, d.begins[k], w.spare)
    for i in range(n):
        s.early[s.seq[k, i]] = w.spare[i]
    backward(d, s.begin, k, s.seq[k], n - 1, d.ends[k] - leg(d, k, s.seq[k, n - 1], -1), w.spare)
    for i in range(n):
        v = s.seq[k, i]
        s.late[v] = max(w.spare[i], s.early[v])
        s.begin[v] = w.old_a[i]


@lean
def fits_between(d, s, k, before, v, after):  # type: ignore[no-untyped-def]  # compiled
    """Minutes by which crew k's later visits shift when v comes between two of its visits (-1: its ends).

    Infinite where windows or the return forbid it. A crew's own longest time away and a visit of the same site in
    the same route are not looked at here. `ready` must have been called.
    """
    t = d.begins[k] if before < 0 else s.early[before] + d.service[before]
    t = opens(d, s.begin, v, t + leg(d, k, before, v))
    t += d.service[v] + leg(d, k, v, after)
    if after < 0:
        if not t <= d.ends[k] + EPS:
            return np.inf
        if before < 0:
            return t - d.begins[k]
        return max(0.0, t - (s.early[before] + d.service[before] + leg(d, k, before, -1)))
    if not t <= s.late[after] + EPS:
        return np.inf
    return max(0.0, t - s.early[after])


@lean
def bound_away(d, k):  # type: ignore[no-untyped-def]  # compiled
    """Whether crew k's longest time away says more than its earliest departure and latest return."""
    return d.most[k] < d.ends[k] - d.begins[k] - EPS


@lean
def with_inserted(s, k, at, v, into):  # type: ignore[no-untyped-def]  # compiled
    """Write crew k's route with v at a position; return its length."""
    n = s.length[k]
    put(into, 0, s.seq[k], 0, at)
    into[at] = v
    put(into, at + 1, s.seq[k], at, n)
    return n + 1


@lean
def fits(d, s, w, k, n):  # type: ignore[no-untyped-def]  # compiled
    """Whether crew k could have the first n visits of `w.a` in place of its own; nothing is changed."""
    for i in range(s.length[k]):
        w.old_a[i] = s.begin[s.seq[k, i]]
        s.begin[s.seq[k, i]] = np.inf
    good, _, _ = timed(d, s.begin, k, w.a, n, w.times_a, w.spare)
    for i in range(n):
        s.begin[w.a[i]] = np.inf
    for i in range(s.length[k]):
        s.begin[s.seq[k, i]] = w.old_a[i]
    return good


@lean
def insertion(d, s, w, k, v, exact):  # type: ignore[no-untyped-def]  # compiled
    """Find where visit v (in no route) costs crew k least; return cost and position, infinite if nowhere.

    The cost is the mean of the work added (travel and service) and of the shift of what follows, in minutes.
    Unless it is to be exact, the longest time away and a visit of the same site in the same route are looked at
    roughly: too much is promised then, never too little.
    """
    best, spot = np.inf, -1
    n = s.length[k]
    if not d.eligible[k, v] or n + 1 > s.seq.shape[1] or d.window_starts[v] == d.window_starts[v + 1]:
        return best, spot
    ready(d, s, w, k)
    near = 0
    if d.separation > 0.0:  # the route's own visits of the site may move: they bar nothing beforehand
        for e in range(d.site_starts[d.site[v]], d.site_starts[d.site[v] + 1]):
            u = d.site_visits[e]
            if s.crew[u] == k:
                w.old_b[near] = s.begin[u]
                s.begin[u] = np.inf
                near += 1
    exact = exact and (near > 0 or bound_away(d, k))
    work = s.travel[k]
    for i in range(n):
        work += d.service[s.seq[k, i]]
    first, shuts = d.window_from[d.window_starts[v]], d.window_to[d.window_starts[v + 1] - 1]
    before = -1
    for i in range(n + 1):
        after = s.seq[k, i] if i < n else -1
        if before >= 0 and s.early[before] > shuts + EPS:
            break
        if after >= 0 and s.late[after] < first - EPS:
            before = after
            continue
        extra = leg(d, k, before, v) + leg(d, k, v, after) + d.service[v]
        if n > 0:
            extra -= leg(d, k, before, after)
        if 0.5 * extra < best and work + extra <= d.most[k] + EPS:
            cost = 0.5 * (extra + fits_between(d, s, k, before, v, after))
            if cost < best:
                good = True
                if exact:
                    good = fits(d, s, w, k, with_inserted(s, k, i, v, w.a))
                if good:
                    best, spot = cost, i
        before = after
    if near > 0:
        near = 0
        for e in range(d.site_starts[d.site[v]], d.site_starts[d.site[v] + 1]):
            u = d.site_visits[e]
            if s.crew[u] == k:
                s.begin[u] = w.old_b[near]
                near += 1
    return best, spot

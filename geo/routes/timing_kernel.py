"""Compiled times of a route: windows, waiting, separation, latest return and longest time away.

Imported only where routes are timed: it brings numba in. A route is timed against the beginnings of all other
visits, which stay as they are; those of the same site close the minutes around them. So separation is nothing but
more windows, and "begin as early as possible" keeps its two virtues: earlier never hurts, and a later arrival never
leads to an earlier end (first in, first out).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit

EPS = 1e-8  # minutes: what additions in another order may differ by; far below what the validator forgives


def lean(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a kernel that makes no arrays, without counting references to those it is given.

    The kernels here take some twenty arrays at once, and counting them in and out of every small function costs a
    hundred times what the function does. Kept in NUMBA_CACHE_DIR like all kernels, if that can be written.
    """
    make: Any = njit
    try:
        return make(cache=True, _nrt=False)(function)
    except RuntimeError:  # numba found no place to keep the code
        return make(_nrt=False)(function)


class Data(NamedTuple):
    """The arrays of a `RouteProblem` as the kernels want them.

    `from_place` and `to_place` (crews, 1 + visits) hold a crew's start or end and then the visits' places;
    `site_starts` and `site_visits` list the visits of each site.
    """

    minutes: Any
    from_place: Any
    to_place: Any
    site: Any
    site_starts: Any
    site_visits: Any
    prize: Any
    service: Any
    window_starts: Any
    window_from: Any
    window_to: Any
    profile: Any
    begins: Any
    ends: Any
    most: Any
    eligible: Any
    most_stops: Any
    agency: Any
    agency_most: Any
    separation: float
    price: float


@lean
def leg(d, k, u, v):  # type: ignore[no-untyped-def]  # compiled
    """Minutes of crew k from visit u to visit v; -1 stands for its start (as u) and its end (as v).

    Without a branch on purpose: numba counts references to every array of `d` in a function that has one.
    """
    return d.minutes[d.profile[k], d.from_place[k, u + 1], d.to_place[k, v + 1]]


@lean
def opens(d, begin, v, t):  # type: ignore[no-untyped-def]  # compiled
    """Return the earliest minute from t on at which visit v may begin; infinite when there is none."""
    w, stop = d.window_starts[v], d.window_starts[v + 1]
    moved = True
    while moved:
        moved = False
        while w < stop and d.window_to[w] < t - EPS:
            w += 1
        if w == stop:
            return np.inf
        t = max(t, d.window_from[w])
        if d.separation > 0.0:
            for e in range(d.site_starts[d.site[v]], d.site_starts[d.site[v] + 1]):
                u = d.site_visits[e]
                if u != v and abs(t - begin[u]) < d.separation - EPS:
                    t = begin[u] + d.separation
                    moved = True
    return t


@lean
def closes(d, begin, v, t):  # type: ignore[no-untyped-def]  # compiled
    """Return the latest minute up to t at which visit v may begin; minus infinity when there is none."""
    first, w = d.window_starts[v], d.window_starts[v + 1] - 1
    moved = True
    while moved:
        moved = False
        while w >= first and d.window_from[w] > t + EPS:
            w -= 1
        if w < first:
            return -np.inf
        t = min(t, d.window_to[w])
        if d.separation > 0.0:
            for e in range(d.site_starts[d.site[v]], d.site_starts[d.site[v] + 1]):
                u = d.site_visits[e]
                if u != v and abs(t - begin[u]) < d.separation - EPS:
                    t = begin[u] - d.separation
                    moved = True
    return t


@lean
def forward(d, begin, k, route, n, departs, out):  # type: ignore[no-untyped-def]  # compiled
    """Begin every visit as early as a departure allows; return when the crew is back (infinite: not in time).

    `begin` of the route's own visits is forgotten first and holds the new beginnings afterwards.
    """
    for i in range(n):
        begin[route[i]] = np.inf
    t = departs
    before = -1
    for i in range(n):
        v = route[i]
        t = opens(d, begin, v, t + leg(d, k, before, v))
        if t == np.inf:
            return np.inf
        out[i] = t
        begin[v] = t
        t += d.service[v]
        before = v
    t += leg(d, k, before, -1)
    return t if t <= d.ends[k] + EPS else np.inf


@lean
def backward(d, begin, k, route, last, back, out):  # type: ignore[no-untyped-def]  # compiled
    """Begin the visits up to number `last` as late as a time allows; return the latest departure.

    `back` is the crew's return when the whole route is meant (`last` = its length - 1 and the way home counted by
    the caller), that is the latest minute at which visit `last` may be over.
    """
    for i in range(last + 1):
        begin[route[i]] = np.inf
    t = back
    for i in range(last, -1, -1):
        v = route[i]
        t = closes(d, begin, v, t - d.service[v])
        if t == -np.inf:
            return -np.inf
        out[i] = t
        begin[v] = t
        t -= leg(d, k, route[i - 1] if i > 0 else -1, v)
    return t


@lean
def timed(d, begin, k, route, n, out, spare):  # type: ignore[no-untyped-def]  # compiled
    """Find times for a route; return whether there are any, the departure and the return.

    The crew is back as early as possible and leaves no earlier than it must. Where that is too long a time away,
    later departures are tried. Time away is least where a visit begins just as one of its windows (or the end of
    another visit's separation) opens, so all of those are tried, and the answer is exact.
    On failure `begin` of the route's visits is infinite.
    """
    if n == 0:
        return True, d.begins[k], d.begins[k]
    back = forward(d, begin, k, route, n, d.begins[k], out)
    if back < np.inf:
        departs = out[0] - leg(d, k, -1, route[0])
        if back - departs <= d.most[k] + EPS:
            return True, departs, back
        least = d.service[route[n - 1]] + leg(d, k, route[n - 1], -1)
        for i in range(n):
            least += leg(d, k, route[i - 1] if i > 0 else -1, route[i])
            if i > 0:
                least += d.service[route[i - 1]]
        if least <= d.most[k] + EPS:
            home = leg(d, k, route[n - 1], -1)
            departs = backward(d, begin, k, route, n - 1, back - home, spare)
            if departs >= d.begins[k] - EPS:
                back = forward(d, begin, k, route, n, departs, out)
                departs = out[0] - leg(d, k, -1, route[0])
                if back - departs <= d.most[k] + EPS:
                    return True, departs, back
            for i in range(n):
                v = route[i]
                windows = d.window_starts[v + 1] - d.window_starts[v]
                siblings = d.site_starts[d.site[v] + 1] - d.site_starts[d.site[v]] if d.separation > 0.0 else 0
                for c in range(windows + siblings):
                    for j in range(n):
                        begin[route[j]] = np.inf
                    if c < windows:
                        opening = d.window_from[d.window_starts[v] + c]
                    else:
                        opening = begin[d.site_visits[d.site_starts[d.site[v]] + c - windows]] + d.separation
                    if opening > d.ends[k] or abs(opens(d, begin, v, opening) - opening) > EPS:
                        continue
                    departs = backward(d, begin, k, route, i, opening + d.service[v], spare)
                    if departs < d.begins[k] - EPS:
                        continue
                    back = forward(d, begin, k, route, n, departs, out)
                    if back < np.inf:
                        departs = out[0] - leg(d, k, -1, route[0])
                        if back - departs <= d.most[k] + EPS:
                            return True, departs, back
    for i in range(n):
        begin[route[i]] = np.inf
    return False, 0.0, 0.0

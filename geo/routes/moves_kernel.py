"""Compiled moves of the route search: shorter orders, visits and tails between routes, better visits for worse.

Imported only where the search runs: it brings numba in. Every move looks at the change in travel first, then at the
beginnings that are possible (both in constant time), and is timed in full before it is made.
"""

from __future__ import annotations

import numpy as np

from geo.routes.state_kernel import fits_between, put, ready, replaced, route_travel, with_inserted
from geo.routes.timing_kernel import EPS, lean, leg

GAIN = 1e-7  # minutes of travel that count as a gain; more than rounding makes


@lean
def reversed_stretch(d, s, w, k):  # type: ignore[no-untyped-def]  # compiled
    """2-opt: turn a stretch of crew k's route around if that is shorter; return whether one was."""
    n = s.length[k]
    for i in range(n - 1):
        before = s.seq[k, i - 1] if i > 0 else -1
        there, back = 0.0, 0.0
        for j in range(i + 1, n):
            there += leg(d, k, s.seq[k, j - 1], s.seq[k, j])
            back += leg(d, k, s.seq[k, j], s.seq[k, j - 1])
            after = s.seq[k, j + 1] if j + 1 < n else -1
            old = leg(d, k, before, s.seq[k, i]) + there + leg(d, k, s.seq[k, j], after)
            new = leg(d, k, before, s.seq[k, j]) + back + leg(d, k, s.seq[k, i], after)
            if new < old - GAIN:
                put(w.a, 0, s.seq[k], 0, n)
                for p in range(i, j + 1):
                    w.a[p] = s.seq[k, i + j - p]
                if replaced(d, s, w, k, n, -1, 0):
                    return True
    return False


@lean
def moved_stretch(d, s, w, k):  # type: ignore[no-untyped-def]  # compiled
    """Or-opt: move one to three visits elsewhere in crew k's route, turned or not, if that is shorter."""
    n = s.length[k]
    for size in range(1, min(4, n)):
        for i in range(n - size + 1):
            first, last = s.seq[k, i], s.seq[k, i + size - 1]
            before, after = s.seq[k, i - 1] if i > 0 else -1, s.seq[k, i + size] if i + size < n else -1
            saved = leg(d, k, before, first) + leg(d, k, last, after) - leg(d, k, before, after)
            if not saved > GAIN:
                continue
            turned = 0.0
            for p in range(i + 1, i + size):
                turned += leg(d, k, s.seq[k, p], s.seq[k, p - 1]) - leg(d, k, s.seq[k, p - 1], s.seq[k, p])
            for j in range(n - size + 1):  # position among the others
                if j == i:
                    continue
                p, q = j - 1 if j - 1 < i else j - 1 + size, j if j < i else j + size
                u, x = s.seq[k, p] if j > 0 else -1, s.seq[k, q] if j < n - size else -1
                for turn in range(1 if size == 1 else 2):
                    a, b = (first, last) if turn == 0 else (last, first)
                    added = leg(d, k, u, a) + leg(d, k, b, x) - leg(d, k, u, x) + (turned if turn == 1 else 0.0)
                    if added < saved - GAIN:
                        at = 0
                        for o in range(n - size + 1):
                            if o == j:
                                for c in range(size):
                                    w.a[at] = s.seq[k, i + c] if turn == 0 else s.seq[k, i + size - 1 - c]
                                    at += 1
                            if o < n - size:
                                w.a[at] = s.seq[k, o if o < i else o + size]
                                at += 1
                        if replaced(d, s, w, k, n, -1, 0):
                            return True
    return False


@lean
def handed_over(d, s, w, k, j):  # type: ignore[no-untyped-def]  # compiled
    """Give one of crew k's visits to crew j, or exchange it for one of crew j's, if that is shorter."""
    n, m = s.length[k], s.length[j]
    ready(d, s, w, k)
    ready(d, s, w, j)
    for i in range(n):
        v = s.seq[k, i]
        if not d.eligible[j, v]:
            continue
        before, after = s.seq[k, i - 1] if i > 0 else -1, s.seq[k, i + 1] if i + 1 < n else -1
        around = leg(d, k, before, v) + leg(d, k, v, after)
        saved = around - (leg(d, k, before, after) if n > 1 else 0.0)
        first, shuts = d.window_from[d.window_starts[v]], d.window_to[d.window_starts[v + 1] - 1]
        for p in range(m + 1):
            u, x = s.seq[j, p - 1] if p > 0 else -1, s.seq[j, p] if p < m else -1
            if u >= 0 and s.early[u] > shuts + EPS:
                break
            if p + 1 < m and s.late[s.seq[j, p + 1]] < first - EPS:
                continue
            to_v = leg(d, j, u, v)
            if to_v + leg(d, j, v, x) - (leg(d, j, u, x) if m > 0 else 0.0) < saved - GAIN and m < s.seq.shape[1]:
                put(w.a, 0, s.seq[k], 0, i)
                put(w.a, i, s.seq[k], i + 1, n)
                possible = fits_between(d, s, j, u, v, x) < np.inf
                if possible and replaced(d, s, w, k, n - 1, j, with_inserted(s, j, p, v, w.b)):
                    return True
            if p == m or not d.eligible[k, x]:
                continue
            y = s.seq[j, p + 1] if p + 1 < m else -1
            new = leg(d, k, before, x) + leg(d, k, x, after) + to_v + leg(d, j, v, y)
            if new < around + leg(d, j, u, x) + leg(d, j, x, y) - GAIN:
                possible = fits_between(d, s, j, u, v, y) < np.inf
                if not possible or fits_between(d, s, k, before, x, after) == np.inf:
                    continue
                put(w.a, 0, s.seq[k], 0, n)
                put(w.b, 0, s.seq[j], 0, m)
                w.a[i], w.b[p] = x, v
                if replaced(d, s, w, k, n, j, m):
                    return True
    return False


@lean
def meets(d, s, k, u, x):  # type: ignore[no-untyped-def]  # compiled
    """Whether crew k, coming from visit u of its own (-1: its start), is in time for x (-1: its end)."""
    t = d.begins[k] if u < 0 else s.early[u] + d.service[u]
    return t + leg(d, k, u, x) <= (d.ends[k] if x < 0 else s.late[x]) + EPS


@lean
def crossed(d, s, w, k, j):  # type: ignore[no-untyped-def]  # compiled
    """2-opt*: exchange the tails of two routes if that is shorter."""
    n, m = s.length[k], s.length[j]
    ready(d, s, w, k)
    ready(d, s, w, j)
    for i in range(n + 1):
        u, x = s.seq[k, i - 1] if i > 0 else -1, s.seq[k, i] if i < n else -1
        for p in range(m + 1):
            length, other = i + m - p, p + n - i
            if length == 0 or other == 0 or (i == n and p == m) or max(length, other) > s.seq.shape[1]:
                continue
            y, z = s.seq[j, p - 1] if p > 0 else -1, s.seq[j, p] if p < m else -1
            if not leg(d, k, u, z) + leg(d, j, y, x) < leg(d, k, u, x) + leg(d, j, y, z) - GAIN:
                continue
            if not (meets(d, s, k, u, z) and meets(d, s, j, y, x)):
                continue
            lawful = True
            for q in range(p, m):
                lawful = lawful and d.eligible[k, s.seq[j, q]]
            for q in range(i, n):
                lawful = lawful and d.eligible[j, s.seq[k, q]]
            if not lawful:
                continue
            put(w.a, 0, s.seq[k], 0, i)
            put(w.a, i, s.seq[j], p, m)
            put(w.b, 0, s.seq[j], 0, p)
            put(w.b, p, s.seq[k], i, n)
            # Crews of other speeds or ends: what the tails themselves cost changes too, so it is added up anew.
            new = route_travel(d, k, w.a, length) + route_travel(d, j, w.b, other)
            if new < s.travel[k] + s.travel[j] - GAIN and replaced(d, s, w, k, length, j, other):
                return True
    return False


@lean
def better_visit(d, s, w, k):  # type: ignore[no-untyped-def]  # compiled
    """Make a visit that is left out in place of one of crew k's that is worth less (or as much, but farther)."""
    n = s.length[k]
    ready(d, s, w, k)
    for i in range(n):
        v = s.seq[k, i]
        before, after = s.seq[k, i - 1] if i > 0 else -1, s.seq[k, i + 1] if i + 1 < n else -1
        around = leg(d, k, before, v) + leg(d, k, v, after)
        for u in range(s.crew.shape[0]):
            if s.crew[u] >= 0 or not d.eligible[k, u] or d.prize[u] < d.prize[v]:
                continue
            longer = leg(d, k, before, u) + leg(d, k, u, after) - around
            if not longer < np.inf:
                continue
            more = d.prize[u] - d.price * longer > d.prize[v] + 1e-9
            nearer = d.prize[u] == d.prize[v] and longer < -GAIN
            if (more or nearer) and fits_between(d, s, k, before, u, after) < np.inf:
                put(w.a, 0, s.seq[k], 0, n)
                w.a[i] = u
                if replaced(d, s, w, k, n, -1, 0):
                    return True
    return False


@lean
def improve(d, s, w):  # type: ignore[no-untyped-def]  # compiled
    """Apply the moves to every route that was changed until none helps; return how many were made."""
    crews = s.length.shape[0]
    made = 0
    while True:
        k = -1
        for c in range(crews):
            if s.touched[c]:
                k = c
                break
        if k < 0:
            return made
        s.touched[k] = False
        while reversed_stretch(d, s, w, k) or moved_stretch(d, s, w, k):
            made += 1
        s.touched[k] = False
        for j in range(crews):
            if j == k:
                continue
            if crossed(d, s, w, k, j) or handed_over(d, s, w, k, j) or handed_over(d, s, w, j, k):
                made += 1
                break
        if not s.touched[k] and better_visit(d, s, w, k):
            made += 1

"""Compiled iterated local search for routes: take some visits out, put better ones in, shorten, accept or go back.

Imported only where the search runs: it brings numba in. Random numbers come from a generator of our own whose state
is an argument, so that the search may be run in slices and gives the same answer for the same seed.
"""

from __future__ import annotations

import numpy as np

from geo.routes.moves_kernel import improve
from geo.routes.state_kernel import copied, energy, insertion, put, replaced, roomy, with_inserted
from geo.routes.timing_kernel import lean, leg


@lean
def draw(random):  # type: ignore[no-untyped-def]  # compiled
    """Next number in [0, 1) of a xorshift generator (Marsaglia 2003) with a state of one 64-bit word."""
    x = random[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    random[0] = x
    return np.float64(x >> np.uint64(11)) / 9007199254740992.0


@lean
def taken_out(d, s, w, k, first, many):  # type: ignore[no-untyped-def]  # compiled
    """Take visits first to first + many - 1 out of crew k's route."""
    n = s.length[k]
    last = min(n, first + many)
    put(w.a, 0, s.seq[k], 0, first)
    put(w.a, first, s.seq[k], last, n)
    return replaced(d, s, w, k, first + n - last, -1, 0)


@lean
def position(s, v):  # type: ignore[no-untyped-def]  # compiled
    """Position of a planned visit in its route."""
    k = s.crew[v]
    for i in range(s.length[k]):
        if s.seq[k, i] == v:
            return i
    return -1


@lean
def ruin(d, s, w, random, most):  # type: ignore[no-untyped-def]  # compiled
    """Take out some visits: a stretch of a route, those around a place, or those that earn little."""
    crews = s.length.shape[0]
    visits = s.crew.shape[0]
    planned = 0
    for k in range(crews):
        planned += s.length[k]
    if planned == 0:
        return
    kind = draw(random)
    many = 1 + int(draw(random) * min(most, planned))
    if kind < 0.35:
        for _ in range(1 if draw(random) < 0.6 else 2):
            k = int(draw(random) * crews)
            for _ in range(crews):
                if s.length[k] > 0:
                    break
                k = (k + 1) % crews
            n = s.length[k]
            if n > 0:
                size = min(n, many)
                taken_out(d, s, w, k, int(draw(random) * (n - size + 1)), size)
        return
    centre = int(draw(random) * visits)
    for _ in range(many):
        best, victim = np.inf, -1
        for k in range(crews):
            n = s.length[k]
            for i in range(n):
                v = s.seq[k, i]
                if kind < 0.75:
                    score = min(leg(d, k, centre, v), leg(d, k, v, centre)) * (0.5 + draw(random))
                else:
                    before, after = s.seq[k, i - 1] if i > 0 else -1, s.seq[k, i + 1] if i + 1 < n else -1
                    saved = leg(d, k, before, v) + leg(d, k, v, after) + d.service[v]
                    if n > 1 and leg(d, k, before, after) < np.inf:
                        saved -= leg(d, k, before, after)
                    score = d.prize[v] / max(saved, 1e-3) * (0.2 + draw(random))
                if score < best:
                    best, victim = score, v
        if victim < 0 or not taken_out(d, s, w, s.crew[victim], position(s, victim), 1):
            break


@lean
def fill(d, s, w, random, alpha, noise):  # type: ignore[no-untyped-def]  # compiled
    """Put visits in, always the one with the most prize (to the power alpha, shaken by noise) a minute."""
    crews = s.length.shape[0]
    visits = s.crew.shape[0]
    for v in range(visits):
        w.weight[v] = d.prize[v] ** alpha * (1.0 + noise * draw(random)) if d.prize[v] > 0.0 else 0.0
    added = 0
    while True:
        for v in range(visits):
            if s.crew[v] < 0:
                for k in range(crews):
                    if s.stale_row[v] or s.stale_column[k]:
                        s.cost[v, k], s.spot[v, k] = insertion(d, s, w, k, v, False)
                s.stale_row[v] = False
        for k in range(crews):
            s.stale_column[k] = False
        best, visit, crew = 0.0, -1, -1
        for k in range(crews):
            if roomy(d, s, k, 1, -1, 0):
                for v in range(visits):
                    if s.crew[v] < 0 and w.weight[v] > best * max(s.cost[v, k], 1e-6):
                        best, visit, crew = w.weight[v] / max(s.cost[v, k], 1e-6), v, k
        if visit < 0:
            return added
        at = s.spot[visit, crew]
        n = s.length[crew]
        before, after = s.seq[crew, at - 1] if at > 0 else -1, s.seq[crew, at] if at < n else -1
        longer = leg(d, crew, before, visit) + leg(d, crew, visit, after)
        if n > 0:
            longer -= leg(d, crew, before, after)
        if d.prize[visit] <= d.price * longer:
            s.cost[visit, crew] = np.inf
        elif replaced(d, s, w, crew, with_inserted(s, crew, at, visit, w.a), -1, 0):
            added += 1
        else:  # promised too much, or another crew's times have changed since
            s.cost[visit, crew], s.spot[visit, crew] = insertion(d, s, w, crew, visit, True)
            if s.cost[visit, crew] < np.inf:
                at = s.spot[visit, crew]
                if replaced(d, s, w, crew, with_inserted(s, crew, at, visit, w.a), -1, 0):
                    added += 1
                else:
                    s.cost[visit, crew] = np.inf


@lean
def forced(d, s, w, random):  # type: ignore[no-untyped-def]  # compiled
    """Bring one visit that is left out into a route at the cost of those around it, and so change the mixture."""
    visits = s.crew.shape[0]
    v = int(draw(random) * visits)
    for _ in range(visits):
        if s.crew[v] < 0 and d.prize[v] > 0.0:
            break
        v = (v + 1) % visits
    if s.crew[v] >= 0:
        return
    crews = s.length.shape[0]
    k = int(draw(random) * crews)
    for _ in range(crews):
        if d.eligible[k, v]:
            break
        k = (k + 1) % crews
    if d.separation > 0.0 and draw(random) < 0.5:  # visits of its site elsewhere may come back around it
        for e in range(d.site_starts[d.site[v]], d.site_starts[d.site[v] + 1]):
            u = d.site_visits[e]
            if s.crew[u] >= 0:
                taken_out(d, s, w, s.crew[u], position(s, u), 1)
    for _ in range(visits):
        if roomy(d, s, k, 1, -1, 0):
            break
        j = int(draw(random) * crews)  # a crew or an agency has all its stops: take some away
        if s.length[j] > 0:
            taken_out(d, s, w, j, int(draw(random) * s.length[j]), 1)
    for _ in range(s.length[k] + 1):
        cost, at = insertion(d, s, w, k, v, True)
        if cost < np.inf and replaced(d, s, w, k, with_inserted(s, k, at, v, w.a), -1, 0):
            return
        n = s.length[k]
        near, i = np.inf, -1
        for p in range(n):
            u = s.seq[k, p]
            score = (min(leg(d, k, v, u), leg(d, k, u, v)) + 1e-3) * (0.3 + draw(random))
            if score < near:
                near, i = score, p
        if i < 0 or not taken_out(d, s, w, k, i, 1):
            return


@lean
def kept(s, pool, worth, codes):  # type: ignore[no-untyped-def]  # compiled
    """Remember the routes of a plan that the pool has not seen (or has seen longer); worth is the plan's."""
    cells = pool.table.shape[0]
    for k in range(s.length.shape[0]):
        n = s.length[k]
        if n == 0 or not s.fresh[k]:
            continue
        s.fresh[k] = False
        key = codes[s.crew.shape[0] + k]
        for i in range(n):
            key ^= codes[s.seq[k, i]]
        cell = np.int64(key % np.uint64(cells))
        while pool.table[cell] >= 0 and pool.key[pool.table[cell]] != key:
            cell = (cell + 1) % cells
        r = pool.table[cell]
        if r < 0:
            if pool.size[0] == pool.key.shape[0]:
                continue
            r = pool.size[0]
            pool.size[0] += 1
            pool.table[cell] = r
            pool.key[r] = key
            pool.crew[r] = k
            pool.worth[r] = -np.inf
            pool.travel[r] = np.inf
        pool.worth[r] = max(pool.worth[r], worth)
        if s.travel[k] < pool.travel[r] - 1e-9:
            pool.travel[r] = s.travel[k]
            pool.length[r] = n
            put(pool.seq[r], 0, s.seq[k], 0, n)


@lean
def climbed(d, s, w, random, alpha, noise, price):  # type: ignore[no-untyped-def]  # compiled
    """Fill and shorten in turns until neither helps; return the plan's energy."""
    for _ in range(20):
        changed = fill(d, s, w, random, alpha, noise)
        changed += improve(d, s, w)
        if changed == 0:
            break
        noise = 0.0
    return energy(d, s, price)


@lean
def iterate(d, s, trial, best, w, pool, codes, random, scores, iterations, hot, price, most, patience):  # type: ignore[no-untyped-def]  # compiled
    """Run iterations at one temperature.

    `scores` holds the energies of `s` and of `best` and the iterations since the last gain; it is kept up to date.
    """
    for _ in range(iterations):
        copied(s, trial)
        if draw(random) < 0.3:
            forced(d, trial, w, random)
        else:
            ruin(d, trial, w, random, most)
        alpha = 0.6 + 1.4 * draw(random)
        found = climbed(d, trial, w, random, alpha, 0.6 * draw(random), price)
        if found > scores[1] - 6.0 * hot:
            kept(trial, pool, found, codes)
        scores[2] += 1.0
        if found >= scores[0] + hot * np.log(max(draw(random), 1e-300)):
            copied(trial, s)
            scores[0] = found
            if found > scores[1] + 1e-9:
                copied(s, best)
                scores[1] = found
                scores[2] = 0.0
        if scores[2] >= patience:
            copied(best, s)
            scores[0] = scores[1]
            scores[2] = 0.0

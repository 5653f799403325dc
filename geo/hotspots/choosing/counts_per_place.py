"""Incidents per place: how many one coordinate may hold before chance no longer explains it."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

NEIGHBOURHOOD_M = 250.0
_ALIKE = 100
_TAIL = 0.9
_SET_ASIDE = 0.01
_LEAST_SET_ASIDE = 3


@dataclass(frozen=True)
class Places:
    """Distinct places in a fixed order.

    Parameters
    ----------
    at
        Where they are, shape (places, 2), metres; closer than a centimetre is one place.
    n
        Incidents at each.
    of_incident
        At which place each incident is.
    """

    at: Floats
    n: Integers
    of_incident: Integers


def distinct_places(table: gpd.GeoDataFrame) -> Places:
    """Return the distinct places of incidents.

    Parameters
    ----------
    table
        Points in a metric CRS.
    """
    exact = shapely.get_coordinates(np.asarray(table.geometry.array))
    order = np.lexsort((exact[:, 1], exact[:, 0]))
    # Whole centimetres: the same address after a projection there and back is the same place.
    rounded = np.round(exact[order], 2)
    joined = rounded[:, 0] + 1j * rounded[:, 1]
    _, first, at, n = np.unique(joined, return_index=True, return_inverse=True, return_counts=True)
    of_incident = np.empty(len(order), dtype=np.int64)
    of_incident[order] = at
    return Places(exact[order][first], n.astype(np.int64), of_incident)


def compared_with_alike(places: Places) -> tuple[Floats, Floats]:
    """Return for each place the chance of so many incidents among places like it, and the mean of those.

    Alike are places whose surroundings hold about as many incidents: the place's cell of 250 m and the eight around it,
    the place itself not counted, in groups by powers of four (0, 1-3, 4-15, …) of at least a hundred places.

    Parameters
    ----------
    places
        As `distinct_places` returns them.
    """
    around = _around(places)
    octave = np.zeros(len(around), dtype=np.int64)
    octave[around > 0] = 1 + np.floor(np.log2(around[around > 0]) / 2).astype(np.int64)
    chance, expected = np.ones(len(around)), np.ones(len(around))
    for group in _groups(octave):
        counts = places.n[group]
        chance[group] = tail_chance(counts)
        expected[group] = (counts.sum() - counts) / max(len(counts) - 1, 1)
    return chance, expected


def _around(places: Places) -> Integers:
    """Return the incidents in the place's cell of 250 m and the eight around it, its own not counted."""
    cell = np.floor(places.at / NEIGHBOURHOOD_M).astype(np.int64)
    cell -= cell.min(axis=0) - 1
    width = int(cell[:, 1].max()) + 2
    codes = cell[:, 0] * width + cell[:, 1]
    distinct, at = np.unique(codes, return_inverse=True)
    held = np.bincount(at, places.n).astype(np.int64)
    total = -places.n
    for step in (-width - 1, -width, -width + 1, -1, 0, 1, width - 1, width, width + 1):
        found = np.minimum(np.searchsorted(distinct, codes + step), len(distinct) - 1)
        total = total + np.where(distinct[found] == codes + step, held[found], 0)
    return total


def _groups(octave: Integers) -> list[Integers]:
    """Return the places of each group, neighbouring octaves joined until a group has a hundred places."""
    groups: list[Integers] = []
    waiting = np.empty(0, dtype=np.int64)
    for value in np.unique(octave).tolist():
        waiting = np.concatenate([waiting, np.flatnonzero(octave == value)])
        if len(waiting) >= _ALIKE:
            groups.append(waiting)
            waiting = np.empty(0, dtype=np.int64)
    if len(waiting):
        groups = [*groups[:-1], np.concatenate([*groups[-1:], waiting])]
    return groups


def tail_chance(counts: Integers) -> Floats:
    """Return the chance that a place of this group holds at least as many incidents as each does.

    Parameters
    ----------
    counts
        Incidents per place, 1 or more, shape (places,).

    Returns
    -------
    numpy.ndarray
        `P(X >= u) zeta(a, n) / zeta(a, u)` from the 0.9 quantile *u* of the counts up, 1 below it. The exponent *a* is
        that of greatest likelihood, with the highest hundredth of the places (at least three) known to hold only "at
        least" the lowest of their counts, and one more place of 2u so that counts all alike do not make anything larger
        impossible.
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import zeta

    begin = max(1, int(np.quantile(counts, _TAIL, method="lower")))
    aside = max(_LEAST_SET_ASIDE, int(np.ceil(_SET_ASIDE * len(counts))))
    cap = max(int(np.sort(counts)[max(len(counts) - aside, 0)]), begin)
    tail = counts[counts >= begin]
    known = np.append(tail[tail < cap] if cap > begin else tail[tail == begin], 2 * begin)
    hidden = int((tail >= cap).sum()) if cap > begin else 0
    logs = float(np.log(known).sum())

    def cost(exponent: float) -> float:
        whole = np.log(zeta(exponent, begin))
        return float(exponent * logs + len(known) * whole - hidden * (np.log(zeta(exponent, cap)) - whole))

    exponent = float(minimize_scalar(cost, bounds=(1.05, 40.0), method="bounded").x)
    above = np.maximum(counts, begin)
    share = len(tail) / len(counts)
    chance = np.where(counts > begin, share * zeta(exponent, above) / zeta(exponent, begin), share)
    return np.where(counts < begin, 1.0, chance)

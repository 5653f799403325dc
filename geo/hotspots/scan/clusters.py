"""What a scan reports: clusters in order, none overlapping another, each with its chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.hotspots.monte_carlo import gumbel_p_value, rank_p_value, tail_p_value
from geo.hotspots.scan.likelihood import Likelihood

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cluster:
    """One window, most unlikely among those that share no place with a cluster reported before it.

    Parameters
    ----------
    places
        Indices of its areas or flat indices of its cells, rising.
    centre
        Index of the place in its middle.
    radius
        Distance of the farthest place that it may hold, in the unit of the scan (metres, kilometres, cells).
    first, last
        First and last period, 0-based, both included.
    observed, expected
        Cases in it, and how many there would be at the rate of the whole.
    llr
        Log-likelihood ratio.
    relative_risk
        Rate inside over rate outside.
    rank_p_value, gumbel_p_value
        Chance that a window this unlikely arises anywhere: by rank among the replicates, and by the Gumbel
        distribution fitted to them.
    p_value
        The former; where no replicate reached the ratio, the smaller of both.
    """

    places: Integers
    centre: int
    radius: float
    first: int
    last: int
    observed: float
    expected: float
    llr: float
    relative_risk: float
    rank_p_value: float
    gumbel_p_value: float
    p_value: float


@dataclass(frozen=True)
class Scan:
    """Clusters, best first, and the highest ratio of each replicate, which the p values come from."""

    clusters: list[Cluster]
    maxima: Floats


@dataclass(frozen=True)
class Window:
    """A window as a scanner found it, not yet judged; `base` is its expected number or its cases and controls."""

    places: Integers
    centre: int
    radius: float
    first: int
    last: int
    observed: float
    base: float
    llr: float


def judged(window: Window, likelihood: Likelihood, maxima: Floats) -> Cluster:
    """Return the window with its chance, given the highest ratio of each replicate."""
    return Cluster(
        places=window.places,
        centre=window.centre,
        radius=window.radius,
        first=window.first,
        last=window.last,
        observed=window.observed,
        expected=likelihood.expected(window.base),
        llr=window.llr,
        relative_risk=likelihood.relative_risk(window.observed, window.base),
        rank_p_value=rank_p_value(window.llr, maxima),
        gumbel_p_value=gumbel_p_value(window.llr, maxima),
        p_value=tail_p_value(window.llr, maxima),
    )


def reported(
    windows: Iterator[Window], likelihood: Likelihood, maxima: Floats, highest_p: float, most: int
) -> list[Cluster]:
    """Return clusters in order: the first in any case, the others as long as their p value allows.

    Parameters
    ----------
    windows
        Best first; each is taken only when the one before it was reported.
    highest_p
        The first one above it ends the list and is left out, unless it is the very first.
    most
        As many clusters at most.
    """
    clusters: list[Cluster] = []
    for window in windows:
        cluster = judged(window, likelihood, maxima)
        if clusters and cluster.p_value > highest_p:
            break
        clusters.append(cluster)
        if len(clusters) >= most or cluster.p_value > highest_p:
            break
    return clusters


NO_EXCESS = 1e-9
"""A lower ratio is no excess but the rounding of an exact share."""


def best_centre(ratio: Floats, size: Integers, radius: Integers | Floats) -> int:
    """Return the centre with the best window, -1 when there is none.

    Parameters
    ----------
    ratio
        Highest ratio around each centre, 0 where there is no window.
    size
        Places in the window of each.
    radius
        Radius of each, or its number, rising with it.

    Notes
    -----
    Of equal ratios the window with fewer places is the best, then the one with the shorter radius, then the one
    with the lowest centre.
    """
    highest = ratio.max(initial=0.0)
    if highest < NO_EXCESS:
        return -1
    equal = np.flatnonzero(ratio == highest)
    return int(equal[np.lexsort((equal, radius[equal], size[equal]))[0]])

"""The least minutes that crews can need from their bases to the centres of their zones, whatever the zones."""

from __future__ import annotations

import numpy as np

from geo.zones.districting import Floats


def staff_travel_bound(travel_min: Floats, zones: int, crews_per_zone: int) -> float:
    """Bound from below what all crews together travel from base to centre, one way, for any districting.

    Parameters
    ----------
    travel_min
        (units, places) minutes from each unit's base to each place that might be a centre; infinite where the unit
        may not or cannot go.
    zones
        Number of zones, each around another place.
    crews_per_zone
        Least number of crews that each zone gets; a unit serves one zone at most.

    Returns
    -------
    float
        No choice of `zones` different centres with `crews_per_zone` units each travels less; infinite when there is
        no such choice (too few units or places in reach).

    Notes
    -----
    A transport problem: `zones` x `crews_per_zone` units are sent, each to one place, at most `crews_per_zone` to
    any place. It leaves out only that a place with one crew needs the others too, so with one crew a zone it is exact.

    References
    ----------
    Kuhn (1955), Naval Research Logistics Quarterly 2, 83-97 (the assignment problem).
    """
    units, places = travel_min.shape
    wanted = zones * crews_per_zone
    if wanted <= 0:
        return 0.0
    if wanted > units or zones > places:
        return float("inf")
    from scipy.optimize import linear_sum_assignment

    finite = np.isfinite(travel_min)
    # A dear price stands for what is impossible; the units that are not sent take a seat at home, of which there are
    # just so many, and which is rewarded so that each is taken.
    dear = 2.0 * (float(travel_min[finite].sum()) if finite.any() else 0.0) + 1.0
    seats = np.repeat(np.where(finite, travel_min, dear), crews_per_zone, axis=1)
    table = np.hstack([seats, np.full((units, units - wanted), -dear)])
    rows, columns = linear_sum_assignment(table)
    sent = columns < seats.shape[1]
    minutes = seats[rows[sent], columns[sent]]
    return float("inf") if (minutes >= dear).any() or int(sent.sum()) < wanted else float(minutes.sum())

"""From atoms to the districting problem: how many zones, and what each place costs around each centre."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geo.agencies.region import Region
from geo.zones.access import Bools
from geo.zones.atoms import Atoms
from geo.zones.districting import Districting, Floats, Ints, Problem
from geo.zones.neighbours import as_adjacency, components, tied
from geo.zones.parameters import ZoneParameters

_MOST_ZONES = 60


@dataclass(frozen=True)
class Districts:
    """The districting problem and what its cost is made of.

    Parameters
    ----------
    problem
        What is solved: harm x minutes to the centre, and the price of leaving today's zones.
    minutes
        (n, n) minutes between places, straight where no way is known; what the limits forbid included.
    keep
        (n, n) the price of leaving today's zones; None without today's plan.
    """

    problem: Problem
    minutes: Floats
    keep: Floats | None

    def moved_price(self, found: Districting) -> float:
        """Return what a districting pays for leaving today's zones."""
        if self.keep is None:
            return 0.0
        own = np.arange(len(found.labels))
        centre = found.centres[found.labels]
        return float(np.where(self.problem.allowed[own, centre], self.keep[own, centre], 0.0).sum())


def zones_wanted(
    workload_min: float, atoms: int, region: Region, parameters: ZoneParameters, today: int | None = None
) -> int:
    """Return how many zones to make: as asked, else as many as today, else as workload and crews suggest.

    Parameters
    ----------
    workload_min
        Minutes of work per shift at all hotspots.
    atoms
        Number of places: never more zones than that.
    region, parameters
        Its available units, and the number asked for.
    today
        Number of zones of the current plan, or None.

    Notes
    -----
    An automatic number gives each zone at most about one shift of work, to be shared by the crews wanted in each zone
    (two by default), and never asks for more zones than the crews can fill; without units a shift of 480 minutes and
    at most 12 zones are assumed.
    """
    if parameters.zones:
        return min(parameters.zones, atoms)
    if today:
        return min(today, atoms, _MOST_ZONES)
    shifts = [unit.shift_min for unit in region.units if unit.available]
    shift = sum(shifts) / len(shifts) if shifts else 480.0
    wanted = math.ceil(workload_min / shift)
    most = max(1, len(shifts) // max(1, parameters.crews_per_zone)) if shifts else 12
    return max(1, min(wanted, most, atoms, _MOST_ZONES))


def districts_of(atoms: Atoms, zones: int, parameters: ZoneParameters, keep: Floats | None = None) -> Districts:
    """Return the districting problem of some atoms.

    Parameters
    ----------
    atoms
        Places with harm, workload, minutes between them and passable links.
    zones
        Number of zones.
    parameters
        Balance, response limit, speeds.
    keep
        (n, n) price of leaving today's zones, or None.

    Notes
    -----
    A place may not belong to a zone whose centre is beyond `response_limit_min` by every available means of travel,
    nor to one in another part of the passable links, if both parts are heavy enough to hold a zone of their own. Parts
    too light for that are tied to the nearest place by a link that a gap later names; they hold no centre.
    """
    straight = np.hypot(atoms.x[:, None] - atoms.x[None, :], atoms.y[:, None] - atoms.y[None, :])
    direct = np.asarray(parameters.minutes(straight, parameters.district_speed_kmh), dtype=np.float64)
    minutes = direct if atoms.minutes is None else atoms.minutes
    mean = float(atoms.workload_min.sum()) / zones
    low, high = (1 - parameters.balance) * mean, (1 + parameters.balance) * mean
    part, light = _parts(atoms, zones, low)
    minutes = np.where(np.isfinite(minutes) | ~light[:, None], minutes, direct)
    others = minutes + np.diag(np.full(atoms.n, np.inf))
    off_all = np.isinf(others).all(axis=1, keepdims=True)  # off every network
    minutes = np.where(off_all, direct, minutes)
    far = minutes > parameters.response_limit_min
    if not light.all():
        far |= (part[:, None] != part[None, :]) & ~light[:, None]
        far |= light[None, :] & ~light[:, None]
    np.fill_diagonal(far, val=False)
    cost = atoms.harm[:, None] * np.where(far, 0.0, minutes)
    if keep is not None:
        cost = cost + keep
    cost = np.ascontiguousarray(np.where(far, np.inf, cost))
    starts, links = as_adjacency(atoms.n, tied(atoms.edges, atoms.x, atoms.y))
    problem = Problem(cost, atoms.workload_min, starts, links, zones, low, high)
    return Districts(problem, minutes, keep)


def _parts(atoms: Atoms, zones: int, low_min: float) -> tuple[Ints, Bools]:
    """Return the part of the passable links each atom is in, and whether that is too light to hold a zone."""
    pieces = components(atoms.n, atoms.edges)
    part = np.zeros(atoms.n, dtype=np.int64)
    for number, members in enumerate(pieces):
        part[members] = number
    work = np.bincount(part, weights=atoms.workload_min, minlength=len(pieces))
    heavy = [int(k) for k in np.argsort(-work, kind="stable")[:zones] if work[k] >= low_min - 1e-9]
    return part, ~np.isin(part, heavy)


def cut_off(atoms: Atoms, members: Ints, centre: int) -> Ints:
    """Return the atoms of a zone that no passable link joins to its centre within the zone."""
    inside = {int(i) for i in members}
    edges = {(i, j) for i, j in atoms.edges if i in inside and j in inside}
    reached = next(part for part in components(atoms.n, edges) if centre in part)
    return np.array(sorted(inside - set(reached)), dtype=np.int64)

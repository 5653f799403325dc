"""From hotspots and zones to the routes of one day: crews, stops, chances, a sealed draw, and all that is amiss."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd

from geo.agencies.region import Region
from geo.languages import Says
from geo.routes import feasible, seal
from geo.routes.crews import make_crews
from geo.routes.day import Day, Progress
from geo.routes.itinerary import tables_of
from geo.routes.notices import NO_CREWS, NO_HOTSPOTS, Notice
from geo.routes.parameters import RouteParameters
from geo.routes.places import read_sites
from geo.routes.problem import Plan
from geo.routes.repair import Known
from geo.routes.shifts import shifts_of
from geo.routes.stops import Made, make_stops
from geo.routes.vary import Mixture
from geo.routes.windows import clock_of
from geo.spatial.travel.protocol import Travel
from geo.tables.routes import ROUTES, STOPS

_PREPARING = Says("menyusun regu dan perhentian", "making crews and stops")
_SOLVING = Says("mencari rute", "searching for routes")
_CHECKING = Says("memeriksa rute", "checking the routes")


@dataclass(frozen=True)
class Proposal:
    """Routes of one day and what is known about them.

    Parameters
    ----------
    routes, stops
        Forms of `geo.tables.routes`, EPSG:4326.
    verdict
        What the independent validator found wrong (`geo.routes.validate.Breach`) with the plan drawn and with every
        other plan that might have been; empty: nothing.
    mixture
        Plans and chances; None when there was nothing to draw from, or a known plan was mended.
    draw
        The record of the draw (`geo.routes.seal`), JSON-able; empty when there was none.
    notices, warnings
        What the user should know, and what cannot be done in its time.
    value, upper_bound
        Value of the plan drawn, and a value that no plan exceeds (None when none is known).
    seconds, seed
        Time taken and source of randomness.
    made, plan
        The problem with its meaning and the plan drawn; None without crews or places.
    """

    routes: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame
    verdict: tuple[Any, ...]
    mixture: Mixture | None
    draw: dict[str, Any]
    notices: tuple[Notice, ...]
    warnings: tuple[Notice, ...]
    value: float
    upper_bound: float | None
    seconds: float
    seed: int
    made: Made | None = None
    plan: Plan | None = None

    def chances(self) -> dict[tuple[str, str], float]:
        """Return the chance of a visit of every place that a crew may visit, by kind and id."""
        if self.mixture is None or self.made is None:
            return Known(self.routes, self.stops).chances()
        sites, chance = self.made.sites, self.mixture.site_chance
        return {(site.kind, site.place_id): float(chance[s]) for s, site in enumerate(sites)}

    def summary(self) -> dict[str, Any]:
        """Return the figures of the mixture, JSON-able."""
        if self.mixture is None:
            return {"plans": 0}
        mixture = self.mixture
        return {
            "plans": len(mixture.plans),
            "chances": [round(chance, 6) for chance in mixture.chances],
            "expected_value": mixture.expected_value,
            "best_value": mixture.best_value,
            "floor": mixture.floor,
            "explored": mixture.explored,
            "pool": mixture.pool,
            "rounds": mixture.rounds,
        }


def propose(
    hotspots: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    region: Region,
    objects: gpd.GeoDataFrame,
    parameters: RouteParameters | None = None,
    *,
    date: dt.date,
    travel: Travel,
    seed: int = 0,
    seconds: float = 10.0,
    secret: bytes | None = None,
    progress: Progress | None = None,
    without_units: Collection[str] = (),
    known: Proposal | Known | None = None,
    iterations: int | None = None,
    publish: Callable[[dict[str, Any]], None] | None = None,
) -> Proposal:
    """Propose the joint patrol routes of one shift.

    Parameters
    ----------
    hotspots
        Form of `geo.tables.hotspots`, metric CRS.
    zones
        Form of `geo.tables.zones`, the same metric CRS: who goes where.
    region, objects
        Units, agencies and layers; vital objects (form of `geo.tables.objects`).
    parameters
        Rules; None: defaults.
    date
        Local day on which the shift begins.
    travel
        Minutes, metres and ways between places of the hotspots' CRS.
    seed, seconds
        Source of randomness, and about how long to search.
    secret
        Seals the draw (at least 16 bytes, kept by whoever is audited). None: the draw follows from `seed`, said so.
    progress
        Called with a share from 0 to 1 and what is being done.
    without_units
        Units that cannot go.
    known
        An earlier proposal for the same shift (or its tables, as a store gives them back): crews that are as they were
        keep their routes, only the others are planned again, and there is no new draw.
    iterations
        Effort of each search in place of `seconds`: the same answer for the same seed on every machine.
    publish
        Called with the commitment before the draw, so that it can be published first.

    Returns
    -------
    Proposal
        Without routes, and with notices that say why, when there is nothing to visit or nobody to go.

    Raises
    ------
    UnprojectedError, TableError
        When hotspots or zones are in degrees, or lack a column.
    RoutesError, ParameterError
        When there are too many places, or the secret is too short.

    References
    ----------
    Vansteenwegen, Souffriau & Van Oudheusden (2011), European Journal of Operational Research 209, 1-10 (team
    orienteering with time windows); Koper (1995), Justice Quarterly 12, 649-672 (12 to 15 minutes at a hotspot).
    """
    began = time.perf_counter()
    parameters = parameters or RouteParameters()
    tell = progress or (lambda share, says: None)
    if secret is not None:
        seal.commit(secret, "", "", "")  # refuses a secret that is too short before any work
    tell(0.0, _PREPARING)
    clock = clock_of(date, parameters.begins_min, region.timezone)
    crews = make_crews(zones, region, parameters, without_units=without_units)
    shifts, about_shifts = shifts_of(crews.crews, region, clock, parameters)
    sites, about_sites = read_sites(hotspots, zones, objects, region, parameters)
    notices = [*crews.notices, *about_shifts, *about_sites]
    if not sites or not shifts:
        notices.append(NO_HOTSPOTS if not sites else NO_CREWS)
        return _nothing(notices, (), seed, began)
    made = make_stops(sites, zones, region, shifts, parameters, clock=clock, travel=travel)
    notices.extend(made.notices)
    warnings = [*feasible.unreached(made.left_out), *feasible.sweep_warnings(zones, shifts, parameters)]
    if not made.problem.visits:
        warnings.extend(feasible.unmet_musts(made, Plan((), 0.0, 0.0, 0.0)))
        return _nothing(notices, warnings, seed, began)
    tell(0.1, _SOLVING)
    day = Day(made, parameters, seed, seconds, tell, iterations)
    if known is not None:
        found = day.mended(Known(known.routes, known.stops, known.draw), known.chances(), clock)
    else:
        found = day.drawn(clock, secret, publish)
    tell(0.9, _CHECKING)
    warnings += [
        *feasible.unmet_musts(made, found.plan),
        *feasible.short_stops(made.sites, parameters),
        *feasible.wide_stops(made, parameters),
    ]
    routes, stops = tables_of(
        made, found.plan, region, hotspots.crs, clock=clock, travel=travel, chances=found.site_chances
    )
    tell(1.0, _CHECKING)
    return Proposal(
        routes=routes,
        stops=stops,
        verdict=found.verdict,
        mixture=found.mixture,
        draw=found.draw,
        notices=(*notices, *found.notices),
        warnings=tuple(warnings),
        value=found.plan.value,
        upper_bound=found.upper_bound,
        seconds=time.perf_counter() - began,
        seed=seed,
        made=made,
        plan=found.plan,
    )


def _nothing(notices: Sequence[Notice], warnings: Sequence[Notice], seed: int, began: float) -> Proposal:
    return Proposal(
        routes=ROUTES.empty(), stops=STOPS.empty(), verdict=(), mixture=None, draw={}, notices=tuple(notices),
        warnings=tuple(warnings), value=0.0, upper_bound=0.0, seconds=time.perf_counter() - began, seed=seed,
    )  # fmt: skip

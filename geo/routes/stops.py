"""From places and crews to the routing problem: which crew may visit what, when, for how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np

from geo.agencies.region import Region
from geo.languages import Says
from geo.routes.access import Bools, Floats, ground, law_of
from geo.routes.notices import Notice, listed
from geo.routes.parameters import RouteParameters
from geo.routes.places import Site
from geo.routes.problem import RouteProblem
from geo.routes.reach import LeftOut, Trip, who
from geo.routes.shifts import Shift
from geo.routes.windows import Clock, Span, share_within, windows_of
from geo.spatial.travel.modes import MODES, Mode
from geo.spatial.travel.protocol import Travel


@dataclass(frozen=True)
class Made:
    """The problem and what its numbers mean.

    Parameters
    ----------
    problem
        As the solver takes it.
    shifts
        Crew k of the problem.
    sites
        Site s of the problem; places 0 to crews - 1 are bases, then come the sites.
    copy
        (visits,) which visit of its site each is, from 1.
    modes
        Means of travel of profile p.
    places
        (places, 2) metres.
    left_out, notices
        Places that no crew can visit, and what the user should know.
    """

    problem: RouteProblem
    shifts: tuple[Shift, ...]
    sites: tuple[Site, ...]
    copy: tuple[int, ...]
    modes: tuple[Mode, ...]
    places: Floats
    left_out: tuple[LeftOut, ...]
    notices: tuple[Notice, ...]


def make_stops(
    sites: Sequence[Site],
    zones: gpd.GeoDataFrame,
    region: Region,
    shifts: Sequence[Shift],
    parameters: RouteParameters,
    *,
    clock: Clock,
    travel: Travel,
) -> Made:
    """Build the routing problem.

    Parameters
    ----------
    sites, zones, region, shifts, parameters
        Places, where zones lie (metric CRS), mandates, crews at work, rules.
    clock
        The shift's beginning: minute 0.
    travel
        Minutes between places.

    Notes
    -----
    A crew may visit a hotspot of its zone (of others: parameter `neighbours`) when its agencies have mandates there for
    at least `mandate_share` of the hotspot's harm, its vehicle gets there, and it can be there and back in time. An
    object goes to the zone that contains it, else to the nearest with a crew that can do it. Hotspots whose advised
    hours no crew can meet may be visited at any time, for the share of their incidents that falls into the shift.
    Visit n of a place is worth `weight x repeat^(n - 1)`.
    """
    count = len(shifts)
    points = np.array([[site.x, site.y] for site in sites], dtype=np.float64).reshape(-1, 2)
    bases = _bases(shifts, zones.crs)
    places = np.vstack([bases, points])
    modes = tuple(mode for mode in MODES if any(shift.crew.mode == mode for shift in shifts))
    minutes = (
        np.stack([_minutes(travel, mode, places) for mode in modes])
        if modes
        else np.zeros((0, len(places), len(places)))
    )
    lawful, reached = _lawful_and_reached(sites, region, shifts, parameters, points, zones, travel)
    out = np.array([minutes[modes.index(s.crew.mode), k, count:] for k, s in enumerate(shifts)]).reshape(
        count, len(sites)
    )
    home = np.array([minutes[modes.index(s.crew.mode), count:, k] for k, s in enumerate(shifts)]).reshape(
        count, len(sites)
    )
    until = max((shift.ends_min for shift in shifts), default=0.0)
    kept, windows, allowed, left_out = [], [], [], []
    for number, site in enumerate(sites):
        trips = [Trip(shift, out[k, number], home[k, number], site.visit_min) for k, shift in enumerate(shifts)]
        may, reason = who(site, number, zones, shifts, trips, lawful, reached, parameters)
        if not may:
            left_out.append(LeftOut(site, reason))
            continue
        wanted, inside = site, windows_of(site.hours, clock, until) if site.hours else ((0.0, until),)
        meets = [k for k in may if trips[k].meets(inside)]
        if not meets and site.profile is not None:
            share = share_within(site.profile, clock, until)
            if share <= 0:
                left_out.append(LeftOut(site, "outside_hours"))
                continue
            wanted, inside, meets = replace(site, off_hours=True, weight=site.weight * share), ((0.0, until),), may
        kept.append((number, wanted))
        windows.append(inside)
        allowed.append(meets)
    problem, copy = _problem(kept, windows, allowed, shifts, parameters, minutes, modes, until)
    used = [*range(count), *(count + number for number, _ in kept)]
    found = tuple(site for _, site in kept)
    return Made(
        replace(problem, minutes=minutes[:, used][:, :, used]),
        tuple(shifts),
        found,
        copy,
        modes,
        places[used],
        tuple(left_out),
        _about(found),
    )


def _bases(shifts: Sequence[Shift], crs: object) -> Floats:
    lon, lat = [s.crew.lon for s in shifts], [s.crew.lat for s in shifts]
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=4326).to_crs(crs)
    return np.column_stack([points.x.to_numpy(), points.y.to_numpy()]).reshape(-1, 2)


def _minutes(travel: Travel, mode: Mode, places: Floats) -> Floats:
    found = np.array(travel.minutes(mode, places, places), dtype=np.float64)
    np.fill_diagonal(found, 0.0)
    return found


def _lawful_and_reached(
    sites: Sequence[Site],
    region: Region,
    shifts: Sequence[Shift],
    parameters: RouteParameters,
    points: Floats,
    zones: gpd.GeoDataFrame,
    travel: Travel,
) -> tuple[Bools, Bools]:
    """Return (crews, sites): whether a crew has the mandate, and whether its vehicle gets there."""
    law = law_of(region, points, zones.crs)
    lawful = np.ones((len(shifts), len(sites)), dtype=bool)
    for k, shift in enumerate(shifts):
        for number, site in enumerate(sites):
            kinds = site.kinds if site.kind == "hotspot" else {}
            lawful[k, number] = law.share(shift.crew, number, kinds) >= parameters.mandate_share - 1e-9
    reached = np.ones_like(lawful)
    wet, dry = ground(region, points, zones.crs, parameters.water_access_m)
    for k, shift in enumerate(shifts):
        # A network says itself where it leads; without one the layers of water have to.
        if not len(points) or (travel.over_network and np.any(travel.off_network_m(shift.crew.mode, points) > 0)):
            continue
        reached[k] = wet if shift.crew.vehicle == "water" else dry
    return lawful, reached


def _problem(
    kept: Sequence[tuple[int, Site]],
    windows: Sequence[Sequence[Span]],
    allowed: Sequence[Sequence[int]],
    shifts: Sequence[Shift],
    parameters: RouteParameters,
    minutes: Floats,
    modes: Sequence[Mode],
    until: float,
) -> tuple[RouteProblem, tuple[int, ...]]:
    visits: list[tuple[int, int]] = []
    for s, (_, site) in enumerate(kept):
        most = parameters.visits if site.kind == "hotspot" else 1
        possible = 1 + int(until // parameters.separation_min) if parameters.separation_min > 0 else most
        visits.extend((s, copy) for copy in range(1, min(most, possible) + 1) if copy == 1 or parameters.repeat > 0)
    site_of = np.array([s for s, _ in visits], dtype=np.int64)
    prize = np.array([kept[s][1].weight * parameters.repeat ** (copy - 1) for s, copy in visits], dtype=np.float64)
    spans = [windows[s] for s, _ in visits]
    codes = sorted({code for shift in shifts for code in shift.crew.agencies})
    eligible = np.zeros((len(shifts), len(visits)), dtype=bool)
    for v, (s, _) in enumerate(visits):
        eligible[list(allowed[s]), v] = True
    crews = len(shifts)
    problem = RouteProblem(
        minutes=minutes,
        place=site_of + crews,
        site=site_of,
        prize=prize,
        service_min=np.array([kept[s][1].visit_min for s, _ in visits], dtype=np.float64),
        window_starts=np.cumsum([0, *(len(span) for span in spans)], dtype=np.int64),
        window_from=np.array([begin for span in spans for begin, _ in span], dtype=np.float64),
        window_to=np.array([end for span in spans for _, end in span], dtype=np.float64),
        must=np.array([kept[s][1].must and copy == 1 for s, copy in visits], dtype=bool),
        profile=np.array([modes.index(shift.crew.mode) for shift in shifts], dtype=np.int64),
        start=np.arange(crews, dtype=np.int64),
        end=np.arange(crews, dtype=np.int64),
        begins_min=np.array([shift.begins_min for shift in shifts], dtype=np.float64),
        ends_min=np.array([shift.ends_min for shift in shifts], dtype=np.float64),
        most_min=np.array([shift.most_min for shift in shifts], dtype=np.float64),
        eligible=eligible,
        most_stops=np.full(crews, parameters.most_stops, dtype=np.int64),
        crew_of_agency=np.array([[code in s.crew.agencies for s in shifts] for code in codes], dtype=bool).reshape(
            len(codes), crews
        ),
        agency_most_stops=np.full(len(codes), parameters.most_stops_per_agency, dtype=np.int64),
        separation_min=parameters.separation_min,
        travel_price=parameters.travel_price * (float(prize.mean()) if len(prize) else 0.0),
    )
    return problem, tuple(copy for _, copy in visits)


def _about(sites: Sequence[Site]) -> tuple[Notice, ...]:
    off = [site.place_id for site in sites if site.off_hours]
    if not off:
        return ()
    text = Says(
        "{n} titik rawan paling rawan di luar giliran jaga ini; nilainya dikurangi sesuai bagian kejadian yang jatuh "
        "di dalamnya ({ids}). Ubah parameter begins (jam mulai) bila perlu.",
        "{n} hotspots are hottest outside this shift; their worth is cut to the share of incidents that falls into it "
        "({ids}). Change parameter begins (when the shift starts) if need be.",
    )
    return (Notice("off_hours", text.filled(n=len(off), ids=listed(off))),)

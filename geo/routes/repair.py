"""Mend a plan on the day: crews that are as they were keep their routes, only the others are planned again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from geo.routes.crews import ids_of
from geo.routes.feasible import route_warnings
from geo.routes.itinerary import route_id_of
from geo.routes.problem import Plan, Route, RouteProblem
from geo.routes.stops import Made
from geo.routes.vary import valued
from geo.routes.windows import Clock

_ROUNDED_MIN = 0.001  # what a time may have lost in a file


@dataclass(frozen=True)
class Known:
    """An earlier plan for the same shift, for example as a store gives it back.

    Parameters
    ----------
    routes, stops
        Forms of `geo.tables.routes`.
    draw
        The record of its draw.
    """

    routes: pd.DataFrame
    stops: pd.DataFrame
    draw: Mapping[str, Any] = field(default_factory=dict)

    def chances(self) -> dict[tuple[str, str], float]:
        """Return the chance of a visit of every place in the plan, by kind and id."""
        rows = zip(self.stops["kind"], self.stops["place_id"], self.stops["chance"], strict=True)
        return {(str(kind), str(place)): float(chance) for kind, place, chance in rows if pd.notna(chance)}


@dataclass(frozen=True)
class Rest:
    """What is left to plan.

    Parameters
    ----------
    kept
        Routes that stay, in numbers of the whole problem.
    problem
        The other crews and the visits nobody makes yet.
    crews, visits
        Number in the whole problem of each crew and visit of `problem`.
    """

    kept: tuple[Route, ...]
    problem: RouteProblem
    crews: tuple[int, ...]
    visits: tuple[int, ...]

    def whole(self, made: Made, plan: Plan) -> Plan:
        """Return the kept routes together with those of a plan of the rest."""
        routes = [
            replace(route, crew=self.crews[route.crew], visits=tuple(self.visits[int(v)] for v in route.visits))
            for route in plan.routes
        ]
        joined = tuple(sorted([*self.kept, *routes], key=lambda route: route.crew))
        return valued(made.problem, Plan(joined, 0.0, 0.0, 0.0))


def rest_of(made: Made, routes: pd.DataFrame, stops: pd.DataFrame, clock: Clock) -> Rest:
    """Split today's problem into routes of an earlier plan that still hold, and the rest.

    Parameters
    ----------
    made, clock
        Today's problem, and when its minute 0 is.
    routes, stops
        The earlier plan as tables (forms of `geo.tables.routes`), as proposed or as a store gives them back.

    Notes
    -----
    A route is kept when its crew has the same id, units and means of travel, every stop of it is still allowed to it,
    and its times still hold by today's rules. Where a place that has to be visited has lost its crew and no other is
    free, the crews that may visit it are planned again too.
    """
    kept = _kept(made, routes, stops, clock)
    problem = made.problem
    done = {int(v) for route in kept for v in route.visits}
    fixed = {route.crew for route in kept}
    for v in np.flatnonzero(problem.must):
        able = {int(k) for k in np.flatnonzero(problem.eligible[:, v])}
        if int(v) not in done and able and able <= fixed:
            fixed -= able
    kept = [route for route in kept if route.crew in fixed]
    return _rest(problem, kept, sorted(set(range(problem.crews)) - fixed))


def _kept(made: Made, routes: pd.DataFrame, stops: pd.DataFrame, clock: Clock) -> list[Route]:
    """Return the routes that still hold, numbered as today."""
    if routes.empty:
        return []
    crews = {route_id_of(s.crew.crew_id): (k, s.crew.units, s.crew.mode) for k, s in enumerate(made.shifts)}
    copies = _copies(made)
    names = [shift.crew.crew_id for shift in made.shifts]
    kept = []
    for row in sorted(routes.to_dict("records"), key=lambda row: str(row["route_id"])):
        k, units, mode = crews.get(str(row["route_id"]), (-1, (), ""))
        if k < 0 or list(units) != ids_of(row["units"]) or mode != row["mode"]:
            continue
        mine = stops[stops["route_id"] == row["route_id"]].sort_values("stop")
        places = [(str(kind), str(place)) for kind, place in zip(mine["kind"], mine["place_id"], strict=True)]
        taken: dict[tuple[str, str], int] = {}
        visits: list[int] = []
        for place in places:
            left = copies.get(place, [])[taken.get(place, 0) :]
            if not left:
                break
            visits.append(left[0])
            taken[place] = taken.get(place, 0) + 1
        if not visits or len(visits) < len(places):
            continue
        begins = [clock.minute_of(moment.to_pydatetime()) for moment in mine["begins"]]
        again = _timed(made.problem, k, visits, begins, clock.minute_of(row["begins"].to_pydatetime()))
        if not route_warnings(made.problem, Plan((again,), 0.0, 0.0, 0.0), names):
            kept.append(again)
            for place, number in taken.items():
                copies[place] = copies[place][number:]
    return kept


def _copies(made: Made) -> dict[tuple[str, str], list[int]]:
    """Return the visits of each place, the one of most worth first."""
    found: dict[tuple[str, str], list[int]] = {}
    for v in sorted(range(made.problem.visits), key=lambda v: made.copy[v]):
        site = made.sites[int(made.problem.site[v])]
        found.setdefault((site.kind, site.place_id), []).append(v)
    return found


def _timed(problem: RouteProblem, k: int, visits: list[int], begins: list[float], departs: float) -> Route:
    """Return the route with its times to the last digit: files keep fewer."""
    minutes = problem.minutes[int(problem.profile[k])]
    if abs(departs - problem.begins_min[k]) <= _ROUNDED_MIN:
        departs = float(problem.begins_min[k])
    here, clock = int(problem.start[k]), departs
    exact: list[float] = []
    for v, stated in zip(visits, begins, strict=True):
        arrives = clock + float(minutes[here, int(problem.place[v])])
        windows = range(int(problem.window_starts[v]), int(problem.window_starts[v + 1]))
        edges = [arrives, *(float(edge) for w in windows for edge in (problem.window_from[w], problem.window_to[w]))]
        near = [edge for edge in edges if abs(edge - stated) <= _ROUNDED_MIN and edge >= arrives]
        exact.append(near[0] if near else stated)
        clock, here = exact[-1] + float(problem.service_min[v]), int(problem.place[v])
    return Route(k, tuple(visits), tuple(exact), departs, clock + float(minutes[here, int(problem.end[k])]))


def _rest(problem: RouteProblem, kept: Sequence[Route], crews: Sequence[int]) -> Rest:
    done: dict[int, list[float]] = {}
    made: set[int] = set()
    used = np.zeros(len(problem.agency_most_stops), dtype=np.int64)
    for route in kept:
        used += problem.crew_of_agency[:, route.crew] * len(route.visits)
        for v, begin in zip(route.visits, route.begins_min, strict=True):
            made.add(int(v))
            done.setdefault(int(problem.site[v]), []).append(begin)
    visits, windows = [], []
    for v in range(problem.visits):
        spans = _apart(problem, v, done)
        if v not in made and spans and problem.eligible[list(crews), v].any():
            visits.append(v)
            windows.append(spans)
    sites = np.unique(problem.site[visits], return_inverse=True)[1] if visits else np.empty(0, dtype=np.int64)
    rest = replace(
        problem,
        place=problem.place[visits],
        site=np.asarray(sites, dtype=np.int64),
        prize=problem.prize[visits],
        service_min=problem.service_min[visits],
        must=problem.must[visits],
        window_starts=np.cumsum([0, *(len(spans) for spans in windows)], dtype=np.int64),
        window_from=np.array([begin for spans in windows for begin, _ in spans], dtype=np.float64),
        window_to=np.array([end for spans in windows for _, end in spans], dtype=np.float64),
        profile=problem.profile[list(crews)],
        start=problem.start[list(crews)],
        end=problem.end[list(crews)],
        begins_min=problem.begins_min[list(crews)],
        ends_min=problem.ends_min[list(crews)],
        most_min=problem.most_min[list(crews)],
        most_stops=problem.most_stops[list(crews)],
        eligible=problem.eligible[list(crews)][:, visits],
        crew_of_agency=problem.crew_of_agency[:, list(crews)],
        agency_most_stops=np.maximum(problem.agency_most_stops - used, 0),
    )
    return Rest(tuple(kept), rest, tuple(crews), tuple(visits))


def _apart(problem: RouteProblem, v: int, done: Mapping[int, Sequence[float]]) -> list[tuple[float, float]]:
    """Return the windows of a visit without the time too near to visits of the same site that stay."""
    spans = [
        (float(problem.window_from[w]), float(problem.window_to[w]))
        for w in range(int(problem.window_starts[v]), int(problem.window_starts[v + 1]))
    ]
    for at in done.get(int(problem.site[v]), ()):
        low, high = at - problem.separation_min, at + problem.separation_min
        cut = [(begin, min(end, low)) for begin, end in spans] + [(max(begin, high), end) for begin, end in spans]
        spans = sorted({(begin, end) for begin, end in cut if begin <= end})
    return spans

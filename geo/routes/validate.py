"""Checks a plan against its problem, with nothing of the solver: every time, rule and sum is worked out anew."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from geo.languages import Says
from geo.routes.problem import Plan, Route, RouteProblem

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Breach:
    """One rule that a plan breaks.

    `code` is stable; `crew` and `visit` are numbers of the problem, or None where the breach has none; `says` is
    the sentence for people.
    """

    code: str
    crew: int | None
    visit: int | None
    says: Says


def breaches(problem: RouteProblem, plan: Plan) -> tuple[Breach, ...]:
    """Return every rule that a plan breaks; none for a plan that may be carried out.

    Parameters
    ----------
    problem
        What was to be solved.
    plan
        What is to be checked, from whatever source.

    Returns
    -------
    tuple of Breach
        Codes: `unknown_crew`, `crew_twice`, `unknown_visit`, `visit_twice`, `not_eligible`, `no_way`,
        `too_early` (a visit begins before the crew can be there), `window`, `departs_early`, `returns_late`,
        `away_too_long`, `stated_times` (not one beginning for each visit, or not a number), `stated_return`,
        `separation`, `crew_stops`, `agency_stops`, `must_missing`, `stated_prize`, `stated_travel`, `stated_value`.
        Times and sums may differ by 1e-6.
        A must-visit that is missing may be out of reach; it has its own code so that callers can tell.
    """
    found: list[Breach] = []
    made: dict[int, list[tuple[int, float]]] = defaultdict(list)
    crews: set[int] = set()
    prize = travel = 0.0
    for route in plan.routes:
        if not 0 <= route.crew < problem.crews:
            found.append(_breach("unknown_crew", route.crew, None))
            continue
        if route.crew in crews:
            found.append(_breach("crew_twice", route.crew, None))
        crews.add(route.crew)
        unknown = [v for v in route.visits if not 0 <= v < problem.visits]
        found.extend(_breach("unknown_visit", route.crew, v) for v in unknown)
        numbers = (*route.begins_min, route.departs_min, route.returns_min)
        if len(route.begins_min) != len(route.visits) or not all(map(math.isfinite, numbers)):
            found.append(_breach("stated_times", route.crew, None))
            unknown.append(-1)
        if unknown:
            continue
        travel += _followed(problem, route, found)
        for visit, begins in zip(route.visits, route.begins_min, strict=True):
            prize += float(problem.prize[visit])
            made[visit].append((route.crew, begins))
    _together(problem, made, found)
    _counted(problem, plan, found)
    for name, stated, true in (
        ("prize", plan.prize, prize),
        ("travel", plan.travel_min, travel),
        ("value", plan.value, prize - problem.travel_price * travel),
    ):
        if not abs(stated - true) <= TOLERANCE * max(1.0, abs(true)):
            found.append(_breach(f"stated_{name}", None, None, stated=stated, true=true))
    return tuple(found)


def _followed(problem: RouteProblem, route: Route, found: list[Breach]) -> float:
    """Follow one crew through its day; return its travel minutes."""
    k = route.crew
    if not route.visits:
        return 0.0
    places = [int(problem.start[k]), *(int(problem.place[v]) for v in route.visits), int(problem.end[k])]
    legs = [float(problem.minutes[problem.profile[k], a, b]) for a, b in pairwise(places)]
    if not all(map(math.isfinite, legs)):
        stuck = next(i for i, minutes in enumerate(legs) if not math.isfinite(minutes))
        found.append(_breach("no_way", k, route.visits[min(stuck, len(route.visits) - 1)]))
    free = route.departs_min
    if free < problem.begins_min[k] - TOLERANCE:
        found.append(_breach("departs_early", k, None, stated=free, true=float(problem.begins_min[k])))
    for visit, begins, minutes in zip(route.visits, route.begins_min, legs, strict=False):
        if not problem.eligible[k, visit]:
            found.append(_breach("not_eligible", k, visit))
        if not begins >= free + minutes - TOLERANCE:
            found.append(_breach("too_early", k, visit, stated=begins, true=free + minutes))
        windows = range(int(problem.window_starts[visit]), int(problem.window_starts[visit + 1]))
        if not any(problem.window_from[w] - TOLERANCE <= begins <= problem.window_to[w] + TOLERANCE for w in windows):
            found.append(_breach("window", k, visit, stated=begins))
        free = begins + float(problem.service_min[visit])
    back = free + legs[-1]
    if not abs(back - route.returns_min) <= TOLERANCE:
        found.append(_breach("stated_return", k, None, stated=route.returns_min, true=back))
    if not max(back, route.returns_min) <= problem.ends_min[k] + TOLERANCE:
        found.append(_breach("returns_late", k, None, stated=back, true=float(problem.ends_min[k])))
    if not back - route.departs_min <= problem.most_min[k] + TOLERANCE:
        away = back - route.departs_min
        found.append(_breach("away_too_long", k, None, stated=away, true=float(problem.most_min[k])))
    return sum(legs)


def _together(problem: RouteProblem, made: dict[int, list[tuple[int, float]]], found: list[Breach]) -> None:
    """Check what concerns visits of all crews together: twice made, too near in time, missing."""
    at_site: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for visit, times in made.items():
        found.extend(_breach("visit_twice", crew, visit) for crew, _ in times[1:])
        at_site[int(problem.site[visit])].extend((begins, visit, crew) for crew, begins in times[:1])
    for visits in at_site.values():
        ordered = sorted(visits)
        for (early, _, _), (late, visit, crew) in pairwise(ordered):
            if late - early < problem.separation_min - TOLERANCE:
                found.append(
                    _breach("separation", crew, visit, stated=late - early, true=float(problem.separation_min))
                )
    missing = (v for v in range(problem.visits) if problem.must[v] and v not in made)
    found.extend(_breach("must_missing", None, v) for v in missing)


def _counted(problem: RouteProblem, plan: Plan, found: list[Breach]) -> None:
    """Check the most stops of crews and agencies."""
    stops = [0] * problem.crews
    for route in plan.routes:
        if 0 <= route.crew < problem.crews:
            stops[route.crew] += len(route.visits)
    for crew, many in enumerate(stops):
        if many > problem.most_stops[crew]:
            found.append(_breach("crew_stops", crew, None, stated=many, true=int(problem.most_stops[crew])))
    for agency, limit in enumerate(problem.agency_most_stops):
        many = sum(n for crew, n in enumerate(stops) if problem.crew_of_agency[agency, crew])
        if many > limit:
            found.append(_breach("agency_stops", None, None, agency=agency, stated=many, true=int(limit)))


def _breach(code: str, crew: int | None, visit: int | None, **values: float) -> Breach:
    return Breach(code, crew, visit, TEXTS[code].filled(crew=crew, visit=visit, **values))


TEXTS = {
    "unknown_crew": Says("Regu {crew} tidak ada.", "There is no crew {crew}."),
    "crew_twice": Says("Regu {crew} mendapat dua rute.", "Crew {crew} has two routes."),
    "unknown_visit": Says("Regu {crew}: kunjungan {visit} tidak ada.", "Crew {crew}: there is no visit {visit}."),
    "visit_twice": Says("Kunjungan {visit} dibuat lebih dari sekali.", "Visit {visit} is made more than once."),
    "not_eligible": Says(
        "Regu {crew} tidak berwenang atau tidak dapat membuat kunjungan {visit}.",
        "Crew {crew} may not make visit {visit}.",
    ),
    "no_way": Says(
        "Regu {crew}: tidak ada jalan ke atau dari kunjungan {visit}.",
        "Crew {crew}: there is no way to or from visit {visit}.",
    ),
    "too_early": Says(
        "Regu {crew}: kunjungan {visit} mulai menit {stated}, regu baru tiba menit {true}.",
        "Crew {crew}: visit {visit} begins at minute {stated}, but the crew arrives at minute {true}.",
    ),
    "window": Says(
        "Regu {crew}: kunjungan {visit} mulai menit {stated}, di luar jam yang boleh.",
        "Crew {crew}: visit {visit} begins at minute {stated}, outside its windows.",
    ),
    "departs_early": Says(
        "Regu {crew} berangkat menit {stated}, sebelum giliran jaga mulai (menit {true}).",
        "Crew {crew} leaves at minute {stated}, before its shift begins (minute {true}).",
    ),
    "returns_late": Says(
        "Regu {crew} kembali menit {stated}, setelah batas menit {true}.",
        "Crew {crew} is back at minute {stated}, later than minute {true}.",
    ),
    "away_too_long": Says(
        "Regu {crew} bertugas {stated} menit; paling lama {true} menit.",
        "Crew {crew} is away {stated} minutes; at most {true} are allowed.",
    ),
    "stated_times": Says(
        "Regu {crew}: jam mulai tidak lengkap atau bukan angka.",
        "Crew {crew}: the stated times are incomplete or no numbers.",
    ),
    "stated_return": Says(
        "Regu {crew}: jam kembali tertulis menit {stated}, seharusnya {true}.",
        "Crew {crew}: the stated return is minute {stated}, it should be {true}.",
    ),
    "separation": Says(
        "Kunjungan {visit} (regu {crew}) hanya berjarak {stated} menit dari kunjungan lain di tempat itu; "
        "paling sedikit {true} menit.",
        "Visit {visit} (crew {crew}) is only {stated} minutes from another of that site; at least {true} are needed.",
    ),
    "crew_stops": Says(
        "Regu {crew} mendapat {stated} perhentian; paling banyak {true}.",
        "Crew {crew} has {stated} stops; at most {true} are allowed.",
    ),
    "agency_stops": Says(
        "Instansi {agency} mendapat {stated} perhentian; paling banyak {true}.",
        "Agency {agency} has {stated} stops; at most {true} are allowed.",
    ),
    "must_missing": Says("Kunjungan wajib {visit} tidak ada di rencana.", "Must-visit {visit} is not in the plan."),
    "stated_prize": Says(
        "Nilai rencana tertulis {stated}, seharusnya {true}.", "The stated prize is {stated}, it should be {true}."
    ),
    "stated_travel": Says(
        "Waktu tempuh tertulis {stated} menit, seharusnya {true}.",
        "The stated travel is {stated} minutes, it should be {true}.",
    ),
    "stated_value": Says(
        "Nilai bersih tertulis {stated}, seharusnya {true}.", "The stated value is {stated}, it should be {true}."
    ),
}

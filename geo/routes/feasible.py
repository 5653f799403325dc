"""Warnings before anybody drives: what cannot be done in its time, with the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely

from geo.languages import Says
from geo.routes.notices import Notice, hours_text, listed
from geo.routes.parameters import RouteParameters
from geo.routes.places import Site
from geo.routes.problem import Plan, RouteProblem
from geo.routes.reach import REASONS, LeftOut
from geo.routes.shifts import Shift
from geo.routes.stops import Made

_TOLERANCE_MIN = 1e-6


def sweep_warnings(zones: gpd.GeoDataFrame, shifts: Sequence[Shift], parameters: RouteParameters) -> tuple[Notice, ...]:
    """Warn of zones that their crews cannot search from end to end within their time.

    Parameters
    ----------
    zones
        zone_id and geometry (areas), metric CRS.
    shifts, parameters
        Crews at work; how far each means of travel sees to each side, and how fast it searches.

    Notes
    -----
    A crew at v km/h that sees s metres to each side searches 2 s v. A zone of area A takes A / (2 s v); several crews
    of a zone share it by what they search in their time. Koopman (1980), Search and Screening: parallel sweeps without
    overlap, so the least that any search takes.
    """
    warnings = []
    for zone_id, shape in zip(zones["zone_id"].astype(str), zones.geometry, strict=True):
        crews = [shift for shift in shifts if shift.crew.zone_id == zone_id]
        area_m2 = float(shapely.area(shape)) if shape is not None else 0.0
        if not crews or area_m2 <= 0:
            continue
        minutes = sum(shift.most_min for shift in crews)
        swept_m2 = sum(shift.most_min * _m2_per_min(shift, parameters) for shift in crews)
        if swept_m2 >= area_m2 - 1e-6:
            continue
        how = [
            Says("{v} km/jam, terlihat {s} m di tiap sisi", "{v} km/h, seeing {s} m to each side").filled(
                v=parameters.sweep_kmh(mode), s=parameters.swath_m(mode)
            )
            for mode in sorted({shift.crew.mode for shift in crews})
        ]
        text = Says(
            "Menyisir zona {zone} ({area} km²) perlu {needed} pada {how}; regunya punya {have} ({share} % luasnya).",
            "Sweeping zone {zone} ({area} km²) needs {needed} at {how}; its crews have {have} ({share}% of its area).",
        )
        told = text.filled(
            zone=zone_id,
            area=round(area_m2 / 1e6, 1),
            needed=hours_text(minutes * area_m2 / swept_m2),
            have=hours_text(minutes),
            how=Says("; ".join(part.id for part in how), "; ".join(part.en for part in how)),
            share=round(100 * swept_m2 / area_m2, 1),
        )
        warnings.append(Notice("zone_not_swept", told))
    return tuple(warnings)


def _m2_per_min(shift: Shift, parameters: RouteParameters) -> float:
    mode = shift.crew.mode
    return 2 * parameters.swath_m(mode) * parameters.sweep_kmh(mode) * 1000 / 60


def unmet_musts(made: Made, plan: Plan) -> tuple[Notice, ...]:
    """Warn of places that have to be visited and are not: nobody can, or they do not fit together."""
    done = {int(made.problem.site[v]) for route in plan.routes for v in route.visits}
    warnings = []
    for s, site in enumerate(made.sites):
        if site.must and s not in done:
            text = Says(
                "{name} wajib dikunjungi tetapi tidak termuat: kunjungan wajib lain mengisi waktu regu {crews}.",
                "{name} has to be visited but does not fit: other visits that have to be made fill {crews}.",
            )
            able = np.flatnonzero(made.problem.eligible[:, made.problem.site == s].any(axis=1))
            crews = listed([made.shifts[int(k)].crew.crew_id for k in able])
            warnings.append(Notice("must_not_met", text.filled(name=site.name, crews=crews)))
    for left in made.left_out:
        if left.site.must:
            text = Says(
                "{name} wajib dikunjungi tetapi tidak bisa: {why}.", "{name} has to be visited but cannot: {why}."
            )
            warnings.append(Notice("must_not_met", text.filled(name=left.site.name, why=REASONS[left.reason])))
    return tuple(warnings)


def unreached(left_out: Sequence[LeftOut]) -> tuple[Notice, ...]:
    """Warn of hotspots and objects that no crew can visit, one warning for each reason."""
    warnings = []
    for reason, why in REASONS.items():
        names = [left.site.name for left in left_out if left.reason == reason and not left.site.must]
        if names:
            text = Says(
                "{n} tempat tidak dikunjungi, karena {why}: {names}.", "{n} places not visited, because {why}: {names}."
            )
            warnings.append(Notice(f"unreached_{reason}", text.filled(n=len(names), why=why, names=listed(names))))
    return tuple(warnings)


def short_stops(sites: Sequence[Site], parameters: RouteParameters) -> tuple[Notice, ...]:
    """Warn of visits shorter than the least useful stay."""
    short = [f"{s.name} {s.visit_min:g}" for s in sites if s.visit_min < parameters.visit_min - _TOLERANCE_MIN]
    if not short:
        return ()
    text = Says(
        "{n} perhentian lebih singkat dari {low} menit yang diperlukan agar berpengaruh: {names} (menit).",
        "{n} stops are shorter than the {low} min that a visit takes to matter: {names} (min).",
    )
    return (Notice("stop_too_short", text.filled(n=len(short), low=parameters.visit_min, names=listed(short))),)


def wide_stops(made: Made, parameters: RouteParameters) -> tuple[Notice, ...]:
    """Warn of hotspots too wide to be seen during one visit by any crew that may go there."""
    wide: list[tuple[float, str]] = []
    for s, site in enumerate(made.sites):
        able = np.flatnonzero(made.problem.eligible[:, made.problem.site == s].any(axis=1))
        seen_m2 = max((site.visit_min * _m2_per_min(made.shifts[int(k)], parameters) for k in able), default=0.0)
        if site.area_km2 * 1e6 > seen_m2 > 0:
            wide.append((site.area_km2 * 1e6 / seen_m2, site.place_id))
    if not wide:
        return ()
    worst = max(wide)
    text = Says(
        "{n} titik rawan terlalu luas untuk terlihat seluruhnya dalam satu kunjungan; terluas {name}: perlu {times} "
        "kali lebih lama.",
        "{n} hotspots are too wide to be seen whole in one visit; the widest, {name}, takes {times} times as long.",
    )
    return (Notice("stop_too_wide", text.filled(n=len(wide), name=worst[1], times=round(worst[0], 1))),)


def route_warnings(problem: RouteProblem, plan: Plan, names: Sequence[str]) -> tuple[Notice, ...]:
    """Warn of routes that cannot be done in their time, whoever made them (a plan of yesterday, a route by hand).

    Parameters
    ----------
    problem, plan
        The rules of today, and routes with their times.
    names
        Name of each crew.
    """
    warnings = []
    for route in plan.routes:
        k = route.crew
        minutes = problem.minutes[int(problem.profile[k])]
        stops = [int(problem.start[k]), *(int(problem.place[v]) for v in route.visits), int(problem.end[k])]
        clock = route.departs_min
        late = clock < problem.begins_min[k] - _TOLERANCE_MIN
        for number, v in enumerate(route.visits):
            clock += float(minutes[stops[number], stops[number + 1]])
            begin = route.begins_min[number]
            spans = range(int(problem.window_starts[v]), int(problem.window_starts[v + 1]))
            within = any(
                problem.window_from[w] - _TOLERANCE_MIN <= begin <= problem.window_to[w] + _TOLERANCE_MIN for w in spans
            )
            late = late or begin < clock - _TOLERANCE_MIN or not within or not bool(problem.eligible[k, v])
            clock = begin + float(problem.service_min[v])
        home = clock + float(minutes[stops[-2], stops[-1]])
        late = late or home > route.returns_min + _TOLERANCE_MIN or len(route.visits) > problem.most_stops[k]
        late = late or route.returns_min > problem.ends_min[k] + _TOLERANCE_MIN
        least = sum(float(minutes[a, b]) for a, b in pairwise(stops)) + sum(
            float(problem.service_min[v]) for v in route.visits
        )
        away, most = route.returns_min - route.departs_min, float(problem.most_min[k])
        if late or away > most + _TOLERANCE_MIN or not np.isfinite(home):
            text = Says(
                "Rute regu {crew} tidak dapat dijalankan: perlu {needed} (paling sedikit {least}), tersedia {have}.",
                "The route of crew {crew} cannot be done: it takes {needed} (at least {least}), there is {have}.",
            )
            needed, short, have = (hours_text(m) if np.isfinite(m) else Says("–", "–") for m in (away, least, most))
            told = text.filled(crew=names[k], needed=needed, least=short, have=have)
            warnings.append(Notice("route_not_feasible", told))
    return tuple(warnings)

"""Warnings with numbers: zones too large, must-visits that do not fit, places out of reach, visits too short."""

from __future__ import annotations

from dataclasses import replace

from geo.routes import feasible
from geo.routes.parameters import RouteParameters
from geo.routes.problem import Plan
from geo.routes.reach import LeftOut
from tests.routes import making
from tests.routes.making import agency, hotspots, made_of, objects, region, site_of, square, unit, zones

POL = agency("POL", lead="CURI")


def test_sweeping_a_zone_is_told_in_hours() -> None:
    where = region((POL,), [unit("P1", "POL", 0, 0, shift_min=390.0)])
    side = 9_165.0  # 84 km2: 140 km at 2 x 300 m
    rows = zones({"zone_id": "Z03", "lead": "POL", "units": ["P1"], "hotspots": [], "geometry": square(0, 0, side)})
    parameters = RouteParameters(swath_road_m=150, sweep_road_kmh=30)
    made, _ = made_of(hotspots([]), rows, where, parameters)
    (warning,) = feasible.sweep_warnings(rows, made.shifts, parameters)
    assert warning.code == "zone_not_swept"
    assert warning.says.en.startswith(
        "Sweeping zone Z03 (84 km²) needs 9 h 20 min at 30 km/h, seeing 150 m to each side"
    )
    assert "crews have 6 h (64.3% of its area)" in warning.says.en
    assert warning.says.id.startswith(
        "Menyisir zona Z03 (84 km²) perlu 9 jam 20 menit pada 30 km/jam, terlihat 150 m di tiap sisi"
    )
    enough = RouteParameters(swath_road_m=300, sweep_road_kmh=30)
    assert feasible.sweep_warnings(rows, made.shifts, enough) == ()
    assert feasible.sweep_warnings(rows, (), parameters) == ()


def test_several_crews_share_a_zone() -> None:
    units = [unit("P1", "POL", 0, 0, crew=6), unit("B1", "POL", 0, 0, "river")]
    where = region((POL,), units)
    rows = zones({"zone_id": "Z01", "lead": "POL", "units": ["P1", "B1"], "hotspots": [],
                  "geometry": square(0, 0, 30_000)})  # fmt: skip
    parameters = RouteParameters(break_min=0)
    made, _ = made_of(hotspots([]), rows, where, parameters)
    (warning,) = feasible.sweep_warnings(rows, made.shifts, parameters)
    # 8 h x (30 km/h x 0.2 km + 20 km/h x 0.4 km) = 112 of 900 km2; 16 crew hours x 900 / 112
    assert "128 h 34 min" in warning.says.en
    assert "16 h (12.4% of its area)" in warning.says.en
    assert "20 km/h, seeing 200 m to each side; 30 km/h, seeing 100 m to each side" in warning.says.en


def test_must_visits_that_do_not_fit_or_cannot_be_made() -> None:
    table, rows, where = making.two_zone_day(2)
    made, _ = made_of(table, rows, where, things=objects(("PORT", 3_000, 3_000, True)))
    (warning,) = feasible.unmet_musts(made, Plan((), 0.0, 0.0, 0.0))
    assert warning.code == "must_not_met"
    assert "Objek PORT" in warning.says.id
    assert "Z01-land" in warning.says.en
    assert feasible.unmet_musts(made, making.inserted(made.problem)) == ()
    lost = replace(made, left_out=(LeftOut(site_of("MINE", must=True), "no_way"),))
    told = feasible.unmet_musts(lost, making.inserted(made.problem))
    assert "cannot: no way leads there in the network" in told[0].says.en


def test_places_out_of_reach_are_told_by_reason() -> None:
    left = [LeftOut(site_of("H1"), "no_time"), LeftOut(site_of("H2"), "no_time"), LeftOut(site_of("H3"), "no_zone")]
    warnings = feasible.unreached(left)
    assert [w.code for w in warnings] == ["unreached_no_zone", "unreached_no_time"]
    assert "2 places not visited" in warnings[1].says.en
    assert "H1, H2" in warnings[1].says.id
    assert feasible.unreached([LeftOut(site_of("M", must=True), "no_time")]) == ()  # told as a must-visit


def test_visits_below_the_least_stay() -> None:
    sites = [site_of("H1", visit_min=12.0), site_of("GATE", visit_min=5.0)]
    (warning,) = feasible.short_stops(sites, RouteParameters())
    assert "GATE 5" in warning.says.en
    assert "12 min" in warning.says.en
    assert feasible.short_stops(sites[:1], RouteParameters()) == ()


def test_hotspots_too_wide_for_one_visit() -> None:
    table = hotspots([(5_000, 0)], radius_m=3_000)
    where = region((POL,), [unit("P1", "POL", 0, 0)])
    rows = zones({"zone_id": "Z01", "lead": "POL", "units": ["P1"], "hotspots": ["H000"]})
    made, _ = made_of(table, rows, where)
    (warning,) = feasible.wide_stops(made, RouteParameters())
    # 28.2 km2 against 15 min x 30 km/h x 200 m = 1.5 km2
    assert "18.8 times as long" in warning.says.en
    assert feasible.wide_stops(made, RouteParameters(swath_road_m=2_500)) == ()


def test_a_route_that_holds_and_what_breaks_it() -> None:
    table, rows, where = making.two_zone_day(3)
    made, _ = made_of(table, rows, where)
    plan = making.inserted(made.problem)
    names = [shift.crew.crew_id for shift in made.shifts]
    assert feasible.route_warnings(made.problem, plan, names) == ()
    problem = made.problem
    away = plan.routes[0].returns_min - plan.routes[0].departs_min
    for broken in (
        replace(problem, most_min=problem.most_min * 0 + away - 1),
        replace(problem, ends_min=problem.ends_min * 0 + plan.routes[0].returns_min - 1),
        replace(problem, begins_min=problem.begins_min + plan.routes[0].departs_min + 1),
        replace(problem, minutes=problem.minutes * 1.2),
        replace(problem, window_to=problem.window_to * 0 + 1),
        replace(problem, eligible=~problem.eligible),
        replace(problem, most_stops=problem.most_stops * 0 + 1),
        replace(problem, service_min=problem.service_min + 1),
    ):
        warnings = feasible.route_warnings(broken, plan, names)
        assert warnings
        assert warnings[0].code == "route_not_feasible"
    told = feasible.route_warnings(replace(problem, most_min=problem.most_min * 0 + 30.0), plan, names)[0].says.en
    assert "Z01-land" in told
    assert "there is 30 min" in told


def test_an_empty_plan_warns_of_nothing() -> None:
    table, rows, where = making.two_zone_day(1)
    made, _ = made_of(table, rows, where)
    assert feasible.route_warnings(made.problem, Plan((), 0.0, 0.0, 0.0), ["a", "b"]) == ()

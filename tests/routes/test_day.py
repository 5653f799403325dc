"""One day solved, varied and drawn: the draw follows the record, and a mended day keeps it."""

from __future__ import annotations

import pytest

from geo.routes import seal
from geo.routes.day import Day
from geo.routes.itinerary import tables_of
from geo.routes.parameters import RouteParameters
from geo.routes.problem import Plan, Route
from geo.routes.repair import Known
from geo.routes.validate import breaches
from geo.spatial.travel.straight_line import StraightLine
from tests.routes import making

SECRET = bytes(range(32))


def a_day(without_units: tuple[str, ...] = (), **parameters: object) -> tuple:
    table, rows, where = making.two_zone_day(9)
    chosen = RouteParameters(most_stops=5, **parameters)
    made, clock = making.made_of(table, rows, where, chosen, without_units=without_units)
    told: list[float] = []
    return Day(made, chosen, 3, 2.0, lambda share, says: told.append(share), 40), clock, told


def test_the_plan_drawn_is_the_one_of_the_record() -> None:
    day, clock, told = a_day()
    published: list[dict] = []
    found = day.drawn(clock, SECRET, published.append)
    assert found.mixture is not None
    assert found.plan == found.mixture.plans[found.draw["plan"]]
    assert seal.verify(found.draw, SECRET).holds
    assert found.draw["sealed"] is True
    assert found.verdict == ()
    assert told
    (before,) = published
    assert "plan" not in before
    assert "uniform" not in before
    assert before["commitment"] == found.draw["commitment"]


def test_without_a_secret_the_seed_draws_and_says_so() -> None:
    day, clock, _ = a_day()
    found = day.drawn(clock, None, None)
    assert found.draw["sealed"] is False
    assert "not_sealed" in [notice.code for notice in found.notices]
    assert seal.verify(found.draw, seal.secret_of_seed(3)).holds


def test_places_below_the_floor_are_named() -> None:
    day, clock, _ = a_day(loss=0.0, min_visit_chance=0.5)
    found = day.drawn(clock, SECRET, None)
    assert found.mixture is not None
    assert found.mixture.short
    told = next(notice for notice in found.notices if notice.code == "chance_below_floor")
    assert day.made.sites[found.mixture.short[0]].place_id in told.says.en


def test_a_mended_day_keeps_the_draw_and_the_other_crew() -> None:
    day, clock, _ = a_day()
    found = day.drawn(clock, SECRET, None)
    where = making.two_zone_day(9)[2]
    routes, stops = tables_of(
        day.made, found.plan, where, making.CRS, clock=clock, travel=StraightLine(), chances=found.site_chances
    )
    today, _, _ = a_day(without_units=("T1",))
    mended = today.mended(Known(routes, stops, found.draw), found.site_chances, clock)
    assert mended.draw["plan"] == found.draw["plan"]
    assert mended.draw["planned_again"] == ["Z01-land"]
    assert seal.verify(mended.draw, SECRET).holds
    assert breaches(today.made.problem, mended.plan) == mended.verdict == ()
    kept = {day.made.shifts[r.crew].crew.crew_id: r for r in found.plan.routes}
    again = {today.made.shifts[r.crew].crew.crew_id: r for r in mended.plan.routes}
    assert again["Z02-land"].visits == kept["Z02-land"].visits
    assert again["Z02-land"].begins_min == pytest.approx(kept["Z02-land"].begins_min, abs=1e-6)
    assert mended.mixture is None
    assert mended.site_chances == found.site_chances


def test_counted_effort_repeats_to_the_digit() -> None:
    day, clock, _ = a_day()
    one, two = (day.drawn(clock, SECRET, None) for _ in range(2))
    assert one.plan == two.plan
    assert one.mixture is not None
    assert two.mixture is not None
    assert one.mixture.chances == two.mixture.chances
    assert one.draw == two.draw


def test_a_breach_names_the_crew_and_the_place() -> None:
    day, _, _ = a_day()
    forged = Plan((Route(0, (0,), (0.0,), 0.0, 1.0),), 0.0, 0.0, 0.0)
    told = [breach.says.en for breach in day.breaches(forged)]
    assert any(text.startswith(f"Z01-land, {day.made.sites[0].place_id}: ") for text in told)

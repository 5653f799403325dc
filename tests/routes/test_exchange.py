"""Exchanges: neglected places come in, the least worth goes out, and every plan stays lawful."""

from __future__ import annotations

import numpy as np
import pytest

from geo.routes.exchange import exchanged
from geo.routes.parameters import RouteParameters
from geo.routes.validate import breaches
from geo.routes.vary import visited
from tests.routes import making
from tests.routes.making import objects


def a_day(**parameters: object):
    table, rows, where = making.two_zone_day(12)
    things = objects(("PORT", 3_000, 3_000, True))
    made, _ = making.made_of(table, rows, where, RouteParameters(most_stops=5, **parameters), things=things)
    plan = making.inserted(made.problem)
    seen = visited(made.problem, [plan], len(made.sites))[0]
    return made, plan, seen


def test_neglected_places_come_in_and_rules_hold() -> None:
    made, plan, seen = a_day()
    neglected = seen == 0
    assert neglected.sum() > 10
    plans = exchanged(made.problem, [plan], neglected.astype(float), count=10, least=0.5 * plan.value, seed=1)
    assert len(plans) == 10
    table = visited(made.problem, list(plans), len(made.sites))
    assert (table[:, neglected].sum(axis=1) >= 1).all()
    assert (table[:, neglected].sum(axis=0) > 0).sum() > neglected.sum() / 2
    for one in plans:
        assert breaches(made.problem, one) == ()
        assert one.value < plan.value


def test_the_least_value_bounds_what_is_given_up() -> None:
    made, plan, seen = a_day()
    weight = (seen == 0).astype(float)
    for share in (0.95, 0.8):
        for one in exchanged(made.problem, [plan], weight, count=6, least=share * plan.value, seed=2):
            travel = made.problem.travel_price * max(one.travel_min - plan.travel_min, 0)
            assert one.value >= share * plan.value - travel - 1e-6
    assert exchanged(made.problem, [plan], weight, count=3, least=2 * plan.value, seed=2) == ()


def test_places_wanted_more_come_in_more_often() -> None:
    made, plan, seen = a_day()
    neglected = np.flatnonzero(seen == 0)
    weight = np.zeros(len(made.sites))
    weight[neglected] = 0.01
    favoured = int(neglected[0])
    weight[favoured] = 1.0
    plans = exchanged(made.problem, [plan], weight, count=12, least=0.9 * plan.value, seed=3)
    table = visited(made.problem, list(plans), len(made.sites))
    assert table[:, favoured].mean() >= table[:, neglected].mean(axis=0).max() - 1e-9


def test_agencies_make_no_more_stops_than_they_may() -> None:
    made, plan, seen = a_day(most_stops_per_agency=7)
    assert sum(len(route.visits) for route in plan.routes) == 7
    weight = (seen == 0).astype(float)
    plans = exchanged(made.problem, [plan], weight, count=6, least=0.5 * plan.value, seed=4)
    assert plans
    for one in plans:
        assert breaches(made.problem, one) == ()
        assert sum(len(route.visits) for route in one.routes) == 7


@pytest.mark.parametrize("nothing", ["wanted", "plans"])
def test_nothing_wanted_or_nothing_to_start_from(nothing: str) -> None:
    made, plan, _ = a_day()
    weight = np.zeros(len(made.sites)) if nothing == "wanted" else np.ones(len(made.sites))
    assert exchanged(made.problem, [] if nothing == "plans" else [plan], weight, count=3, least=0.0, seed=0) == ()


def test_a_seed_gives_the_same_plans() -> None:
    made, plan, seen = a_day()
    weight = (seen == 0).astype(float)
    one, two = (exchanged(made.problem, [plan], weight, count=4, least=0.0, seed=7) for _ in range(2))
    assert one == two

"""From hotspots and zones to routes: lawful, varied, drawn, explained; and an answer for every poor input."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo import routes as public
from geo.errors import ParameterError, UnprojectedError
from geo.routes import Known, Proposal, RouteParameters, propose, verify
from geo.routes.validate import breaches
from geo.spatial.travel.straight_line import StraightLine
from geo.tables.routes import ROUTES, STOPS
from tests.routes import making
from tests.routes.making import agency, hotspots, objects, region, unit, zones

SECRET = bytes(range(32))


def proposed(day: tuple, things: gpd.GeoDataFrame | None = None, **more: object) -> Proposal:
    table, rows, where = day
    values: dict = {"date": making.DAY, "travel": StraightLine(), "seed": 1, "iterations": 40, **more}
    return propose(table, rows, where, objects() if things is None else things, **values)


def codes(found: Proposal) -> list[str]:
    return [notice.code for notice in (*found.notices, *found.warnings)]


@pytest.fixture(scope="module")
def plain() -> Proposal:
    things = objects(("PORT", 5_000, 9_000, True))
    return proposed(making.two_zone_day(9), things, parameters=RouteParameters(most_stops=6), secret=SECRET)


def test_the_plan_and_every_other_that_might_be_drawn_is_lawful(plain: Proposal) -> None:
    assert plain.verdict == ()
    assert plain.made is not None
    assert plain.mixture is not None
    assert len(plain.mixture.plans) > 1
    for plan in plain.mixture.plans:
        assert breaches(plain.made.problem, plan) == ()
    assert plain.plan in plain.mixture.plans
    assert plain.value == plain.plan.value
    assert plain.upper_bound is None or plain.upper_bound >= plain.mixture.best_value - 1e-6


def test_tables_keep_their_form(plain: Proposal) -> None:
    assert list(plain.routes.columns) == ROUTES.names
    assert list(plain.stops.columns) == STOPS.names
    assert plain.routes.crs.to_epsg() == plain.stops.crs.to_epsg() == 4326
    assert set(plain.stops["kind"]) == {"hotspot", "object"}
    port = plain.stops[plain.stops["place_id"] == "PORT"].iloc[0]
    assert port["must"]
    assert port["chance"] == pytest.approx(1)
    assert plain.stops["chance"].between(0, 1).all()
    zone_of = dict(zip(plain.routes["route_id"], plain.routes["zone_id"], strict=True))
    hot = plain.stops[plain.stops["kind"] == "hotspot"]
    west = hot["place_id"].str[1:].astype(int) < 9
    assert (hot["route_id"].map(zone_of) == np.where(west, "Z01", "Z02")).all()


def test_the_mixture_gives_chances_to_places_the_best_plan_leaves_out(plain: Proposal) -> None:
    summary = plain.summary()
    assert summary["plans"] == len(summary["chances"])
    assert sum(summary["chances"]) == pytest.approx(1, abs=1e-5)
    assert summary["expected_value"] >= 0.9 * summary["best_value"] - 1e-6
    assert json.dumps(summary)
    best = max(plain.mixture.plans, key=lambda plan: plan.value)
    alone = {int(plain.made.problem.site[v]) for route in best.routes for v in route.visits}
    assert (plain.mixture.site_chance > 0.01).sum() > len(alone)


def test_the_draw_can_be_checked_and_the_same_day_draws_the_same(plain: Proposal) -> None:
    assert verify(json.loads(json.dumps(plain.draw)), SECRET).holds
    assert plain.draw["date"] == "2026-11-25"
    assert plain.draw["shift"] == "08:00"
    assert len(plain.draw["plans"]) == len(plain.mixture.plans)


def test_warnings_come_with_numbers(plain: Proposal) -> None:
    assert "zone_not_swept" in codes(plain)
    assert any("km²" in warning.says.id for warning in plain.warnings)


def test_one_unit_off_sick_changes_its_crew_only(plain: Proposal) -> None:
    things = objects(("PORT", 5_000, 9_000, True))
    again = proposed(
        making.two_zone_day(9), things, parameters=RouteParameters(most_stops=6), secret=SECRET,
        without_units=["T1"], known=plain,
    )  # fmt: skip
    assert again.verdict == ()
    assert "plan_mended" in codes(again)
    assert "unit_left_out" in codes(again)
    one, two = (t.stops[t.stops["route_id"] == "R-Z02-land"] for t in (plain, again))
    assert one["place_id"].tolist() == two["place_id"].tolist()
    assert (abs(one["begins"] - two["begins"]) < pd.Timedelta("1ms")).all()
    row = again.routes.set_index("route_id").loc["R-Z01-land"]
    assert json.loads(row["units"]) == ["P1"]
    assert row["crew"] == 3
    assert again.draw["plan"] == plain.draw["plan"]
    assert again.mixture is None
    assert again.chances() == Known(again.routes, again.stops).chances()


def test_a_plan_out_of_a_store_is_mended_as_well(plain: Proposal) -> None:
    stored = Known(plain.routes, plain.stops, json.loads(json.dumps(plain.draw)))
    things = objects(("PORT", 5_000, 9_000, True))
    again = proposed(making.two_zone_day(9), things, parameters=RouteParameters(most_stops=6), known=stored)
    assert again.draw["planned_again"] == []
    assert again.stops["place_id"].tolist() == plain.stops["place_id"].tolist()
    assert again.value == pytest.approx(plain.value)
    assert again.stops["chance"].tolist() == plain.stops["chance"].tolist()


def test_progress_and_publication_come_in_order() -> None:
    log: list[object] = []
    found = proposed(
        making.two_zone_day(2),
        progress=lambda share, says: log.append(share),
        publish=lambda record: log.append(record["commitment"]),
        secret=SECRET,
    )
    shares = [entry for entry in log if isinstance(entry, float)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert found.draw["commitment"] in log


def test_input_is_not_changed() -> None:
    table, rows, where = making.two_zone_day(2)
    copies = table.copy(), rows.copy()
    proposed((table, rows, where))
    assert table.equals(copies[0])
    assert rows.equals(copies[1])


def test_nothing_to_visit_or_nobody_to_go() -> None:
    _, rows, where = making.two_zone_day(2)
    found = proposed((hotspots([]), rows, where))
    assert (len(found.routes), len(found.stops), found.value, found.verdict) == (0, 0, 0, ())
    assert codes(found)[-1] == "no_places"
    assert found.summary() == {"plans": 0}
    table, rows, where = making.two_zone_day(2)
    found = proposed((table, rows.iloc[:0], where))
    assert codes(found)[-1] == "no_crews"
    found = proposed((table, rows, where), without_units=["P1", "P2", "T1", "T2"])
    assert {"zone_without_units", "no_crews"} <= set(codes(found))


def test_only_places_out_of_reach() -> None:
    where = region((agency("POL", lead="CURI"),), [unit("P1", "POL", 0, 0, shift_min=60.0)])
    rows = zones({"zone_id": "Z01", "lead": "POL", "units": ["P1"], "hotspots": ["H000"]})
    found = proposed((hotspots([(90_000, 90_000)]), rows, where), objects(("PORT", 80_000, 80_000, True)))
    assert len(found.routes) == 0
    assert {"unreached_no_time", "must_not_met"} <= set(codes(found))


def test_more_must_visits_than_time_are_named_and_the_rest_is_done() -> None:
    where = region((agency("POL", lead="CURI"),), [unit("P1", "POL", 0, 0, shift_min=120.0)])
    rows = zones({"zone_id": "Z01", "lead": "POL", "units": ["P1"], "hotspots": ["H000"]})
    things = objects(*((f"P{i}", 12_000, 3_000 * i, True) for i in range(5)))
    found = proposed((hotspots([(500, 0)]), rows, where), things)
    missing = codes(found).count("must_not_met")
    assert 0 < missing < 5
    assert (found.stops["kind"] == "object").sum() == 5 - missing
    assert {breach.code for breach in found.verdict} == {"must_missing"}


def test_a_night_shift_crosses_midnight() -> None:
    night = [3.0, 3.0] + [0.0] * 20 + [3.0, 3.0]
    day = making.two_zone_day(3, hours=[night] * 6)
    found = proposed(day, parameters=RouteParameters(begins="20:00", visits=1))
    local = found.stops["begins"].dt.tz_convert("Asia/Jakarta")
    assert set(local.dt.hour) <= {22, 23, 0}
    assert len(found.stops) > 0
    assert found.verdict == ()


def test_degrees_and_short_secrets_are_refused() -> None:
    table, rows, where = making.two_zone_day(1)
    with pytest.raises(UnprojectedError):
        proposed((table.to_crs(4326), rows, where))
    with pytest.raises(UnprojectedError):
        proposed((table, rows.to_crs(4326), where))
    with pytest.raises(ParameterError, match="secret"):
        proposed((table, rows, where), secret=b"x")


def test_the_room_opens_with_few_names() -> None:
    assert set(public.__all__) == {"Known", "Notice", "Proposal", "RouteParameters", "propose", "verify"}

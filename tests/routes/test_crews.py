"""Crews: one vehicle for the agencies of a zone, the lead aboard, and everybody left out named."""

from __future__ import annotations

from math import nan

import pytest

from geo.routes.crews import Crews, ids_of, make_crews
from geo.routes.parameters import RouteParameters
from tests.routes import making
from tests.routes.making import agency, unit, zones

POL, TNI, SEA = agency("POL", lead="CURI"), agency("TNI", support="CURI"), agency("SEA", lead="ROMPAK")


def crews(units: list, *rows: dict, without: tuple[str, ...] = (), **parameters: float) -> Crews:
    where = making.region((POL, TNI, SEA), units)
    return make_crews(zones(*rows), where, RouteParameters(**parameters), without_units=without)


def row(*units: str, lead: str | None = "POL", zone_id: str = "Z01", partners: tuple = ("TNI",)) -> dict:
    return {"zone_id": zone_id, "lead": lead, "partners": list(partners), "units": list(units), "hotspots": []}


def codes(found: Crews) -> list[str]:
    return [notice.code for notice in found.notices]


def test_a_joint_team_is_one_crew_in_the_leads_vehicle() -> None:
    found = crews(
        [unit("P1", "POL", 0, 0, crew=2, shift_min=420), unit("T1", "TNI", 9_000, 0, "track", crew=5)], row("T1", "P1")
    )
    (crew,) = found.crews
    assert (crew.crew_id, crew.mode, crew.people, crew.shift_min) == ("Z01-land", "road", 7, 420)
    assert crew.units == ("P1", "T1")
    assert crew.agencies == ("POL", "TNI")
    assert crew.lead == "POL"
    assert found.notices == ()


def test_the_leads_largest_unit_gives_the_vehicle() -> None:
    found = crews([unit("P1", "POL", 0, 0), unit("P2", "POL", 5_000, 0, "track", crew=4)], row("P1", "P2"))
    assert found.crews[0].units == ("P2", "P1")
    assert found.crews[0].mode == "track"


def test_boat_and_road_make_two_crews_and_the_lead_lends_half_a_unit() -> None:
    found = crews([unit("P1", "POL", 0, 0, crew=5), unit("S1", "SEA", 0, 0, "river", crew=3)], row("P1", "S1"))
    land, water = found.crews
    assert (land.crew_id, land.people, land.units) == ("Z01-land", 3, ("P1",))
    assert (water.crew_id, water.people, water.units) == ("Z01-water", 5, ("S1", "P1"))
    assert water.agencies == ("POL", "SEA")
    assert (land.lead, water.lead) == ("POL", "POL")
    assert (land.vehicle, water.vehicle) == ("land", "water")
    assert found.notices == ()


def test_a_lead_with_nobody_to_spare_leaves_the_boat_to_a_partner_that_may_lead() -> None:
    found = crews([unit("P1", "POL", 0, 0, crew=3), unit("S1", "SEA", 0, 0, "river")], row("P1", "S1"))
    assert [crew.lead for crew in found.crews] == ["POL", "SEA"]
    assert codes(found) == ["crew_led_by_partner"]


def test_a_boat_nobody_may_lead_does_not_go() -> None:
    found = crews([unit("P1", "POL", 0, 0, crew=3), unit("T1", "TNI", 0, 0, "river")], row("P1", "T1"))
    assert [crew.crew_id for crew in found.crews] == ["Z01-land"]
    assert codes(found) == ["crew_without_lead"]


@pytest.mark.parametrize(
    ("broken", "english"),
    [
        (unit("X", "TNI", 0, 0, lon=nan, lat=nan), "no base"),
        (unit("X", "TNI", 0, 0, shift_min=0.0), "shift is 0 minutes"),
        (unit("X", "TNI", 0, 0, available=False), "not available"),
        (unit("X", "GONE", 0, 0), "agency (GONE) is unknown"),
        (None, "not in this region"),
    ],
)
def test_a_unit_that_cannot_go_is_named_and_the_rest_goes_on(broken: object, english: str) -> None:
    found = crews([unit("P1", "POL", 0, 0), *([broken] if broken else [])], row("P1", "X"))
    assert [crew.units for crew in found.crews] == [("P1",)]
    assert codes(found) == ["unit_left_out"]
    assert english in found.notices[0].says.en
    assert "X" in found.notices[0].says.id


def test_a_sick_unit_is_left_out() -> None:
    found = crews([unit("P1", "POL", 0, 0), unit("T1", "TNI", 0, 0)], row("P1", "T1"), without=("T1",))
    assert found.crews[0].units == ("P1",)
    assert "cannot go today" in found.notices[0].says.en


def test_a_unit_serves_one_zone_only() -> None:
    found = crews([unit("P1", "POL", 0, 0), unit("P2", "POL", 0, 0)], row("P1", "P2"), row("P1", "P2", zone_id="Z02"))
    assert [crew.crew_id for crew in found.crews] == ["Z01-land"]
    assert codes(found) == ["unit_left_out", "unit_left_out", "zone_without_units"]


@pytest.mark.parametrize("lead", [None, "", "NOBODY", nan])
def test_a_zone_without_a_lead_sends_nobody(lead: object) -> None:
    found = crews([unit("P1", "POL", 0, 0)], row("P1", lead=lead))  # type: ignore[arg-type]
    assert found.crews == ()
    assert codes(found) == ["zone_without_lead"]


def test_more_people_than_seats_are_told() -> None:
    found = crews([unit("P1", "POL", 0, 0, crew=5), unit("T1", "TNI", 0, 0, crew=5)], row("P1", "T1"), seats=8)
    assert found.crews[0].people == 10
    assert codes(found) == ["crew_crowded"]
    assert "10 people" in found.notices[0].says.en


def test_no_zones_no_crews() -> None:
    assert crews([unit("P1", "POL", 0, 0)]) == Crews((), ())


@pytest.mark.parametrize(("value", "ids"), [('["a", 1]', ["a", "1"]), (["x"], ["x"]), ("{", []), (None, []), ("3", [])])
def test_lists_of_ids(value: object, ids: list[str]) -> None:
    assert ids_of(value) == ids

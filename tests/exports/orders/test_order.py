"""Making an order."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from shapely.geometry import LineString

from geo.agencies.order_form import default_form
from geo.errors import ExportError, ParameterError
from geo.exports.orders import make_order
from geo.exports.orders.order import MAX_NAME, MAX_STOPS, MAX_WHY
from geo.languages import Says
from tests.exports.orders import samples


def test_an_order_holds_what_route_stops_and_region_say() -> None:
    order = samples.order(8)
    assert order.number == "Sprin/117/XI/PAM.5./2026"
    assert [stop.number for stop in order.stops] == list(range(1, 9))
    assert (order.stops[0].name, order.stops[0].lon, order.stops[0].lat) == ("Sungsang", 104.88, -2.37)
    assert [unit.unit_id for unit in order.units] == ["POL-AIR2", "AL-1"]
    assert [unit.lead for unit in order.units] == [True, False]
    assert order.lead_name.id == "Kepolisian Resor Banyuasin"
    assert order.partners == ("LANAL", "KSOP")
    assert order.base is not None
    assert order.base.name == "Upang"
    assert order.synthetic
    assert order.issued == datetime(2026, 11, 23, 5, 30, tzinfo=UTC)


def test_the_moment_of_issue_counts_in_whatever_zone_it_is_given() -> None:
    local = datetime(2026, 11, 23, 12, 30, 0, 999, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert samples.order(2, issued=local) == samples.order(2)


def test_the_mandates_of_the_crew_follow_the_forms_basis_and_unread_laws_say_so() -> None:
    basis = samples.order(1).letter.basis
    assert basis[:-1] == samples.form().letter.basis
    assert basis[-1].id == (
        "Mandat Polres: UU 2/2002 ps 13-14; TNI AL: UU 34/2004 ps 9; UU 17/2008 (belum terverifikasi); "
        "KSOP: UU 17/2008 (belum terverifikasi)."
    )
    assert basis[-1].en.startswith("Mandates: Polres")


def test_stops_of_other_routes_are_passed_over_and_order_does_not_matter() -> None:
    stops = samples.stops_table(4)
    shuffled = stops.iloc[[2, 0, 3, 1]].copy()
    shuffled.loc[shuffled["stop"] == 3, "route_id"] = "R2"
    before = shuffled.copy()
    made = make_order(samples.route_row(stops), shuffled, samples.region(), samples.form(), number=1,
                      issued=samples.BEGINS, order_id="O-1", key=None)  # fmt: skip
    assert [stop.number for stop in made.stops] == [1, 2, 4]
    assert shuffled.equals(before)


def test_stops_in_metres_are_put_back_into_degrees() -> None:
    stops = samples.stops_table(2)
    made = make_order(samples.route_row(stops), stops.to_crs(32748), samples.region(), samples.form(), number=1,
                      issued=samples.BEGINS, order_id="O-1", key=None)  # fmt: skip
    assert made.stops[0].lon == pytest.approx(104.88, abs=1e-6)


def test_a_crew_without_lead_unknown_units_and_no_way_still_gets_its_order() -> None:
    order = samples.order(1, lead=None, partners="[]", units='["X-9"]', geometry=None)
    assert order.lead == ""
    assert order.units[0].name == "X-9"
    assert order.base is None
    assert order.letter.basis == samples.form().letter.basis


def test_without_a_way_the_base_is_the_first_units() -> None:
    order = samples.order(1, geometry=None)
    assert order.base is not None
    assert (order.base.lon, order.base.lat) == (104.95, -2.74)


def test_a_unit_without_a_base_gives_an_order_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    region = samples.region()
    units = tuple(replace(unit, lon=math.nan, lat=math.nan) for unit in region.units)
    monkeypatch.setattr(samples, "region", lambda: replace(region, units=units))
    assert samples.order(1, geometry=None).base is None


def test_missing_reasons_take_the_other_language() -> None:
    assert samples.order(1, stop_changes={"why_en": None}).stops[0].why == Says(samples.WHY_ID, samples.WHY_ID)
    assert samples.order(1, stop_changes={"why_en": None, "why_id": None}).stops[0].why == Says("", "")


@pytest.mark.parametrize("notices", ['[{"id": "a", "en": "b"}]', [{"id": "a", "en": "b"}], [Says("a", "b")]])
def test_notices_of_the_route_are_kept(notices: Any) -> None:
    stops = samples.stops_table(1)
    row = {**samples.route_row(stops), "notices": notices}
    made = make_order(row, stops, samples.region(), samples.form(), number=1, issued=samples.BEGINS, order_id="O-1",
                      key=None)  # fmt: skip
    assert made.notices == (Says("a", "b"),)


def test_notices_that_are_plain_text_are_kept_too() -> None:
    assert samples.order(1, notices="[broken").notices == (Says("[broken", "[broken"),)


def test_texts_beyond_all_bounds_are_cut_and_told() -> None:
    order = samples.order(2, stop_changes={"name": "n" * 5_000, "why_id": "w" * 5_000})
    assert {len(stop.name) for stop in order.stops} == {MAX_NAME}
    assert {len(stop.why.id) for stop in order.stops} == {MAX_WHY}
    assert "4 texts longer than 200" in order.notices[-1].en


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"number": 0}, "number"),
        ({"number": True}, "number"),
        ({"number": 10**6}, "number"),
        ({"issued": datetime(2026, 11, 23)}, "issued"),
        ({"order_id": ""}, "order_id"),
        ({"order_id": "a b"}, "order_id"),
        ({"order_id": "../x"}, "order_id"),
        ({"order_id": "x" * 65}, "order_id"),
        ({"begins": None}, "begins"),
    ],
)
def test_impossible_values_are_refused(changes: dict[str, Any], name: str) -> None:
    with pytest.raises(ParameterError) as caught:
        samples.order(1, **changes)
    assert caught.value.params["name"] == name


def test_a_stop_without_place_is_named() -> None:
    with pytest.raises(ExportError, match="stop 1 has no place"):
        samples.order(1, stop_changes={"geometry": None}, geometry=None)


@pytest.mark.parametrize("way", [LineString([(486_658, 9_738_042), (478_876, 9_738_041)]),
                                 LineString([(104, -2), (math.inf, -3)])])  # fmt: skip
def test_a_way_in_metres_or_without_finite_places_is_refused(way: LineString) -> None:
    with pytest.raises(ExportError, match="to_crs"):
        samples.order(1, geometry=way)


def test_too_many_stops_are_refused() -> None:
    with pytest.raises(ExportError, match=str(MAX_STOPS)):
        samples.order(MAX_STOPS + 1)


def test_the_default_form_will_do() -> None:
    form = default_form(Says("Uji", "Test"))
    assert samples.order(1, form=form).number == "Sprin/117/XI/2026"


def test_without_key_the_seal_says_so() -> None:
    order = samples.order(1, key=None)
    assert not order.keyed
    assert replace(order, keyed=True) != order

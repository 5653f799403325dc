"""Odd units and agencies are told and left out; the rest stays."""

from __future__ import annotations

import dataclasses

import pytest

from geo.agencies.region import Region, Unit
from geo.zones.fit_units import fit_region
from tests.zones.fake_travel import FakeTravel
from tests.zones.making import CRS, WEST, agency, region, square, unit

GOOD = unit("good", "A", 20_000, 20_000)


def fitted(
    *units: Unit, travel: FakeTravel | None = None, without: tuple[str, ...] = ()
) -> tuple[Region, dict[str, str]]:
    fit, told = fit_region(region([agency("A", "CURI")], [GOOD, *units]), travel, CRS, without)
    return fit, {notice.code: notice.says.en for notice in told}


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        (dataclasses.replace(GOOD, unit_id="x", shift_min=0), "unit_without_minutes"),
        (dataclasses.replace(GOOD, unit_id="x", shift_min=float("nan")), "unit_without_minutes"),
        (dataclasses.replace(GOOD, unit_id="x", lon=float("nan")), "unit_without_base"),
        (dataclasses.replace(GOOD, unit_id="x", agency="Z"), "unit_without_agency"),
    ],
)
def test_what_cannot_be_counted_on_is_left_out(odd: Unit, code: str) -> None:
    fit, told = fitted(odd)
    assert [u.unit_id for u in fit.units] == ["good"]
    assert list(told) == [code]
    assert "x" in told[code]


def test_an_id_that_stands_twice_keeps_its_first() -> None:
    fit, told = fitted(dataclasses.replace(GOOD, name="other"))
    assert [u.name for u in fit.units] == [GOOD.name]
    assert list(told) == ["unit_stands_twice"]
    twice = dataclasses.replace(fit, agencies=(agency("A", "CURI"), agency("A", "ROMPAK")))
    fit, notices = fit_region(twice, None, CRS)
    assert fit.agencies[0].may_lead("CURI")
    assert len(fit.agencies) == 1
    assert [n.code for n in notices] == ["agency_stands_twice"]


def test_a_base_outside_the_region_is_told_and_kept() -> None:
    fit, told = fitted(unit("out", "A", -5_000, 20_000))
    assert [u.unit_id for u in fit.units] == ["good", "out"]
    assert list(told) == ["base_outside_region"]


def test_a_base_off_its_network_is_left_out() -> None:
    travel = FakeTravel(WEST, 0, {"river": square(0, 0, 90_000)})
    fit, told = fitted(unit("boat", "A", 30_000, 30_000, "river"), unit("car", "A", 30_000, 30_000), travel=travel)
    assert [u.unit_id for u in fit.units] == ["good", "car"]
    assert list(told) == ["unit_off_network"]


def test_units_off_sick_are_not_available_and_unknown_ones_are_told() -> None:
    fit, told = fitted(without=("good", "nobody"))
    assert [u.available for u in fit.units] == [False]
    assert list(told) == ["unit_unknown"]
    assert "nobody" in told["unit_unknown"]


def test_nothing_odd_nothing_told() -> None:
    fit, told = fitted()
    assert fit.units == (GOOD,)
    assert not told
    assert fit_region(region(), None, CRS)[1] == []

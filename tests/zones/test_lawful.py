"""What zones ask for; who may lead, help and go; what an agreement or a wider jurisdiction would change."""

from __future__ import annotations

import numpy as np
import pytest

from geo.agencies.region import Region
from geo.zones.atoms import make_atoms
from geo.zones.districting import Districting
from geo.zones.lawful import Law, ZoneNeed, needs_of, with_jurisdiction, with_mandate
from geo.zones.parameters import ZoneParameters
from tests.zones.making import agency, hotspots, region, square, unit

TWO = [(10_000.0, 10_000.0), (30_000.0, 10_000.0)]


def need_of(
    given: Region, places: list[tuple[float, float]], kinds: list[str], **values: float
) -> tuple[ZoneNeed, Law]:
    parameters = ZoneParameters(**values)
    atoms = make_atoms(hotspots(places, kinds, harm=[10.0, 40.0]), given, parameters)
    one = Districting(np.zeros(atoms.n, dtype=np.int64), np.array([0]), 0.0, 0.0)
    return needs_of(atoms, one, given, parameters)[0], Law(given, parameters)


def test_the_weightiest_kind_counts_harm() -> None:
    need, _ = need_of(region(), TWO, ["CURI", "ILLOG"])
    assert need.kind == "ILLOG"
    assert need.kinds == ("ILLOG", "CURI")
    assert need.harm == 50


def test_a_lead_needs_mandate_and_jurisdiction_over_all_of_it() -> None:
    west = square(0, 0, 20_000)
    given = region([agency("A", "ILLOG"), agency("B", "ILLOG", jurisdiction=west), agency("C", "", "ILLOG")])
    need, law = need_of(given, TWO, ["ILLOG", "ILLOG"])
    assert need.cover == {"A": pytest.approx(1.0), "B": pytest.approx(0.2), "C": pytest.approx(1.0)}
    assert [a.code for a in law.leads(need)] == ["A"]
    assert {d.leads for d in need.demands} == {frozenset("A"), frozenset("AB")}
    assert {d.helpers for d in need.demands} == {frozenset("AC"), frozenset("ABC")}


def test_no_mandate_no_crew() -> None:
    given = region([agency("A", "ROMPAK"), agency("B", "", "CURI"), agency("C", "CURI", jurisdiction=square(0, 0, 99))])
    need, law = need_of(given, TWO, ["CURI", "CURI"])
    assert [law.may_send(code, need) for code in "ABC"] == [False, True, False]


def test_travel_counts_means_detour_limit_and_availability() -> None:
    units = [
        unit("near", "A", 10_000, 15_000),
        unit("far", "A", 95_000, 95_000),
        unit("walk", "A", 10_000, 11_000, "foot"),
        unit("boat", "A", 10_000, 11_000, "river"),
    ]
    sea = square(80_000, 80_000, 10_000)
    given = region([agency("A", "CURI")], units, waters=sea)
    need, law = need_of(given, TWO, ["CURI", "CURI"])
    assert [u.unit_id for u in units if law.may_go(u, need)] == ["near", "walk"]
    assert need.base_min["near"] == pytest.approx(5_000 * 1.3 / (40_000 / 60), rel=1e-3)
    assert need.base_min["walk"] == pytest.approx(1_000 * 1.3 / (4_000 / 60), rel=1e-3)


def test_on_open_water_only_boats_go() -> None:
    sea = square(0, 0, 50_000)
    units = [unit("boat", "A", 10_000, 15_000, "river"), unit("car", "A", 10_000, 15_000)]
    need, law = need_of(region([agency("A", "CURI")], units, waters=sea), TWO, ["CURI", "CURI"])
    assert [u.unit_id for u in units if law.may_go(u, need)] == ["boat"]
    assert need.reach == {frozenset({"river"}): 50.0}


def test_an_agreement_gives_a_mandate_in_that_zone() -> None:
    given = region([agency("A", "CURI"), agency("B", "ROMPAK")])
    need, law = need_of(given, TWO, ["ILLOG", "ILLOG"])
    assert not need.leads
    led = with_mandate(need, given.agencies[1], "ILLOG", law, lead=True)
    assert led.leads == ("B",)
    assert led.lawful["B"] == pytest.approx(1)
    assert all(d.leads == {"B"} for d in led.demands)
    helped = with_mandate(need, given.agencies[1], "ILLOG", law, lead=False)
    assert not helped.leads
    assert all(d.helpers == {"B"} for d in helped.demands)


def test_a_wider_jurisdiction_covers_the_zone() -> None:
    given = region([agency("A", "ILLOG", jurisdiction=square(0, 0, 20_000))])
    need, _ = need_of(given, TWO, ["ILLOG", "ILLOG"])
    assert not need.leads
    wider = with_jurisdiction(need, given.agencies[0])
    assert wider.leads == ("A",)
    assert (wider.cover["A"], wider.lawful["A"]) == (1, pytest.approx(1))

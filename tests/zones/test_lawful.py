"""Who may lead, take part and go."""

from __future__ import annotations

import numpy as np
import pytest

from geo.agencies.region import Region
from geo.zones.atoms import make_atoms
from geo.zones.districting import Districting
from geo.zones.lawful import Law, ZoneNeed, needs_of
from geo.zones.parameters import ZoneParameters
from tests.zones.making import agency, hotspots, region, square, unit


def need_of(
    given: Region, places: list[tuple[float, float]], kinds: list[str], **values: float
) -> tuple[ZoneNeed, Law]:
    parameters = ZoneParameters(**values)
    atoms = make_atoms(hotspots(places, kinds), given, parameters)
    labels = np.zeros(atoms.n, dtype=np.int64)
    one = Districting(labels, np.array([0]), 0.0, 0.0)
    return needs_of(atoms, one, given, parameters)[0], Law(given, parameters)


TWO = [(10_000.0, 10_000.0), (30_000.0, 10_000.0)]


def test_the_weightiest_kind_counts_harm_not_heads() -> None:
    need, _ = need_of(region(), TWO, ["CURI", "ILLOG"])
    assert need.kind == "ILLOG"
    assert need.kinds == ("ILLOG", "CURI")
    assert need.partners_needed == 1


def test_unknown_kinds_are_unclassified() -> None:
    given = region()
    table = hotspots(TWO).assign(kinds="{}")
    parameters = ZoneParameters()
    atoms = make_atoms(table, given, parameters)
    need = needs_of(atoms, Districting(np.zeros(2, dtype=np.int64), np.array([0]), 0, 0), given, parameters)[0]
    assert need.kind == "INFO"


def test_a_lead_needs_mandate_and_jurisdiction_over_all_of_it() -> None:
    west = square(0, 0, 20_000)
    given = region([agency("A", "ILLOG"), agency("B", "ILLOG", jurisdiction=west), agency("C", "", "ILLOG")])
    need, law = need_of(given, TWO, ["ILLOG", "ILLOG"])
    assert need.cover == {"A": 1.0, "B": pytest.approx(0.5), "C": 1.0}
    assert [a.code for a in law.leads(need)] == ["A"]
    assert [a.code for a in law.partners(need)] == ["A", "B", "C"]
    need, law = need_of(given, TWO, ["ILLOG", "ILLOG"], lead_cover=0.5)
    assert [a.code for a in law.leads(need)] == ["A", "B"]


def test_no_mandate_no_crew() -> None:
    given = region([agency("A", "ROMPAK"), agency("B", "", "CURI")])
    need, law = need_of(given, TWO, ["CURI", "CURI"])
    assert not law.may_send(given.agencies[0], need)
    assert law.may_send(given.agencies[1], need)


def test_travel_counts_means_detour_limit_and_availability() -> None:
    units = [
        unit("near", "A", 10_000, 15_000),
        unit("far", "A", 95_000, 95_000),
        unit("walk", "A", 10_000, 11_000, "foot"),
        unit("ill", "A", 10_000, 11_000, available=False),
        unit("boat", "A", 10_000, 11_000, "river"),
    ]
    sea = square(80_000, 80_000, 10_000)
    need, _ = need_of(region([agency("A", "CURI")], units, waters=sea), TWO, ["CURI", "CURI"])
    assert set(need.travel_min) == {"near", "walk"}
    assert need.travel_min["near"] == pytest.approx(5_000 * 1.3 / (40_000 / 60), rel=1e-3)
    assert need.travel_min["walk"] == pytest.approx(1_000 * 1.3 / (4_000 / 60), rel=1e-3)


def test_on_open_water_only_boats_go() -> None:
    sea = square(0, 0, 50_000)
    units = [unit("boat", "A", 10_000, 15_000, "river"), unit("car", "A", 10_000, 15_000)]
    need, _ = need_of(region([agency("A", "CURI")], units, waters=sea), TWO, ["CURI", "CURI"])
    assert set(need.travel_min) == {"boat"}
    assert (need.wet_share, need.afloat_share) == (1.0, 1.0)

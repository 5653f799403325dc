"""Crews are sent in the best lawful way: checked against every possible assignment."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from geo.agencies.region import Region
from geo.zones.atoms import make_atoms
from geo.zones.districting import Districting
from geo.zones.lawful import Law, ZoneNeed, needs_of
from geo.zones.parameters import ZoneParameters
from geo.zones.staff import TERMS, staff
from tests.zones.making import agency, hotspots, region, square, unit

KINDS = ["CURI", "ILLOG", "ROMPAK"]


def staffed(given: Region, zones: list[list[tuple[float, float]]], kinds: list[str]) -> tuple[list[ZoneNeed], Law]:
    places = [place for zone in zones for place in zone]
    listed = [kind for zone, kind in zip(zones, kinds, strict=True) for _ in zone]
    labels = np.array([number for number, zone in enumerate(zones) for _ in zone])
    parameters = ZoneParameters()
    atoms = make_atoms(hotspots(places, listed), given, parameters)
    centres = np.array([int(np.flatnonzero(labels == number)[0]) for number in range(len(zones))])
    return needs_of(atoms, Districting(labels, centres, 0.0, 0.0), given, parameters), Law(given, parameters)


def terms_of(choice: tuple[int, ...], needs: list[ZoneNeed], law: Law) -> tuple[float, ...] | None:
    """Return the terms of one assignment (zone of each unit, -1 for none), or None when it is unlawful."""
    units = [u for u in law.region.units if u.available]
    agencies = {a.code: a for a in law.region.agencies}
    sums = dict.fromkeys(TERMS, 0.0)
    for zone, need in enumerate(needs):
        mine = [u for u, where in zip(units, choice, strict=True) if where == zone]
        for u in mine:
            if u.unit_id not in need.travel_min or not law.may_send(agencies[u.agency], need):
                return None
        present = {u.agency for u in mine}
        leads = {a.code for a in law.leads(need)} & present
        helping = {a.code for a in law.partners(need)} & present
        sums["no_lead_harm"] += 0 if leads else need.harm
        partners = len(helping) - (1 if leads else 0)
        sums["missing_partner_harm"] += need.harm * max(0, need.partners_needed - partners)
        if need.afloat_share > 0 and not any(u.mode == "river" for u in mine):
            sums["unreached_harm"] += need.harm * need.afloat_share
        if need.wet_share < 1 and not any(u.mode != "river" for u in mine):
            sums["unreached_harm"] += need.harm * (1 - need.wet_share)
        capacity = sum(max(0.0, u.shift_min - 2 * need.travel_min[u.unit_id]) for u in mine)
        sums["shortfall_min"] += max(0.0, need.workload_min - capacity)
        sums["travel_min"] += sum(need.travel_min[u.unit_id] for u in mine)
    return tuple(sums[term] for term in TERMS)


@pytest.mark.parametrize("seed", range(12))
def test_it_is_the_best_of_all_assignments(seed: int) -> None:
    random = np.random.default_rng(seed)
    agencies = [
        agency(
            f"A{number}",
            " ".join(kind for kind in KINDS if random.random() < 0.5),
            " ".join(kind for kind in KINDS if random.random() < 0.5),
            None if random.random() < 0.6 else square(0, 0, float(random.uniform(40_000, 100_000))),
        )
        for number in range(3)
    ]
    modes = ["road", "track", "river", "foot"]
    units = [
        unit(f"U{number}", f"A{random.integers(3)}", *random.uniform(5_000, 60_000, 2), modes[random.integers(3)],
             float(random.choice([120, 240, 480])))
        for number in range(6)
    ]  # fmt: skip
    sea = square(0, 30_000, 30_000) if seed % 2 else None
    given = region(agencies, units, waters=sea)
    zones = [[tuple(random.uniform(5_000, 60_000, 2)) for _ in range(int(random.integers(1, 4)))] for _ in range(2)]
    needs, law = staffed(given, zones, [KINDS[random.integers(3)] for _ in range(2)])
    result = staff(needs, law, 20)
    assert result.proven
    every = (terms_of(choice, needs, law) for choice in itertools.product((-1, 0, 1), repeat=6))
    best = min(tuple(round(term, 3) for term in terms) for terms in every if terms is not None)
    assert tuple(result.terms[term] for term in TERMS) == pytest.approx(best, abs=0.02)


def test_each_crew_goes_once_and_leads_are_lawful() -> None:
    given = region(
        [agency("A", "CURI ILLOG"), agency("B", "", "ILLOG")],
        [unit("A1", "A", 10_000, 10_000), unit("A2", "A", 60_000, 60_000), unit("B1", "B", 60_000, 62_000)],
    )
    needs, law = staffed(given, [[(12_000, 12_000)], [(60_000, 65_000)]], ["CURI", "ILLOG"])
    first, second = staff(needs, law, 20).crews
    assert (first.lead, first.units, first.partners) == ("A", ("A1",), ())
    assert (second.lead, second.units, second.partners, second.required) == ("A", ("A2", "B1"), ("B",), 1)
    assert second.missing_partners == 0


def test_the_heavier_zone_gets_the_only_lead() -> None:
    given = region([agency("A", "CURI")], [unit("A1", "A", 30_000, 30_000)])
    needs, law = staffed(given, [[(12_000, 12_000)], [(40_000, 40_000), (45_000, 40_000)]], ["CURI", "CURI"])
    result = staff(needs, law, 20)
    assert [crew.lead for crew in result.crews] == [None, "A"]
    assert result.terms["no_lead_harm"] == 10


def test_no_agency_no_crew_no_failure() -> None:
    needs, law = staffed(region(), [[(12_000, 12_000)]], ["CURI"])
    (crew,) = staff(needs, law, 20).crews
    assert (crew.lead, crew.units, crew.partners) == (None, (), ())
    assert crew.shortfall_min == pytest.approx(needs[0].workload_min)

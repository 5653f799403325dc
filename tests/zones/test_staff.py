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
from geo.zones.staff import TERMS, load_of, staff
from tests.zones.making import agency, hotspots, region, square, unit

KINDS = ["CURI", "ILLOG", "ROMPAK"]


def staffed(
    given: Region, zones: list[list[tuple[float, float]]], kinds: list[str], **values: float
) -> tuple[list[ZoneNeed], Law]:
    places = [place for zone in zones for place in zone]
    labels = np.array([number for number, zone in enumerate(zones) for _ in zone])
    parameters = ZoneParameters(**values)
    atoms = make_atoms(hotspots(places, kinds), given, parameters)
    centres = np.array([int(np.flatnonzero(labels == number)[0]) for number in range(len(zones))])
    return needs_of(atoms, Districting(labels, centres, 0.0, 0.0), given, parameters), Law(given, parameters)


def terms_of(choice: tuple[int, ...], needs: list[ZoneNeed], law: Law, load: float) -> tuple[float, ...] | None:
    """Return the terms of one assignment (zone of each unit, -1 for none) in plain words, None when it is unlawful."""
    region, parameters = law.region, law.parameters
    units = [u for u in region.units if u.available]
    sums = dict.fromkeys(TERMS, 0.0)
    for zone, need in enumerate(needs):
        mine = [u for u, where in zip(units, choice, strict=True) if where == zone]
        for u in mine:
            able = sum(d.harm for d in need.demands if u.agency in d.helpers) / need.harm
            dry = sum(harm for modes, harm in need.reach.items() if u.mode in modes) / need.harm
            if able < max(parameters.partner_cover, 1e-9) - 1e-9 or dry < 0.5 or need.base_min[u.unit_id] > 120:
                return None
        present = {u.agency for u in mine}
        sums["no_lead_harm"] += 0 if present & set(need.leads) else need.harm
        for d in need.demands:
            sums["mandate_gap_harm"] += 0 if present & d.leads else d.harm
            sums["partner_gap_harm"] += d.harm * max(0, d.needed - len(present & d.helpers))
        for modes, harm in need.reach.items():
            sums["unreached_harm"] += 0 if any(u.mode in modes for u in mine) else harm
        sums["missing_crews"] += max(0, parameters.crews_per_zone - len(mine))
        capacity = sum(max(0.0, u.shift_min - 2 * need.base_min[u.unit_id]) for u in mine)
        sums["shortfall_min"] += max(0.0, need.workload_min - capacity)
        over = need.workload_min - (1 + parameters.balance) * load * capacity
        under = (1 - parameters.balance) * load * capacity - need.workload_min
        sums["imbalance_min"] += max(0.0, over, under)
        sums["base_travel_min"] += sum(need.base_min[u.unit_id] for u in mine)
    return tuple(sums[term] for term in TERMS)


@pytest.mark.parametrize("seed", range(16))
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
    zones = [[tuple(random.uniform(5_000, 60_000, 2)) for _ in range(int(random.integers(1, 5)))] for _ in range(2)]
    kinds = [KINDS[random.integers(3)] for zone in zones for _ in zone]
    needs, law = staffed(given, zones, kinds)
    result = staff(needs, law, 20)
    assert result.proven
    load = load_of(needs, law)
    every = (terms_of(choice, needs, law, load) for choice in itertools.product((-1, 0, 1), repeat=6))
    best = min(tuple(round(term, 3) for term in terms) for terms in every if terms is not None)
    assert tuple(result.terms[term] for term in TERMS) == pytest.approx(best, abs=0.02)
    assert result.terms == pytest.approx({t: sum(crew.terms[t] for crew in result.crews) for t in TERMS})


def test_each_crew_goes_once_and_leads_are_lawful() -> None:
    given = region(
        [agency("A", "CURI ILLOG"), agency("B", "", "ILLOG")],
        [unit("A1", "A", 10_000, 10_000), unit("A2", "A", 60_000, 60_000), unit("B1", "B", 60_000, 62_000)],
    )
    needs, law = staffed(given, [[(12_000, 12_000)], [(60_000, 65_000)]], ["CURI", "ILLOG"])
    first, second = staff(needs, law, 20).crews
    assert (first.lead, first.units, first.partners) == ("A", ("A1",), ())
    assert (second.lead, second.units, second.partners) == ("A", ("A2", "B1"), ("B",))
    assert second.terms["partner_gap_harm"] == 0
    assert (first.terms["missing_crews"], second.terms["missing_crews"]) == (1, 0)


def test_the_heavier_zone_gets_the_only_lead() -> None:
    given = region([agency("A", "CURI")], [unit("A1", "A", 30_000, 30_000)])
    needs, law = staffed(given, [[(12_000, 12_000)], [(40_000, 40_000), (45_000, 40_000)]], ["CURI"] * 3)
    result = staff(needs, law, 20)
    assert [crew.lead for crew in result.crews] == [None, "A"]
    assert result.terms["no_lead_harm"] == 10


def test_a_minor_kind_wants_its_mandated_lead_too() -> None:
    given = region(
        [agency("A", "CURI"), agency("B", "ROMPAK", "CURI")],
        [unit("A1", "A", 12_000, 12_000), unit("A2", "A", 12_000, 12_000), unit("B1", "B", 12_000, 90_000)],
        partners={},
    )
    needs, law = staffed(
        given, [[(12_000, 12_000), (15_000, 12_000), (12_000, 16_000)]], ["CURI", "CURI", "ROMPAK"],
        response_limit_min=480,
    )  # fmt: skip
    result = staff(needs, law, 20)
    assert "B1" in result.crews[0].units
    assert result.crews[0].lead == "A"
    assert result.terms["mandate_gap_harm"] == 0


def test_work_is_balanced_against_the_crews_minutes() -> None:
    """Two zones with the same work: crews of 100 and 300 minutes are not paired with their own kind."""
    shifts = {"A1": 300, "A2": 300, "A3": 100, "A4": 100}
    units = [unit(name, "A", 30_000, 30_000, shift_min=shift) for name, shift in shifts.items()]
    given = region([agency("A", "CURI")], units)
    zones = [[(30_000.0 + side * 2_000 * k, 30_000.0) for k in (1, 2, 3, 4)] for side in (-1, 1)]
    needs, law = staffed(given, zones, ["CURI"] * 8, balance=0.2)
    result = staff(needs, law, 20)
    assert [sorted(shifts[u] for u in crew.units) for crew in result.crews] == [[100, 300], [100, 300]]


def test_no_agency_no_crew_no_failure() -> None:
    needs, law = staffed(region(), [[(12_000, 12_000)]], ["CURI"])
    result = staff(needs, law, 20)
    (crew,) = result.crews
    assert (crew.lead, crew.units, crew.partners, crew.present) == (None, (), (), frozenset())
    assert crew.terms["shortfall_min"] == pytest.approx(needs[0].workload_min)
    assert result.proven
    assert result.load == 1


def test_the_load_may_be_said() -> None:
    given = region([agency("A", "CURI")], [unit("A1", "A", 12_000, 12_000)])
    needs, law = staffed(given, [[(12_000, 12_000)]], ["CURI"], load=0.7)
    assert load_of(needs, law) == 0.7
    needs, law = staffed(given, [[(12_000, 12_000)]], ["CURI"])
    assert load_of(needs, law) == 0.5

"""Each unmet rule has its smallest cure, and the cure really mends it."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from geo.agencies.region import Agency, Region, Unit
from geo.zones import ZoneParameters, propose
from tests.zones.making import agency, hotspots, region, square, unit

HERE = [(20_000.0, 20_000.0), (23_000.0, 20_000.0)]
CREW = {"A1": unit("A1", "A", 20_000, 21_000), "B1": unit("B1", "B", 20_000, 21_000)}


def cured(given: Region, rule: str, kind: str = "ILLOG", **values: float) -> dict[str, Any]:
    table = hotspots(HERE, [kind] * 2)
    gaps = propose(table, given, ZoneParameters(zones=1, crews_per_zone=0, **values)).gaps
    return next(gap for gap in gaps if gap["rule"] == rule)


def after(given: Region, kind: str = "ILLOG", **values: float) -> set[str]:
    parameters = ZoneParameters(zones=1, crews_per_zone=0, **values)
    return {gap["rule"] for gap in propose(hotspots(HERE, [kind] * 2), given, parameters).gaps}


def test_a_unit_that_is_not_available_is_the_smallest_cure() -> None:
    away = dataclasses.replace(CREW["B1"], available=False)
    given = region([agency("A", "ILLOG"), agency("B", "", "ILLOG")], [CREW["A1"], away])
    gap = cured(given, "partner_missing")
    assert gap["cure"] == {"change": "unit_available", "unit": "B1", "agency": "B", "kind": None, "minutes": 2.0}
    assert "Regu B1" in gap["cure_en"]
    assert "Sediakan" in gap["cure_id"]
    assert not after(dataclasses.replace(given, units=(CREW["A1"], CREW["B1"])))


def test_a_unit_too_far_is_stationed_there() -> None:
    far = unit("B1", "B", 95_000, 95_000)
    given = region([agency("A", "ILLOG"), agency("B", "", "ILLOG")], [CREW["A1"], far])
    gap = cured(given, "partner_missing")
    assert (gap["cure"]["change"], gap["cure"]["unit"]) == ("unit_stationed", "B1")
    assert re.search(r"terlalu jauh \(\d+ jam( \d+ menit)?\)", gap["cure_id"])  # nobody divides 340 minutes
    assert re.search(r"too far \(\d+ h( \d+ min)?\)", gap["cure_en"])
    assert not after(dataclasses.replace(given, units=(CREW["A1"], CREW["B1"])))


def test_a_longer_response_limit_when_stationing_would_break_the_time_of_work() -> None:
    """A boat cannot be stationed better than it lies, but more minutes let it come."""
    sea = square(0, 0, 50_000)
    far = unit("A1", "A", 20_000, 95_000, "river", shift_min=1440)
    given = region([agency("A", "CURI")], [far], waters=sea)
    gap = cured(given, "no_lead", "CURI")
    assert gap["cure"]["change"] in {"unit_stationed", "response_limit"}
    assert "no_lead" not in after(given, "CURI", response_limit_min=300)


def test_an_agreement_for_an_agency_that_is_there() -> None:
    given = region([agency("A", "ILLOG"), agency("B", "", "CURI")], [CREW["A1"], CREW["B1"]])
    gap = cured(given, "partner_missing")
    assert gap["cure"] == {"change": "support_mandate", "unit": None, "agency": "B", "kind": "ILLOG", "minutes": None}
    assert "kind ILLOG" in gap["cure_en"]
    assert not after(region([agency("A", "ILLOG"), agency("B", "", "ILLOG")], [CREW["A1"], CREW["B1"]]))


def test_a_lead_mandate_by_agreement() -> None:
    given = region([agency("A", "", "CURI")], [CREW["A1"]])
    for rule in ("no_lead", "mandate_missing"):
        gap = cured(given, rule, "CURI")
        assert (gap["cure"]["change"], gap["cure"]["agency"]) == ("lead_mandate", "A")
    assert not after(region([agency("A", "CURI")], [CREW["A1"]]), "CURI")


def test_a_wider_jurisdiction() -> None:
    part = square(22_000, 0, 30_000)
    given = region([agency("A", "CURI", jurisdiction=part)], [CREW["A1"]])
    gap = cured(given, "no_lead", "CURI")
    assert (gap["cure"]["change"], gap["cure"]["agency"]) == ("jurisdiction", "A")
    assert not after(region([agency("A", "CURI")], [CREW["A1"]]), "CURI")


def test_one_unit_more() -> None:
    given = region([agency("A", "CURI")], [dataclasses.replace(CREW["A1"], shift_min=30)])
    gap = cured(given, "workload", "CURI")
    assert gap["cure"]["change"] == "none"  # one more crew of half an hour is not enough
    units = [dataclasses.replace(CREW["A1"], shift_min=70), unit("B1", "B", 95_000, 95_000)]
    both = region([agency("A", "CURI"), agency("B", "CURI")], units)
    gap = cured(both, "workload", "CURI")
    assert (gap["cure"]["change"], gap["cure"]["unit"]) == ("unit_stationed", "B1")


def test_when_no_single_change_is_enough_it_says_so() -> None:
    given = region([agency("A", "CURI")], [CREW["A1"]], partners={"CURI": 2})
    gap = cured(given, "partner_missing", "CURI")
    assert gap["cure"]["change"] == "none"
    assert "several together" in gap["cure_en"]


def test_fewer_zones_share_the_only_lead() -> None:
    agencies: list[Agency] = [agency("A", "CURI")]
    units: list[Unit] = [unit("A1", "A", 20_000, 20_000, shift_min=1440)]
    table = hotspots([(20_000, 20_000), (24_000, 20_000), (30_000, 20_000), (34_000, 20_000)])
    proposal = propose(table, region(agencies, units), ZoneParameters(zones=2, crews_per_zone=0))
    lost = next(gap for gap in proposal.gaps if gap["rule"] == "no_lead")
    # a second crew of the only agency is the smaller change; it is tried first
    assert lost["cure"]["change"] == "unit_more"


def test_limits_of_the_zone_itself_are_cured_by_number() -> None:
    table = hotspots([(10_000, 10_000), (90_000, 10_000)])
    given = region([agency("A", "CURI")], [unit("A1", "A", 10_000, 12_000)])
    gap = next(g for g in propose(table, given, ZoneParameters(zones=1)).gaps if g["hotspots"])
    assert gap["cure"]["change"] == "response_limit"
    assert gap["cure"]["minutes"] == 208
    wider = propose(table, given, ZoneParameters(zones=1, response_limit_min=208))
    assert not any(g["hotspots"] for g in wider.gaps)
    tight = hotspots([(20_000, 5_000), (20_000, 5_100), (20_000, 5_200), (70_000, 5_000)])
    gap = next(
        g for g in propose(tight, region(), ZoneParameters(zones=2, balance=0.05)).gaps if g["rule"] == "balance"
    )
    assert gap["cure"]["change"] == "balance"


def test_out_of_time_leaves_gaps_without_a_cure() -> None:
    given = region([agency("A", "", "CURI")], [CREW["A1"]])
    late = propose(hotspots(HERE), given, ZoneParameters(zones=1), time_limit_s=0)
    assert all(gap["cure"] is None and gap["cure_en"] is None for gap in late.gaps)
    assert late.gaps
    assert "cures_cut_short" in [notice.code for notice in late.notices]

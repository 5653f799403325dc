"""Proposals from end to end: invariants, determinism, honest bounds, and the shipped region."""

from __future__ import annotations

import dataclasses
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.agencies.packs import load_region, pack_from_boundary, shipped_pack
from geo.agencies.region import Region
from geo.errors import UnprojectedError
from geo.tables.zones import ZONES
from geo.zones import Proposal, ZoneParameters, propose
from geo.zones.atoms import make_atoms
from geo.zones.check_zones import check_zones
from geo.zones.districting import is_connected, judged
from geo.zones.districts import districts_of
from geo.zones.feedback import staffed
from geo.zones.fit_units import fit_region
from geo.zones.lawful import Law, ground_of
from geo.zones.solve import ALL_TRIED, BALANCED, OPTIMAL
from geo.zones.staff import TERMS
from tests.zones.fake_travel import FakeTravel
from tests.zones.making import CRS, WEST, agency, exhaustive, hotspots, region, scattered, square, unit

KINDS = ["CURI", "ILLOG", "ROMPAK"]


def staffed_region(seed: int) -> Region:
    random = np.random.default_rng(seed)
    agencies = [agency("A", "CURI ILLOG ROMPAK"), agency("B", "ILLOG", "CURI"), agency("C", "", "ROMPAK ILLOG",
                square(0, 0, 70_000))]  # fmt: skip
    modes = ["road", "track", "river", "foot"]
    units = [
        unit(f"U{n}", "ABC"[random.integers(3)], *random.uniform(5_000, 95_000, 2), modes[random.integers(4)])
        for n in range(9)
    ]  # fmt: skip
    return region(agencies, units, waters=square(40_000, 40_000, 15_000))


def check(proposal: Proposal, given: Region, table: gpd.GeoDataFrame, parameters: ZoneParameters) -> None:
    zones = proposal.zones
    assert list(zones.columns) == ZONES.names
    fit, _ = fit_region(given, None, table.crs)
    assert check_zones(zones, table, fit, proposal.gaps, make_atoms(table, fit, parameters).linked()) == []
    gaps = {(gap["zone_id"], gap["rule"]) for gap in proposal.gaps}
    by_code = {a.code: a for a in given.agencies}
    for row in zones.itertuples():
        if isinstance(row.lead, str):
            assert by_code[row.lead].mandates
        assert ((row.zone_id, "workload") in gaps) == (row.capacity_min < row.workload_min - 0.5)
        assert row.explanation_id
        assert row.explanation_en
        assert json.loads(row.gaps) == [gap for gap in proposal.gaps if gap["zone_id"] == row.zone_id]
    json.dumps(proposal.gaps, allow_nan=False)
    terms = proposal.terms
    json.dumps(terms, allow_nan=False)
    per_zone = [json.loads(text) for text in zones["terms"]]
    for term in TERMS:
        assert sum(one[term] for one in per_zone) == pytest.approx(terms[term], abs=0.02)
    inside = terms["district_harm_min"] + terms["moved_penalty"]
    assert terms["travel"] == pytest.approx(inside + parameters.base_weight * terms["base_travel_min"])
    assert terms["unavoidable_gap_harm"] <= terms["mandate_gap_harm"] + 1e-6
    named = [gap["amount"] for gap in proposal.gaps if gap["rule"] == "mandate_missing"]
    assert sum(named) == pytest.approx(terms["mandate_gap_harm"], abs=1e-4)
    named = [gap["amount"] for gap in proposal.gaps if gap["rule"] == "partner_missing"]
    assert sum(named) == pytest.approx(terms["partner_gap_harm"], abs=1e-4)
    assert 0 <= proposal.gap <= 1
    assert proposal.bound <= terms["travel"] * (1 + 1e-9)
    assert zones["rank"].tolist() == list(range(1, len(zones) + 1))
    assert zones["harm"].is_monotonic_decreasing


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 30), st.integers(0, 10_000), st.integers(0, 6))
def test_whatever_the_hotspots(n: int, seed: int, zones: int) -> None:
    random = np.random.default_rng(seed)
    table = hotspots(scattered(n, seed), [KINDS[k] for k in random.integers(3, size=n)], random.gamma(2, 5, n) + 1)
    given = staffed_region(seed)
    proposal = propose(table, given, ZoneParameters(zones=zones), time_limit_s=4)
    check(proposal, given, table, ZoneParameters())


def test_leads_have_a_mandate_for_the_weightiest_kind() -> None:
    table = hotspots(scattered(20, 4), (["CURI", "ILLOG"] * 10), [10, 40] * 10)
    units = [unit(f"U{n}", "AB"[n % 2], 20_000 + 12_000 * (n % 6), 50_000) for n in range(12)]
    given = region([agency("A", "CURI", "ILLOG"), agency("B", "ILLOG", "CURI")], units)
    agencies = {a.code: a for a in given.agencies}
    kinds = dict(zip(table["hotspot_id"], (json.loads(text) for text in table["kinds"]), strict=True))
    harm = dict(zip(given.kinds["code"], given.kinds["harm"], strict=True))
    for row in propose(table, given, ZoneParameters(zones=3)).zones.itertuples():
        sums: dict[str, float] = {}
        for hotspot_id in json.loads(row.hotspots):
            for code, count in kinds[hotspot_id].items():
                sums[code] = sums.get(code, 0) + count * harm[code]
        assert agencies[row.lead].may_lead(max(sums, key=lambda code: sums[code]))


def test_rows_in_any_order_give_the_same_proposal() -> None:
    table, given = hotspots(scattered(25, 1), ["CURI"] * 25), staffed_region(1)
    one = propose(table, given, ZoneParameters(zones=4), seed=3)
    other = propose(table.sample(frac=1, random_state=5), given, ZoneParameters(zones=4), seed=3)
    assert one.zones.drop(columns="geometry").equals(other.zones.drop(columns="geometry"))
    assert shapely.equals(one.zones.geometry.to_numpy(), other.zones.geometry.to_numpy()).all()
    assert (one.bound, one.terms, one.gaps) == (other.bound, other.terms, other.gaps)


def test_the_input_is_left_alone() -> None:
    table = hotspots(scattered(9, 1))
    before = table.copy()
    propose(table, staffed_region(1))
    assert table.equals(before)


def test_no_hotspots_are_no_zones_and_no_error() -> None:
    proposal = propose(hotspots([]), region())
    assert len(proposal.zones) == 0
    assert proposal.zones.crs == 32748
    assert list(proposal.zones.columns) == ZONES.names
    assert [notice.code for notice in proposal.notices] == ["no_hotspots"]
    assert proposal.notices[0].as_dict()["id"]


def test_one_hotspot_is_one_zone() -> None:
    given = staffed_region(2)
    proposal = propose(hotspots([(20_000, 20_000)]), given)
    check(proposal, given, hotspots([(20_000, 20_000)]), ZoneParameters())
    assert ALL_TRIED in proposal.bound_kind
    assert proposal.gap == 0


def test_a_region_without_agencies_names_the_rule() -> None:
    boundary = shapely.box(104.5, -2.9, 105.5, -2.0)
    given = load_region(pack_from_boundary(boundary, "Kota", "Asia/Jakarta"))
    proposal = propose(hotspots([(20_000, 20_000), (60_000, 20_000)]), given)
    assert proposal.zones["lead"].isna().all()
    assert {gap["rule"] for gap in proposal.gaps} == {"no_lead", "mandate_missing", "partner_missing", "workload"}
    assert [notice.code for notice in proposal.notices] == ["no_agencies"]


def test_a_proof_without_time_is_told_and_nothing_is_claimed() -> None:
    proposal = propose(hotspots(scattered(12, 1)), region(), ZoneParameters(zones=3, balance=0.8), time_limit_s=0)
    assert {"search_cut_short", "cures_cut_short"} <= {notice.code for notice in proposal.notices}
    assert BALANCED in proposal.bound_kind


def test_degrees_are_refused() -> None:
    with pytest.raises(UnprojectedError):
        propose(hotspots([(20_000, 20_000)]).to_crs(4326), region())


def test_more_zones_than_hotspots_are_told() -> None:
    proposal = propose(hotspots([(20_000, 20_000), (60_000, 20_000)]), region(), ZoneParameters(zones=9))
    assert len(proposal.zones) == 2
    assert "fewer_zones" in [notice.code for notice in proposal.notices]


@pytest.mark.parametrize("seed", range(3))
def test_a_small_problem_is_proven_and_agrees_with_every_possibility(seed: int) -> None:
    places = scattered(9, seed)
    harm = [float(value) for value in np.random.default_rng(seed).integers(5, 50, 9)]
    proposal = propose(hotspots(places, harm=harm), region(), ZoneParameters(zones=3, balance=0.6))
    assert OPTIMAL in proposal.bound_kind or proposal.gap <= 1e-3
    parameters = ZoneParameters(zones=3, balance=0.6)
    whole = districts_of(make_atoms(hotspots(places, harm=harm), region(), parameters), 3, parameters).problem
    best = exhaustive(whole)
    assert best is not None
    assert proposal.bound <= best.cost * (1 + 1e-9)
    assert best.cost <= proposal.terms["district_harm_min"] * (1 + 1e-9) <= best.cost * (1 + 1e-3)


def test_over_a_network_zones_stay_on_their_side_of_the_river() -> None:
    table = hotspots([(x, y) for x in (20_000.0, 24_000, 31_000, 35_000) for y in (20_000.0, 24_000, 28_000)])
    units = [unit(f"U{n}", "AB"[n % 2], 15_000 + 8_000 * n, 30_000) for n in range(4)]
    given = region([agency("A", "CURI"), agency("B", "", "CURI")], units)
    travel = FakeTravel(WEST + 27_500)
    proposal = propose(table, given, ZoneParameters(zones=2, balance=0.3), travel=travel)
    west = {f"H{n:03d}" for n in range(6)}
    assert sorted(len(west & set(json.loads(text))) for text in proposal.zones["hotspots"]) == [0, 6]
    assert proposal.travel.en == "a network for tests"
    assert [notice.code for notice in proposal.notices] == ["in_pieces"]
    links = make_atoms(table, given, ZoneParameters(), travel).linked()
    assert check_zones(proposal.zones, table, given, proposal.gaps, links) == []
    assert not [gap for gap in proposal.gaps if gap["rule"] == "unreached"]
    bridged = propose(table, given, ZoneParameters(zones=2), travel=FakeTravel(WEST + 27_500, 9_724_000.0))
    assert "in_pieces" not in [notice.code for notice in bridged.notices]


def test_one_zone_over_a_river_names_whom_no_link_reaches() -> None:
    table = hotspots([(20_000, 20_000), (24_000, 20_000), (35_000, 20_000)])
    given = region([agency("A", "CURI")], [unit("A1", "A", 22_000, 22_000)])
    proposal = propose(table, given, ZoneParameters(zones=1), travel=FakeTravel(WEST + 30_000))
    (gap,) = [gap for gap in proposal.gaps if gap["hotspots"]]
    assert gap["hotspots"] == ["H002"]
    assert proposal.terms["cut_off_harm"] == 10


@pytest.mark.parametrize("seed", range(4))
def test_no_plan_as_lawful_travels_less_than_the_bound(seed: int) -> None:
    """Every districting of seven places into two zones, with its best crews, is looked at."""
    random = np.random.default_rng(seed)
    table = hotspots(scattered(7, seed), [KINDS[k] for k in random.integers(3, size=7)], random.gamma(2, 5, 7) + 1)
    units = [unit(f"U{n}", "AB"[n % 2], *random.uniform(20_000, 80_000, 2)) for n in range(5)]
    given = region([agency("A", "CURI ROMPAK", jurisdiction=square(0, 0, 80_000)), agency("B", "ILLOG", "CURI")], units)
    parameters = ZoneParameters(zones=2, balance=0.9, response_limit_min=480)
    proposal = propose(table, given, parameters)
    atoms = make_atoms(table, given, parameters)
    whole = districts_of(atoms, 2, parameters).problem
    ground, law = ground_of(atoms, given, parameters), Law(given, parameters)
    rank = [round(proposal.terms[term], 3) for term in TERMS[:-1]]
    seen = 0
    for bits in range(1, 64):
        labels = np.array([0, *((bits >> k) & 1 for k in range(6))])
        found = judged(whole, labels)
        if found.lawful and all(is_connected(whole, np.flatnonzero(labels == zone)) for zone in (0, 1)):
            one = staffed(ground, law, found, 10)
            seen += 1
            if [round(value, 3) for value in one.staffing.rank] <= rank:
                assert one.travel >= proposal.bound * (1 - 1e-9)
    assert seen > 5


def test_bad_input_is_told_and_the_rest_is_done() -> None:
    table = hotspots([(20_000, 20_000), (24_000, 20_000), (35_000, 20_000), (60_000, 20_000)])
    table["hotspot_id"] = ["H1", "H1", "H2", "H3"]
    table = table.set_geometry([*table.geometry[:3], shapely.Polygon()], crs=table.crs)
    hole = square(0, 0, 90_000).difference(square(34_000, 19_000, 2_000))
    odd = [
        unit("A1", "A", 22_000, 22_000),
        unit("A1", "A", 22_000, 22_000),
        unit("B1", "B", 22_000, 22_000, shift_min=0),
        dataclasses.replace(unit("B2", "B", 22_000, 22_000), lat=float("nan")),
        unit("C1", "C", 22_000, 22_000),
        unit("A9", "A", -9_000, 22_000),
    ]
    given = region([agency("A", "CURI", jurisdiction=hole), agency("A", "CURI"), agency("B", "ROMPAK")], odd)
    proposal = propose(table, given, ZoneParameters(zones=1), without_units=("X",))
    assert {notice.code for notice in proposal.notices} == {
        "hotspot_stands_twice", "hotspot_without_shape", "agency_stands_twice", "unit_stands_twice",
        "unit_without_minutes", "unit_without_base", "unit_without_agency", "base_outside_region", "unit_unknown",
        "no_lawful_lead",
    }  # fmt: skip
    for notice in proposal.notices:
        assert notice.says.id != notice.says.en
        assert "{" not in notice.says.id + notice.says.en
    (row,) = proposal.zones.itertuples()
    assert json.loads(row.hotspots) == ["H1", "H2"]
    assert "A1" in row.units
    assert proposal.terms["unavoidable_gap_harm"] == pytest.approx(10)  # H2 lies in the hole
    assert proposal.terms["mandate_gap_harm"] == pytest.approx(10)


def test_only_hotspots_without_a_shape_are_no_hotspots() -> None:
    table = hotspots([(20_000, 20_000)])
    proposal = propose(table.set_geometry([shapely.Polygon()], crs=CRS), region())
    assert [notice.code for notice in proposal.notices] == ["hotspot_without_shape", "no_hotspots"]
    assert len(proposal.zones) == 0
    assert set(proposal.terms) >= {*TERMS, "travel", "moved"}


def test_the_shipped_region_staffs_a_zone_with_several_agencies() -> None:
    given = load_region(shipped_pack())
    table = hotspots([(5_000 + 2_500 * n, 6_000.0) for n in range(8)], ["LAKALANTAS"] * 8)
    table = table.set_geometry(
        [shapely.Point(433_000 + 2_600 * n, 9_680_500 + 900 * n).buffer(300) for n in range(8)], crs=table.crs
    )
    proposal = propose(table, given, ZoneParameters(zones=2))
    check(proposal, given, table, ZoneParameters())
    assert set(proposal.zones["lead"]) == {"POLRES"}
    assert all("DISHUB" in json.loads(text) for text in proposal.zones["partners"])
    assert not proposal.gaps

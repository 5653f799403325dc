"""Proposals from end to end: invariants, determinism, honest bounds, and the shipped region."""

from __future__ import annotations

import json

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
from geo.zones.propose import ALL_TRIED, BALANCED, OPTIMAL, zones_wanted
from tests.zones.making import agency, exhaustive, hotspots, problem, region, scattered, square, unit

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


def check(proposal: Proposal, given: Region, ids: list[str]) -> None:
    zones = proposal.zones
    assert list(zones.columns) == ZONES.names
    members = [json.loads(text) for text in zones["hotspots"]]
    assert sorted(member for zone in members for member in zone) == sorted(ids)
    sent = [unit_id for text in zones["units"] for unit_id in json.loads(text)]
    assert len(sent) == len(set(sent))
    owner = {u.unit_id: u.agency for u in given.units}
    by_code = {a.code: a for a in given.agencies}
    gaps = {(gap["zone_id"], gap["rule"]) for gap in proposal.gaps}
    for row in zones.itertuples():
        present = {owner[u] for u in json.loads(row.units)}
        partners = json.loads(row.partners)
        if isinstance(row.lead, str):
            assert row.lead in present
            assert row.lead not in partners
            assert by_code[row.lead].may_support("CURI") or by_code[row.lead].mandates
        else:
            assert (row.zone_id, "no_lead") in gaps
        assert present - {row.lead} == set(partners)
        assert ((row.zone_id, "workload") in gaps) == (row.capacity_min < row.workload_min - 0.5)
        assert row.explanation_id
        assert row.explanation_en
        assert json.loads(row.gaps) == [gap for gap in proposal.gaps if gap["zone_id"] == row.zone_id]
    shapes = zones.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    for i, shape in enumerate(shapes):
        assert not shape.is_empty
        for other in shapes[:i]:
            assert shapely.area(shapely.intersection(shape, other)) < 1e-6
    assert 0 <= proposal.gap <= 1
    assert proposal.bound <= proposal.terms["district_harm_min"] * (1 + 1e-9)
    assert zones["rank"].tolist() == list(range(1, len(zones) + 1))
    assert zones["harm"].is_monotonic_decreasing


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 30), st.integers(0, 10_000), st.integers(0, 6))
def test_whatever_the_hotspots(n: int, seed: int, zones: int) -> None:
    random = np.random.default_rng(seed)
    table = hotspots(scattered(n, seed), [KINDS[k] for k in random.integers(3, size=n)], random.gamma(2, 5, n) + 1)
    given = staffed_region(seed)
    proposal = propose(table, given, ZoneParameters(zones=zones), time_limit_s=4)
    check(proposal, given, table["hotspot_id"].tolist())
    covered = {i: row.geometry for row in proposal.zones.itertuples() for i in json.loads(row.hotspots)}
    for hotspot_id, shape in zip(table["hotspot_id"], table.geometry, strict=True):
        assert shapely.area(shapely.difference(shape, covered[hotspot_id])) < 1.0


def test_leads_have_a_mandate_for_the_weightiest_kind() -> None:
    table = hotspots(scattered(20, 4), (["CURI", "ILLOG"] * 10))
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
    check(proposal, given, ["H000"])
    assert proposal.bound_kind == ALL_TRIED
    assert proposal.gap == 0


def test_a_region_without_agencies_names_the_rule() -> None:
    boundary = shapely.box(104.5, -2.9, 105.5, -2.0)
    given = load_region(pack_from_boundary(boundary, "Kota", "Asia/Jakarta"))
    proposal = propose(hotspots([(20_000, 20_000), (60_000, 20_000)]), given)
    assert proposal.zones["lead"].isna().all()
    assert {gap["rule"] for gap in proposal.gaps} == {"no_lead", "workload"}
    assert [notice.code for notice in proposal.notices] == ["no_agencies"]


def test_a_proof_without_time_is_told_and_nothing_is_claimed() -> None:
    proposal = propose(hotspots(scattered(12, 1)), region(), ZoneParameters(zones=3, balance=0.8), time_limit_s=0)
    assert {"search_cut_short", "proof_cut_short"} <= {notice.code for notice in proposal.notices}
    assert proposal.bound_kind == BALANCED


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
    assert proposal.bound_kind == OPTIMAL
    assert proposal.gap == pytest.approx(0, abs=1e-9)
    from geo.zones.atoms import make_atoms
    from geo.zones.propose import _problem

    parameters = ZoneParameters(zones=3, balance=0.6)
    whole = _problem(make_atoms(hotspots(places, harm=harm), region(), parameters), region(), parameters, [])
    best = exhaustive(whole)
    assert best is not None
    assert proposal.terms["district_harm_min"] == pytest.approx(best.cost)


def test_the_number_of_zones_follows_work_and_crews() -> None:
    automatic = ZoneParameters()
    crews = [unit(f"U{n}", "A", 0, 0) for n in range(8)]
    assert zones_wanted(100, 50, region(), automatic) == 1
    assert zones_wanted(481, 50, region(), automatic) == 2
    assert zones_wanted(1e6, 50, region(), automatic) == 12
    assert zones_wanted(1e6, 50, region([agency("A")], crews), automatic) == 4
    assert zones_wanted(1e6, 3, region([agency("A")], crews), automatic) == 3
    assert zones_wanted(100, 50, region(), ZoneParameters(zones=7)) == 7
    assert problem(5, 2, 0).n == 5


def test_the_shipped_region_staffs_a_zone_with_several_agencies() -> None:
    given = load_region(shipped_pack())
    table = hotspots([(5_000 + 2_500 * n, 6_000.0) for n in range(8)], ["LAKALANTAS"] * 8)
    table = table.set_geometry(
        [shapely.Point(433_000 + 2_600 * n, 9_680_500 + 900 * n).buffer(300) for n in range(8)], crs=table.crs
    )
    proposal = propose(table, given, ZoneParameters(zones=2))
    check(proposal, given, table["hotspot_id"].tolist())
    assert set(proposal.zones["lead"]) == {"POLRES"}
    assert all("DISHUB" in json.loads(text) for text in proposal.zones["partners"])
    assert not proposal.gaps

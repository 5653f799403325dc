"""Today's zones are kept where it costs little, and what changes is told."""

from __future__ import annotations

import json

import numpy as np
import pytest

from geo.zones import Proposal, ZoneParameters, propose
from geo.zones.atoms import make_atoms
from geo.zones.stability import changes_of, keep_cost, read_today, zone_ids_of
from tests.zones.making import agency, hotspots, region, scattered, unit

PLACES = [(10_000.0, 10_000.0), (14_000.0, 10_000.0), (60_000.0, 10_000.0), (64_000.0, 10_000.0)]
AGENCIES = [agency("A", "CURI ILLOG"), agency("B", "", "CURI ILLOG")]


def members(proposal: Proposal) -> dict[str, str]:
    return {i: row.zone_id for row in proposal.zones.itertuples() for i in json.loads(row.hotspots)}


def test_zones_keep_their_ids_by_shared_harm() -> None:
    today = propose(hotspots(PLACES), region(), ZoneParameters(zones=2)).zones
    today = today.assign(zone_id=["Z07", "Z03"])
    atoms = make_atoms(hotspots(PLACES), region(), ZoneParameters())
    plan = read_today(today, atoms)
    west = next(row.zone_id for row in today.itertuples() if "H000" in row.hotspots)
    east = next(row.zone_id for row in today.itertuples() if "H003" in row.hotspots)
    labels = np.array([1, 1, 1, 0])
    assert zone_ids_of(labels, atoms, [1, 0], plan) == [east, west]
    assert zone_ids_of(np.array([0, 0, 1, 2]), atoms, [0, 1, 2], plan)[0] == west
    assert sorted(zone_ids_of(np.array([0, 0, 1, 2]), atoms, [0, 1, 2], plan)) == ["Z01", "Z03", "Z07"]
    assert zone_ids_of(labels, atoms, [1, 0], None) == ["Z02", "Z01"]


def test_only_known_places_pay_for_moving() -> None:
    today = propose(hotspots(PLACES[:3]), region(), ZoneParameters(zones=2)).zones
    atoms = make_atoms(hotspots(PLACES), region(), ZoneParameters())
    cost = keep_cost(read_today(today, atoms), atoms, 5.0)
    assert cost[0, 2] == pytest.approx(5 * 10)
    assert cost[0, 1] == 0
    assert not cost[3].any()
    assert not cost[:, 3].any()


def test_the_same_again_changes_nothing() -> None:
    table = hotspots(scattered(30, 3), ["CURI", "ILLOG"] * 15)
    units = [unit(f"U{n}", "AB"[n % 2], 10_000 + 9_000 * n, 50_000) for n in range(10)]
    given = region(AGENCIES, units)
    parameters = ZoneParameters(zones=4)
    first = propose(table, given, parameters, seed=1)
    again = propose(table, given, parameters, seed=2, today=first.zones)
    assert first.changes is None
    assert again.changes is not None
    assert members(first) == members(again)
    assert again.terms["moved"] == again.terms["moved_penalty"] == 0
    assert again.changes.hotspots == ()
    assert "same as today" in again.changes.says.en


def test_one_crew_off_sick_changes_little() -> None:
    table = hotspots(scattered(40, 5), ["CURI", "ILLOG"] * 20)
    units = [unit(f"U{n}", "AB"[n % 2], 8_000 + 7_000 * n, 30_000 + 4_000 * n) for n in range(12)]
    given = region(AGENCIES, units)
    first = propose(table, given, seed=1)
    sick = json.loads(first.zones["units"].iloc[0])[0]
    again = propose(table, given, seed=1, today=first.zones, without_units=(sick,))
    assert sick not in "".join(again.zones["units"])
    assert len(again.zones) == len(first.zones)
    assert again.changes is not None
    moved = {move["hotspot_id"] for move in again.changes.hotspots}
    struck = set(json.loads(first.zones["hotspots"].iloc[0]))
    assert moved <= struck
    assert len(moved) <= 4
    assert {move["unit_id"] for move in again.changes.units} >= {sick}
    assert again.changes.as_dict()["summary_id"] != again.changes.as_dict()["summary_en"]


def test_a_high_price_keeps_zones_and_none_does_not() -> None:
    table = hotspots([*PLACES, (35_000.0, 10_000.0), (37_500.0, 10_000.0)])
    today = propose(table, region(), ZoneParameters(zones=2, balance=1)).zones
    west = next(row.zone_id for row in today.itertuples() if "H000" in row.hotspots)
    east = next(z for z in today["zone_id"] if z != west)
    lists = {west: ["H000", "H001"], east: ["H002", "H003", "H004", "H005"]}
    plan = today.assign(hotspots=[json.dumps(lists[z]) for z in today["zone_id"]])
    free = propose(table, region(), ZoneParameters(zones=2, keep_price=0), today=plan)
    kept = propose(table, region(), ZoneParameters(zones=2, keep_price=1000, balance=0.6), today=plan)
    assert members(kept)["H004"] == members(kept)["H003"] == east
    assert free.terms["moved"] > 0
    assert kept.terms["moved"] == 0
    assert free.changes is not None
    assert len(free.changes.hotspots) == free.terms["moved"]


def test_what_is_new_and_gone_is_told() -> None:
    today = propose(hotspots(PLACES), region(), ZoneParameters(zones=2)).zones
    table = hotspots([*PLACES[:3], (62_000.0, 14_000.0)])
    table["hotspot_id"] = ["H000", "H001", "H002", "H999"]
    found = propose(table, region(), ZoneParameters(zones=2), today=today)
    atoms = make_atoms(table, region(), ZoneParameters())
    changes = changes_of(read_today(today, atoms), found.zones)
    told = {move["hotspot_id"]: (move["from_zone"] is None, move["to_zone"] is None) for move in changes.hotspots}
    assert told["H999"] == (True, False)
    assert told["H003"] == (False, True)

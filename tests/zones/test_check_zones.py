"""The validator finds what is wrong with zones, and nothing on sound ones."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely

from geo.zones import Proposal, ZoneParameters, propose
from geo.zones.atoms import make_atoms
from geo.zones.check_zones import check_zones
from tests.zones.making import agency, hotspots, region, scattered, unit

GIVEN = region(
    [agency("A", "CURI"), agency("B", "", "CURI"), agency("N")],
    [*(unit(f"U{n}", "AB"[n % 2], 10_000 + 9_000 * n, 50_000) for n in range(6)),
     unit("N1", "N", 50_000, 50_000), unit("ill", "A", 50_000, 50_000, available=False)],
)  # fmt: skip


Made = tuple[gpd.GeoDataFrame, Proposal, list[tuple[str, str]]]


@pytest.fixture(scope="module")
def made() -> Made:
    table = hotspots(scattered(14, 2))
    links = make_atoms(table, GIVEN, ZoneParameters()).linked()
    return table, propose(table, GIVEN, ZoneParameters(zones=3)), links


def faults(made: Made, **columns: object) -> str:
    table, proposal, links = made
    return "; ".join(check_zones(proposal.zones.assign(**columns), table, GIVEN, proposal.gaps, links))


def lists(made: Made, column: str) -> list[list[str]]:
    return [json.loads(text) for text in made[1].zones[column]]


def dumped(values: list[list[str]]) -> list[str]:
    return [json.dumps(value) for value in values]


def test_sound_zones_have_no_faults(made: Made) -> None:
    assert faults(made) == ""


def test_a_hotspot_in_two_zones_or_none(made: Made) -> None:
    mine = lists(made, "hotspots")
    twice = [[*mine[0], mine[1][0]], *mine[1:]]
    assert f"hotspot {mine[1][0]} is in Z01 and in Z02" in faults(made, hotspots=dumped(twice))
    assert "is in no zone" in faults(made, hotspots=dumped([mine[0][1:], *mine[1:]]))


def test_a_torn_zone(made: Made) -> None:
    mine = lists(made, "hotspots")
    table, proposal, links = made
    apart = [(a, b) for a, b in links if mine[0][0] not in {a, b}]
    told = check_zones(proposal.zones, table, GIVEN, proposal.gaps, apart)
    assert len(told) == 1
    assert "no passable link" in told[0]
    named = [*proposal.gaps, {"zone_id": "Z01", "rule": "unreached", "hotspots": [mine[0][0]]}]
    assert check_zones(proposal.zones, table, GIVEN, named, apart) == []
    assert check_zones(proposal.zones, table, GIVEN, proposal.gaps) == []


def test_outlines(made: Made) -> None:
    _, proposal, _ = made
    shapes = list(proposal.zones.geometry)
    assert "overlap" in faults(made, geometry=[shapes[0], shapes[0].union(shapes[1]), *shapes[2:]])
    assert "does not cover" in faults(made, geometry=[shapes[0].buffer(-1250), *shapes[1:]])
    crossed = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    assert "no valid area" in faults(made, geometry=[crossed, *shapes[1:]])


def test_crews(made: Made) -> None:
    units = lists(made, "units")
    assert "ill, which is not available" in faults(made, units=dumped([["ill"], *units[1:]]))
    assert "without any mandate" in faults(made, units=dumped([[*units[0], "N1"], *units[1:]]))
    assert "is sent to Z01 and to Z02" in faults(made, units=dumped([units[0], units[0], *units[2:]]))
    assert "which has no crew there" in faults(made, lead=["N", *made[1].zones["lead"][1:]])
    assert "has no lead" in faults(made, lead=[None, *made[1].zones["lead"][1:]])
    assert "not the other agencies" in faults(made, partners=dumped([["N"], *lists(made, "partners")[1:]]))


def test_rows_and_hotspots_that_overlap(made: Made) -> None:
    assert "more than one row" in faults(made, zone_id=["Z01", "Z01", "Z03"])
    table, proposal, links = made
    mine = lists(made, "hotspots")
    where = dict(zip(table["hotspot_id"], table.geometry, strict=True))
    shapes = [where[mine[1][0]] if i == mine[0][0] else shape for i, shape in where.items()]
    told = check_zones(proposal.zones, table.set_geometry(shapes, crs=table.crs), GIVEN, proposal.gaps, links)
    assert any("lie in two zones" in fault for fault in told)

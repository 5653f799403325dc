"""The table of zones says what the zones are, in figures that agree with each other."""

from __future__ import annotations

import json

import pytest

from geo.tables.zones import ZONES
from geo.zones import ZoneParameters, propose
from geo.zones.staff import TERMS
from tests.zones.making import agency, hotspots, region, unit


def test_a_row_by_hand() -> None:
    given = region(
        [agency("A", "ILLOG"), agency("B", "", "ILLOG")],
        [unit("A1", "A", 12_000, 14_000), unit("B1", "B", 12_000, 18_000)],
    )
    table = hotspots([(12_000, 10_000), (16_000, 10_000)], ["ILLOG"] * 2, harm=[30, 10])
    (row,) = propose(table, given, ZoneParameters(zones=1)).zones.itertuples()
    way = 1.3 / (40_000 / 60)
    assert (row.zone_id, row.rank, row.name, row.lead) == ("Z01", 1, "Desa", "A")
    assert json.loads(row.partners) == ["B"]
    assert json.loads(row.units) == ["A1", "B1"]
    assert (row.n, row.harm) == (20, 40)
    assert row.workload_min == pytest.approx(2 * 2 * (14 + 4_000 * 1.3 / 500))
    assert row.travel_min == pytest.approx(12_000 * way, abs=0.01)
    assert row.capacity_min == pytest.approx(2 * 480 - 2 * 12_000 * way, abs=0.01)
    terms = json.loads(row.terms)
    assert set(terms) == {*TERMS, "district_harm_min"}
    assert terms["district_harm_min"] == pytest.approx(10 * 4_000 * 1.3 / 500)
    assert terms["mandate_gap_harm"] == terms["partner_gap_harm"] == 0
    assert json.loads(row.gaps) == []


def test_columns_are_those_of_the_table_and_units_are_told() -> None:
    made = propose(hotspots([(12_000, 10_000)]), region()).zones
    assert list(made.columns) == ZONES.names
    assert ZONES.column("terms").kind == "json"

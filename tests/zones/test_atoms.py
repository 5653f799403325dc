"""Hotspots become places with harm, workload, access and links."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from geo.errors import TableError, UnprojectedError, ZonesError
from geo.zones import atoms as atoms_module
from geo.zones.atoms import make_atoms, usable_hotspots
from geo.zones.parameters import ZoneParameters
from tests.zones.fake_travel import FakeTravel
from tests.zones.making import SOUTH, WEST, hotspots, region, square, unit

DEFAULTS = ZoneParameters()


def test_workload_is_visits_and_the_way_between() -> None:
    made = make_atoms(hotspots([(10_000, 10_000), (15_000, 10_000)]), region(), ZoneParameters(visits_per_shift=3))
    way_min = 5_000 * 1.3 / 500
    assert made.workload_min == pytest.approx([3 * (14 + way_min)] * 2)
    assert made.harm.tolist() == [10, 10]
    assert made.edges == {(0, 1)}


def test_one_hotspot_has_no_way() -> None:
    made = make_atoms(hotspots([(10_000, 10_000)]), region(), DEFAULTS)
    assert made.workload_min == pytest.approx([28])
    assert made.edges == set()


def test_overlapping_and_coincident_hotspots_stay_together() -> None:
    table = hotspots([(10_000, 10_000), (10_300, 10_000), (40_000, 40_000), (40_000, 40_000)])
    made = make_atoms(table, region(), DEFAULTS)
    assert made.of_hotspot.tolist() == [0, 0, 1, 1]
    assert made.harm.tolist() == [20, 20]


def test_neighbours_that_only_touch_stay_apart() -> None:
    table = hotspots([(10_000, 10_000), (11_000, 10_000)])
    table = table.set_geometry([square(10_000, 10_000, 500), square(10_500, 10_000, 500)], crs=table.crs)
    assert make_atoms(table, region(), DEFAULTS).n == 2


def test_kinds_weigh_by_their_harm() -> None:
    table = hotspots([(10_000, 10_000), (40_000, 40_000), (70_000, 70_000)])
    table["kinds"] = [json.dumps({"CURI": 3, "ILLOG": 2}), '[{"code": "ROMPAK", "n": 2}]', "bukan json"]
    made = make_atoms(table, region(), DEFAULTS)
    assert made.kind_harm.iloc[0].to_dict() == {"CURI": 3, "ILLOG": 8, "ROMPAK": 0}
    assert made.kind_harm.iloc[1].to_dict() == {"CURI": 0, "ILLOG": 0, "ROMPAK": 14}
    assert made.kind_harm.iloc[2].sum() == 0


def test_harm_falls_back_to_the_count() -> None:
    table = hotspots([(10_000, 10_000), (40_000, 40_000)], harm=[0.0, float("nan")])
    assert make_atoms(table, region(), DEFAULTS).harm.tolist() == [10, 10]


def test_water_gives_access_to_boats_and_cuts_links_where_none_go() -> None:
    sea = square(40_000, 0, 20_000).union(square(40_000, 20_000, 20_000).union(square(40_000, 40_000, 20_000)))
    places = [(10_000.0, 10_000.0), (39_000.0, 12_000.0), (50_000.0, 30_000.0), (90_000.0, 10_000.0)]
    without = make_atoms(hotspots(places), region(waters=sea), DEFAULTS)
    assert without.by_water.tolist() == [False, True, True, False]
    assert without.only_by_water.tolist() == [False, False, True, False]
    assert len(without.pieces()) == 3
    with_boats = region(waters=sea, units=[unit("B", "A", 30_000, 10_000, "river")])
    assert len(make_atoms(hotspots(places), with_boats, DEFAULTS).pieces()) == 1


def test_the_order_of_rows_does_not_matter() -> None:
    table = hotspots([(10_000, 10_000), (40_000, 40_000), (20_000, 70_000)])
    one, other = make_atoms(table, region(), DEFAULTS), make_atoms(table.iloc[[2, 0, 1]], region(), DEFAULTS)
    assert np.array_equal(one.x, other.x)
    assert one.edges == other.edges


def test_what_cannot_be_used_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    table = hotspots([(10_000, 10_000), (40_000, 40_000)])
    with pytest.raises(UnprojectedError):
        make_atoms(table.to_crs(4326), region(), DEFAULTS)
    with pytest.raises(TableError, match="kinds"):
        make_atoms(table.drop(columns="kinds"), region(), DEFAULTS)
    monkeypatch.setattr(atoms_module, "MOST_HOTSPOTS", 1)
    with pytest.raises(ZonesError, match="1 at most"):
        make_atoms(table, region(), DEFAULTS)


def test_an_id_that_stands_twice_keeps_the_row_of_greatest_harm() -> None:
    table = hotspots([(10_000, 10_000), (40_000, 40_000), (60_000, 40_000)], harm=[5, 9, 1])
    usable, told = usable_hotspots(table.assign(hotspot_id=["H0", "H0", "H1"]))
    assert usable["harm"].tolist() == [9, 1]
    assert [notice.code for notice in told] == ["hotspot_stands_twice"]
    assert "H0" in told[0].says.en
    again, _ = usable_hotspots(table.assign(hotspot_id=["H0", "H0", "H1"]).iloc[::-1])
    assert again["harm"].tolist() == [9, 1]


def test_a_hotspot_without_a_shape_is_left_out() -> None:
    table = hotspots([(10_000, 10_000), (40_000, 40_000), (60_000, 40_000)])
    table = table.set_geometry([table.geometry[0], shapely.Polygon(), None], crs=table.crs)
    usable, told = usable_hotspots(table)
    assert usable["hotspot_id"].tolist() == ["H000"]
    assert [notice.code for notice in told] == ["hotspot_without_shape"]
    assert "H001, H002" in told[0].says.id
    assert usable_hotspots(table.iloc[:1])[1] == []


def test_over_a_network_workload_and_links_are_its_own() -> None:
    travel = FakeTravel(WEST + 20_000, SOUTH + 20_000)
    made = make_atoms(hotspots([(15_000, 10_000), (25_000, 10_000)]), region(), DEFAULTS, travel)
    way_min = 2 * np.hypot(5_000, 10_000) / (40_000 / 60)
    assert made.workload_min == pytest.approx([2 * (14 + way_min)] * 2)
    assert made.linked() == [("H000", "H001")]
    cut = make_atoms(hotspots([(15_000, 10_000), (25_000, 10_000)]), region(), DEFAULTS, FakeTravel(WEST + 20_000))
    assert cut.linked() == []
    assert cut.workload_min == pytest.approx([2 * (14 + 10_000 * 1.3 / 500)] * 2)
    assert cut.hotspots_at(np.array([1])) == ["H001"]


def test_the_input_is_left_alone() -> None:
    table = hotspots([(10_000, 10_000), (40_000, 40_000)])
    before = table.copy()
    make_atoms(table, region(), DEFAULTS)
    assert table.equals(before)
    assert (WEST, SOUTH) == (450_000, 9_700_000)

"""Sites from hotspots and objects: weights, dwell, hours, and what is left out by name."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import RoutesError, TableError, UnprojectedError
from geo.routes.parameters import RouteParameters
from geo.routes.places import MOST_PLACES, kind_counts, read_sites
from tests.routes import making
from tests.routes.making import hotspots, objects, zones

ROWS = zones({"zone_id": "Z01", "lead": "POL", "units": [], "hotspots": ["H000", "H001"]})
EVENING = [0.0] * 19 + [5.0, 5.0, 5.0] + [0.0, 5.0]
FEW = [0.0] * 20 + [7.0] + [0.0] * 3


def sites(table: gpd.GeoDataFrame, things: gpd.GeoDataFrame | None = None, **parameters: object) -> tuple:
    where = making.region((), ())
    things = objects() if things is None else things
    return read_sites(table, ROWS, things, where, RouteParameters(**parameters))


def codes(notices: tuple) -> list[str]:
    return [notice.code for notice in notices]


def test_hotspots_are_sites_heaviest_first() -> None:
    table = hotspots([(1_000, 0), (12_000, 12_000), (30_000, 0)], harm=[10, 40, 20])
    found, _ = sites(table)
    assert [site.place_id for site in found] == ["H001", "H002", "H000"]
    heavy, _, light = found
    assert (heavy.weight, heavy.visit_min, heavy.rank, heavy.n) == (40, 15, 2, 10)
    assert light.visit_min == pytest.approx(12.75)
    assert heavy.name == "Desa (H001)"
    assert heavy.zone_id == "Z01"
    assert found[1].zone_id is None
    assert (round(heavy.x), round(heavy.y)) == (round(making.WEST) + 12_000, round(making.SOUTH) + 12_000)
    assert heavy.area_km2 == pytest.approx(0.28, abs=0.01)
    assert heavy.counts == {"CURI": 10.0}


def test_hours_come_from_enough_incidents_only() -> None:
    table = hotspots([(0, 0), (5_000, 0), (9_000, 0)], hours=[EVENING, FEW, [1.0] * 24])
    found, notices = sites(table, window_share=0.6)
    by_id = {site.place_id: site for site in found}
    assert by_id["H000"].hours == ((19, 22),)
    assert by_id["H001"].hours == ()
    assert by_id["H001"].profile is None
    assert codes(notices) == ["any_time"]
    assert "1 hotspots" in notices[0].says.en
    assert "H001" in notices[0].says.en
    whole_day, _ = sites(table, window_share=1.0)
    assert {site.place_id: site.hours for site in whole_day}["H002"] == ()


def test_only_objects_that_must_be_visited_unless_asked() -> None:
    things = objects(("PORT", 3_000, 3_000, True), ("SCHOOL", 4_000, 4_000, False))
    found, _ = sites(hotspots([(0, 0)]), things)
    assert [(s.kind, s.place_id, s.must) for s in found] == [("hotspot", "H000", False), ("object", "PORT", True)]
    assert found[1].x == pytest.approx(making.WEST + 3_000, abs=0.01)
    assert (found[1].weight, found[1].visit_min) == (20, 15)
    assert len(sites(hotspots([(0, 0)]), things, objects="all")[0]) == 3
    assert len(sites(hotspots([(0, 0)]), things, objects="none")[0]) == 1


def test_unsound_rows_are_named_and_the_rest_goes_on() -> None:
    table = hotspots([(0, 0), (5_000, 0), (9_000, 0), (12_000, 0)])
    table.loc[1, "geometry"] = None
    table.loc[3, "hotspot_id"] = "H000"
    found, notices = sites(table)
    assert [site.place_id for site in found] == ["H000", "H002"]
    assert codes(notices) == ["no_place", "id_twice", "any_time"]
    assert "H001" in notices[0].says.id
    assert "H000" in notices[1].says.id


def test_weights_fall_back_to_counts_and_never_to_nothing() -> None:
    table = hotspots([(0, 0), (5_000, 0), (9_000, 0)], harm=[np.nan, 0.0, 30.0])
    table["n"] = [4, 0, 10]
    assert {s.place_id: s.weight for s in sites(table)[0]} == {"H002": 30.0, "H000": 4.0, "H001": 1.0}


def test_a_crescent_is_visited_inside_and_a_bow_tie_somewhere() -> None:
    ring = shapely.Point(making.WEST, making.SOUTH).buffer(1_000)
    crescent = ring.difference(shapely.Point(making.WEST + 300, making.SOUTH).buffer(1_000))
    bow = shapely.Polygon([(making.WEST, making.SOUTH), (making.WEST + 100, making.SOUTH + 100),
                           (making.WEST + 100, making.SOUTH), (making.WEST, making.SOUTH + 100)])  # fmt: skip
    table = hotspots([(0, 0), (5_000, 0)]).set_geometry([crescent, bow], crs=making.CRS)
    found = {site.place_id: site for site in sites(table)[0]}
    assert crescent.contains(shapely.Point(found["H000"].x, found["H000"].y))
    assert np.isfinite(found["H001"].x)


def test_no_hotspots_no_objects() -> None:
    assert sites(hotspots([])) == ((), ())


def test_degrees_and_missing_columns_are_refused() -> None:
    table = hotspots([(0, 0)])
    with pytest.raises(UnprojectedError):
        sites(table.to_crs(4326))
    with pytest.raises(TableError, match="kinds"):
        sites(table.drop(columns="kinds"))
    with pytest.raises(TableError, match="object_id"):
        sites(table, objects(("P", 0, 0, True)).drop(columns="object_id"))


def test_an_absurd_number_of_places_is_refused_with_the_remedy() -> None:
    many = hotspots([(i % 100, i // 100) for i in range(MOST_PLACES + 1)])
    with pytest.raises(RoutesError, match="1,000 at most; raise"):
        sites(many)


def test_counts_by_kind() -> None:
    assert kind_counts('{"A": 1, "B": 3}') == {"B": 3.0, "A": 1.0}
    assert kind_counts("[]") == kind_counts("x") == kind_counts(None) == {}

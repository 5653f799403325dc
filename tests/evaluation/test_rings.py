from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.evaluation.rings import MAX_AREAS, MAX_VERTICES, Area, areas_of, study_areas
from tests.evaluation.grounds import CONTROLS, CRS, REGION, ZONES, areas, degrees

TOO_MANY = gpd.GeoDataFrame({"z": range(MAX_AREAS + 1)}, geometry=[ZONES["Z1"]] * (MAX_AREAS + 1), crs=CRS)
TOO_FINE = shapely.Polygon([(np.cos(angle), np.sin(angle)) for angle in np.linspace(0, 6.28, MAX_VERTICES + 1)])


def _square(x, y, side):
    return shapely.box(x, y, x + side, y + side)


def said(found):
    return " ".join(says.en for says in found.notices)


def test_zones_rings_and_controls():
    found = study_areas(areas(ZONES), ring_m=1000, control=areas(CONTROLS), region=degrees(REGION))
    table = found.table
    assert table["role"].tolist() == ["treated", "treated", "ring", "ring", "control", "control"]
    assert table["area_id"].tolist() == ["Z1", "Z2", "Z1", "Z2", "K1", "K2"]
    assert found.notices == ()
    assert table.loc[0, "area_km2"] == pytest.approx(16, rel=1e-4)
    assert table.loc[2, "area_km2"] == pytest.approx(16 + np.pi, rel=2e-3)  # four sides of 4 km x 1 km, four corners


def test_the_rest_of_the_region_is_the_control():
    found = study_areas(areas(ZONES), ring_m=1000, region=degrees(REGION)).table
    rest = found[found["role"] == "control"]
    assert rest["area_id"].tolist() == ["rest"]
    assert found["area_km2"].sum() == pytest.approx(REGION.area / 1e6, rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 30), st.integers(1, 9)), min_size=1, max_size=5),
    st.integers(0, 3000),
)
def test_no_ground_belongs_twice(corners, ring_m):
    shapes = {
        f"Z{number}": _square(490_000 + 1000 * x, 9_685_000 + 1000 * y, 1000 * w)
        for number, (x, y, w) in enumerate(corners)
    }
    table = study_areas(areas(shapes), ring_m=ring_m, region=degrees(REGION)).table
    union = shapely.union_all(np.asarray(table.geometry.array))
    assert table.geometry.is_valid.all()
    assert table["area_km2"].sum() == pytest.approx(union.area / 1e6, rel=1e-6)
    treated = table[table["role"] == "treated"].geometry.union_all()
    expected = shapely.union_all(list(shapes.values()))
    assert treated.symmetric_difference(expected).area < 1e-4 * expected.area


def test_overlapping_zones_are_resolved_by_id_and_said():
    shapes = {"B": shapely.box(500_000, 9_700_000, 502_000, 9_702_000), "A": shapely.box(501_000, 9_700_000, 503_000, 9_702_000)}  # fmt: skip  # noqa: E501
    found = study_areas(areas(shapes), ring_m=0, region=degrees(REGION))
    sizes = dict(zip(found.table["area_id"], found.table["area_km2"], strict=True))
    assert sizes["A"] == pytest.approx(4, rel=1e-4)
    assert sizes["B"] == pytest.approx(2, rel=1e-4)
    assert "A, B overlap" in said(found)
    assert "ring around the zones is empty" in said(found)


def test_rings_leave_out_other_patrolled_zones():
    near = {"N": shapely.box(504_500, 9_700_000, 506_000, 9_704_000)}
    plain = study_areas(areas(ZONES), ring_m=1000, region=degrees(REGION)).table
    cut = study_areas(areas(ZONES), ring_m=1000, region=degrees(REGION), other_zones=areas(near)).table
    assert plain.loc[2, "area_km2"] - cut.loc[2, "area_km2"] == pytest.approx(0.5 * 4, rel=0.02)


def test_a_control_under_a_ring_is_cut_and_said():
    control = {"K": shapely.box(504_500, 9_700_000, 508_500, 9_704_000)}
    found = study_areas(areas(ZONES), ring_m=1000, control=areas(control))
    assert "Control area K was cut by 12.5 %" in said(found)


def test_a_control_wholly_under_a_zone_is_refused_by_name():
    control = {"K7": shapely.box(501_000, 9_701_000, 502_000, 9_702_000)}
    with pytest.raises(ParameterError, match="K7"):
        study_areas(areas(ZONES), ring_m=0, control=areas(control))


def test_nothing_left_for_a_control_is_refused():
    with pytest.raises(ParameterError, match="nothing of the region"):
        study_areas(areas({"Z": REGION}), ring_m=0, region=degrees(REGION))


def test_no_zones_is_an_empty_answer_with_a_reason():
    found = study_areas((), ring_m=1000)
    assert len(found.table) == 0
    assert "nothing to judge" in said(found)


def test_no_control_at_all_is_said():
    assert "no control area" in said(study_areas(areas(ZONES), ring_m=500))


@pytest.mark.parametrize("ring_m", [-1, 50_001, np.nan, np.inf])
def test_a_ring_out_of_range_is_refused(ring_m):
    with pytest.raises(ParameterError):
        study_areas(areas(ZONES), ring_m=ring_m)


def frame(shapes, crs=CRS):
    return gpd.GeoDataFrame({"zone_id": list(shapes), "name": list(shapes)}, geometry=list(shapes.values()), crs=crs)


def test_areas_of_a_table():
    found, notices = areas_of(frame({"Z2": ZONES["Z2"], "Z1": ZONES["Z1"]}), "zone_id", "name")
    assert [area.area_id for area in found] == ["Z1", "Z2"]
    assert notices == []
    assert -180 < found[0].geometry.bounds[0] < 180


def test_bad_shapes_take_no_part_and_are_named():
    bowtie = shapely.Polygon([(500_000, 9_700_000), (502_000, 9_702_000), (502_000, 9_700_000), (500_000, 9_702_000)])
    shapes = {"ok": bowtie, "line": shapely.LineString([(0, 0), (1, 1)]), "none": None, "empty": shapely.Polygon()}
    found, notices = areas_of(frame(shapes), "zone_id")
    assert [area.area_id for area in found] == ["ok"]
    assert found[0].geometry.is_valid
    assert "empty, line, none" in notices[0].en


def test_an_empty_table_has_no_areas():
    assert areas_of(frame({}), "zone_id") == ([], [])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: areas_of(frame(ZONES, crs=None), "zone_id"),
        lambda: areas_of(frame(ZONES), "code"),
        lambda: areas_of(gpd.GeoDataFrame({"zone_id": ["a", "a"]}, geometry=list(ZONES.values()), crs=CRS), "zone_id"),
        lambda: areas_of(TOO_MANY, "z"),
        lambda: areas_of(frame({"Z": TOO_FINE}), "zone_id"),
    ],
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(ParameterError):
        wrong()


def test_an_area_is_a_value():
    one = Area("a", "A", ZONES["Z1"])
    assert one == Area("a", "A", ZONES["Z1"])

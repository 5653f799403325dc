from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import ParameterError, UnprojectedError
from geo.evaluation.coverage import coverage, matched_lines, plain_lines
from geo.evaluation.map_matching import match_track
from tests.evaluation.patrols import CRS, at, fixes_of, places_of, together
from tests.evaluation.street_grid import network

SQUARE = shapely.box(0, 0, 1000, 1000)


def lines_of(
    *lines: object, mode: list[str | None] | None = None, begins: list[float] | None = None
) -> gpd.GeoDataFrame:
    n = len(lines)
    return gpd.GeoDataFrame(
        {
            "track_id": [f"T{i}" for i in range(n)],
            "mode": pd.Series(mode or [None] * n, dtype="object"),
            "begins": pd.Series([at(t) for t in begins] if begins else [pd.NaT] * n, dtype="datetime64[us, UTC]"),
        },
        geometry=list(lines),
        crs=CRS,
    )


def test_a_line_through_a_square() -> None:
    found = coverage(lines_of(shapely.LineString([(-500, 500), (1500, 500)])), places_of(z=SQUARE), swath_m=100)
    row = found.table.iloc[0]
    assert row["area_km2"] == pytest.approx(1)
    assert row["share"] == pytest.approx(0.2)
    assert row["covered_km2"] == pytest.approx(0.2)
    assert row["km"] == pytest.approx(1)
    assert row["km_per_km2"] == pytest.approx(1)
    assert row["mode"] == "all"


def test_a_position_sees_a_disc_and_passes_count_once() -> None:
    disc = coverage(lines_of(shapely.Point(500, 500)), places_of(z=SQUARE), swath_m=200)
    assert disc.table["share"].iloc[0] == pytest.approx(np.pi * 0.04, rel=2e-3)
    line = shapely.LineString([(0, 500), (1000, 500)])
    twice = coverage(lines_of(line, line), places_of(z=SQUARE), swath_m=100)
    assert twice.table["share"].iloc[0] == pytest.approx(0.2)
    assert twice.table["km"].iloc[0] == pytest.approx(2)


def test_a_line_beside_the_zone_is_seen_from_outside() -> None:
    beside = lines_of(shapely.LineString([(-500, -60), (1500, -60)]))
    assert coverage(beside, places_of(z=SQUARE), swath_m=100).table["share"].iloc[0] == pytest.approx(0.04)
    assert coverage(beside, places_of(z=SQUARE), swath_m=50).table["share"].iloc[0] == 0
    full = coverage(lines_of(shapely.LineString([(0, 500), (1000, 500)])), places_of(z=SQUARE), swath_m=2000)
    assert full.table["share"].iloc[0] == 1


def test_modes_have_their_own_swaths() -> None:
    lines = lines_of(
        shapely.LineString([(-500, 200), (1500, 200)]), shapely.LineString([(-500, 700), (1500, 700)]),
        mode=["road", "river"],
    )  # fmt: skip
    found = coverage(lines, places_of(z=SQUARE), swath_m={"road": 50, "river": 100}).table.set_index("mode")["share"]
    assert found.to_dict() == pytest.approx({"all": 0.3, "road": 0.1, "river": 0.2})
    with pytest.raises(ParameterError, match="river"):
        coverage(lines, places_of(z=SQUARE), swath_m={"road": 50})
    assert coverage(lines, places_of(z=SQUARE), swath_m={"road": 50, "all": 100}).table["share"].iloc[
        0
    ] == pytest.approx(0.3)


def test_periods() -> None:
    line = shapely.LineString([(0, 500), (1000, 500)])
    lines = lines_of(line, line, begins=[0, 100])
    spans = [(at(0).to_pydatetime(), at(50).to_pydatetime()), (at(50).to_pydatetime(), at(90).to_pydatetime())]
    found = coverage(lines, places_of(z=SQUARE), swath_m=100, periods=spans)
    assert found.table["share"].tolist() == pytest.approx([0.2, 0])
    assert found.table["begins"].tolist() == [at(0), at(50)]
    timeless = coverage(lines_of(line), places_of(z=SQUARE), swath_m=100, periods=spans)
    assert timeless.table["share"].tolist() == [0, 0]
    assert "without times" in timeless.notices[0].en


def test_nothing_and_bad_input() -> None:
    none = coverage(lines_of(), places_of(z=SQUARE, e=shapely.Polygon()), swath_m=100)
    assert none.table["share"].iloc[0] == 0
    assert np.isnan(none.table["share"].iloc[1])
    assert "no lines" in none.notices[0].en
    line = lines_of(shapely.LineString([(0, 0), (1, 1)]))
    for swath in (0, -1, 30_000, float("nan")):
        with pytest.raises(ParameterError, match="swath_m"):
            coverage(line, places_of(z=SQUARE), swath_m=swath)
    with pytest.raises(ParameterError, match="coordinate system"):
        coverage(line.to_crs(32749), places_of(z=SQUARE), swath_m=10)
    with pytest.raises(UnprojectedError):
        coverage(line.to_crs(4326), places_of(z=SQUARE), swath_m=10)


def test_plain_lines_are_cut_at_gaps_and_segments() -> None:
    fixes = together(
        fixes_of([(0, 0, 0), (1, 0, 5), (2, 0, None), (3, 0, 30), (4, 0, 31)]),
        fixes_of([(9, 0, 32)], segment=1),
        fixes_of([(0, 5, 0), (1, 5, 1)], track="T2"),
    )
    lines = plain_lines(fixes, mode_of_track={"T1": "road"})
    kinds = [shapely.get_coordinates(line)[:, 0].tolist() for line in lines.geometry]
    assert kinds == [[0, 1, 2], [3, 4], [9], [0, 1]]
    assert lines["track_id"].tolist() == ["T1", "T1", "T1", "T2"]
    assert lines["mode"].iloc[0] == "road"
    assert lines["mode"].isna().tolist() == [False, False, False, True]
    assert lines["begins"].tolist()[:2] == [at(0), at(30)]
    assert lines["ends"].iloc[0] == at(5)
    empty = plain_lines(fixes_of([]))
    assert len(empty) == 0
    assert len(coverage(empty, places_of(z=SQUARE), swath_m=10).table) == 1


def test_against_counting_points() -> None:
    rng = np.random.default_rng(5)
    zone = shapely.Point(0, 0).buffer(500, quad_segs=3)
    lines = [shapely.LineString(rng.uniform(-700, 700, (6, 2))) for _ in range(4)]
    found = coverage(lines_of(*lines), places_of(z=zone), swath_m=60).table["share"].iloc[0]
    xy = rng.uniform(-500, 500, (40_000, 2))
    xy = xy[shapely.contains_xy(zone, xy)]
    near = shapely.distance(shapely.points(xy), shapely.union_all(lines)) <= 60
    assert found == pytest.approx(near.mean(), abs=0.01)


def test_matched_lines_count_like_plain_ones() -> None:
    fixes = fixes_of([(0, 505, 0), (500, 495, 5), (1000, 505, 10), (1000, 900, 30)])
    xy = shapely.get_coordinates(fixes.geometry.array)
    minutes = [0.0, 5.0, 10.0, 30.0]
    found = match_track(xy, network([(0, 500), (1000, 500)]), seconds=[60 * t for t in minutes])
    lines = matched_lines(found, fixes, mode="road")
    assert lines["begins"].tolist() == [at(0), at(30)]
    assert lines["ends"].tolist() == [at(10), at(30)]
    assert lines.geometry.iloc[0].length == pytest.approx(1000)
    assert lines.geometry.iloc[1].geom_type == "Point"
    assert coverage(lines, places_of(z=SQUARE), swath_m=10).table["km"].iloc[0] == pytest.approx(1)
    with pytest.raises(ParameterError, match="not the track"):
        matched_lines(found, fixes.iloc[:2])


def test_lines_of_positions_without_any_time_keep_their_form() -> None:
    for points in ([(0, 0, None), (10, 0, None)], []):
        found = plain_lines(fixes_of(points))
        assert found["begins"].isna().all()
        assert [str(found[name].dtype) for name in ("begins", "ends")] == ["datetime64[us, UTC]"] * 2
    naive = fixes_of([(0, 0, None), (10, 0, None)]).assign(moment=pd.Series([pd.NaT, pd.NaT], dtype="datetime64[ns]"))
    assert str(plain_lines(naive)["ends"].dtype) == "datetime64[us, UTC]"

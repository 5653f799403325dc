"""Hotspots in full, on made and on real incidents."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import ClassVar

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import hotspots
from geo.hotspots.method import Detection
from geo.languages import Says
from geo.parameters import Parameters
from tests.hotspots.places import ORIGIN, clusters, incidents_at
from tests.hotspots.test_outlines import assert_sound


def test_counts_against_the_study_area():
    xy = np.vstack([np.repeat([ORIGIN + 500], 8, axis=0), [ORIGIN + 5000, ORIGIN + 7000]])
    area = shapely.box(*ORIGIN, *(ORIGIN + 10_000))
    found = hotspots.find(incidents_at(xy), eps_m=100, study_area=area)
    row = found.hotspots.iloc[0]
    assert row["n"] == 8
    assert row["expected"] == pytest.approx(10 / 100 * row["area_km2"])
    assert row["density_km2"] == pytest.approx(8 / row["area_km2"])
    assert "the study area's mean" in row["explanation_en"]
    assert (found.study_area_km2, found.left_out) == (100.0, {})


def test_incidents_outside_the_study_area_are_told_and_do_not_count():
    xy = np.vstack([np.repeat([ORIGIN + 50], 6, axis=0), np.repeat([ORIGIN + 900], 9, axis=0)])
    found = hotspots.find(incidents_at(xy), eps_m=100, study_area=shapely.box(*ORIGIN, *(ORIGIN + 100)))
    assert found.left_out == {"outside_study_area": 9}
    assert found.hotspots["n"].tolist() == [6]
    assert found.notices[0].en == "9 incidents outside the study area take no part."


def test_without_a_study_area_a_notice_says_with_what_it_compares():
    found = hotspots.find(incidents_at(clusters(3)), eps_m=100)
    assert "the ground that the incidents span" in found.notices[0].en
    assert found.study_area_km2 is None


def test_names_of_kinds_reach_the_explanation():
    table = incidents_at(np.repeat([ORIGIN], 5, axis=0), kind=["CUR"] * 5)
    found = hotspots.find(table, kind_names={"CUR": Says("pencurian", "theft")})
    assert "5 kejadian (pencurian)" in found.hotspots["explanation_id"].iloc[0]
    assert "5 incidents (theft)" in found.hotspots["explanation_en"].iloc[0]


def test_ranks_by_harm_not_by_number():
    xy = np.vstack([np.repeat([ORIGIN], 20, axis=0), np.repeat([ORIGIN + 5000], 6, axis=0)])
    found = hotspots.find(incidents_at(xy, harm=[1.0] * 20 + [50.0] * 6))
    assert found.hotspots[["rank", "cluster", "n", "harm"]].values.tolist() == [[1, 1, 6, 300], [2, 0, 20, 20]]


class Halves(Parameters):
    """A stranger's method: west and east of the middle, with shapes and statistics of its own."""

    name: ClassVar[str] = "halves"
    source: ClassVar[str] = "made for this test, 2026"
    says: ClassVar[Says] = Says("Belah dua", "Cut in two")
    gives_surface: ClassVar[bool] = False
    tests_significance: ClassVar[bool] = True
    uses_time: ClassVar[bool] = False
    needs_network: ClassVar[bool] = False

    def run(self, incidents, ground, seed):
        west, south, east, north = ground.area.bounds
        middle = (west + east) / 2
        labels = pd.Series((incidents.geometry.x >= middle).astype("int64"), name="cluster")
        shapes = [shapely.box(west - 100, south, middle, north), shapely.box(middle, south, east, north)]
        return Detection(
            labels,
            statistics=pd.DataFrame({"q_value": [0.5, 0.001], "significant": [False, True], "expected": [4.0, 4.0]}),
            polygons=gpd.GeoSeries(shapes, crs=incidents.crs),
            notices=[Says("dua belahan", "two halves")],
        )


def test_shapes_and_statistics_of_a_method_of_its_own(monkeypatch):
    monkeypatch.setattr(sys.modules["geo.hotspots.find"], "make", lambda name, **values: Halves(**values))
    area = shapely.box(*ORIGIN, *(ORIGIN + 1000))
    xy = ORIGIN + np.array([[100, 100], [900, 100], [900, 500], [900, 900]])
    found = hotspots.find(incidents_at(xy), "halves", study_area=area, replicates=0)
    assert found.hotspots["cluster"].tolist() == [1, 0]
    assert found.hotspots["q_value"].tolist() == [0.001, 0.5]
    assert found.hotspots["significant"].tolist() == [True, False]
    assert found.hotspots["expected"].tolist() == [4.0, 4.0]
    assert found.hotspots.geometry.area.tolist() == [500_000.0, 500_000.0]
    assert found.hotspots["explanation_en"].iloc[0].endswith("Unlikely to arise by luck (q = 0.001).")
    assert found.notices[0] == Says("dua belahan", "two halves")


@pytest.mark.real_data
def test_chicago_assaults(chicago: gpd.GeoDataFrame):
    found = hotspots.find(chicago, "dbscan", eps_m=100, min_samples=50, timezone="America/Chicago")
    rows = found.hotspots
    assert len(found.labels) == 148_636
    assert len(rows) == 351
    assert rows["n"].sum() + (found.labels == -1).sum() == 148_636
    assert all(sum(json.loads(hours)) == n for hours, n in zip(rows["hours"], rows["n"], strict=True))
    assert_sound(rows.set_index("cluster").geometry, shapely.get_coordinates(chicago.geometry.array), found.labels)


@pytest.mark.real_data
def test_fires_inside_banyuasin(real_data: Path):
    fires = pd.read_csv(real_data / "fires" / "modis_2023_Indonesia.csv.gz")
    table = gpd.GeoDataFrame(
        {"occurred_from": pd.to_datetime(fires["acq_date"], utc=True), "time_precision": "day"},
        geometry=gpd.points_from_xy(fires["longitude"], fires["latitude"]),
        crs=4326,
    ).to_crs(32748)
    boundary = gpd.read_file(real_data / "banyuasin" / "banyuasin_kabupaten.geojson")
    found = hotspots.find(table, "dbscan", eps_m=2000, min_samples=10, study_area=boundary, timezone="Asia/Jakarta")
    area = boundary.to_crs(32748).union_all()
    inside = shapely.intersects(area, np.asarray(table.geometry.array))
    assert found.left_out["outside_study_area"] == (~inside).sum()
    assert (found.labels[~inside] == -1).all()
    assert found.study_area_km2 == pytest.approx(12_262, rel=0.01)
    assert len(found.hotspots) > 5
    assert found.hotspots.geometry.difference(area).area.max() < 1e-3
    assert found.hotspots["timed"].eq(0).all()
    shapes = found.hotspots.set_index("cluster").geometry
    assert_sound(shapes, shapely.get_coordinates(table.geometry.array), found.labels)

"""What hotspots are compared with: the study area, an exposure, or the incidents of their own time."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import hotspots
from geo.hotspots.checked import checked
from geo.hotspots.clusters.dbscan import Dbscan
from geo.hotspots.hotspot_table import hotspot_table
from geo.hotspots.method import Detection
from geo.spatial.exposure import exposure_of
from tests.hotspots.places import CRS, ORIGIN, clusters, incidents_at

AREA = shapely.box(*(ORIGIN - 500), *(ORIGIN + 3500))


def test_expected_follows_the_exposure_where_one_is_given():
    xy = clusters(3)
    # Everybody lives in the west: what happens in the east is beyond all expectation.
    west = gpd.GeoDataFrame(
        {"people": [900, 100]},
        geometry=[
            shapely.box(*(ORIGIN - 500), *(ORIGIN + np.array([1500, 3500]))),
            shapely.box(*(ORIGIN + np.array([1500, -500])), *(ORIGIN + 3500)),
        ],
        crs=CRS,
    )
    exposure = exposure_of(west, "people")
    plain = hotspots.find(incidents_at(xy), "dbscan", study_area=AREA, eps_m=100)
    compared = hotspots.find(incidents_at(xy), "dbscan", study_area=AREA, exposure=exposure, eps_m=100)
    for row in compared.hotspots.itertuples():
        share = exposure.within(np.array([row.geometry], dtype=object))[0] / 1000
        assert row.expected == pytest.approx(len(xy) * share)
        assert row.relative_risk == pytest.approx(row.n / row.expected)
        assert "relative risk" in row.explanation_en
        assert "risiko relatif" in row.explanation_id
    assert (plain.hotspots["relative_risk"] == plain.hotspots["n"] / plain.hotspots["expected"]).all()
    assert not plain.hotspots["explanation_en"].str.contains("relative risk").any()


def test_clusters_in_time_are_compared_with_the_incidents_of_their_time():
    days = pd.date_range("2026-01-01", periods=100, freq="D", tz="UTC")
    table = incidents_at(ORIGIN + np.arange(200.0).reshape(100, 2), occurred_from=days, time_precision="day")
    ready = checked(table, AREA)
    labels = pd.Series(np.where(np.arange(100) < 20, 0, -1), name="cluster")

    class InTime(Dbscan):
        uses_time = True

    in_time = hotspot_table(ready, Detection(labels), InTime(), 16.0)
    at_all = hotspot_table(ready, Detection(labels), Dbscan(), 16.0)
    assert in_time["expected"].iloc[0] == pytest.approx(at_all["expected"].iloc[0] * 20 / 100)


def test_masked_ground_holds_no_incident_and_counts_in_no_area():
    xy = np.vstack([clusters(3), ORIGIN + np.array([[3200, 3200], [3300, 3300]])])
    sea = shapely.box(*(ORIGIN + 3100), *(ORIGIN + 3500))
    found = hotspots.find(incidents_at(xy), "dbscan", study_area=AREA, mask=sea, eps_m=100)
    assert found.study_area_km2 == pytest.approx(16 - 0.16)
    assert found.labels.iloc[-2:].tolist() == [-1, -1]
    assert any("2 incidents in masked areas" in notice.en for notice in found.notices)
    labels = hotspots.detect(incidents_at(xy), "dbscan", study_area=AREA, mask=sea, eps_m=100)
    assert labels.equals(found.labels)

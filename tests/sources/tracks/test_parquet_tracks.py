from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.sources.tracks.parquet_tracks import parse
from tests.sources.hostile import options, reason_of

pytestmark = pytest.mark.filterwarnings("error")


def table() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "patrol_id": ["a", "a"],
            "fixtime": pd.to_datetime(["2026-01-01T00:00Z", "2026-01-01T00:01Z"]),
            "junk_status": [False, True],
            "leader": ["Budi", "Budi"],
        },
        geometry=[shapely.Point(104.7, -2.9), shapely.Point(104.8, -2.9)],
        crs=4326,
    )


def test_parquet_and_geopackage(tmp_path: Path) -> None:
    table().to_parquet(tmp_path / "a.parquet")
    table().to_file(tmp_path / "a.gpkg", driver="GPKG")
    for name, source in (("a.parquet", "parquet"), ("a.gpkg", "gpkg")):
        points = parse(tmp_path / name, options())
        assert points.source == source
        assert points.track.tolist() == ["a", "a"]
        assert points.excluded.tolist() == ["", "junk"]
        assert points.mapping == {"time": "fixtime"}
        assert "leader" not in points.frame.columns


def test_cut_off(tmp_path: Path) -> None:
    table().to_parquet(tmp_path / "a.parquet")
    path = tmp_path / "b.parquet"
    path.write_bytes((tmp_path / "a.parquet").read_bytes()[:-20])
    assert reason_of(parse, path, options()) == "damaged"

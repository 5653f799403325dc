from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
from geopandas.testing import assert_geodataframe_equal

from geo.exports import write
from geo.tables.hotspots import HOTSPOTS
from geo.tables.incidents import INCIDENTS
from geo.tables.runs import RUNS
from tests.exports.samples import about, hotspots, incidents


def test_comes_back_whole(tmp_path: Path) -> None:
    for table, form in ((hotspots(), HOTSPOTS), (incidents(attributes=[{"a": 1}, {}, {"é": None}]), INCIDENTS)):
        path = tmp_path / f"{form.name}.parquet"
        write(table, form, path, language="id", about=about())
        assert_geodataframe_equal(gpd.read_parquet(path), table)


def test_is_geoparquet_with_facts(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write(hotspots(), HOTSPOTS, path, language="id", about=about())
    metadata = pq.read_schema(path).metadata
    geo = json.loads(metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["encoding"] == "WKB"
    facts = json.loads(metadata[b"petarawan"])
    assert facts["run_id"] == "A0007"
    assert facts["columns"]["harm"]["en"] == "Sum of harm weights"


def test_tables_without_places_are_plain(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    runs = RUNS.shaped(pd.DataFrame({"run_id": ["A0001"], "parameters": ['{"eps_m": 400}'], "seconds": [1.5]}))
    write(runs, RUNS, path, language="id", about=about())
    assert b"geo" not in pq.read_schema(path).metadata
    pd.testing.assert_frame_equal(pd.read_parquet(path), runs)

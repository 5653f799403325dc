"""Small tables that the exporters' tests share, and independent readers of what was written."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import python_calamine
from defusedxml import ElementTree
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geo.exports import About
from geo.languages import Says
from geo.tables.hotspots import HOTSPOTS
from geo.tables.incidents import INCIDENTS

KML = "{http://www.opengis.net/kml/2.2}"
GPX = "{http://www.topografix.com/GPX/1/1}"
SYNTHETIC = Says("DATA SINTETIS", "SYNTHETIC DATA")

RISKY = [
    "=1+1",
    "+CMD|'/C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\uff1d1+1",
    "'=1+1",
    "''",
    "'",
    "-",
    "+628123456789",
]
AWKWARD = [
    *RISKY,
    "",
    "a,b;c\td",
    'say "ya"',
    '"=1+1"',
    "two\nlines",
    "old\r\nlines",
    " spaces ",
    "<script>alert(1)</script>",
    "]]>",
    "&amp;",
    "_x0041_",
    "\x1b[2J\x1b[31mroot",
    "x\u2028y",
    "\ufffe\uffff",
    "\N{REPLACEMENT CHARACTER}",
    "naïve – Palembang \U0001f525",
    "#N/A",
    "-5",
    "1e5",
    "007",
    "true",
    "${1+1}",
    "a" * 20_000,
]


def about(**changes: Any) -> About:
    """Return facts with a fixed clock."""
    facts = {
        "title": Says("Kejadian contoh", "Sample incidents"),
        "run_id": "A0007",
        "created": datetime(2026, 11, 23, 5, tzinfo=UTC),
        "data_as_of": datetime(2026, 11, 22, 5, 30, tzinfo=UTC),
        "note": SYNTHETIC,
        "licence": Says("CC BY 4.0, contoh", "CC BY 4.0, sample"),
        "timezone": "Asia/Jakarta",
    }
    return About(**{**facts, **changes})


def incidents(texts: list[str] | None = None, attributes: list[Any] | None = None) -> gpd.GeoDataFrame:
    """Return one incident for each text (as its source_id), with the given attributes."""
    texts = ["LP-1", "LP-2", "LP-3"] if texts is None else texts
    n = len(texts)
    moments = pd.to_datetime(["2026-08-12T07:30:00Z"] * n, utc=True)
    frame = gpd.GeoDataFrame(
        {
            "incident_id": [f"I{number:04d}" for number in range(n)],
            "source": "csv",
            "source_id": texts,
            "kind": "KARHUTLA",
            "occurred_from": moments,
            "occurred_to": moments,
            "time_precision": "minute",
            "precision_m": np.where(np.arange(n) % 2 == 0, 50.0, np.nan),
            "harm": 10.0,
            "origin": "reported",
            "status": "unverified",
            "sharing": "own",
            "outside": False,
            "attributes": [json.dumps(one, ensure_ascii=False) for one in attributes] if attributes else None,
            "digest": "0" * 32,
            "import_id": "M0001",
            "row": range(2, n + 2),
        },
        geometry=[Point(104.123456789 + number / 1000, -2.9) for number in range(n)],
        crs=4326,
    )
    return INCIDENTS.shaped(frame)


def hotspots() -> gpd.GeoDataFrame:
    """Return three hotspots: one with a hole (wound the wrong way), one in two parts, one with all optional empty."""
    holed = Polygon(
        [(104.7, -2.9), (104.7, -2.8), (104.9, -2.8), (104.9, -2.9)],
        [[(104.75, -2.88), (104.8, -2.88), (104.8, -2.85), (104.75, -2.85)]],
    )
    frame = gpd.GeoDataFrame(
        {
            "hotspot_id": ["H1", "=cmd|' /C'!A0", "H3"],
            "rank": [1, 5, 40],
            "cluster": [0, 1, 2],
            "n": [12, 7, 5],
            "harm": [120.5, 7.0, 5.0],
            "area_km2": [1.25, 2.0, 3.0],
            "density_km2": [9.6, 3.5, np.nan],
            "z_score": [4.5, np.nan, np.nan],
            "significant": [True, False, False],
            "first": pd.to_datetime(["2026-01-01T00:00:00Z", None, None], utc=True),
            "last": pd.to_datetime(["2026-02-01T00:00:00Z", None, None], utc=True),
            "kinds": ['{"KARHUTLA": 12}', '{"NARKOBA": 7}', None],
            "explanation_id": ["<b>dua belas</b> & lebih", None, None],
            "explanation_en": ["<b>twelve</b> & more", None, None],
        },
        geometry=[
            holed,
            MultiPolygon([box(105, -2, 105.1, -1.9), box(105.2, -2, 105.3, -1.9)]),
            box(106, -2, 106.1, -1.9),
        ],
        crs=4326,
    )
    return HOTSPOTS.shaped(frame)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read our CSV as any program would, then take one leading apostrophe away as its makers say."""
    text = path.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header = [cell.removeprefix("'") for cell in rows[0]]
    return [dict(zip(header, (cell.removeprefix("'") for cell in row), strict=True)) for row in rows[1:]]


def read_xlsx(path: Path, sheet: int = 0) -> list[dict[str, Any]]:
    """Read a sheet through calamine; empty cells are ''."""
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(sheet).to_python()
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def read_geojson(path: Path) -> list[dict[str, Any]]:
    """Read the features' properties as strict JSON (no NaN)."""

    def forbidden(name: str) -> Any:
        raise AssertionError(f"{name} is no JSON")

    document = json.loads(path.read_text(encoding="utf-8"), parse_constant=forbidden)
    assert document["type"] == "FeatureCollection"
    return [feature["properties"] for feature in document["features"]]


def kml_root(path: Path) -> Any:
    """Parse KML or KMZ with a hardened parser."""
    if path.suffix == ".kmz":
        with zipfile.ZipFile(path) as archive:
            return ElementTree.fromstring(archive.read("doc.kml"))
    return ElementTree.parse(path).getroot()


def read_kml(path: Path) -> list[dict[str, Any]]:
    """Read the typed data of each placemark."""
    return [
        {data.get("name"): data.text or "" for data in mark.iter(f"{KML}SimpleData")}
        for mark in kml_root(path).iter(f"{KML}Placemark")
    ]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read the rows of a file by a reader that knows nothing of ours."""
    kind = path.suffix.lower()
    if kind == ".csv":
        return list(read_csv(path))
    if kind == ".xlsx":
        return read_xlsx(path)
    if kind == ".geojson":
        return read_geojson(path)
    if kind in {".kml", ".kmz"}:
        return read_kml(path)
    if kind == ".gpx":
        waypoints = ElementTree.parse(path).getroot().findall(f"{GPX}wpt")
        return [{child.tag.removeprefix(GPX): child.text for child in point} for point in waypoints]
    if kind == ".gpkg":
        return list(pyogrio.read_dataframe(path, read_geometry=False).to_dict("records"))
    return list(pq.read_table(path).drop_columns(["geometry"]).to_pylist())

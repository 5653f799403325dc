from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from shapely.geometry import Polygon

from geo.exports import write
from geo.tables.hotspots import HOTSPOTS, SURFACES
from geo.tables.incidents import INCIDENTS
from tests.exports.samples import KML, about, hotspots, incidents, kml_root, read_kml

# Order of children that the KML 2.2 schema prescribes for a feature.
FEATURE = ["name", "visibility", "open", "description", "TimeStamp", "TimeSpan", "styleUrl", "Style", "ExtendedData"]
SHAPES = ["Point", "Polygon", "MultiGeometry"]


def tags(element: Any) -> list[str]:
    return [child.tag.removeprefix(KML) for child in element]


@pytest.fixture
def root(tmp_path: Path) -> Any:
    path = tmp_path / "a.kml"
    write(hotspots(), HOTSPOTS, path, language="id", about=about())
    return kml_root(path)


def test_follows_the_schema(root: Any) -> None:
    assert root.tag == f"{KML}kml"
    assert tags(root) == ["Document"]
    marks = list(root.iter(f"{KML}Placemark"))
    assert len(marks) == 3
    for mark in marks:
        places = [[*FEATURE, *SHAPES].index(tag) for tag in tags(mark)]
        assert places == sorted(places)
        assert sum(tag in SHAPES for tag in tags(mark)) == 1
    styles = {style.get("id") for style in root.iter(f"{KML}Style")}
    assert {mark.find(f"{KML}styleUrl").text.removeprefix("#") for mark in marks} <= styles
    schema = root.find(f".//{KML}Schema")
    fields = {field.get("name"): field.get("type") for field in schema}
    assert fields["n"] == "int"
    assert fields["harm"] == "double"
    assert {data.get("name") for data in root.iter(f"{KML}SimpleData")} <= set(fields)
    assert {data.get("schemaUrl") for data in root.iter(f"{KML}SchemaData")} == {f"#{schema.get('id')}"}


def test_ranks_have_their_colours(root: Any) -> None:
    styles = [mark.find(f"{KML}styleUrl").text for mark in root.iter(f"{KML}Placemark")]
    assert styles == ["#rank-1-3", "#rank-4-10", "#rank-31"]


def test_outlines_and_holes_come_back(root: Any) -> None:
    for mark, exact in zip(root.iter(f"{KML}Placemark"), hotspots().geometry, strict=True):
        found = Polygon()
        for polygon in mark.iter(f"{KML}Polygon"):
            rings = [
                [tuple(map(float, pair.split(","))) for pair in ring.text.split()]
                for boundary in ("outerBoundaryIs", "innerBoundaryIs")
                for ring in polygon.findall(f"{KML}{boundary}/{KML}LinearRing/{KML}coordinates")
            ]
            found = found.union(Polygon(rings[0], rings[1:]))
        assert found.symmetric_difference(exact).area < 1e-9


def test_descriptions_are_no_markup(root: Any) -> None:
    first = next(root.iter(f"{KML}Placemark"))
    assert first.find(f"{KML}description").text == "&lt;b&gt;dua belas&lt;/b&gt; &amp; lebih"
    exact = {data.get("name"): data.text for data in first.iter(f"{KML}SimpleData")}
    assert exact["explanation_id"] == "<b>dua belas</b> & lebih"
    assert json.loads(exact["kinds"]) == {"KARHUTLA": 12}


def test_has_no_cdata(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    write(incidents(["]]>", "<![CDATA[x]]>"]), INCIDENTS, path, language="id", about=about())
    assert "<![CDATA[" not in path.read_text(encoding="utf-8")
    assert [row["source_id"] for row in read_kml(path)] == ["]]>", "<![CDATA[x]]>"]


def test_times_are_stamps_or_spans(tmp_path: Path) -> None:
    table = incidents()
    table.loc[1, "occurred_to"] = table.loc[1, "occurred_to"] + pd.Timedelta(hours=2)
    table.loc[2, ["occurred_from", "occurred_to"]] = None
    path = tmp_path / "a.kml"
    write(table, INCIDENTS, path, language="id", about=about())
    marks = list(kml_root(path).iter(f"{KML}Placemark"))
    assert marks[0].find(f"{KML}TimeStamp/{KML}when").text == "2026-08-12T07:30:00Z"
    assert marks[1].find(f"{KML}TimeSpan/{KML}end").text == "2026-08-12T09:30:00Z"
    assert marks[2].find(f"{KML}TimeStamp") is None


def test_tables_without_rank_have_the_plain_style(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    cells = hotspots().rename(columns={"hotspot_id": "cell_id"})[["cell_id", "n", "geometry"]]
    write(cells, SURFACES, path, language="id", about=about())
    assert [mark.find(f"{KML}styleUrl").text for mark in kml_root(path).iter(f"{KML}Placemark")] == ["#plain"] * 3

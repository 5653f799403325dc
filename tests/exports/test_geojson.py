from __future__ import annotations

import itertools
import json
from pathlib import Path

import pyogrio
import pytest
from shapely.geometry import shape

from geo.exports import write
from geo.tables.hotspots import HOTSPOTS
from geo.tables.incidents import INCIDENTS
from tests.exports.samples import about, hotspots, incidents


def collection(path: Path) -> dict[str, object]:
    def forbidden(name: str) -> object:
        raise AssertionError(f"{name} is no JSON")

    return dict(json.loads(path.read_text(encoding="utf-8"), parse_constant=forbidden))


def signed_area(ring: list[list[float]]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in itertools.pairwise(ring)) / 2


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    path = tmp_path / "a.geojson"
    write(hotspots(), HOTSPOTS, path, language="id", about=about())
    return path


def test_follows_rfc_7946(layer: Path) -> None:
    """A09."""
    document = collection(layer)
    assert document["type"] == "FeatureCollection"
    assert "crs" not in document
    for feature in document["features"]:  # type: ignore[attr-defined]
        assert set(feature) == {"type", "geometry", "properties"}
        parts = feature["geometry"]["coordinates"]
        for polygon in [parts] if feature["geometry"]["type"] == "Polygon" else parts:
            for number, ring in enumerate(polygon):
                assert len(ring) >= 4
                assert ring[0] == ring[-1]
                assert (signed_area(ring) > 0) == (number == 0)
                assert all(len(position) == 2 and round(position[0], 7) == position[0] for position in ring)


def test_outlines_and_holes_come_back(layer: Path) -> None:
    for feature, exact in zip(collection(layer)["features"], hotspots().geometry, strict=True):  # type: ignore[call-overload]
        assert shape(feature["geometry"]).symmetric_difference(exact).area < 1e-9
    assert pyogrio.read_dataframe(layer).geometry.is_valid.all()


def test_nan_is_null_and_json_a_value(layer: Path) -> None:
    rows = [feature["properties"] for feature in collection(layer)["features"]]  # type: ignore[attr-defined]
    assert rows[2]["density_km2"] is None
    assert rows[0]["kinds"] == {"KARHUTLA": 12}
    assert rows[1]["first"] is None
    assert rows[0]["significant"] is True


def test_attributes_become_properties_of_their_own_names(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    attributes = [{"uraian": "x", "kind": "asli", "n": 1.5, "daftar": [1, None]}, {}, {"uraian": None}]
    write(incidents(attributes=attributes), INCIDENTS, path, language="id", about=about())
    first, second, third = (feature["properties"] for feature in collection(path)["features"])  # type: ignore[attr-defined]
    assert (first["uraian"], first["kind"], first["kind_asal"], first["n"]) == ("x", "KARHUTLA", "asli", 1.5)
    assert first["daftar"] == [1, None]
    assert "uraian" not in second
    assert third["uraian"] is None
    assert "attributes" not in first


@pytest.mark.parametrize(
    "text", ['{"x": NaN, "y": [Infinity]}', '{"x": "\\ud800"}', '{"x": 123456789012345678901234567890}']
)
def test_odd_values_stay_valid_json(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.geojson"
    table = incidents(["a"])
    table["attributes"] = text
    write(table, INCIDENTS, path, language="id", about=about())
    (feature,) = collection(path)["features"]  # type: ignore[misc]
    expected = {"N": None, "\\": "\ud800", "1": 123456789012345678901234567890}
    assert feature["properties"]["x"] == next(
        value for sign, value in expected.items() if text[6:].lstrip('"').startswith(sign)
    )


def test_places_missing_or_empty_are_null(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    table = hotspots()
    table.loc[1, "geometry"] = None
    write(table, HOTSPOTS, path, language="id", about=about())
    shapes = [feature["geometry"] for feature in collection(path)["features"]]  # type: ignore[attr-defined]
    assert [one is None for one in shapes] == [False, True, False]

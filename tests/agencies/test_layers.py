"""GeoJSON layers of a pack."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.agencies import layers
from geo.agencies.faults import Faults
from geo.agencies.layers import read_boundary, read_layer
from tests.agencies.packs import collection, square


def test_a_layer_keeps_its_properties() -> None:
    faults = Faults()
    table = read_layer("x", collection(square(104, -3, 1, name="A", many=[1, 2]), square(105, -3, 1)), faults)
    assert table is not None
    assert list(table["name"]) == ["A", None] or table["name"].isna()[1]
    assert table["many"][0] == "[1, 2]"
    assert table.crs == "EPSG:4326"


def geometry(kind: str, coordinates: object) -> bytes:
    return json.dumps({"type": kind, "coordinates": coordinates}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"type": "FeatureCollection", "features": []}',
        b'{"type": "FeatureCollection", "features": {}}',
        b'{"type": "FeatureCollection", "features": [1]}',
        b'{"type": "Feature", "geometry": null, "properties": {}}',
        b'{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": [1]}',
        b'{"type": "Point", "coordinates": [NaN, 1]}',
        b'{"type": "GeometryCollection", "geometries": []}',
        b"[" * 100_000,
        b'{"type": "Point", "coordinates": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        geometry("Point", [200, 1]),
        geometry("Point", [1]),
        geometry("Point", ["1", 2]),
        geometry("Point", [True, 2]),
        geometry("LineString", [[1, 2]]),
        geometry("Polygon", [[[0, 0], [1, 0], [1, 1]]]),
        geometry("Polygon", [[[0, 0], [1, 0], [1, 1], [0, 1]]]),
        geometry("Polygon", [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]),
        geometry("MultiPolygon", [[[[0, 0], [1, 0], [1, 1]]]]),
        geometry("Polygon", []),
        geometry("Polygon", [[]]),
    ],
)
def test_what_is_no_layer_is_a_fault_and_no_crash(content: bytes) -> None:
    faults = Faults()
    assert read_layer("x.geojson", content, faults) is None
    assert faults.found


@settings(max_examples=80, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(-200, 200) | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "x"]), inner, max_size=2),
        max_leaves=12,
    ),
    st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon", "Circle"]),
)
def test_any_coordinates_are_taken_or_named(coordinates: object, kind: str) -> None:
    faults = Faults()
    table = read_layer("x", geometry(kind, coordinates), faults)
    assert (table is None) == bool(faults.found)


def test_too_many_vertices_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "MAX_VERTICES", 8)
    faults = Faults()
    assert read_layer("x", collection(square(1, 1, 1), square(3, 3, 1)), faults) is None
    assert "8" in faults.found[0].problem.en


def test_a_boundary_is_one_area() -> None:
    faults = Faults()
    area = read_boundary("x", collection(square(104, -3, 1), square(105, -3, 1)), faults)
    assert area is not None
    assert area.bounds == (104, -3, 106, -2)
    assert read_boundary("x", geometry("Point", [1, 2]), faults) is None
    assert faults.found

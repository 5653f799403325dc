from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import GeoError
from geo.sources.geojson import parse
from geo.sources.records import Records
from tests.sources.hostile import options, reason_of

SQUARE = [[104, -3], [104.5, -3], [104.5, -2.5], [104, -2.5], [104, -3]]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(x: Any = 104.7, y: Any = -2.9) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y]}


def read(tmp_path: Path, content: Any, **given_options: Any) -> Records:
    path = tmp_path / "a.geojson"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
    records = parse(path, options(**given_options))
    assert len(records.frame) == len(records.line)
    assert records.geometry is not None
    assert len(records.geometry) == len(records.frame)
    return records


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **members, "features": list(features)}


def reasons(records: Records) -> dict[int, str]:
    return {one.line: one.reason for one in records.refused}


def test_collection_of_points(tmp_path: Path) -> None:
    records = read(
        tmp_path,
        collection(
            {**feature(point(), jenis="API", n=1, lagi={"a": [1]}), "id": "k1"},
            {**feature(point(105, -3), jenis="CURI", n=2), "id": "k2"},
        ),
    )
    assert records.format == "geojson"
    assert records.crs == 4326
    assert list(records.frame.columns) == ["id", "jenis", "n", "lagi"]
    assert records.frame["id"].tolist() == ["k1", "k2"]
    assert records.frame["n"].dtype == np.int64
    assert records.frame["lagi"].tolist() == ['{"a": [1]}', ""]
    assert records.line.tolist() == [1, 2]
    assert shapely.get_coordinates(records.geometry).tolist() == [[104.7, -2.9], [105.0, -3.0]]


def test_own_id_does_not_hide_the_one_in_the_properties(tmp_path: Path) -> None:
    records = read(tmp_path, collection({**feature(point(), id="dalam"), "id": "luar"}))
    assert records.frame.iloc[0].to_dict() == {"feature_id": "luar", "id": "dalam"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """U11."""
    text = json.dumps(collection(feature(point(), nama="Ñandú 火")), ensure_ascii=False)
    assert read(tmp_path, text.encode(encoding)).frame["nama"].tolist() == ["Ñandú 火"]


def test_broken_encoding_names_the_line(tmp_path: Path) -> None:
    assert reason_of(read, tmp_path, b'{"type":\n"Feature\xff\xfe"}') == "encoding"


@pytest.mark.parametrize("between", ["\n", "\r\n", "\x1e", "\n\x1e", " "])
def test_one_feature_per_line(tmp_path: Path, between: str) -> None:
    text = between.join(json.dumps(feature(point(), id=number)) for number in range(3))
    records = read(tmp_path, between + text + "\n")
    assert records.frame["id"].tolist() == [0, 1, 2]
    assert records.dialect["layout"] == "sequence"


def test_feature_and_bare_geometry(tmp_path: Path) -> None:
    assert len(read(tmp_path, feature(point())).frame) == 1
    assert len(read(tmp_path, {"type": "Polygon", "coordinates": [SQUARE]}).frame) == 1
    nested = {"type": "GeometryCollection", "geometries": [point(), {"type": "Polygon", "coordinates": [SQUARE]}]}
    assert read(tmp_path, nested).geometry[0].geom_type == "GeometryCollection"  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty_file"),
        ("   \n", "empty_file"),
        ("{}", "not_geojson"),
        ("[]", "not_geojson"),
        ("[1, 2]", None),
        ('"text"', "not_geojson"),
        ("null", "not_geojson"),
        ('{"type": "Topology", "objects": {}}', "not_geojson"),
        ('{"type": "FeatureCollection", "features": []}', "nothing_to_read"),
        ('{"type": "FeatureCollection", "features": [', "bad_json"),
        ('{"type": "FeatureCollection", "features": [{"type": "Feature"', "bad_json"),
        ('{"type": "FeatureCollection", "features": [],}', "bad_json"),
        ('{"type": "FeatureCollection" "features": []}', "bad_json"),
        ("var Fires = {}", "bad_json"),
        ('{"features": [], "features": [{"type": "Feature"}]}', "bad_json"),
        ("<OGRVRTDataSource/>", "bad_json"),
        ("[" * 101 + "]" * 101, "too_deep"),
        ("[" * 1_000_000, "too_deep"),
        ('{"a":' * 200_000, "too_deep"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, text: str, reason: str | None) -> None:
    """U07."""
    if reason is None:
        assert set(reasons(read(tmp_path, text)).values()) == {"not_a_feature"}
    else:
        assert reason_of(read, tmp_path, text) == reason


def test_cut_file_is_never_read_as_complete(tmp_path: Path) -> None:
    text = json.dumps(collection(*(feature(point(), n=number) for number in range(20))))
    for length in range(60, len(text) - 1, 37):
        assert reason_of(read, tmp_path, text[:length]) == "bad_json"


def test_collection_nested_100_000_deep_never_reaches_the_geometry_library(tmp_path: Path) -> None:
    text = '{"type":"GeometryCollection","geometries":[' * 100_000 + "]}" * 100_000
    assert reason_of(read, tmp_path, text) == "too_deep"


def test_brackets_in_texts_are_not_depth(tmp_path: Path) -> None:
    text = "[" * 300 + '\\" {{{ \\\\' + '"'
    assert len(read(tmp_path, collection(feature(point(), catatan=text))).frame) == 1


def test_moderate_nesting_of_collections_is_refused_by_feature(tmp_path: Path) -> None:
    geometry: dict[str, Any] = point()
    for _ in range(12):
        geometry = {"type": "GeometryCollection", "geometries": [geometry]}
    assert reasons(read(tmp_path, collection(feature(geometry), feature(point())))) == {1: "too_deep"}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[NaN,-2.9]}}', "bad_number"),
        ('{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[Infinity,1]}}', "bad_number"),
        ('{"type":"Feature","properties":{"a":-Infinity},"geometry":null}', "bad_number"),
        ('{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1e999,1]}}', "bad_number"),
        ('{"type":"Feature","properties":{"a":1%s},"geometry":null}' % ("0" * 100_000), "bad_number"),
        ('{"type":"Feature","properties":{"a":1.%s},"geometry":null}' % ("0" * 100_000), "bad_number"),
        ('{"type":"Feature","properties":{"a":1,"a":2},"geometry":null}', "duplicate_keys"),
        ('{"type":"Feature","type":"Feature","properties":{},"geometry":null}', "duplicate_keys"),
        ('{"type":"Feature","properties":{"a":"\\u0000"},"geometry":null}', "control_characters"),
        ('{"type":"Feature","properties":{"a":"\\ud800"},"geometry":null}', "control_characters"),
        ('{"type":"Feature","properties":{"\\udfff":1},"geometry":null}', "control_characters"),
        ("7", "not_a_feature"),
        ("null", "not_a_feature"),
        ('{"type":"feature","properties":{},"geometry":null}', "not_a_feature"),
        ('{"type":"Feature","properties":[],"geometry":null}', "not_a_feature"),
        ('{"type":"Feature","properties":{}}', "not_a_feature"),
        ('{"type":"Feature","properties":{},"geometry":[]}', "unknown_geometry_type"),
        ('{"type":"Feature","properties":{},"geometry":{"type":["Point"],"coordinates":[1,2]}}',
         "unknown_geometry_type"),
    ],
)  # fmt: skip
def test_one_bad_feature_spoils_only_itself(tmp_path: Path, bad: str, reason: str) -> None:
    """U07."""
    good = json.dumps(feature(point(), a=1))
    records = read(tmp_path, f'{{"type":"FeatureCollection","features":[{good},{bad},{good}]}}')
    assert reasons(records) == {2: reason}
    assert records.line.tolist() == [1, 3]
    json.dumps(records.refused[0].raw, allow_nan=False).encode("utf-8")
    assert len(records.refused[0].value) <= 200


def test_surrogate_pairs_are_ordinary_text(tmp_path: Path) -> None:
    text = '{"type":"Feature","properties":{"a":"\\ud83d\\ude00"},"geometry":{"type":"Point","coordinates":[1,2]}}'
    assert read(tmp_path, text).frame["a"].tolist() == ["😀"]


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "null_geometry"),
        ({"type": "Point", "coordinates": []}, "empty_geometry"),
        ({"type": "Point"}, "empty_geometry"),
        ({"type": "Point", "coordinates": [1]}, "geometry_not_numbers"),
        ({"type": "Point", "coordinates": [True, False]}, "geometry_not_numbers"),
        ({"type": "Point", "coordinates": ["104.7", "-2.9"]}, "geometry_not_numbers"),
        ({"type": "Point", "coordinates": [None, None]}, "geometry_not_numbers"),
        ({"type": "Point", "coordinates": {"0": 1}}, "geometry_not_numbers"),
        ({"type": "Point", "coordinates": [1e300, 2]}, "placeholder_coordinates"),
        ({"type": "Point", "coordinates": [10**299, 2]}, "placeholder_coordinates"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "too_few_points"),
        ({"type": "MultiPoint", "coordinates": 5}, "geometry_not_numbers"),
        ({"type": "Polygon", "coordinates": [[]]}, "empty_geometry"),
        ({"type": "Polygon", "coordinates": [SQUARE, []]}, "empty_geometry"),
        ({"type": "Polygon", "coordinates": SQUARE}, "geometry_not_numbers"),
        ({"type": "Polygon", "coordinates": [SQUARE[:-1]]}, "unclosed_ring"),
        ({"type": "MultiPolygon", "coordinates": [SQUARE]}, "geometry_not_numbers"),
        ({"type": "GeometryCollection", "geometries": []}, "empty_geometry"),
        ({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": []}]}, "empty_geometry"),
    ],
)
def test_geometries_that_are_refused(tmp_path: Path, geometry: Any, reason: str) -> None:
    assert reasons(read(tmp_path, collection(feature(geometry), feature(point())))) == {1: reason}


def test_invalid_polygon_is_refused_with_both_areas_then_repaired_on_demand(tmp_path: Path) -> None:
    """U25."""
    bowtie = {"type": "Polygon", "coordinates": [[[104, -3], [105, -2], [105, -3], [104, -2], [104, -3]]]}
    refusal = read(tmp_path, collection(feature(bowtie))).refused[0]
    assert refusal.reason == "bad_geometry"
    assert refusal.detail["area_before_km2"] == pytest.approx(0, abs=1)
    assert refusal.detail["area_after_km2"] == pytest.approx(6149, rel=0.01)
    repaired = read(tmp_path, collection(feature(bowtie)), repair=True)
    assert repaired.refused == ()
    assert repaired.geometry is not None
    assert repaired.geometry[0].is_valid
    assert [notice.code for notice in repaired.notices] == ["repaired_geometry"]
    assert "6.148" in repaired.notices[0].says.id


def test_vertex_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.sources.shapes.MAX_VERTICES", 50)
    line = {"type": "LineString", "coordinates": [[104 + number / 1000, -3] for number in range(60)]}
    assert reasons(read(tmp_path, collection(feature(line), feature(point())))) == {1: "too_many_vertices"}
    monkeypatch.setattr("geo.sources.geojson.MAX_FILE_VERTICES", 100)
    short = {"type": "LineString", "coordinates": line["coordinates"][:40]}
    assert reason_of(read, tmp_path, collection(*[feature(short)] * 3)) == "archive_limits"


def test_limits_of_records_and_columns(tmp_path: Path) -> None:
    assert reason_of(read, tmp_path, collection(*[feature(point())] * 6), max_records=5) == "too_many_records"
    assert reason_of(read, tmp_path, collection(*[7] * 6), max_records=5) == "too_many_records"
    wide = {f"k{number}": 1 for number in range(1001)}
    assert reason_of(read, tmp_path, collection(feature(point(), **wide))) == "too_many_columns"


@pytest.mark.parametrize(
    ("name", "crs", "noticed"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326, False),
        ("EPSG:32748", 32748, False),
        ("urn:ogc:def:crs:EPSG::32748", 32748, False),
        ("EPSG:999999", 4326, True),
        ("/etc/passwd", 4326, True),
        ("http://127.0.0.1:9/crs", 4326, True),
        ("+proj=utm +zone=48", 4326, True),
        (None, 4326, True),
    ],
)
def test_crs_member(tmp_path: Path, name: Any, crs: int, noticed: bool) -> None:
    content = collection(feature(point()), crs={"type": "name", "properties": {"name": name}})
    records = read(tmp_path, content)
    assert records.crs == crs
    assert [notice.code for notice in records.notices] == ["crs_member_ignored"] * noticed


def test_polygons_in_metres_are_not_measured_as_degrees(tmp_path: Path) -> None:
    ring = [[0, 9_600_000], [900_000, 9_600_000], [900_000, 9_700_000], [0, 9_600_000]]
    content = collection(
        feature({"type": "Polygon", "coordinates": [ring]}), crs={"properties": {"name": "EPSG:32748"}}
    )
    assert read(tmp_path, content).refused == ()


@pytest.mark.real_data
def test_invalid_polygons_of_the_bad_inputs(bad_inputs: Path) -> None:
    """U25."""
    path = bad_inputs / "geojson_invalid_polygons.geojson"
    records = parse(path, options())
    assert records.frame["nama"].tolist() == ["clockwise", "good"]
    assert reasons(records) == {
        1: "bad_geometry",
        2: "bad_geometry",
        3: "unclosed_ring",
        4: "too_few_points",
        5: "unrepairable_geometry",
        6: "bad_geometry",
        7: "bad_geometry",
        9: "crosses_antimeridian",
        10: "spans_world",
        11: "empty_geometry",
        12: "null_geometry",
        13: "geometry_not_numbers",
        14: "geometry_not_numbers",
        15: "geometry_not_numbers",
        16: "unknown_geometry_type",
        17: "unknown_geometry_type",
    }
    mended = parse(path, options(repair=True))
    assert len(mended.frame) == 6
    assert len(mended.refused) == 12
    assert mended.geometry is not None
    assert all(one.is_valid for one in mended.geometry)


@pytest.mark.real_data
def test_other_bad_inputs(bad_inputs: Path) -> None:
    """U11, U24, U26."""
    many = parse(bad_inputs / "geojson_90k_vertices.geojson", options())
    assert many.geometry is not None
    assert shapely.get_num_coordinates(many.geometry[0]) >= 90_000
    assert len(parse(bad_inputs / "geojson_seq_as_geojson.geojson", options()).frame) == 3
    assert len(parse(bad_inputs / "geojson_bom_utf16.geojson", options()).frame) == 1


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_random_bytes_never_crash(tmp_path: Path, content: bytes) -> None:
    with contextlib.suppress(GeoError):
        read(tmp_path, content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates", "id"]), inner),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_geometry_is_accepted_or_refused_and_none_is_lost(tmp_path: Path, data: st.DataObject) -> None:
    kinds = st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon", "MultiPoint", "GeometryCollection"])
    features = []
    for _ in range(data.draw(st.integers(1, 4))):
        geometry = data.draw(JSON | st.fixed_dictionaries({"type": kinds, "coordinates": JSON, "geometries": JSON}))
        features.append(data.draw(st.just(feature(geometry)) | JSON))
    try:
        records = read(tmp_path, collection(*features))
    except GeoError:
        return
    assert len(records.frame) + len(records.refused) == len(features)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_mutated_text_never_crashes(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(json.dumps(collection(feature({"type": "Polygon", "coordinates": [SQUARE]}, a="b"))).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.sampled_from(b'[]{}",:0e-\\\xff\x00N'))
    with contextlib.suppress(GeoError):
        read(tmp_path, bytes(content))

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import GeoError
from geo.sources.json_records import parse
from geo.sources.records import Records
from tests.sources.hostile import options, reason_of

ROW = {"latitude": -2.9, "longitude": 104.7, "acq_time": "0039"}


def read(tmp_path: Path, content: Any, **given_options: Any) -> Records:
    path = tmp_path / "a.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return parse(path, options(**given_options))


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ([ROW, ROW], None),
        ({"data": [ROW, ROW]}, "data"),
        ({"count": 2, "results": [ROW, ROW], "next": None}, "results"),
        ({"status": "ok", "data": {"count": 2, "results": [ROW, ROW]}}, "data.results"),
    ],
)
def test_lists_of_records(tmp_path: Path, content: Any, where: str | None) -> None:
    records = read(tmp_path, content)
    assert records.format == "json"
    assert records.dialect.get("list") == where
    assert records.line.tolist() == [1, 2]
    assert records.frame["acq_time"].tolist() == ["0039", "0039"]
    assert records.frame["latitude"].tolist() == [-2.9, -2.9]
    assert records.geometry is None


def test_one_record_per_line(tmp_path: Path) -> None:
    assert len(read(tmp_path, "\n".join([json.dumps(ROW)] * 3)).frame) == 3


def test_places_are_flattened_and_the_rest_is_kept_as_text(tmp_path: Path) -> None:
    records = read(tmp_path, [{"location": {"latitude": 1.5, "longitude": 2.5}, "lain": {"a": [1]}}])
    assert records.frame.iloc[0].to_dict() == {
        "location.latitude": 1.5,
        "location.longitude": 2.5,
        "lain": '{"a": [1]}',
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", "not_geojson"),
        ("{}", "not_geojson"),
        ("7", "not_geojson"),
        ('{"setting": 1}', "not_geojson"),
        ('{"data": []}', "nothing_to_read"),
        ('{"data": [{"latitude": 1', "bad_json"),
        ('{"data": [], "data": []}', "bad_json"),
        ("[" * 500 + "]" * 500, "too_deep"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, text: str, reason: str) -> None:
    assert reason_of(read, tmp_path, text) == reason


def test_bad_records_are_refused_one_by_one(tmp_path: Path) -> None:
    text = '[{"latitude": 1, "longitude": 2}, {"latitude": NaN}, 5, {"a": 1, "a": 2}, {"latitude": 3, "longitude": 4}]'
    records = read(tmp_path, text)
    assert records.line.tolist() == [1, 5]
    assert [(one.line, one.reason) for one in records.refused] == [
        (2, "bad_number"),
        (3, "not_a_feature"),
        (4, "duplicate_keys"),
    ]


def test_limit_of_records(tmp_path: Path) -> None:
    assert reason_of(read, tmp_path, [ROW] * 4, max_records=3) == "too_many_records"


def test_file_of_which_nothing_can_be_used_stops_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.sources.frames.MANY_REFUSED", 100)
    assert reason_of(read, tmp_path, "[" + "1," * 5000 + "1]") == "nothing_to_read"
    many = [ROW] * 20 + [1] * 150
    assert len(read(tmp_path, many).refused) == 150


@pytest.mark.real_data
def test_real_replies(real_data: Path, tmp_path: Path) -> None:
    fires = real_data / "fires"
    assert len(parse(fires / "gfw_api_gfw_integrated_alerts.json", options()).frame) == 8
    assert len(parse(fires / "gfw_api_glad_alerts.json", options()).frame) == 5
    unpacked = tmp_path / "viirs.json"
    unpacked.write_bytes(gzip.decompress((fires / "viirs_noaa20_hawaii_2024.json.gz").read_bytes()))
    viirs = parse(unpacked, options())
    assert len(viirs.frame) == 395
    assert viirs.frame["acq_time"].iloc[0] == "0039"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
        lambda inner: st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["data", "results", "lat", "lon", "location", "patrol_segments", "events",
                                           "event_type", "geojson"]), inner),
        max_leaves=15,
    )
)  # fmt: skip
def test_any_json_never_crashes(tmp_path: Path, content: Any) -> None:
    try:
        records = read(tmp_path, content)
    except GeoError:
        return
    assert len(records.frame) == len(records.line)

"""Records to incidents: every record in exactly one place, whatever they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.sources.interpret import interpret
from geo.sources.read import read_file
from geo.sources.reading import ReadOptions
from geo.sources.records import Records, Refusal
from geo.tables.incidents import INCIDENTS
from geo.tables.quarantine import QUARANTINE


def records(rows: list[list[str]], names: str = "id waktu jenis lat lon uraian", **more: object) -> Records:
    frame = pd.DataFrame(rows, columns=names.split(), dtype="str")
    return Records("csv", frame, np.arange(2, len(rows) + 2, dtype=np.int64), **more)  # type: ignore[arg-type]


ROW = ["LP-1", "2026-01-01 10:00", "narkoba", "-2.9", "104.7", "x"]


def test_form(options: ReadOptions) -> None:
    got = interpret(records([ROW]), options, "f.csv", "0" * 64)
    assert got.rows.columns.tolist() == INCIDENTS.names
    assert got.rows.crs == "EPSG:4326"
    assert got.refused.columns.tolist() == QUARANTINE.names
    row = got.rows.iloc[0]
    assert (row["kind"], row["harm"], row["origin"], row["sharing"]) == ("NARKOBA", 5, "reported", "own")
    assert json.loads(row["attributes"]) == {"jenis": "narkoba", "uraian": "x"}
    assert got.mapping == {"lat": "lat", "lon": "lon", "when": "waktu", "id": "id", "kind": "jenis"}


def test_refusals_of_the_parser_count_too(options: ReadOptions) -> None:
    bad = [*ROW[:3], "x", "104.7", "y"]
    given = records([ROW, bad], refused=(Refusal(1, "too_few_fields", raw={"a": "b"}),))
    got = interpret(given, options, "f", "")
    assert got.records == 3
    assert got.refused["line"].tolist() == [1, 3]
    assert got.refused["reason"].tolist() == ["too_few_fields", "not_a_number"]
    assert json.loads(got.refused["raw"].iloc[1])["lat"] == "x"
    assert (got.refused["column"].iloc[1], got.refused["value"].iloc[1]) == ("lat", "x")


@pytest.mark.real_data
def test_duplicates_and_conflicts(bad_inputs: Path, options: ReadOptions) -> None:
    got = read_file(bad_inputs / "csv_duplicate_ids.csv", options)
    assert (got.records, len(got.rows), got.duplicates, len(got.refused)) == (6, 3, 2, 1)
    refused = got.refused.iloc[0]
    assert (refused["line"], refused["reason"], json.loads(refused["detail"])) == (5, "id_conflict", {"first_line": 4})


@pytest.mark.real_data
def test_corrections_keep_their_id(bad_inputs: Path, options: ReadOptions) -> None:
    a, b = (read_file(bad_inputs / f"reimport_{name}.csv", options).rows.set_index("incident_id") for name in "ab")
    both = a.join(b, suffixes=("_a", "_b"), how="inner")
    assert (len(a), len(b), len(both)) == (10, 10, 5)
    assert (both["digest_a"] == both["digest_b"]).sum() == 4


def test_rows_without_id_that_look_alike_are_separate(options: ReadOptions) -> None:
    row = ["2026-01-01 10:00", "-2.9", "104.7"]
    got = interpret(records([row] * 3, "waktu lat lon"), options, "f", "")
    assert (len(got.rows), got.duplicates) == (3, 0)
    assert got.rows["incident_id"].is_unique
    again = interpret(records([row] * 3, "waktu lat lon"), options, "f", "")
    assert got.rows["incident_id"].tolist() == again.rows["incident_id"].tolist()


def test_order_of_columns_does_not_matter(options: ReadOptions) -> None:
    one = interpret(records([["2026-01-01", "-2.9", "104.7", "x"]], "waktu lat lon u"), options, "f", "")
    two = interpret(records([["x", "104.7", "-2.9", "2026-01-01"]], "u lon lat waktu"), options, "f", "")
    for column in ("incident_id", "digest"):
        assert one.rows[column].tolist() == two.rows[column].tolist()


def test_outside_is_stored_and_said(options: ReadOptions) -> None:
    got = interpret(
        records([[*ROW[:3], "-6.2", "106.8", ""], [*ROW[:3], "2.9", "104.7", ""]]),
        replace(options, mapping={"id": ""}),
        "f",
        "",
    )
    assert got.rows["outside"].tolist() == [True, True]
    assert [(n.code, n.n) for n in got.warnings if n.code == "outside_region"] == [("outside_region", 2)]


def test_rounded_places_are_said(options: ReadOptions) -> None:
    got = interpret(records([[*ROW[:3], "-3", "105", ""]]), options, "f", "")
    assert got.rows["precision_m"].tolist() == pytest.approx([55_660])
    assert "low_precision" in {notice.code for notice in got.warnings}


def test_areas_keep_their_outline(options: ReadOptions) -> None:
    shapes = np.array([shapely.box(104.5, -3, 105, -2.5), shapely.Point(104.7, -2.9), None], dtype=object)
    frame = pd.DataFrame({"nama": pd.Series(["a", "b", "c"], dtype="str")})
    got = interpret(Records("geojson", frame, np.arange(1, 4), shapes, 4326), options, "f", "")
    assert got.refused["reason"].tolist() == ["null_geometry"]
    assert shapely.from_wkt(got.rows["footprint"].iloc[0]).area == pytest.approx(0.25)
    assert shapely.box(104.5, -3, 105, -2.5).contains(got.rows.geometry.iloc[0])
    assert got.rows["footprint"].isna().tolist() == [False, True]


def test_geometry_in_metres_is_projected(options: ReadOptions) -> None:
    shapes = np.array([shapely.Point(511_113.35, 9_679_459.63)], dtype=object)
    frame = pd.DataFrame({"nama": pd.Series(["a"], dtype="str")})
    got = interpret(Records("shp", frame, np.arange(1, 2), shapes, 32748), options, "f", "")
    assert (got.rows.geometry.x[0], got.rows.geometry.y[0]) == pytest.approx((105.1, -2.9), abs=1e-6)


def test_swapped_geometry_is_proposed(options: ReadOptions) -> None:
    shapes = np.array([shapely.Point(-2.9, 104.7)] * 3, dtype=object)
    frame = pd.DataFrame({"nama": pd.Series(["a", "b", "c"], dtype="str")})
    asked = interpret(Records("geojson", frame, np.arange(1, 4), shapes, 4326), options, "f", "")
    assert asked.proposal == {"swap_axes": True}
    told = interpret(
        Records("geojson", frame, np.arange(1, 4), shapes, 4326), replace(options, swap_axes=True), "f", ""
    )
    assert told.rows.geometry.x.tolist() == [104.7] * 3


def test_repeated_ids_propose_to_drop_the_id(options: ReadOptions) -> None:
    rows = [[f"LP-{i // 2}", "2026-01-01 10:00", "narkoba", "-2.9", "104.7", str(i)] for i in range(100)]
    got = interpret(records(rows), options, "f", "")
    assert len(got.refused) == 50
    notice = next(n for n in got.warnings if n.code == "id_conflicts")
    assert 'id = ""' in notice.says.id
    free = interpret(records(rows), replace(options, mapping={"id": ""}), "f", "")
    assert len(free.rows) == 100


def test_a_user_named_source_and_kind(options: ReadOptions) -> None:
    got = interpret(records([ROW]), replace(options, source="polsek", kind="CURI"), "f", "")
    assert (got.source, got.rows["source"].iloc[0], got.rows["kind"].iloc[0]) == ("polsek", "polsek", "CURI")


CELLS = st.sampled_from(
    ["", "-2.9", "104.7", "x", "2026-01-01", "0", "999", "LP-1", "lp-1 ", "narkoba", "31/11/2026", "é"]
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=12))
def test_every_record_is_in_exactly_one_place(now: datetime, rows: list[list[str]]) -> None:
    got = interpret(records(rows), ReadOptions(now=now, mapping={"when": "waktu", "id": "id"}), "f", "")
    assert got.records == len(rows) == len(got.rows) + len(got.refused) + got.duplicates
    assert got.rows["incident_id"].is_unique
    lines = [*got.rows["row"].tolist(), *got.refused["line"].tolist()]
    assert len(lines) == len(set(lines))
    assert got.rows.geometry.notna().all()
    assert np.isfinite(got.rows.geometry.x).all()


def test_written_file_with_a_wrong_name_is_said(written: Callable[..., Path], options: ReadOptions) -> None:
    path = written('[{"lat": -2.9, "lon": 104.7, "waktu": "2026-01-01"}]', "x.csv")
    got = read_file(path, options)
    assert got.source == "json"
    assert "unexpected_content" in {notice.code for notice in got.warnings}

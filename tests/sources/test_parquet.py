from __future__ import annotations

import datetime as dt
import decimal
import json
import pickle
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import FileRefusedError, GeoError
from geo.sources import parquet
from geo.sources.parquet import parse
from geo.sources.records import Records
from tests.sources.hostile import BANYUASIN, options, reason_of

POINT = shapely.to_wkb(shapely.Point(104.7, -2.9))
MISSING = object()


def write(path: Path, columns: dict[str, Any], crs: Any = MISSING, **named: Any) -> Path:
    table = pa.table(columns)
    if "geometry" in columns:
        column: dict[str, Any] = {"encoding": "WKB", "geometry_types": []}
        if crs is not MISSING:
            column["crs"] = crs
        geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
        table = table.replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, path, **named)
    return path


def read(path: Path, **given_options: Any) -> Records:
    return parse(path, options(**given_options))


def test_geometry_and_typed_columns(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.parquet",
        {
            "id": pa.array(["a", None]),
            "kind": pa.array(["API", "API"]).dictionary_encode(),
            "n": pa.array([1, None], pa.int64()),
            "day": pa.array([dt.date(2026, 1, 2)] * 2),
            "at": pa.array([dt.datetime(2026, 1, 2, tzinfo=dt.UTC)] * 2),
            "yes": pa.array([True, None]),
            "price": pa.array([decimal.Decimal("1.50"), None]),
            "clock": pa.array([dt.time(1, 2), None]),
            "where": pa.array([{"lat": 1.5, "lon": 2.5}, None]),
            "nothing": pa.nulls(2),
            "list": pa.array([[1], None]),
            "blob": pa.array([b"x", None]),
            "geometry": pa.array([POINT, POINT]),
        },
    )
    records = read(path)
    assert records.format == "parquet"
    assert records.crs == 4326
    row = records.frame.iloc[0]
    assert row["id"] == "a"
    assert row["day"] == dt.date(2026, 1, 2)
    assert row["at"].isoformat() == "2026-01-02T00:00:00+00:00"
    assert row["yes"] == "true"
    assert row["price"] == "1.50"
    assert row["clock"] == "01:02:00"
    assert row["where.lat"] == 1.5
    assert row["nothing"] == ""
    assert records.frame["id"].tolist() == ["a", ""]
    assert str(records.frame["n"].dtype) == "Int64"
    assert "list" not in records.frame
    assert [(notice.code, notice.n) for notice in records.notices] == [("nested_columns", 2)]


def test_plain_parquet_keeps_its_coordinate_columns(tmp_path: Path) -> None:
    records = read(write(tmp_path / "a.parquet", {"lat": [1.5], "lon": [2.5]}))
    assert records.geometry is None
    assert records.frame["lat"].tolist() == [1.5]


def test_bad_wkb_is_refused_by_row(tmp_path: Path) -> None:
    """U29."""
    path = write(tmp_path / "a.parquet", {"n": [1, 2, 3], "geometry": pa.array([POINT, POINT[:9], None])})
    records = read(path)
    assert records.line.tolist() == [1]
    assert [(one.line, one.reason) for one in records.refused] == [(2, "bad_wkb"), (3, "null_geometry")]


def test_crs_of_the_metadata(tmp_path: Path) -> None:
    from pyproj import CRS

    columns = {"geometry": pa.array([POINT])}
    assert read(write(tmp_path / "a.parquet", columns)).crs == 4326
    utm = CRS.from_epsg(32748).to_json_dict()
    assert read(write(tmp_path / "b.parquet", columns, utm)).crs == 32748
    path = write(tmp_path / "c.parquet", columns, None)
    with pytest.raises(FileRefusedError) as refusal:
        read(path)
    assert refusal.value.reason == "needs_crs"
    assert refusal.value.proposal == {"crs": 4326}
    assert read(path, crs=4326).crs == 4326
    metres = {"geometry": pa.array([shapely.to_wkb(shapely.Point(466_655, 9_679_447))])}
    with pytest.raises(FileRefusedError) as refusal:
        read(write(tmp_path / "d.parquet", metres, None), boundary=BANYUASIN)
    assert refusal.value.proposal == {"crs": 32748}
    assert reason_of(read, write(tmp_path / "e.parquet", columns, {"type": "nonsense"})) == "unknown_crs"


def test_limits_come_before_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """U29."""
    path = write(tmp_path / "a.parquet", {"n": list(range(100))})

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(parquet, "_read", never)
    assert reason_of(read, path, max_records=99) == "too_many_records"
    assert reason_of(read, path, max_inflated_bytes=100) == "archive_limits"
    wide = write(tmp_path / "b.parquet", {f"k{n}": [1] for n in range(1001)})
    assert reason_of(read, wide) == "too_many_columns"
    monkeypatch.setattr(parquet, "MAX_CELLS", 50)
    assert reason_of(read, path) == "archive_limits"
    assert reason_of(read, write(tmp_path / "c.parquet", {"n": pa.array([], pa.int64())})) == "nothing_to_read"


def test_long_value_repeated_is_no_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "x" * 100_000
    path = write(tmp_path / "a.parquet", {"t": pa.array([text] * 2000).dictionary_encode()}, compression="zstd")
    assert path.stat().st_size < 200_000
    monkeypatch.setattr(parquet, "MAX_DECODED_BYTES", 100 * 2**20)
    assert reason_of(read, path) == "archive_limits"


def test_damaged_files(tmp_path: Path) -> None:
    """U29."""
    path = write(tmp_path / "a.parquet", {"n": list(range(1000)), "t": ["text"] * 1000})
    content = path.read_bytes()
    for bad in (
        content[:-1],
        content[: len(content) // 2],
        b"XXXX" + content[4:],
        content[:4] + b"\0" * (len(content) - 12) + content[-8:],
        content[:-8] + b"\xff\xff\xff\xff" + content[-4:],
        b"PAR1",
        b"PAR1PAR1",
        b"",
    ):
        path.write_bytes(bad)
        assert reason_of(read, path) == "damaged"
    path.write_bytes(b"PARE" + content[4:])
    assert reason_of(read, path) == "encrypted"


class Trap:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return exec, ("raise SystemExit('a pickle was loaded')",)


def test_pickles_are_never_loaded(tmp_path: Path) -> None:
    """U09."""
    path = tmp_path / "a.parquet"
    path.write_bytes(pickle.dumps(Trap()))
    assert reason_of(read, path) == "damaged"
    kind = pa.field("n", pa.int64(), metadata={
        "ARROW:extension:name": "arrow.py_extension_type", "ARROW:extension:metadata": pickle.dumps(Trap())
    })  # fmt: skip
    table = pa.table([pa.array([1])], schema=pa.schema([kind], metadata={"pandas": pickle.dumps(Trap())}))
    pq.write_table(table, path)
    assert read(path).frame["n"].tolist() == [1]


def test_pandas_row_labels_are_no_column(tmp_path: Path) -> None:
    assert list(read(write(tmp_path / "a.parquet", {"n": [1], "__index_level_0__": [7]})).frame) == ["n"]


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("get-events-from-smart", 775, 9),
        ("get-patrol-events", 105, 13),
        ("get-patrol-observations-from-smart", 32_145, 0),
        ("get-patrol-observations", 8_621, 0),
    ],
)
def test_real_patrols(real_data: Path, name: str, good: int, bad: int) -> None:
    records = read(real_data / "patrol" / f"{name}.parquet")
    assert len(records.frame) == good
    assert len(records.refused) == bad
    assert records.crs == 4326


@pytest.mark.real_data
def test_bad_inputs(bad_inputs: Path) -> None:
    """U29."""
    assert reason_of(read, bad_inputs / "parquet_wrong_magic.parquet") == "damaged"
    assert reason_of(read, bad_inputs / "parquet_truncated.parquet") == "damaged"
    path = bad_inputs / "geoparquet_bad_wkb.parquet"
    assert reason_of(read, path) == "needs_crs"
    records = read(path, crs=4326)
    assert len(records.frame) == 0
    assert [(one.line, one.reason) for one in records.refused] == [(1, "bad_wkb")]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_mutated_files_never_crash(tmp_path: Path, data: st.DataObject) -> None:
    path = write(
        tmp_path / "fuzz.parquet",
        {"n": list(range(20)), "t": ["a", "b"] * 10, "geometry": pa.array([POINT] * 20)},
        compression=data.draw(st.sampled_from(["none", "snappy"])),
        use_dictionary=data.draw(st.booleans()),
    )
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        records = read(path)
    except GeoError:
        return
    assert len(records.frame) + len(records.refused) <= 10_000

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from geo.sources.arrow_frames import arrow_frame
from tests.sources.hostile import reason_of


def test_columns_keep_their_types() -> None:
    table = pa.table(
        {
            "text": pa.array(["a", None]),
            "whole": pa.array([2**60, None], pa.int64()),
            "small": pa.array([1, 2], pa.int16()),
            "day": pa.array([dt.date(2026, 1, 2), None]),
            "moment": pa.array([dt.datetime(2026, 1, 2, 3), None], pa.timestamp("ms")),
            "inside": pa.array([{"x": {"y": 1}}, None]),
            "blob": pa.array([b"1", b"2"]),
        }
    )
    frame, aside = arrow_frame(table, "a")
    assert aside == ["blob"]
    assert frame["text"].tolist() == ["a", ""]
    assert frame["whole"].iloc[0] == 2**60
    assert str(frame["small"].dtype) == "int16"
    assert frame["day"].iloc[0] == dt.date(2026, 1, 2)
    assert str(frame["moment"].dtype) == "datetime64[ms]"
    assert frame["inside.x.y"].iloc[0] == 1


def test_refusals() -> None:
    doubled = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    assert reason_of(arrow_frame, doubled, "a") == "duplicate_header"
    wide = pa.table({str(n): [1] for n in range(1001)})
    assert reason_of(arrow_frame, wide, "a") == "too_many_columns"
    zone = pa.table({"t": pa.array([1], pa.timestamp("s", tz="No/Where"))})
    assert reason_of(arrow_frame, zone, "a") == "damaged"

"""From an Arrow table to the plain table that `Records` carry: typed columns, days as days, nested values as text."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pyarrow as pa

from geo.sources.frames import MAX_COLUMNS
from geo.sources.reasons import refuse

_NULLABLE = {
    pa.int8(): pd.Int64Dtype(),
    pa.int16(): pd.Int64Dtype(),
    pa.int32(): pd.Int64Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.uint8(): pd.Int64Dtype(),
    pa.uint16(): pd.Int64Dtype(),
    pa.uint32(): pd.Int64Dtype(),
    pa.uint64(): pd.UInt64Dtype(),
}


def arrow_frame(table: pa.Table, file: str) -> tuple[pd.DataFrame, list[str]]:
    """Turn an Arrow table into a table of plain columns.

    Parameters
    ----------
    table
        Without its geometry column.
    file
        Name for messages.

    Returns
    -------
    tuple
        The table (index 0…n-1; text as text with missing cells empty, whole numbers with gaps as Int64, dates as
        `datetime.date` objects, times with their unit and zone, members of a struct as `column.member`, lists as JSON
        text), and the names of binary columns that were left aside.

    Raises
    ------
    FileRefusedError
        `too_many_columns`, `duplicate_header`, or `damaged` where Arrow cannot give its values.
    """
    names = table.column_names
    if len(names) > MAX_COLUMNS:
        raise refuse("too_many_columns", file, n=len(names), limit=MAX_COLUMNS, also="")
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise refuse("duplicate_header", file, columns=doubled[:10])
    aside: list[str] = []
    columns: dict[str, Any] = {}
    try:
        for name in names:
            _add(name, table.column(name), columns, aside)
    except (pa.ArrowException, ValueError, TypeError, KeyError, OverflowError, UnicodeError) as error:
        raise refuse("damaged", file, problem=str(error)[:200]) from error
    return pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows)), aside


def _add(name: str, column: pa.ChunkedArray, columns: dict[str, Any], aside: list[str]) -> None:
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], type=kind.storage_type)
        kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_struct(kind):
        for place, part in enumerate(column.flatten()):
            _add(f"{name}.{kind.field(place).name}", part, columns, aside)
        return
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        aside.append(name)
        return
    columns[name if name not in columns else f"{name}_"] = _plain(column, kind)


def _plain(column: pa.ChunkedArray, kind: pa.DataType) -> Any:
    if pa.types.is_null(kind):
        return [""] * len(column)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return pd.array(column.fill_null("").to_pylist(), dtype="str")
    if pa.types.is_integer(kind) and column.null_count:
        return column.to_pandas(types_mapper=_NULLABLE.get).array
    if pa.types.is_boolean(kind):
        words = {None: "", True: "true", False: "false"}
        return pd.array([words[value] for value in column.to_pylist()], dtype="str")
    if pa.types.is_nested(kind) or pa.types.is_time(kind) or pa.types.is_decimal(kind) or pa.types.is_duration(kind):
        return pd.array([_text(value) for value in column.to_pylist()], dtype="str")
    return column.to_pandas(date_as_object=True).array


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)

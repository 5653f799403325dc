"""Records of uneven shape become one table: names gathered in order, nested values kept as JSON text."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from geo.languages import Says
from geo.sources.reasons import refuse

MAX_COLUMNS = 1000
RAW_CHARACTERS = 10_000
MANY_REFUSED = 20_000


def refuse_hopeless(file: str, refused: int, good: int) -> None:
    """Refuse a file of which nearly nothing can be used, before its refused records fill the memory.

    Raises
    ------
    FileRefusedError
        `nothing_to_read` when more than 20,000 records were refused, and ten times more than were good.
    """
    if refused > MANY_REFUSED and refused > 10 * good:
        detail = Says(f": {refused} catatan tidak dapat dipakai", f": {refused} records cannot be used")
        raise refuse("nothing_to_read", file, detail=detail)


class Columns:
    """Gathers records row by row and gives them as a table.

    Parameters
    ----------
    file
        Name for messages.
    max_records
        Most rows.
    """

    def __init__(self, file: str, max_records: int) -> None:
        self._file = file
        self._max_records = max_records
        self._values: dict[str, list[Any]] = {}
        self._n = 0

    def __len__(self) -> int:
        return self._n

    def add(self, record: Mapping[str, Any]) -> None:
        """Take one record.

        Raises
        ------
        FileRefusedError
            `too_many_records` or `too_many_columns`.
        """
        if self._n >= self._max_records:
            raise refuse("too_many_records", self._file, limit=self._max_records)
        for name, value in record.items():
            column = self._values.get(name)
            if column is None:
                if len(self._values) >= MAX_COLUMNS:
                    raise refuse("too_many_columns", self._file, n=len(self._values) + 1, limit=MAX_COLUMNS, also="")
                column = self._values[name] = []
            column.extend([None] * (self._n - len(column)))
            column.append(value)
        self._n += 1

    def frame(self) -> pd.DataFrame:
        """Return the table, index 0…n-1: numbers where all of a column's values are numbers, else text."""
        for column in self._values.values():
            column.extend([None] * (self._n - len(column)))
        index = pd.RangeIndex(self._n)
        return pd.DataFrame({name: _typed(column, index) for name, column in self._values.items()}, index=index)


def _typed(column: list[Any], index: pd.RangeIndex) -> pd.Series[Any]:
    types = {type(value) for value in column}
    present = types - {type(None)}
    if present == {float}:
        return pd.Series(column, index=index, dtype="float64")
    if present == {int, float} and all(abs(value) < 2**53 for value in column if type(value) is int):
        return pd.Series([None if value is None else float(value) for value in column], index=index, dtype="float64")
    if present == {int} and all(abs(value) < 2**63 for value in column if value is not None):
        return pd.Series(column, index=index, dtype="Int64" if type(None) in types else "int64")
    return pd.Series([cell_text(value) for value in column], index=index, dtype="str")


def cell_text(value: Any) -> str:
    """Write any JSON value as the text of a cell; null is empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    return str(value)


def raw_record(record: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return a record for the quarantine: at most 1,000 columns, each value as text, cut at 10,000 characters."""
    pairs = list(record.items() if isinstance(record, Mapping) else record)[:MAX_COLUMNS]
    return {_kept(str(name), 200): _kept(cell_text(value), RAW_CHARACTERS) for name, value in pairs}


def _kept(text: str, length: int) -> str:
    return text[:length].replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")

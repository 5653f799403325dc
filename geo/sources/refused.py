"""Rows held for examination: where, why, and what they were, in the form of the quarantine table."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.sources.attributes import raw_json
from geo.sources.records import Records
from geo.sources.times import as_texts
from geo.tables.quarantine import QUARANTINE, VALUE_CHARACTERS

Texts = npt.NDArray[np.object_]


class Held:
    """The reason of each row that cannot be taken; the first one found stays."""

    def __init__(self, n: int) -> None:
        self.reason: Texts = np.full(n, "", dtype=object)
        self.column: Texts = np.full(n, "", dtype=object)
        self.detail: dict[int, dict[str, Any]] = {}

    def refuse(self, reason: Texts, column: Texts, detail: dict[int, dict[str, Any]]) -> None:
        """Note reasons of rows that had none yet."""
        rows = (self.reason == "") & (reason != "")
        self.reason[rows], self.column[rows] = reason[rows], column[rows]
        self.detail.update({row: values for row, values in detail.items() if rows[row]})

    def conflicts(self, rows: npt.NDArray[np.int64], first_lines: npt.NDArray[np.int64], column: str) -> None:
        """Note rows whose id an earlier row has with other content."""
        self.reason[rows], self.column[rows] = "id_conflict", column
        for row, line in zip(rows.tolist(), first_lines.tolist(), strict=True):
            self.detail[row] = {"first_line": line}


def refused_table(frame: pd.DataFrame, held: Held, records: Records) -> pd.DataFrame:
    """Return all refused rows, by line.

    Parameters
    ----------
    frame
        Records as they stand.
    held
        Reasons found while interpreting.
    records
        The parser's own refusals and the lines.

    Returns
    -------
    pandas.DataFrame
        In the form of `geo.tables.quarantine` (import_id empty).
    """
    rows = np.flatnonzero(held.reason != "")
    chosen = frame.iloc[rows]
    columns = held.column[rows]
    value = np.full(len(rows), "", dtype=object)
    for name in set(columns.tolist()):
        if name in frame.columns:
            at = columns == name
            value[at] = as_texts(chosen[name]).str.slice(0, VALUE_CHARACTERS).to_numpy(dtype=object)[at]
    found = pd.DataFrame(
        {
            "line": records.line[rows],
            "column": columns,
            "value": value,
            "reason": held.reason[rows],
            "detail": [_json(held.detail.get(row, {})) for row in rows.tolist()],
            "raw": raw_json(chosen),
        }
    )
    parsed = pd.DataFrame(
        [
            {
                "line": one.line,
                "column": one.column,
                "value": one.value[:VALUE_CHARACTERS],
                "reason": one.reason,
                "detail": _json(one.detail),
                "raw": _json(one.raw),
            }
            for one in records.refused
        ],
        columns=found.columns,
    )
    together = (
        pd.concat([part for part in (found, parsed) if len(part)], ignore_index=True)
        if len(rows) or len(parsed)
        else found
    )
    return QUARANTINE.shaped(together.sort_values("line", kind="stable").reset_index(drop=True))


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, default=str)

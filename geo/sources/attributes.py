"""The other columns of each record as JSON, built column by column: what the source said is kept as it stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.sources.times import as_texts, cell_text, distinct_texts

RAW_CHARACTERS = 10_000
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Attributes:
    """What the source said beside what was interpreted.

    Parameters
    ----------
    json
        One JSON object per record, in the file's order of columns, empty cells left out; shape (n,).
    canonical
        The same with all values as texts and names in alphabetical order: equal exactly when the content is, whatever
        format it came in; for identity and digest.
    """

    json: list[str]
    canonical: list[str]


def gather(frame: pd.DataFrame, names: Sequence[str]) -> Attributes:
    """Gather columns into JSON objects.

    Parameters
    ----------
    frame
        Records under their own column names.
    names
        Columns to gather.
    """
    if not names:
        return Attributes(["{}"] * len(frame), [""] * len(frame))
    plain: dict[str, Texts] = {}
    typed: dict[str, Texts] = {}
    for name in names:
        plain[name], typed[name] = _pieces(frame[name], str(name))
    written = ["{" + "".join(parts)[:-2] + "}" for parts in zip(*(typed[name] for name in names), strict=True)]
    ordered = sorted(names)
    canonical = ["".join(parts) for parts in zip(*(plain[name] for name in ordered), strict=True)]
    return Attributes(written, canonical)


def _pieces(column: pd.Series[Any], name: str) -> tuple[Texts, Texts]:
    """Return `"name": "value", ` for each cell (empty when the cell is), as text and in the column's own type."""
    label = encode_basestring(name)
    rows, texts = distinct_texts(column)
    plain = np.array([f"{label}: {encode_basestring(text)}, " if text else "" for text in texts] or [""], dtype=object)
    if _is_number(column):
        typed = np.array([f"{label}: {_number(text)}, " if text else "" for text in texts] or [""], dtype=object)
    elif pd.api.types.is_bool_dtype(column):
        typed = np.array([f"{label}: {text.lower()}, " if text else "" for text in texts] or [""], dtype=object)
    else:
        typed = plain
    return plain[rows], typed[rows]


def _is_number(column: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _number(text: str) -> str:
    """Write a number as JSON has it; what JSON has no number for stays a text."""
    try:
        value = float(text)
    except ValueError:
        return json.dumps(text)
    return text if np.isfinite(value) and not text.startswith("+") else json.dumps(text)


def raw_json(frame: pd.DataFrame) -> list[str]:
    """Return each row as it was, as one JSON object, every value a text cut at 10,000 characters."""
    if not len(frame.columns):
        return ["{}"] * len(frame)
    pieces = []
    for name in frame.columns:
        label = encode_basestring(str(name))
        texts = as_texts(frame[name]).str.slice(0, RAW_CHARACTERS).to_numpy(dtype=object).tolist()
        pieces.append([f"{label}: {encode_basestring(text)}" for text in texts])
    return ["{" + ", ".join(parts) + "}" for parts in zip(*pieces, strict=True)]


def from_json(column: pd.Series[str]) -> tuple[Attributes, npt.NDArray[np.bool_]]:
    """Take attributes that already are JSON objects (our own GeoPackage and Parquet files); say which are none."""
    written: list[str] = []
    canonical: list[str] = []
    wrong = np.zeros(len(column), dtype=bool)
    for row, text in enumerate(column.tolist()):
        try:
            record = json.loads(text) if text else {}
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            wrong[row], record = True, {}
        cells = {name: cell_text(value) for name, value in record.items()}
        written.append(text if record else "{}")
        canonical.append(
            "".join(
                f"{encode_basestring(name)}: {encode_basestring(cells[name])}, "
                for name in sorted(cells)
                if cells[name]
            )
        )
    return Attributes(written, canonical), wrong

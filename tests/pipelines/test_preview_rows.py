"""Columns with samples and sentences of reasons, persons masked."""

from __future__ import annotations

import json

import pandas as pd

from geo.pipelines.preview_rows import COLUMNS, columns_of, examples, without_persons
from geo.tables.quarantine import QUARANTINE


def test_samples_are_different_filled_cells_without_persons() -> None:
    """R09."""
    frame = pd.DataFrame({"a": ["", "x", "x", "y", "z", "w"], "b": ["NIK 1607051203900001"] * 6})
    assert columns_of(frame) == [
        {"name": "a", "samples": ["x", "y", "z"]},
        {"name": "b", "samples": ["NIK [NIK]"]},
    ]


def test_wide_and_empty_tables_are_told_in_part() -> None:
    wide = pd.DataFrame({f"k{n}": ["v" * 500] for n in range(COLUMNS + 50)})
    found = columns_of(wide)
    assert len(found) == COLUMNS
    assert all(len(sample) <= 80 for column in found for sample in column["samples"])
    assert columns_of(pd.DataFrame({"a": []})) == [{"name": "a", "samples": []}]


def test_each_reason_has_the_sentence_of_its_first_row() -> None:
    rows = [
        {"line": 2, "column": "lat", "value": "081234567890", "reason": "not_a_number", "detail": "{}", "raw": "{}"},
        {"line": 3, "column": "lat", "value": "b", "reason": "not_a_number", "detail": "{}", "raw": "{}"},
        {"line": 4, "column": "id", "value": "7", "reason": "id_conflict", "detail": json.dumps({"first_line": 2}),
         "raw": "{}"},
    ]  # fmt: skip
    found = examples(QUARANTINE.shaped(pd.DataFrame(rows)))
    assert set(found) == {"not_a_number", "id_conflict"}
    assert found["not_a_number"]["id"].startswith("[telepon] pada kolom lat")
    assert "line 2" in found["id_conflict"]["en"]
    assert examples(QUARANTINE.empty()) == {}


def test_masking_leaves_ordinary_words_alone() -> None:
    assert without_persons("LP/12/X/2026, jam 21.30 di Sungsang") == "LP/12/X/2026, jam 21.30 di Sungsang"

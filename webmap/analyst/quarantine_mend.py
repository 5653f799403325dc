"""Rows mended in the browser become a small file that goes the way of every upload: read again, shown, then stored."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from geo.errors import ParameterError
from geo.exports import write_quarantine
from geo.languages import Says
from geo.sources.reasons import REASONS
from geo.store.service.uploads import Sender, Upload
from webmap.analyst.data_access import runner, uploads
from webmap.analyst.run_access import asker
from webmap.jobs.upload_files import PRIVATE, receive
from webmap.languages import language
from webmap.services import services
from webmap.stored_values import listed
from webmap.visitor import visitor

CELL_CHARACTERS = 10_000
_ASKED_BEFORE = ("timezone", "crs", "swap_axes", "repair", "kind", "sharing")
_NOTHING = Says("tidak ada sel yang diubah", "no cell was changed")


def own_cells(raw: Any) -> dict[str, str]:
    """Return a held row's own cells as texts, column by column."""
    values = listed(raw)
    if not isinstance(values, dict):
        return {}
    return {
        str(name): "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in values.items()
    }


def send_mended(stored: Mapping[str, Any], held: pd.DataFrame, changes: Mapping[int, Mapping[str, str]]) -> Upload:
    """Make an upload of the rows that were changed, and have it previewed.

    Parameters
    ----------
    stored
        The import's row.
    held
        Its quarantine, whole.
    changes
        For each changed row (its number in `held`, from 1) column → new text.

    Raises
    ------
    ParameterError
        When nothing was changed.
    """
    if not changes:
        raise ParameterError(name="rows", problem=_NOTHING)
    rows = sorted(changes)
    mended = held.iloc[[row - 1 for row in rows]].copy()
    mended["raw"] = [
        json.dumps({**own_cells(raw), **changes[row]}, ensure_ascii=False)
        for row, raw in zip(rows, mended["raw"], strict=True)
    ]
    import_id = str(stored["import_id"])
    name = f"perbaikan-{import_id}.csv"
    with TemporaryDirectory(prefix=PRIVATE, dir=runner().folder) as private:
        path = Path(private) / name
        write_quarantine(mended, path, language=language(), reasons=REASONS)
        lines = _lines_of(path)
        with path.open("rb") as stream:
            sent = receive(stream, name, runner().folder, services().settings.max_upload_bytes)
    before = uploads().of_import(import_id)
    options = {key: before.options[key] for key in _ASKED_BEFORE if key in before.options} if before else {}
    columns = {column for row in mended["raw"] for column in own_cells(row)}
    mapping = {
        field: column
        for field, column in (listed(stored["mapping"]) or {}).items()
        if column in columns or field in {"date_order", "bare_numbers"}
    }
    asked = {
        "timezone": services().region().timezone,
        "sharing": "own",
        **options,
        "source": str(stored["source"]),
        "mapping": mapping or None,
    }
    who = visitor()
    mends = {"import_id": import_id, "rows": rows, "lines": lines}
    sender = Sender(str(who.user_id), who.name, asker())
    upload, _ = uploads().add(sender, sent, asked, services().now(), mends=mends)
    runner().preview(upload.upload_id, upload.round)
    return upload


def _lines_of(path: Path) -> list[int]:
    """Return the line at which each record of a CSV file begins (header = 1), counted as its reader does."""
    found, before = [], 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        for number, _ in enumerate(reader):
            if number:
                found.append(before + 1)
            before = reader.line_num
    return found

"""The part of a preview that a person looks at: columns with samples, the first rows with what would become of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from geo.privacy.redaction import redact
from geo.sources.reading import Reading
from geo.sources.reasons import sentence
from geo.sources.times import as_texts
from geo.store.protocol import Store

COLUMNS = 200
"""How many columns of a file are shown; its others are read all the same."""
_SAMPLES = 3
_LOOKED_AT = 2000
_CHARACTERS = 80


def without_persons(text: str) -> str:
    """Return a text in which numbers and names of persons are masked."""
    return redact(text).text


def columns_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the first columns of a file: `name`, and up to three different `samples`, persons masked."""
    found = []
    for name in list(frame.columns)[:COLUMNS]:
        texts = as_texts(frame[name].iloc[:_LOOKED_AT]).str.strip()
        samples = texts[texts != ""].drop_duplicates().head(_SAMPLES).tolist()
        found.append({"name": str(name), "samples": [without_persons(text[:400])[:_CHARACTERS] for text in samples]})
    return found


def first_rows(reading: Reading, store: Store, lines: Sequence[int]) -> list[dict[str, Any]]:
    """Return what would become of the first records.

    Parameters
    ----------
    reading
        The first rows and the first refused rows.
    store
        Tells new rows from unchanged and corrected ones.
    lines
        Lines of the first records, in order.

    Returns
    -------
    list of dict
        `line`, `verdict` (`new`, `unchanged`, `corrected`, `duplicate`, `quarantined`); stored ones have `kind`,
        `from` (ISO 8601, UTC), `precision`, `lon`, `lat`, `source_id`, `outside`; held ones `reason`, `column`,
        `value` and the sentence as `id` and `en`.
    """
    good = {int(row["row"]): row for row in reading.rows.to_dict("records") if not pd.isna(row["row"])}
    held = {int(row["line"]): row for row in reading.refused.to_dict("records")}
    found: list[dict[str, Any]] = []
    for line in lines:
        if line in good:
            found.append({"line": line, **_stored(good[line], store)})
        elif line in held:
            found.append({"line": line, **_held(held[line])})
        else:
            found.append({"line": line, "verdict": "duplicate"})
    return found


def examples(refused: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return for each reason in a quarantine table the sentence of its first row, as `id` and `en`."""
    first = refused.drop_duplicates("reason").to_dict("records")
    return {str(row["reason"]): {code: _held(row)[code] for code in ("id", "en")} for row in first}


def _stored(row: dict[str, Any], store: Store) -> dict[str, Any]:
    known = store.incident(str(row["incident_id"]))
    verdict = "new" if known is None else "unchanged" if known.get("digest") == row["digest"] else "corrected"
    moment = row["occurred_from"]
    source_id = row["source_id"]
    return {
        "verdict": verdict,
        "kind": str(row["kind"]),
        "from": None if pd.isna(moment) else pd.Timestamp(moment).isoformat(),
        "precision": str(row["time_precision"]),
        "lon": round(float(row["geometry"].x), 6),
        "lat": round(float(row["geometry"].y), 6),
        "source_id": without_persons(source_id)[:_CHARACTERS] if isinstance(source_id, str) else "",
        "outside": bool(row["outside"]),
    }


def _held(row: dict[str, Any]) -> dict[str, Any]:
    column = row["column"] if isinstance(row["column"], str) else ""
    value = without_persons(row["value"])[:_CHARACTERS] if isinstance(row["value"], str) else ""
    detail = json.loads(row["detail"]) if isinstance(row["detail"], str) and row["detail"] else {}
    says = {language: sentence(str(row["reason"]), language, column, value, detail) for language in ("id", "en")}
    return {"verdict": "quarantined", "reason": str(row["reason"]), "column": column, "value": value, **says}

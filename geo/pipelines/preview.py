"""Reads a file just as an import would and stores nothing: how it was read, what columns mean, what would happen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

import numpy as np

from geo.errors import FileRefusedError
from geo.pipelines.ingest import take_reading
from geo.pipelines.owned_rows import Owner
from geo.pipelines.preview_rows import columns_of, examples, first_rows, without_persons
from geo.progress import Progress, silent
from geo.sources.containers import opened
from geo.sources.interpret import interpret
from geo.sources.petarawan import unmarked
from geo.sources.reading import Notice, Reading, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.records import Records
from geo.sources.registry import parser
from geo.sources.sniff import sniff
from geo.sources.times import as_texts
from geo.spatial.periods import zone
from geo.store.protocol import Store

ROWS = 20
"""How many rows a preview shows."""
_COUNTS = ("records", "stored", "unchanged", "corrected", "duplicates", "quarantined")


@dataclass(frozen=True)
class Named:
    """A file under a name of our own, and what its sender calls it.

    Parameters
    ----------
    path
        Where it lies; its name begins with letters that occur in no text of the file.
    name
        The sender's name, shown and never used as a path.
    """

    path: Path
    name: str

    def shown(self, text: str) -> str:
        """Return a text in which the sender's name stands for ours."""
        token, dot, ending = self.path.name.partition(".")
        ending = dot + ending
        whole = len(ending) > 0 and self.name.lower().endswith(ending.lower())
        stem = self.name[: -len(ending)] if whole else self.name
        return text.replace(self.path.name, self.name).replace(token, stem)


def preview(
    file: Named,
    store: Store,
    options: ReadOptions,
    now: datetime,
    *,
    owner: Owner | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Say what an import of a file would do.

    Parameters
    ----------
    file
        The file.
    store, options, now, owner, progress
        As for `geo.pipelines.ingest.ingest`.

    Returns
    -------
    dict
        `file`; `error` (`code`, `id`, `en`, `proposal`) when the file cannot be read so, else None; as far as reading
        came: `columns` (name and samples, persons masked), `dialect`, `source`, `timezone`, `crs`, `mapping`,
        `counts` (records = the sum of the others), `reasons`, `examples` (for each reason the sentence of its first
        row), `warnings`, `proposal`, and `rows`, the first twenty.
    """
    document: dict[str, Any] = {"file": file.name, "error": None, "timezone": options.timezone, "columns": []}
    try:
        with refusals_naming(file):
            records = _records(file, options)
            document |= _about_records(file, records)
            reading = interpret(records, options, file.name, _digest(file.path))
    except FileRefusedError as error:
        return {**document, "error": {**error.as_dict(), "proposal": error.proposal}}
    counted = take_reading(reading, store, now, dry_run=True, progress=progress, owner=owner)
    return {
        **document,
        "source": reading.source,
        "crs": _crs(records, options),
        "mapping": dict(reading.mapping),
        "dialect": {**document["dialect"], **_decimal(records, dict(reading.mapping))},
        "counts": {name: counted[name] for name in _COUNTS},
        "reasons": counted["reasons"],
        "examples": examples(reading.refused),
        "warnings": counted["warnings"],
        "proposal": reading.proposal,
        "rows": first_rows(_firstlings(reading, owner, store), store, _lines(records)),
    }


@contextmanager
def refusals_naming(file: Named) -> Iterator[None]:
    """Let refusals speak of the file by its sender's name."""
    try:
        yield
    except FileRefusedError as error:
        error.params["file"] = file.shown(str(error.params["file"]))
        error.args = (error.text("en"),)
        raise


def _records(file: Named, options: ReadOptions) -> Records:
    """Parse the file and keep the records, which `geo.sources.read.read_file` does not hand out."""
    zone(options.timezone)
    with opened(file.path, options) as plain:
        found = sniff(plain.path, plain.member or file.path.name)
        records = parser(found.parser)(plain.path, options)
    if not len(records.frame) and not records.refused:
        raise refuse("nothing_to_read", file.path.name, detail="")
    unexpected = () if found.unexpected is None else (Notice("unexpected_content", found.unexpected),)
    packing = {"packing": plain.packing, "member": plain.member} if plain.packing else {}
    notices = (*plain.notices, *unexpected, *records.notices)
    return replace(records, dialect={**packing, **records.dialect}, notices=notices)


def _about_records(file: Named, records: Records) -> dict[str, Any]:
    dialect = {"format": records.format, **records.dialect}
    return {
        "columns": columns_of(unmarked(records).frame),
        "geometry": records.geometry is not None,
        "dialect": {key: file.shown(str(value)) for key, value in dialect.items() if value not in ("", None)},
    }


def _crs(records: Records, options: ReadOptions) -> dict[str, Any]:
    """Say which coordinate system is used and who named it: the user, the file, or nobody (degrees, WGS 84)."""
    if options.crs is not None:
        return {"code": f"EPSG:{options.crs}", "by": "user"}
    if records.crs is not None:
        return {"code": without_persons(str(records.crs))[:60], "by": "file"}
    return {"code": "EPSG:4326", "by": "assumed"}


def _decimal(records: Records, mapping: dict[str, str]) -> dict[str, str]:
    """Say which sign stands before decimals in the coordinate columns, where there are such."""
    column = mapping.get("lat") or mapping.get("y") or mapping.get("latlon")
    frame = unmarked(records).frame
    if column is None or column not in frame.columns:
        return {}
    texts = as_texts(frame[column].iloc[:200])
    comma, point = (int(texts.str.contains(sign).sum()) for sign in (r"\d,\d", r"\d\.\d"))
    return {"decimal": "," if comma > point else "."} if comma or point else {}


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _lines(records: Records) -> list[int]:
    """Return the lines of the first records, refused ones too."""
    lines = np.concatenate(
        (records.line[:ROWS], np.array([one.line for one in records.refused[:ROWS]], dtype=np.int64))
    )
    return [int(line) for line in np.sort(lines)[:ROWS]]


def _firstlings(reading: Reading, owner: Owner | None, store: Store) -> Reading:
    """Return a reading of only the first rows, as they would be stored."""
    from geo.pipelines.owned_rows import owned

    rows = reading.rows.sort_values("row", kind="stable").head(ROWS)
    rows = rows if owner is None else owned(rows, owner, store)
    return replace(reading, rows=rows, refused=reading.refused.head(ROWS))

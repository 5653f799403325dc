"""Rows held for examination: where, what, why and the remedy; mended here, or taken away as a file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from geo.errors import NotFoundError
from geo.exports import write_quarantine
from geo.languages import Says
from geo.pipelines.preview_rows import without_persons
from geo.sources.reasons import REASONS, sentence
from webmap import questions
from webmap.analyst.data_access import import_seen, previewed, runner, uploads
from webmap.analyst.data_page import without_options
from webmap.analyst.data_report import attachment
from webmap.analyst.quarantine_mend import CELL_CHARACTERS, own_cells, send_mended
from webmap.jobs.upload_files import PRIVATE
from webmap.languages import language
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import listed, plain_text
from webmap.trail import record

PAGE_ROWS = 25
_CELL = re.compile(r"v[0-9]{1,11}")
_ROW = Says("Baris", "row")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/data/impor/<import>/karantina`, its rows, its files, and mending."""
    _ = settings

    @room.get("/data/impor/<import_id>/karantina")
    def quarantine_page(import_id: str) -> str:
        stored = import_seen(import_id)
        held = _held(import_id)
        reasons = {str(code): int(n) for code, n in held["reason"].value_counts().items()}
        reason = questions.one_of("reason", ["", *reasons], "")
        chosen = held[held["reason"] == reason] if reason else held
        pages = max(1, -(-len(chosen) // PAGE_ROWS))
        page = questions.whole("page", 1, pages, 1)
        mended = uploads().mended(import_id)
        shown = chosen.iloc[(page - 1) * PAGE_ROWS : page * PAGE_ROWS].to_dict("records")
        return render_template(
            "quarantine.html",
            stored=stored,
            rows=[held_row(row, mended) for row in shown],
            reasons=reasons,
            reason=reason,
            page=page,
            last_page=pages,
            total=len(chosen),
            page_rows=PAGE_ROWS,
        )

    @room.post("/data/impor/<import_id>/karantina")
    def quarantine_mend(import_id: str) -> BaseResponse:
        stored, held = import_seen(import_id), _held(import_id)
        return _send(stored, held, changes_of(held, uploads().mended(import_id)))

    @room.get("/data/impor/<import_id>/karantina.<kind>")
    def quarantine_file(import_id: str, kind: str) -> Response:
        import_seen(import_id)
        if kind not in _TYPES:
            abort(404)
        name = f"karantina-{import_id}.{kind}"
        with TemporaryDirectory(prefix=PRIVATE, dir=runner().folder) as private:
            path = Path(private) / name
            write_quarantine(services().store.quarantine(import_id), path, language=language(), reasons=REASONS)
            body = path.read_bytes()
        record("quarantine.export", what=import_id, form=kind)
        return attachment(body, name, _TYPES[kind])

    @room.get("/data/impor/<import_id>/karantina/<int:number>")
    def quarantine_row(import_id: str, number: int) -> str:
        stored, held = import_seen(import_id), _held(import_id)
        row = _row(held, number)
        record("quarantine.read", what=import_id, row=number)
        shown = held_row(row, uploads().mended(import_id), masked=False)
        return render_template("quarantine_row.html", stored=stored, row=shown, cells=own_cells(row["raw"]))

    @room.post("/data/impor/<import_id>/karantina/<int:number>")
    def quarantine_mend_row(import_id: str, number: int) -> BaseResponse:
        stored, held = import_seen(import_id), _held(import_id)
        cells = own_cells(_row(held, number)["raw"])
        given = {
            name: request.form.get(f"c{at}", old)[:CELL_CHARACTERS] for at, (name, old) in enumerate(cells.items())
        }
        given = {name: value for name, value in given.items() if _lines(value) != _lines(cells[name])}
        return _send(stored, held, {number: given} if given else {})


def held_row(row: dict[str, Any], mended: dict[int, str], *, masked: bool = True) -> dict[str, Any]:
    """Return a held row as pages write it; persons are masked unless it is opened by itself.

    `value` is what can be mended at once, None where the whole row has to be opened: the column is none of the
    file's, or its text tells of a person.
    """
    column, value = plain_text(row["column"]), plain_text(row["value"])
    cells = own_cells(row["raw"])
    shown = without_persons(value) if masked else value
    cell = cells.get(column)
    number = int(row["number"])
    return {
        "number": number,
        "line": int(row["line"]),
        "column": column,
        "shown": shown,
        "value": cell if cell is not None and (not masked or without_persons(cell) == cell) else None,
        "reason": str(row["reason"]),
        "why": without_options(sentence(str(row["reason"]), language(), column, shown, listed(row["detail"]) or {})),
        "mended": mended.get(number),
        "rest": [(name, without_persons(text)[:80]) for name, text in cells.items() if name != column and text][:4],
    }


def changes_of(held: pd.DataFrame, mended: dict[int, str]) -> dict[int, dict[str, str]]:
    """Return the cells that the page's form changed: row number → column → text; rows mended already are left alone."""
    found: dict[int, dict[str, str]] = {}
    for key, text in request.form.items():
        if not _CELL.fullmatch(key):
            continue
        number = int(key[1:])
        row = _row(held, number)
        shown = held_row(row, mended)
        if shown["value"] is None or shown["mended"] or _lines(text) == _lines(shown["value"]):
            continue
        found[number] = {shown["column"]: text[:CELL_CHARACTERS]}
    return found


def _send(stored: dict[str, Any], held: pd.DataFrame, changes: dict[int, dict[str, str]]) -> BaseResponse:
    upload = send_mended(stored, held, changes)
    told = json.dumps(sorted(changes)[:20])
    record("quarantine.mend", what=str(stored["import_id"]), upload=upload.upload_id, rows=told)
    previewed(upload.upload_id)
    return redirect(url_for("analyst.upload_page", upload_id=upload.upload_id), 303)


def _held(import_id: str) -> pd.DataFrame:
    """Return an import's quarantine with the number of each row, from 1."""
    held = services().store.quarantine(import_id).reset_index(drop=True)
    return held.assign(number=range(1, len(held) + 1))


def _row(held: pd.DataFrame, number: int) -> dict[str, Any]:
    if not 1 <= number <= len(held):
        raise NotFoundError(what=_ROW, name=str(number)[:12])
    row: dict[str, Any] = held.iloc[number - 1].to_dict()
    return row


def _lines(text: str) -> str:
    """Return a text with the line ends that a browser would make the same anyway."""
    return text.replace("\r\n", "\n").replace("\r", "\n")

"""One import: its counts, reasons and warnings, the report as a file, and taking the import back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from geo.errors import RecordError
from geo.exports.written_text import neutral
from geo.languages import Says
from geo.pipelines.preview_rows import examples
from webmap.analyst.data_access import import_seen, uploads
from webmap.analyst.data_page import error_text, first, import_row
from webmap.analyst.data_words import CHOICE_NAMES, CHOICES, COUNTS, FIELDS, SHARINGS, STATES
from webmap.analyst.preview_view import counts_view, reasons_view
from webmap.languages import in_words, t
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import listed
from webmap.trail import record

_IMPORT = Says("Impor", "import")
_NOT_DONE = Says("tidak tersimpan atau sudah dibatalkan", "is not stored, or has been undone before")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/data/impor/<import>`, its report as CSV, and undoing it."""
    _ = settings

    @room.get("/data/impor/<import_id>")
    def import_page(import_id: str) -> str:
        return render_template("data_report.html", **report_of(import_id))

    @room.get("/data/impor/<import_id>/laporan.csv")
    def import_report(import_id: str) -> Response:
        report = report_of(import_id)
        record("import.report", what=import_id)
        return attachment(report_csv(report), f"laporan-{import_id}.csv", "text/csv; charset=utf-8")

    @room.get("/data/impor/<import_id>/batalkan")
    def import_undo_page(import_id: str) -> str:
        report = report_of(import_id)
        if report["row"]["state"] != "done":
            raise RecordError(what=_IMPORT, name=import_id, problem=_NOT_DONE)
        return render_template("data_undo.html", **report)

    @room.post("/data/impor/<import_id>/batalkan")
    def import_undo(import_id: str) -> BaseResponse:
        row = import_seen(import_id)
        if row["status"] != "done":
            raise RecordError(what=_IMPORT, name=import_id, problem=_NOT_DONE)
        counts = services().store.undo_import(import_id, services().now())
        record("import.undo", what=import_id, **counts)
        flash(t("data_undone", id=import_id, removed=counts["removed"], restored=counts["restored"]))
        return redirect(url_for("analyst.import_page", import_id=import_id), 303)


def report_of(import_id: str) -> dict[str, Any]:
    """Return what the page and the file say about an import, in the reader's language."""
    stored = import_seen(import_id)
    upload = uploads().of_import(import_id)
    held = services().store.quarantine(import_id)
    mended = uploads().mended(import_id)
    row = import_row(stored, uploads().senders())
    reasons = {str(code): int(n) for code, n in held["reason"].value_counts().items()}
    sharing = upload.options.get("sharing") if upload else None
    return {
        "row": row,
        "counts": counts_view(row),
        "reasons": reasons_view(reasons, examples(held)),
        "warnings": [] if row["state"] == "refused" else [error_text(one) for one in listed(stored["warnings"]) or []],
        "mapping": listed(stored["mapping"]) or {},
        "meaning": meaning_of(listed(stored["mapping"]) or {}),
        "digest": stored["digest"],
        "seconds": stored["seconds"],
        "sharing": in_words(SHARINGS.get(str(sharing))) if sharing else "",
        "error_code": (first(listed(stored["warnings"])) or {}).get("code", "") if row["state"] == "refused" else "",
        "open_rows": len(held) - len(mended),
    }


def meaning_of(mapping: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what each column was taken for: the field, or the choice, and the column or value, as the preview says."""
    found = []
    for name, given in mapping.items():
        says = FIELDS.get(name) or CHOICE_NAMES.get(name) or Says(name, name)
        value = CHOICES.get(name, {}).get(given)
        found.append((in_words(says), in_words(value) if value else given))
    return found


def report_csv(report: dict[str, Any]) -> bytes:
    """Write a report as CSV: part, code, text, number; no cell that a spreadsheet would run."""
    row = report["row"]
    lines: list[tuple[str, str, str, Any]] = [
        (t("data_csv_file"), "file", row["file"], ""),
        (t("data_csv_file"), "import", row["id"], ""),
        (t("data_csv_file"), "source", row["source"], ""),
        (t("data_csv_file"), "state", in_words(STATES[row["state"]]), ""),
        (t("data_csv_file"), "sha256", report["digest"], ""),
        (t("data_csv_counts"), "records", t("data_records"), row["records"]),
    ]
    lines += [(t("data_csv_counts"), name, in_words(COUNTS[name]), n) for name, _, n in report["counts"]]
    lines += [(t("data_csv_reasons"), one["code"], one["text"], one["n"]) for one in report["reasons"]]
    lines += [(t("data_csv_warnings"), "", text, "") for text in report["warnings"]]
    lines += [(t("data_csv_mapping"), field, column, "") for field, column in report["mapping"].items()]
    if row["error"]:
        lines.append((t("data_csv_refused"), report["error_code"], row["error"], ""))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([t("data_csv_part"), t("data_csv_code"), t("data_csv_text"), t("data_csv_n")])
    for line in lines:
        writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in line])
    return out.getvalue().encode("utf-8-sig", "replace")


def attachment(body: bytes, name: str, mimetype: str) -> Response:
    """Return a file to keep; its name is ours and plain ASCII."""
    made = Response(body, content_type=mimetype)
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return made

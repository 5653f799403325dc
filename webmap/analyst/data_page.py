"""The list of imports: file, when, by whom, what became of its records; and the uploads that are on their way."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Blueprint, render_template

from geo.languages import Says
from geo.store.service.uploads import Upload
from webmap import questions
from webmap.analyst.data_access import imports_seen, runner, uploads
from webmap.analyst.data_words import STATES
from webmap.analyst.form_advice import in_preview_words
from webmap.analyst.run_access import asker
from webmap.languages import in_words, t
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import listed

PAGE_ROWS = 30
_ON_THE_WAY = ("uploaded", "previewed", "queued", "running", "failed")
_MOST_WAITING = 50
_OPTION_ASIDE = re.compile(r"\s*\(--[a-z-]+\)")
_OPTION = re.compile(r"(?<!\S)--[a-z]+")
_SENTENCES = re.compile(r"(?<=\.)\s+")
_COUNTS = ("records", "stored", "unchanged", "corrected", "duplicates", "quarantined")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/data`."""
    _ = settings

    @room.get("/data")
    def data_list() -> str:
        run = runner()
        run.look()
        run.wake()
        imports = imports_seen()
        pages = max(1, -(-len(imports) // PAGE_ROWS))
        page = questions.whole("page", 1, pages, 1)
        shown = imports.iloc[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
        senders = uploads().senders()
        rows = shown.astype(object).where(shown.notna(), None).to_dict("records")
        return render_template(
            "data_list.html",
            rows=[import_row(row, senders) for row in rows],
            waiting=[upload_row(one) for one in uploads().listed(asker(), _ON_THE_WAY, _MOST_WAITING) if _shown(one)],
            page=page,
            last_page=pages,
            total=len(imports),
            page_rows=PAGE_ROWS,
            as_of_data=services().store.data_as_of(),
        )


def import_row(row: dict[str, Any], senders: dict[str, str]) -> dict[str, Any]:
    """Return an import as pages write it."""
    return {
        "id": row["import_id"],
        "file": row["file"],
        "created": row["created"],
        "by": senders.get(str(row["import_id"])) or ("–" if row["status"] == "refused" else t("data_by_console")),
        "source": row["source"],
        "state": row["status"],
        "state_text": in_words(STATES[str(row["status"])]),
        "error": error_text(first(listed(row["warnings"]))) if row["status"] == "refused" else "",
        **{name: int(row[name]) for name in _COUNTS},
    }


def upload_row(upload: Upload) -> dict[str, Any]:
    """Return an upload on its way as pages write it."""
    return {
        "id": upload.upload_id,
        "file": upload.name,
        "created": upload.created,
        "by": upload.user_name,
        "state": upload.state,
        "state_text": in_words(STATES[upload.state]),
        "percent": round(100 * upload.progress),
        "error": error_text((upload.report or {}).get("error")),
    }


def error_text(error: Any) -> str:
    """Return a refusal kept as `{"code", "id", "en"}` in the reader's language; empty when there is none."""
    if not isinstance(error, dict) or "id" not in error:
        return ""
    return without_options(in_words(Says(str(error["id"]), str(error["en"]))))


def without_options(text: str) -> str:
    """Return a sentence without advice for the command line; what the page has fields for is said in their words."""
    plain = _OPTION_ASIDE.sub("", text)
    kept = [one for one in _SENTENCES.split(plain) if not _OPTION.search(one)]
    return in_preview_words(" ".join(kept) or text)


def first(values: Any) -> Any:
    """Return the first of a JSON list, or None."""
    values = json.loads(values) if isinstance(values, str) else values
    return values[0] if isinstance(values, list) and values else None


def _shown(upload: Upload) -> bool:
    """Hide failed uploads whose file is gone: those that were refused stand among the imports."""
    return upload.state != "failed" or bool(upload.stored)

"""`/admin/pengaturan`: every setting with its value, default, unit, range, meaning and where it came from."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from geo.settings import DEFAULT_FILE, described
from webmap.installation import installation
from webmap.languages import t
from webmap.settings import WebSettings


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the page."""
    _ = settings

    @room.get("/pengaturan")
    def settings_page() -> str:
        rows = [{**row, "source_text": _source(row)} for row in described(installation())]
        return render_template("admin/settings.html", rows=rows, file=DEFAULT_FILE)


def _source(row: dict[str, Any]) -> str:
    source = row["source"]
    if source.kind == "file":
        return t("source_file", file=source.where, line=source.line or "–")
    if source.kind == "environment":
        return t("source_environment", name=source.where)
    return t(f"source_{source.kind}")

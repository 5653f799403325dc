"""The analyst's start page: data on the left, a new analysis in the middle, queue and history on the right."""

from __future__ import annotations

from flask import Blueprint, render_template

from webmap.analyst.queue_page import waiting
from webmap.analyst.run_access import plain_rows, runs_seen
from webmap.analyst.run_new import catalogue
from webmap.services import services
from webmap.settings import WebSettings

_SHOWN = 6


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/`."""
    _ = settings

    @room.get("/")
    def start() -> str:
        of = services()
        imports = of.store.imports()
        held = int(imports["quarantined"].where(imports["status"] == "done", 0).sum()) if len(imports) else 0
        runs = runs_seen()
        rows = imports.head(_SHOWN)
        return render_template(
            "analyst/start.html",
            imports=rows.astype(object).where(rows.notna(), None).to_dict("records"),
            held=held,
            tasks=catalogue(),
            queue=waiting(),
            runs=plain_rows(runs[~runs["status"].isin(["queued", "running"])].head(_SHOWN)),
        )

"""One analysis laid open: method, parameters, seed, versions, data, what was left out, and how to repeat it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from geo.errors import NotFoundError
from geo.languages import Says
from geo.pipelines.command_line import command_of
from webmap.run_words import notices_of, question_rows
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import listed
from webmap.wording import sentence

_RUN = Says("Analisis", "run")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/analisis` and `/analisis/<run>`."""
    _ = settings

    @room.get("/analisis")
    def run_list() -> str:
        runs = services().store.runs().head(200)
        return render_template("runs.html", runs=runs.astype(object).where(runs.notna(), None).to_dict("records"))

    @room.get("/analisis/<run_id>")
    def run_page(run_id: str) -> str:
        if not (run_id.isascii() and run_id.isalnum() and len(run_id) <= 20):
            raise NotFoundError(what=_RUN, name=run_id.encode("unicode_escape").decode()[:20])
        run = services().store.run(run_id)
        summary = listed(run.get("summary")) or {}
        return render_template(
            "run.html",
            run=run,
            parameters={name: compact(value) for name, value in (listed(run.get("parameters")) or {}).items()},
            versions=listed(run.get("versions")) or {},
            left_out=listed(run.get("left_out")) or {},
            asked=question_rows(run),
            notices=notices_of(run),
            error=sentence(listed(run.get("error")) or "") if run.get("error") else "",
            summary=summary,
            command=command_of(run, services().region().timezone).text,
        )


def compact(value: Any) -> str:
    """Write a parameter as one would type it: `500`, not `500.0`."""
    return f"{value:.12g}" if isinstance(value, float) else str(value)

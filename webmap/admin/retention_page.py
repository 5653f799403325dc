"""`/admin/retensi`: how long each class of data is kept, how much is due now, the last deletion, and one at once."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from geo.settings import described
from geo.store.service.upkeep import Upkeep
from webmap.installation import installation
from webmap.jobs import chores, retention
from webmap.languages import t
from webmap.services import services
from webmap.settings import WebSettings
from webmap.visitor import visitor


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the page and `run`."""
    _ = settings

    @room.get("/retensi")
    def retention_page() -> str:
        of, made = services(), installation()
        rows = {row["name"]: row for row in described(made)}
        return render_template(
            "admin/retention.html",
            classes=[(name, rows.get(setting)) for name, setting in retention.CLASSES],
            due=retention.due(made, of.service, of.now()),
            last=Upkeep(of.service).get(chores.RETENTION),
            now=of.now(),
        )

    @room.post("/retensi")
    def run_retention() -> Response:
        who = visitor()
        started = chores.start(installation(), services().service, chores.RETENTION, who=who.name, role=who.role)
        flash(t("admin_chore_started") if started is not None else t("admin_chore_busy"))
        return redirect(url_for("admin.retention_page"), 303)

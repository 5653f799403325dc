"""`/admin/cadangan`: backups with size, checksum and age; one made now, the restore practised, progress told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from geo.store import backup_folder
from geo.store.service.upkeep import Chore, Upkeep
from webmap.installation import installation
from webmap.jobs import chores
from webmap.languages import t
from webmap.services import services
from webmap.settings import WebSettings
from webmap.visitor import visitor


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the page, `make`, `drill` and the state that the page's script asks for."""
    _ = settings

    @room.get("/cadangan")
    def backups() -> str:
        made = installation()
        folder = Path(made.backup_dir).expanduser() if made.backup_dir else None
        return render_template(
            "admin/backups.html",
            folder=folder,
            keep=made.backup_keep,
            backups=backup_folder.listed(folder) if folder is not None else [],
            chores={name: Upkeep(services().service).get(name) for name in (chores.BACKUP, chores.DRILL)},
            now=services().now(),
        )

    @room.post("/cadangan")
    def make_backup() -> AnyResponse:
        return _started(chores.BACKUP)

    @room.post("/cadangan/latihan")
    def drill_backup() -> AnyResponse:
        return _started(chores.DRILL)

    @room.get("/cadangan/keadaan")
    def backup_state() -> Response:
        found = {name: Upkeep(services().service).get(name) for name in (chores.BACKUP, chores.DRILL)}
        return jsonify({name: _state(chore) for name, chore in found.items()})


def _started(chore: str) -> AnyResponse:
    who = visitor()
    started = chores.start(installation(), services().service, chore, who=who.name, role=who.role)
    flash(t("admin_chore_started") if started is not None else t("admin_chore_busy"))
    return redirect(url_for("admin.backups"), 303)


def _state(chore: Chore | None) -> dict[str, Any] | None:
    if chore is None:
        return None
    return {"running": chore.running(services().now()), "state": chore.state, "progress": chore.progress}

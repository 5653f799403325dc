"""The administrator's room: users, agreements, region, retention, backups, diagnosis, settings, audit trail."""

from __future__ import annotations

from flask import Blueprint

from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make the pages."""
    from webmap.admin import (
        agencies_pages,
        agreements_pages,
        audit_page,
        backups_page,
        diagnostics_page,
        kinds_pages,
        overview_page,
        region_pages,
        retention_page,
        settings_page,
        users_pages,
    )

    room = Blueprint("admin", __name__, url_prefix="/admin", template_folder="templates")
    for part in (
        overview_page,
        users_pages,
        region_pages,
        agencies_pages,
        kinds_pages,
        agreements_pages,
        retention_page,
        backups_page,
        diagnostics_page,
        settings_page,
        audit_page,
    ):
        part.add_routes(room, settings)
    return room

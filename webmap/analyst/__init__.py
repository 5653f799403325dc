"""The analyst's room: data in, analyses asked for, watched, compared, published and taken away as files."""

from __future__ import annotations

from flask import Blueprint

from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make the pages."""
    from webmap.analyst import (
        compare_page,
        data_page,
        data_report,
        export_page,
        incident_page,
        orders_page,
        preview_page,
        quarantine_page,
        queue_page,
        run_new,
        run_page,
        run_publish,
        runs_page,
        start_page,
        upload_page,
    )

    room = Blueprint("analyst", __name__, url_prefix="/analyst", template_folder="templates")
    runs = (run_new, queue_page, runs_page, run_page, run_publish, compare_page, export_page, orders_page)
    data = (data_page, upload_page, preview_page, data_report, quarantine_page, incident_page)
    for part in (start_page, *runs, *data):
        part.add_routes(room, settings)
    return room

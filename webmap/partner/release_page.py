"""One release: its map and list, its data for the map, and its files where the agreement allows them."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from geo.languages import date_text
from webmap import released_files
from webmap.assets import asset
from webmap.languages import language
from webmap.partner.access import own_release, page
from webmap.partner.agreement_words import title_of
from webmap.released_assets import OWN_SCRIPTS, PAGE_SCRIPT, SCRIPTS, SHEETS
from webmap.released_document import LEVELS, document_bytes, document_of, period_days, rows_of, total_says
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/partner/rilis/<id>`, its data and its files."""

    @room.get("/rilis/<release_id>")
    def release(release_id: str) -> str:
        head, agreement = own_release(release_id)
        document = document_of(services(), head)
        usual = "cells" if document["release"]["cell_kinds"] else "districts"
        level = request.args.get("tampilan", usual)
        if level not in LEVELS:
            abort(404)
        return page(
            "partner_release.html",
            head=head,
            agreement=agreement,
            title=title_of(agreement),
            document=document,
            days=period_days(head.period),
            data_day=date_text(date.fromisoformat(document["release"]["data_day"]), language()),
            level=level,
            levels=LEVELS,
            rows=rows_of(document, level),
            total=total_says(document, level),
            formats=list(released_files.FORMATS) if agreement.downloads else [],
            sheets=[asset(name) for name in SHEETS],
            scripts=[asset(name) for name in SCRIPTS],
            own_scripts=[asset(name) for name in (*OWN_SCRIPTS, PAGE_SCRIPT)],
            data=url_for("partner.release_data", release_id=release_id),
            ground=url_for("released.ground"),
        )

    @room.get("/rilis/<release_id>/data")
    def release_data(release_id: str) -> Response:
        head, _ = own_release(release_id)
        return Response(document_bytes(services(), head), mimetype="application/json")

    @room.get("/rilis/<release_id>/unduh/<form>")
    def release_file(release_id: str, form: str) -> Response:
        head, agreement = own_release(release_id)
        if form not in released_files.FORMATS or not agreement.downloads:
            abort(404)
        record("release.download", what=head.release_id, form=form)
        answer = Response(
            released_files.file_of(services(), head, form, language()), mimetype=released_files.FORMATS[form]
        )
        released_files.name_file(answer, head, form)
        return answer

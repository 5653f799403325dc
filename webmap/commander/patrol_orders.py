"""Files of patrol orders that were issued; nothing is issued here."""

from __future__ import annotations

import io
import re

from flask import Blueprint, Response, abort, send_file

from webmap.languages import language
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record

_NAME = re.compile(r"([A-Za-z0-9-]{1,40})\.([a-z]{3,4})")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/perintah/<order id>.<format>`."""
    _ = settings

    @room.get("/perintah/<name>")
    def order_file(name: str) -> Response:
        from geo.pipelines.orders import FORMATS, MEDIA, file_of_order

        found = _NAME.fullmatch(name)
        if found is None or found[2] not in FORMATS:
            abort(404)
        content = file_of_order(services().store, found[1], found[2], language())
        record("order.export", what=found[1], form=found[2])
        answer = send_file(
            io.BytesIO(content),
            MEDIA[found[2]],
            as_attachment=found[2] != "pdf",
            download_name=f"{found[1]}.{found[2]}",
        )
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

"""The service worker of `/lapor`: keeps the page on the phone, so that a report can be written without a connection."""

from __future__ import annotations

import hashlib
import json

from flask import Blueprint, Response, request

from geo.languages import LANGUAGES
from webmap.assets import asset, content_of, digest_of
from webmap.intake.report_page import page_digest
from webmap.settings import WebSettings

PAGE_FILES = ("intake/intake.css", "intake/queue.js", "intake/form.js")
MAP_FILES = ("intake/map.js", "vendor/leaflet/leaflet.css", "vendor/leaflet/leaflet.js")
_WORKER = "intake/worker.js"


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the worker's script; its scope is `/lapor` and nothing else of the service."""
    _ = settings

    @room.get("/lapor/sw.js")
    def worker() -> Response:
        root = f"{request.script_root}/lapor"
        files = [asset(name) for name in PAGE_FILES]
        pages = [root, *(f"{root}?lang={code}" for code in LANGUAGES)]
        version = hashlib.sha256(",".join([*files, digest_of(_WORKER), page_digest()]).encode()).hexdigest()[:12]
        told = {
            "version": version,
            "root": root,
            "first": files,  # with the page that is looked at
            "files": [*pages, *files],  # all that is ever kept, but for the map
            "queue": asset("intake/queue.js"),
        }
        body = f"self.LAPOR = {json.dumps(told)};\n".encode() + content_of(_WORKER)
        answer = Response(body, mimetype="text/javascript")
        answer.headers["Service-Worker-Allowed"] = root
        answer.headers["Cache-Control"] = "no-cache"
        answer.set_etag(hashlib.sha256(body).hexdigest()[:16])
        answer.make_conditional(request)
        return answer

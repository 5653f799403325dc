"""`/api/docs`: the API's description as a page, made here and complete without any network."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from webmap.ogc import links
from webmap.ogc.openapi import description
from webmap.services import services
from webmap.settings import WebSettings

EXAMPLES = {
    "Python": (
        "import geopandas, pyogrio\n"
        'pyogrio.set_gdal_config_options({{"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": "TOKEN"}})\n'
        'geopandas.read_file("OAPIF:{base}", layer="COLLECTION")'
    ),
    "curl": 'curl -H "Authorization: Bearer TOKEN" "{base}/collections/COLLECTION/items?limit=10"',
}


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/api/docs`."""

    @room.get("/api/docs")
    def docs() -> Response:
        told = description(services().region(), links.base())
        examples = {name: text.format(base=links.base()) for name, text in EXAMPLES.items()}
        page = render_template("ogc_docs.html", api=told, base=links.base(), examples=examples)
        answer = make_response(page)
        answer.headers["Cache-Control"] = "private, no-cache"  # in the reader's language: a cookie may have chosen it
        answer.add_etag()
        answer.make_conditional(request)
        return answer

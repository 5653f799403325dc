"""The API's front page, what it conforms to, and its description."""

from __future__ import annotations

from flask import Blueprint, Response

from webmap import questions
from webmap.api.answers import packed
from webmap.languages import language
from webmap.ogc import links
from webmap.ogc.access import access
from webmap.ogc.asked import form
from webmap.ogc.openapi import description
from webmap.services import services
from webmap.settings import WebSettings

_SPEC = "http://www.opengis.net/spec"
CONFORMS = (
    f"{_SPEC}/ogcapi-features-1/1.0/conf/core",
    f"{_SPEC}/ogcapi-features-1/1.0/conf/oas30",
    f"{_SPEC}/ogcapi-features-1/1.0/conf/html",
    f"{_SPEC}/ogcapi-features-1/1.0/conf/geojson",
    f"{_SPEC}/ogcapi-features-2/1.0/conf/crs",
    f"{_SPEC}/ogcapi-features-3/1.0/conf/queryables",
    f"{_SPEC}/ogcapi-features-3/1.0/conf/queryables-query-parameters",
)
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/ogc`, `/ogc/conformance` and `/ogc/api`."""

    @room.get("/ogc")
    @room.get("/ogc/")
    def landing() -> Response:
        questions.only({"f", "lang"})
        access()
        region = services().region()
        document = {
            "title": f"petarawan {region.title.text(language())}",
            "description": region.note.text(language()) if region.note is not None else "",
            "attribution": "petarawan",
            "links": [
                *links.both_forms("/"),
                links.link("/api", "service-desc", OPENAPI),
                {"href": links.base().removesuffix("/ogc") + "/api/docs", "rel": "service-doc", "type": "text/html"},
                links.link("/conformance", "conformance"),
                links.link("/conformance", "http://www.opengis.net/def/rel/ogc/1.0/conformance"),
                links.link("/collections", "data"),
            ],
        }
        return links.answer(document, "ogc_landing.html")

    @room.get("/ogc/conformance")
    def conformance() -> Response:
        questions.only({"f", "lang"})
        access()
        document = {"conformsTo": list(CONFORMS), "links": links.both_forms("/conformance")}
        return links.answer(document, "ogc_conformance.html")

    @room.get("/ogc/api")
    def api_description() -> Response:
        questions.only({"f", "lang"})
        access()
        _ = form()
        made = Response(packed(description(services().region(), links.base())), mimetype="application/json")
        made.headers["Content-Type"] = OPENAPI
        made.headers["Cache-Control"] = "private, no-cache"
        return made

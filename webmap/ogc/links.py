"""Links between the documents of the API, and answers in its two forms."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request

from webmap.addresses import service_address
from webmap.api.answers import packed
from webmap.ogc.asked import form

TYPES = {
    "json": "application/json",
    "html": "text/html",
    "geojson": "application/geo+json",
    "schema": "application/schema+json",
}


def base() -> str:
    """Return the address that all links begin with."""
    return f"{service_address()}/ogc"


def link(path: str, rel: str, kind: str = "json", title: str = "", **query: Any) -> dict[str, str]:
    """Return one link of a document."""
    asked = {name: value for name, value in query.items() if value is not None}
    address = f"{base()}{path}" + (f"?{urlencode(asked)}" if asked else "")
    made = {"href": address, "rel": rel, "type": TYPES.get(kind, kind)}
    return {**made, "title": title} if title else made


def both_forms(path: str, kind: str = "json", **query: Any) -> list[dict[str, str]]:
    """Return the links of a document to itself and to its other form."""
    asked = form()
    plain = link(path, "self" if asked == "json" else "alternate", kind, **query, f="json")
    page = link(path, "self" if asked == "html" else "alternate", "html", **query, f="html")
    return [plain, page]


def answer(document: dict[str, Any], template: str, kind: str = "json", **more: Any) -> Response:
    """Return a document as JSON, or as a page made from the same document."""
    if form() == "html":
        made = Response(render_template(template, document=document, **more), mimetype="text/html")
    else:
        made = Response(packed(document), mimetype=TYPES[kind])
    # What a token opens is nobody else's: no cache between the two may keep it.
    made.headers["Cache-Control"] = "private, no-cache"
    made.vary.update(["Accept", "Authorization"])
    made.add_etag()
    made.make_conditional(request)
    return made

"""OGC API Features over releases: what an agreement shows, for partners' own GIS; nothing else is ever asked."""

from __future__ import annotations

from flask import Blueprint

from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make the routes below `/ogc`, and the page that explains them."""
    from webmap.ogc import collection_pages, docs_page, item_pages, landing, tile_pages

    room = Blueprint("ogc", __name__, template_folder="templates")
    for part in (landing, collection_pages, item_pages, tile_pages, docs_page):
        part.add_routes(room, settings)
    return room

"""Maps drawn with Folium: the page's skeleton and our own layers; no data and no user's text pass through here."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Serve the script of a map under the digest of its specification; any process can rebuild it."""
    from webmap.maps.page import parts_of
    from webmap.maps.spec import MapSpec

    room = Blueprint("maps", __name__, url_prefix="/maps")

    @room.get("/<digest>.js")
    def script(digest: str) -> Response:
        spec = MapSpec.from_query(request.args)
        if spec is None:
            abort(404)
        parts = parts_of(spec)
        if parts.digest != digest:
            abort(404)
        answer = Response(parts.script, mimetype="text/javascript")
        answer.set_etag(digest)
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        answer.make_conditional(request)
        return answer

    return room

"""Static files under addresses that carry their content's digest, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, request

from webmap.settings import WebSettings

FOLDER = Path(__file__).parent / "static"
_KINDS = (".css", ".js", ".svg", ".txt")


@cache
def content_of(name: str) -> bytes:
    """Return a static file's content.

    Raises
    ------
    FileNotFoundError
        When there is no such file: a template names something that does not exist.
    """
    return (FOLDER / name).read_bytes()


@cache
def digest_of(name: str) -> str:
    """Return the digest of a static file's content."""
    return hashlib.sha256(content_of(name)).hexdigest()[:16]


@cache
def names() -> frozenset[str]:
    """Return the names of all files that are served; only what stands here can be asked for."""
    return frozenset(
        path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file() and path.suffix in _KINDS
    )


def asset(name: str) -> str:
    """Return the address of a static file with its digest."""
    return f"{request.script_root}/static/{name}?v={digest_of(name)}"


def init_app(app: Flask, settings: WebSettings) -> None:
    """Serve `static/`: for ever when the address carries the right digest, else to be asked again."""
    app.jinja_env.globals["asset"] = asset

    @app.get("/static/<path:name>", endpoint="static")
    def static_file(name: str) -> Response:
        if name not in names():
            abort(404)
        answer = Response(content_of(name), mimetype=mimetypes.guess_type(name)[0] or "text/plain")
        answer.set_etag(digest_of(name))
        for_ever = request.args.get("v") == digest_of(name)
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if for_ever else "no-cache"
        answer.make_conditional(request)
        return answer

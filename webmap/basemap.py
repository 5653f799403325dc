"""The basemap's file in pieces, and what there is to know of it: the same for everyone, since it holds no incident."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request
from werkzeug.http import parse_range_header

from geo.errors import GeoError
from geo.languages import Says
from geo.pipelines.basemap_file import Basemap, basemap_path, read_basemap
from webmap import questions
from webmap.assets import asset
from webmap.ground_credits import ground_credit
from webmap.services import services
from webmap.settings import WebSettings

MOST_PIECE = 4 * 2**20
"""Most bytes of one answer; a longer piece is answered with its beginning, as RFC 9110 (15.3.7) allows."""
KIND = "application/vnd.pmtiles"
SCRIPT = "vendor/protomaps-leaflet/protomaps-leaflet.js"
_KEY = "petarawan.basemap"
_FOR_EVER = "public, max-age=31536000, immutable"
_CREDIT = Says("Peta dasar: {who}", "Basemap: {who}")
log = logging.getLogger("petarawan.web")


class Kept:
    """The installed basemap as it was last read; read again when another file stands in its place."""

    def __init__(self) -> None:
        self._identity: tuple[int, ...] | None = None
        self._found: Basemap | None = None
        self._reading = threading.Lock()

    def now(self, path: Path) -> tuple[Basemap, tuple[int, ...]] | None:
        """Return the basemap at `path` and what identifies its file, or None: there is none that can be used."""
        try:
            identity = _identity(path.stat())
        except OSError:
            return None
        with self._reading:
            if identity != self._identity:
                self._found = _read(path)
                self._identity = identity
            return (self._found, identity) if self._found is not None else None


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Serve `/api/basemap` (is there one, where, whose) and `/basemap/<digest>.pmtiles` (the file, piece by piece)."""
    room = Blueprint("basemap", __name__)
    kept = Kept()
    path = basemap_path(settings.store)
    room.record_once(lambda state: state.app.extensions.__setitem__(_KEY, kept))

    @room.get("/api/basemap")
    def about() -> Response:
        questions.only(())
        found = kept.now(path)
        answer = jsonify(_about(found[0]) if found is not None else _own_layers())
        answer.headers["Cache-Control"] = "no-cache"
        answer.add_etag()
        answer.make_conditional(request)
        return answer

    @room.get("/basemap/<digest>.pmtiles")
    def file(digest: str) -> Response:
        found = kept.now(path)
        if found is None or digest != found[0].digest:
            abort(404)
        return _piece(path, *found)

    return room


def installed() -> Basemap | None:
    """Return the basemap that the present application serves, for pages that name its source without script."""
    kept: Kept = current_app.extensions[_KEY]
    found = kept.now(basemap_path(services().settings.store))
    return found[0] if found is not None else None


def _own_layers() -> dict[str, Any]:
    """Return what is told without a file: the region's own layers are the ground, and who made those."""
    told = ground_credit(services().region())
    return {"available": False, "credit": told.as_dict() if told.id else None}


def _about(found: Basemap) -> dict[str, Any]:
    return {
        "available": True,
        "address": f"{request.script_root}/basemap/{found.digest}.pmtiles",
        "script": asset(SCRIPT),
        "attribution": found.attribution,
        "credit": _CREDIT.filled(who=found.attribution).as_dict(),
        "minzoom": found.header.min_zoom,
        "maxzoom": found.header.max_zoom,
        "bounds": list(found.header.bounds),
    }


def _piece(path: Path, found: Basemap, identity: tuple[int, ...]) -> Response:
    """Answer with the bytes that are asked for, at most `MOST_PIECE` of them."""
    answer = Response(mimetype=KIND)
    answer.set_etag(found.digest)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = _FOR_EVER
    if request.if_none_match.contains(found.digest):
        answer.status_code = 304
        return answer
    wanted = _wanted(found)
    if wanted is None:
        answer.status_code = 416
        answer.headers["Content-Range"] = f"bytes */{found.bytes}"
        return answer
    begin, end = wanted
    if (begin, end) != (0, found.bytes):
        answer.status_code = 206
        answer.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{found.bytes}"
    answer.set_data(b"" if request.method == "HEAD" else _bytes(path, identity, begin, end))
    answer.headers["Content-Length"] = str(end - begin)
    return answer


def _wanted(found: Basemap) -> tuple[int, int] | None:
    """Return begin and end of what is asked for; None when that cannot be answered."""
    size = found.bytes
    # An If-Range that names another file asks for the whole of this one.
    fits = "If-Range" not in request.headers or request.if_range.etag == found.digest
    asked = parse_range_header(request.headers.get("Range")) if fits else None
    if asked is None or asked.units != "bytes":
        # A file that fits is sent whole; a larger one would fill the server's buffers and is asked for in pieces.
        return (0, size) if size <= MOST_PIECE or request.method == "HEAD" else None
    one = asked.range_for_length(size)  # None: several ranges, or beyond the end
    return None if one is None else (one[0], min(one[1], one[0] + MOST_PIECE))


def _bytes(path: Path, identity: tuple[int, ...], begin: int, end: int) -> bytes:
    """Read a piece of exactly the file that was asked for, even when another one takes its place meanwhile."""
    with path.open("rb") as stream:
        if _identity(os.fstat(stream.fileno())) != identity:
            abort(404)
        stream.seek(begin)
        return stream.read(end - begin)


def _identity(about: os.stat_result) -> tuple[int, ...]:
    return about.st_dev, about.st_ino, about.st_mtime_ns, about.st_size


def _read(path: Path) -> Basemap | None:
    """Read a basemap; one that cannot be used is named in the log, and the map is drawn without it."""
    try:
        found = read_basemap(path)
        if found.digest:
            return found
        log.error("basemap not used: %s was laid there by hand; take it with petarawan basemap add", path.name)
        return None
    except (GeoError, OSError) as error:
        log.error("basemap not used: %s", error.text("en") if isinstance(error, GeoError) else error)
        return None

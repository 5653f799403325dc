"""Gzip for answers that gain by it; the server that carries the application does not compress."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

from webmap.caching import BoundedCache
from webmap.settings import WebSettings

SMALLEST_BYTES = 512
KINDS = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/javascript",
    "application/manifest+json",
    "image/svg+xml",
)


def init_app(app: Flask, settings: WebSettings) -> None:
    """Compress after every view; compressed static files are kept, since they never change under one address."""
    kept = BoundedCache(200, settings.cache_bytes)

    def compress(response: Response) -> Response:
        if not (response.mimetype or "").startswith(KINDS) or response.status_code in {204, 206, 304}:
            return response
        response.vary.add("Accept-Encoding")
        if response.headers.get("Content-Encoding") or request.accept_encodings["gzip"] <= 0:
            return response
        body = response.get_data()
        if len(body) < SMALLEST_BYTES:
            return response
        etag, weak = response.get_etag()
        packed = kept.get(etag, lambda: _packed(body)) if etag and not weak else _packed(body)
        if len(packed) >= len(body):
            return response
        response.set_data(packed)
        response.headers["Content-Encoding"] = "gzip"
        if etag:
            response.set_etag(etag, weak=True)  # another representation of the same content
        return response

    app.after_request(compress)


def _packed(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)

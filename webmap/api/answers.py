"""Answers of the API: strict JSON, a digest for each, 304 when the reader has it already."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from flask import Response, request


def packed(document: Any) -> bytes:
    """Write a document as JSON; NaN and infinity are refused by construction, moments become ISO 8601."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain).encode(
        "utf-8", "replace"
    )


def answer(body: bytes, *, mimetype: str = "application/json", keep_seconds: int = 0) -> Response:
    """Return a body with its digest, or 304 when the reader's copy is the same.

    Parameters
    ----------
    body
        Finished bytes.
    mimetype
        Their type.
    keep_seconds
        How long a reader may keep it without asking; 0: ask each time.
    """
    made = Response(body, mimetype=mimetype)
    made.set_etag(hashlib.blake2b(body, digest_size=12).hexdigest())
    made.headers["Cache-Control"] = f"private, max-age={keep_seconds}" if keep_seconds else "private, no-cache"
    made.make_conditional(request)
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    return str(value)

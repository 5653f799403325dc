"""The log: one event a line, JSON, nothing in it that could steer a terminal; no secrets, report texts or cookies."""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import sys
import time
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from geo.settings import Settings
from webmap.settings import WebSettings
from webmap.visitor import visitor

HIDDEN = "…"
_LONGEST = 2000
_PATH = 300
access = logging.getLogger("petarawan.access")
# Values of these parts of an address are secrets, or may be.
_SECRET_PARTS = re.compile(r"token|secret|code|kode|key|sending|receipt|password", re.IGNORECASE)
# A piece of an address that no rule knows and that could be a mistyped secret.
_LIKE_A_SECRET = re.compile(r"[A-Za-z0-9_=-]{12,}|(?:[A-Za-z0-9]{4}-){2,}[A-Za-z0-9]{1,4}")
# Only these values of a query are written; of all others the name alone.
_PLAIN = frozenset({"lang", "page", "zoom", "period", "days", "limit", "offset", "f", "as", "n", "run", "metric"})
_PLAIN_VALUE = re.compile(r"[\w.,:-]{1,40}", re.ASCII)


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON in ASCII: every control character, and every other sign, is escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", record.name),
        }
        fields = getattr(record, "fields", None)
        if fields is None:
            told["message"] = record.getMessage()[:_LONGEST]
            if has_request_context():
                told |= {"request": request_id(), "method": request.method, "path": safe_path()}
        else:
            told |= fields
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = record.exc_info[0].__name__  # the trace may quote data; `webmap.errors` says where
        return json.dumps(told, ensure_ascii=True, default=str, allow_nan=False)


def configure(settings: Settings) -> None:
    """Send everything that `petarawan` logs to the file of the settings, rotated, or to stderr.

    Parameters
    ----------
    settings
        `log_file`, `log_mb`, `log_keep`.
    """
    handler: logging.Handler
    if settings.log_file:
        path = Path(settings.log_file).expanduser().absolute()
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        handler = _OwnersFile(path, maxBytes=settings.log_mb * 2**20, backupCount=settings.log_keep, encoding="ascii")
    else:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger("petarawan")
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    root.propagate = False


class _OwnersFile(RotatingFileHandler):
    """A rotated file that only its owner and group may read."""

    def _open(self) -> Any:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
        return os.fdopen(handle, "a", encoding=self.encoding)


def init_app(app: Flask, settings: WebSettings) -> None:
    """Give every request an id, and write one line for each answer."""
    _ = settings

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def note(response: Response) -> Response:
        response.headers["X-Request-Id"] = request_id()
        access.info("request", extra={"event": "request", "fields": _answered(response)})
        return response


def request_id() -> str:
    """Return the id of the present request, made at its first use."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)


def safe_path() -> str:
    """Return the present request's address without what may be secret: parts, query values, anything token-like."""
    rule, values = request.url_rule, request.view_args or {}
    if rule is not None:
        path = rule.rule
        for name, value in values.items():
            # Of an ordinary part the value is written; the rule tells which is which, not the reader's words.
            shown = HIDDEN if _SECRET_PARTS.search(name) else _without_secrets(str(value))
            path = re.sub(rf"<(?:[^<>:]+:)?{re.escape(name)}>", shown.replace("\\", r"\\"), path)
    else:
        path = _without_secrets(request.path)
    query = "&".join(_shown(name, value) for name, value in request.args.items(multi=True))
    return (f"{request.script_root}{path}" + (f"?{query}" if query else ""))[:_PATH]


def _without_secrets(text: str) -> str:
    return _LIKE_A_SECRET.sub(HIDDEN, text)


def _shown(name: str, value: str) -> str:
    if not _PLAIN_VALUE.fullmatch(name):
        return HIDDEN
    plain = name in _PLAIN and _PLAIN_VALUE.fullmatch(value) and not _LIKE_A_SECRET.fullmatch(value)
    return f"{_without_secrets(name)}={value if plain else HIDDEN}"


def _answered(response: Response) -> dict[str, Any]:
    began = g.get("began")
    who = visitor()
    return {
        "request": request_id(),
        "method": request.method[:10],
        "path": safe_path(),
        "status": response.status_code,
        "ms": None if began is None else round((time.perf_counter() - began) * 1000, 1),
        "user": who.user_id,
        "agency": who.agency,
    }

"""Heads of a request that Python's own readers fail on are taken for ones that say nothing, so that none is a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from werkzeug.http import parse_date

from webmap.settings import WebSettings

_DATES = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_DATE")
_SIGN_IN = "HTTP_AUTHORIZATION"
_NO_SIGN_IN = "-"  # a sign-in of no kind: refused like any other bad one, where the missing one would be a stranger's


def init_app(app: Flask, settings: WebSettings) -> None:
    """Look at the heads of every request before anything reads them."""
    _ = settings
    inner = app.wsgi_app

    def outer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        for name in _DATES:
            if name in environ and not _is_readable(environ[name]):
                del environ[name]
        if not str(environ.get(_SIGN_IN, "")).isascii():
            environ[_SIGN_IN] = _NO_SIGN_IN
        return inner(environ, start)

    app.wsgi_app = outer  # type: ignore[method-assign,assignment]  # the documented place for middleware


def _is_readable(date: str) -> bool:
    """Say whether a date, or what is none at all, is read without a fault: one of the year 10^10 overflows."""
    try:
        parse_date(date)
    except (ArithmeticError, ValueError):
        return False
    return True

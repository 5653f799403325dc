"""Where a request comes from, and whether what it carries may be trusted on its way."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, request

from webmap.settings import LOOPBACK_NAMES, WebSettings, is_loopback

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")
_PROXIED = "petarawan.proxied"


def init_app(app: Flask, settings: WebSettings) -> None:
    """Believe `X-Forwarded-For` and `-Proto` from the configured proxies only; from others they are taken away."""
    proxies = frozenset(settings.proxies)
    inner = app.wsgi_app

    def outer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        told = {name: environ.pop(name, "") for name in _FORWARDED}
        if environ.get("REMOTE_ADDR") in proxies:
            # The proxy writes the address that it saw as the last one; what stands before may be anybody's.
            last = str(told["HTTP_X_FORWARDED_FOR"]).rpartition(",")[2].strip()
            environ["REMOTE_ADDR"] = last if _is_address(last) else "0.0.0.0"  # noqa: S104 - a name for "unknown"
            environ["wsgi.url_scheme"] = "https" if told["HTTP_X_FORWARDED_PROTO"] == "https" else "http"
            environ[_PROXIED] = True
        else:
            environ[_PROXIED] = False
        return inner(environ, start)

    app.wsgi_app = outer  # type: ignore[method-assign,assignment]  # the documented place for middleware


def source_address() -> str:
    """Return the address that the present request comes from."""
    return request.remote_addr or "unknown"


def is_private_way() -> bool:
    """Say whether nobody can read along: TLS, or a program on this computer that asks it by its own name."""
    if request.is_secure:
        return True
    name = request.host.rpartition(":")[0] if request.host.rpartition(":")[2].isdigit() else request.host
    direct = not request.environ.get(_PROXIED, False)
    return direct and name.lower() in LOOPBACK_NAMES and is_loopback(source_address())


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True

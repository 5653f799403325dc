"""Addresses of this service as others write them down: in sites, programs and other people's pages."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from webmap.services import services


def service_address() -> str:
    """Return what they begin with: the public address when it is set, whole with its path; else the one asked for."""
    return services().settings.public_url or f"{request.host_url.rstrip('/')}{request.script_root}"


def outside(endpoint: str, **values: Any) -> str:
    """Return the whole address of an endpoint, as `flask.url_for` takes it."""
    return service_address() + url_for(endpoint, **values).removeprefix(request.script_root)

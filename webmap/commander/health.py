"""Is the service alive, and can it work: for the person or program that watches over it."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from flask import Blueprint, Response, jsonify

from geo.errors import GeoError
from webmap.services import Services, services
from webmap.settings import WebSettings

LEAST_FREE = 0.1
log = logging.getLogger("petarawan.web")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/healthz` (alive) and `/readyz` (store readable, room on the disk)."""
    _ = settings

    @room.get("/healthz")
    def alive() -> Response:
        return jsonify(status="ok")

    @room.get("/readyz")
    def ready() -> tuple[Response, int]:
        checks = {"store": store_answers(services()), "disk": disk_has_room(services().settings.store)}
        good = all(checks.values())
        return jsonify(status="ok" if good else "failing", checks=checks), 200 if good else 503


def store_answers(of: Services) -> bool:
    """Say whether the store can be read; the reason why not goes to the log."""
    try:
        of.store.data_version()
    except GeoError as error:
        log.error("not ready: %s", error.text("en"))
        return False
    return True


def disk_has_room(store: str) -> bool:
    """Say whether at least a tenth of the store's disk is free."""
    path = Path(store.removeprefix("sqlite:///")).parent
    try:
        usage = shutil.disk_usage(path)
    except OSError:
        return False
    return usage.free >= LEAST_FREE * usage.total

"""Whether the last import failed, for every page of this room: a map must never be silently old."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint

from geo.store.service.uploads import Uploads
from webmap.import_stages import was_tried
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import known_moment

_NEWEST = 50


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Give this room's templates `failed_import`: when the last import failed, else None."""
    _ = settings

    @room.context_processor
    def about_the_last_import() -> dict[str, Any]:
        return {"failed_import": failed_import()}


def failed_import() -> datetime | None:
    """Return when the last import failed that somebody asked to store; None when it was taken in, or there was none.

    A file that was refused at its preview counts for nothing, neither as a failure nor as a success. An import that
    was stopped (time, memory, a service that ended) stands among the uploads alone; it counts as one that was refused.
    """
    stopped = Uploads(services().service).last_failed(services().view().agency)
    refused, good = _last(_NEWEST)
    if good is None:  # none of the newest succeeded: every page asks, so that all are read only then
        refused, good = _last(None)
    if stopped is not None and good is not None and stopped <= good:
        stopped = None
    return max((one for one in (refused, stopped) if one is not None), default=None)


def _last(newest: int | None) -> tuple[datetime | None, datetime | None]:
    """Return when the last import was refused after the last that succeeded, and when that was, among the newest."""
    refused = None
    for row in services().store.imports(newest)[["status", "created", "warnings"]].itertuples(index=False):
        created = known_moment(row.created)
        if str(row.status) != "refused":
            return refused, created
        if refused is None and not was_tried(row.warnings):
            refused = created
    return refused, None

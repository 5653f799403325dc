"""Whether the last import failed, for every page of this room: a map must never be silently old."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint

from geo.store.service.uploads import Uploads
from webmap.import_stages import was_tried
from webmap.services import services
from webmap.settings import WebSettings


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
    agency = services().view().agency
    outcomes = services().store.newest_outcomes(agency)
    good = next((one.created for one in outcomes if one.status != "refused"), None)
    refused = (one.created for one in outcomes if one.status == "refused" and not was_tried(one.warnings))
    stopped = Uploads(services().service).last_failed(agency)
    if stopped is not None and good is not None and stopped <= good:
        stopped = None
    return max((one for one in (next(refused, None), stopped) if one is not None), default=None)

"""Whether the last import failed, for every page of this room: a map must never be silently old."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint

from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import known_moment


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Give this room's templates `failed_import`: when the last import was refused, else None."""
    _ = settings

    @room.context_processor
    def about_the_last_import() -> dict[str, Any]:
        return {"failed_import": failed_import()}


def failed_import() -> datetime | None:
    """Return when the last import was refused, or None when it was taken in (or there was none)."""
    imports = services().store.imports()
    if imports.empty or str(imports["status"].iloc[0]) != "refused":
        return None
    return known_moment(imports["created"].iloc[0])

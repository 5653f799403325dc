"""Writes the audit trail for views: who did what, from where; never secrets, never a report's words."""

from __future__ import annotations

from typing import Any

from geo.store.service.audit import Audit
from webmap.services import services
from webmap.source import source_address
from webmap.visitor import visitor


def record(action: str, what: str = "", **details: Any) -> None:
    """Append an entry for the visitor of the present request.

    Parameters
    ----------
    action
        `room.verb`, for example `report.read`.
    what
        Id of what was touched.
    **details
        Plain values that explain it.
    """
    who = visitor()
    Audit(services().service).add(
        action,
        services().now(),
        who=who.user_id or "public",
        role=who.role,
        agency=who.agency,
        source=source_address(),
        what=what,
        details=details,
    )

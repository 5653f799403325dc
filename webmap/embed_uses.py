"""Writes into the audit chain how often each embed was opened, an entry for each embed and hour, not for each tile."""

from __future__ import annotations

from datetime import datetime

from geo.store.service.audit import Audit
from geo.store.service.embeds import Embeds
from geo.store.service.file import ServiceFile


def tell_hours(service: ServiceFile, now: datetime) -> int:
    """Record every finished hour that is not in the chain yet; return how many there were."""
    hours = Embeds(service).hours_to_tell(now)
    for embed_id, hour, n in hours:
        told = {"hour": hour.isoformat(), "n": n}
        Audit(service).add(
            "embed.used", now, who="public", role="public", agency=None, source="embeds", what=embed_id, details=told
        )
    return len(hours)

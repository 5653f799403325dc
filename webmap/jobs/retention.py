"""What is deleted, after how long, and how much of it is due: across store, service file and the uploads folder."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from geo.settings import Settings
from geo.store import open_store
from geo.store import retention as of_store
from geo.store.service import retention as of_service
from geo.store.service.audit import Audit
from geo.store.service.file import ServiceFile
from geo.store.service.reports_forgetting import due_to_be_forgotten, forget_older
from webmap.jobs import upload_files

# Class of data, the setting that says how long, and the order on the page.
CLASSES = (
    ("reports", "report_days"),
    ("quarantine", "quarantine_days"),
    ("uploads", "upload_days"),
    ("sessions", "session_hours"),
    ("requests", ""),
    ("labels", "label_days"),
)


def due(settings: Settings, service: ServiceFile, now: datetime) -> dict[str, int]:
    """Count what would be deleted now, by class.

    Parameters
    ----------
    settings
        Ages, and where the store is.
    service
        The service file.
    now
        The present moment.
    """
    return {
        "reports": len(due_to_be_forgotten(service, settings.report_days, now)),
        **of_store.due(settings.store, now, **_store_days(settings)),
        **of_service.due(service, now, **_service_ages(settings)),
    }


def retire(settings: Settings, service: ServiceFile, now: datetime, *, who: str, role: str) -> dict[str, int]:
    """Delete what is due, cut both journals, and record that it was done: numbers, nothing of the content.

    Parameters
    ----------
    settings, service, now
        As for `due`.
    who, role
        Who caused it: a user, or the service itself.
    """
    with open_store(settings.store) as store:
        timezone = store.region().timezone
    forgotten = forget_older(service, settings.report_days, now, timezone)
    counts = {"reports": len(forgotten), **of_store.retire(settings.store, now, **_store_days(settings))}
    told, files = of_service.retire(service, now, **_service_ages(settings))
    folder = upload_files.folder_of(settings.store)
    for name in files:
        upload_files.remove(folder, name)
    of_store.cut_journal_of(service.path)
    counts |= told
    Audit(service).add("retention.run", now, who=who, role=role, agency=None, source="service", details={**counts})
    return counts


def _store_days(settings: Settings) -> dict[str, int]:
    return {"quarantine_days": settings.quarantine_days, "label_days": settings.label_days}


def _service_ages(settings: Settings) -> dict[str, Any]:
    return {
        "session_idle": timedelta(minutes=settings.session_idle_minutes),
        "session_longest": timedelta(hours=settings.session_hours),
        "upload_days": settings.upload_days,
    }

"""The reports as this room may use them, and its lines in the audit trail: the fact, never from where."""

from __future__ import annotations

from geo.store.secret import read_secret
from geo.store.service.audit import Audit
from geo.store.service.reports import Reports
from webmap.services import services


def reports() -> Reports:
    """Return the reports of this installation."""
    return Reports(services().service, read_secret(services().settings.store))


def note(action: str, report_id: str) -> None:
    """Write down that something happened to a report; who reports anonymously leaves no address anywhere."""
    audit = Audit(services().service)
    audit.add(action, services().now(), who="public", role="public", agency=None, source="", what=report_id)

"""Which reports a visitor may see, and which of them are the visitor's own cases."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, true

from geo.agencies.region import Region
from geo.errors import NotFoundError, RecordError
from geo.languages import Says
from geo.store.service.reports import REPORT, Report, Reports
from geo.store.service.reports_tables import REPORTS
from geo.store.service.users import Users
from webmap.report_keepers import HANDLERS
from webmap.services import services
from webmap.visitor import visitor

_TAKE = Says(
    "ambil kasus ini dahulu; hanya petugas yang menanganinya yang membaca lengkap dan memutuskan",
    "take this case first; only the officer in charge reads it in full and decides",
)


def reports() -> Reports:
    """Return the reports of this installation, for reading."""
    return Reports(services().service)


def own_agency() -> str:
    """Return the visitor's agency; a user without one belongs to the post itself."""
    return visitor().agency or services().region().home_agency


def within() -> ColumnElement[bool]:
    """Return the condition on reports that the visitor may see: those of the own agency; administrators see all."""
    if visitor().role == "admin":
        return true()
    agency = own_agency()
    nobodys = REPORTS.c.agency.is_(None) if agency == services().region().home_agency else REPORTS.c.agency == agency
    return or_(REPORTS.c.agency == agency, nobodys)


def found(report_id: str) -> Report:
    """Return a report that the visitor may see.

    Raises
    ------
    NotFoundError
        When there is none, or it is another agency's.
    """
    met = reports().chosen(REPORTS.c.report_id == report_id, within(), limit=1)
    if not met:
        raise NotFoundError(what=REPORT, name=report_id[:20])
    return met[0]


def own_case(report_id: str) -> Report:
    """Return a report that the visitor is in charge of.

    Raises
    ------
    NotFoundError
        When there is none, or it is another agency's.
    RecordError
        When somebody else, or nobody, is in charge.
    """
    met = found(report_id)
    if not is_own(met):
        raise RecordError(what=REPORT, name=report_id, problem=_TAKE)
    return met


def is_own(report: Report) -> bool:
    """Say whether the visitor is in charge of a report."""
    return report.handler is not None and report.handler == visitor().user_id and visitor().role in HANDLERS


def handler_name(user_id: str | None) -> str:
    """Return the name of who is in charge, or a dash."""
    return next((user.name for user in Users(services().service).list() if user.user_id == user_id), "–")


def is_sheltered(region: Region, kind: str) -> bool:
    """Say whether a kind is one that no map shows: its words and places are for the officer in charge alone."""
    kinds = region.kinds
    return not bool(((kinds["code"] == kind) & (kinds["visibility"] == "map")).any())

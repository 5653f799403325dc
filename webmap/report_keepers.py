"""Which agencies have somebody who takes citizens' reports, and which open reports wait where nobody can take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, or_

from geo.store.service.reports import Report, Reports
from geo.store.service.reports_tables import REPORTS
from geo.store.service.users import User, Users
from geo.tables.reports import OPEN_STATES
from webmap.services import Services

HANDLERS = frozenset({"analyst", "admin"})
"""Roles whose users may be in charge of a report."""
_STAFF = HANDLERS | {"commander"}
_R = REPORTS.c
# What an agency lacks: any user who sees its reports, or one who may take them.
Lack = Literal["users", "handlers"]


@dataclass(frozen=True)
class Stranded:
    """An open report that nobody can take but an administrator; `lack` is None when its officer is one no more."""

    report: Report
    agency: str
    lack: Lack | None


def handlers(of: Services) -> list[User]:
    """Return the users who may be put in charge of a report."""
    return [user for user in Users(of.service).list() if user.active and user.role in HANDLERS]


def lacks(of: Services) -> dict[str, Lack]:
    """Return the region's agencies whose reports nobody there can take, and what each of them lacks."""
    seeing = {user.agency for user in Users(of.service).list() if user.active and user.role in _STAFF}
    taking = {user.agency for user in handlers(of)}
    codes = [agency.code for agency in of.region().agencies if agency.code not in taking]
    return {code: "handlers" if code in seeing else "users" for code in codes}


def stranded(of: Services, limit: int) -> tuple[list[Stranded], int]:
    """Return open reports that wait where nobody can take them, the oldest first, at most `limit`; and how many."""
    region, lacking, kept = of.region(), lacks(of), Reports(of.service)
    home = region.home_agency
    taking = [agency.code for agency in region.agencies if agency.code not in lacking]
    which = _nobodys(home, taking, [user.user_id for user in handlers(of)])
    told = []
    for one in kept.chosen(which, limit=limit, oldest_first=True):
        agency = one.agency or home
        told.append(Stranded(one, agency, None if one.handler else lacking.get(agency, "users")))
    return told, kept.count(which)


def _nobodys(home: str, taking: list[str], officers: list[str]) -> ColumnElement[bool]:
    of_agency = and_(_R.handler.is_(None), func.coalesce(_R.agency, home).not_in(taking))
    of_officer = and_(_R.handler.is_not(None), _R.handler.not_in(officers))
    return and_(_R.state.in_(OPEN_STATES), or_(of_agency, of_officer))

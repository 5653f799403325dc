"""Whose incidents an audience may see, as SQL; the same rule as `geo.agencies.audience.Standing.may_see`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, literal_column, null, or_

from geo.agencies.audience import Standing
from geo.store.schema import INCIDENTS
from geo.tables.incidents import SHARINGS

_I = INCIDENTS.c


def seen_by(audience: Sequence[str], standing: Standing) -> list[ColumnElement[bool]]:
    """Return the conditions under which every agency of an audience may see an incident; none for an empty audience.

    Parameters
    ----------
    audience
        Codes of agencies.
    standing
        The region's roster and home agency.
    """
    return [_seen_by_one(code, standing) for code in dict.fromkeys(audience)]


def owner_number(standing: Standing) -> ColumnElement[Any]:
    """Return the owner's place in `owners_of(standing)`."""
    owners = owners_of(standing)
    home: ColumnElement[Any] = literal_column(str(owners.index(standing.home)))
    numbers = [(number, code) for number, code in enumerate(owners) if code in standing.roster]
    known: dict[str, ColumnElement[Any]] = {code: literal_column(str(number)) for number, code in numbers}
    return case(known, value=_I.agency, else_=home) if known else home


def sharing_number() -> ColumnElement[Any]:
    """Return how an incident is shared, as its place in `SHARINGS`."""
    known: dict[str, ColumnElement[Any]] = {name: literal_column(str(n)) for n, name in enumerate(SHARINGS)}
    return case(known, value=_I.sharing, else_=literal_column(str(SHARINGS.index("own"))))


def owners_of(standing: Standing) -> tuple[str, ...]:
    """Return all who may own incidents."""
    return standing.roster if standing.home in standing.roster else (*standing.roster, standing.home)


def _seen_by_one(code: str, standing: Standing) -> ColumnElement[bool]:
    known = code in standing.roster
    shared = [name for name in ("joint", "open") if known or name == "open"]
    own: ColumnElement[bool] = (
        _I.agency.is_not_distinct_from(code) if known else literal_column("0") == literal_column("1")
    )
    if code == standing.home:  # what belongs to nobody else is its own
        others = [other for other in standing.roster if other != code]
        own = or_(_I.agency.is_(null()), _I.agency.not_in(others))
    return or_(_I.sharing.in_(shared), own)

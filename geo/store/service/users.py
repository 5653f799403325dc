"""Accounts: who may sign in, for which agency and in which role."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from geo.errors import NotFoundError, ParameterError, RecordError
from geo.languages import Says
from geo.store.connect import run
from geo.store.moments import microseconds, moment
from geo.store.service.accounts_tables import LINKS, ROLES, SESSIONS, USERS
from geo.store.service.file import ServiceFile
from geo.store.service.tokens_tables import API_TOKENS

USER = Says("Pengguna", "user")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_U = USERS.c
_NAME_RULE = Says(
    "dua sampai 32 huruf kecil, angka, titik, garis; diawali huruf atau angka",
    "two to 32 lower-case letters, digits, dots, dashes; begins with a letter or digit",
)
_TAKEN = Says("{name} sudah dipakai; pilih yang lain", "{name} is taken; choose another")
_ROLE = Says("harus salah satu dari {roles}", "must be one of {roles}")
_AGENCY = Says("pilih instansi pengguna ini", "choose the agency of this user")
_LAST = Says(
    "ini administrator terakhir yang aktif; angkat yang lain dahulu",
    "this is the last active administrator; appoint another first",
)

_MEANWHILE = Says(
    "baru saja diubah orang lain. Muat ulang halamannya.",
    "has just been changed by somebody else. Load its page again.",
)
_CHANGEABLE = ("full_name", "agency", "role", "active")


@dataclass(frozen=True)
class User:
    """One account; `has_password` tells whether it can sign in without a link."""

    user_id: str
    name: str
    full_name: str
    agency: str | None
    role: str
    active: bool
    has_password: bool
    created: datetime
    signed_in: datetime | None


class Users:
    """The accounts of one service file.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def list(self) -> list[User]:
        """Return all accounts by name."""
        with self.file.reading() as con:
            return [_user(row) for row in run(con, select(USERS).order_by(_U.name)).fetchall()]

    def count(self) -> int:
        """Return how many accounts there are."""
        with self.file.reading() as con:
            return int(run(con, select(func.count()).select_from(USERS)).fetchone()[0])

    def by_agency(self) -> dict[str, int]:
        """Return how many active accounts belong to each agency."""
        asked = select(_U.agency, func.count()).where(_U.active == 1, _U.agency.is_not(None)).group_by(_U.agency)
        with self.file.reading() as con:
            return {str(agency): int(n) for agency, n in run(con, asked).fetchall()}

    def get(self, name: str) -> User:
        """Return an account by its name or id.

        Raises
        ------
        NotFoundError
            When there is none.
        """
        with self.file.reading() as con:
            return _user(_row(con, name))

    def add(self, name: str, full_name: str, agency: str | None, role: str, now: datetime) -> User:
        """Make an account; it has no password until its owner sets one after following a link.

        Raises
        ------
        ParameterError
            When the name is taken or malformed, the role unknown, or a partner or commander has no agency.
        """
        name = name.strip().lower()
        malformed = name_fault(name)
        if malformed is not None:
            raise ParameterError(name="name", problem=malformed)
        _check(role, agency)
        at = microseconds(now)
        with self.file.writing() as con:
            if run(con, select(_U.number).where(_U.name == name)).fetchone():
                raise ParameterError(name="name", problem=_TAKEN.filled(name=name))
            values = {"name": name, "full_name": full_name.strip()[:120] or name, "agency": agency, "role": role}
            run(con, insert(USERS).values(**values, created=at, changed=at))
            return _user(_row(con, name))

    def change(self, name: str, now: datetime, *, seen: User | None = None, **changes: Any) -> User:
        """Change `full_name`, `agency`, `role` or `active` of an account; open sessions notice at their next request.

        Tokens that its owner made, and could not make any more, are revoked for ever.

        `seen` is the account as it was when the change was decided; None: as it is by now.

        Raises
        ------
        NotFoundError
            When there is no such account.
        ParameterError
            When a value is impossible, or the last active administrator would be lost.
        RecordError
            When what may be changed is no longer as it was seen.
        """
        with self.file.writing() as con:
            row = _row(con, name)
            before = _user(row)
            if seen is not None and any(getattr(before, key) != getattr(seen, key) for key in _CHANGEABLE):
                raise RecordError(what=USER, name=before.name, problem=_MEANWHILE)
            values = {key: changes[key] for key in _CHANGEABLE if key in changes}
            role, active = values.get("role", before.role), values.get("active", before.active)
            _check(str(role), values.get("agency", before.agency))
            if before.role == "admin" and before.active and (role != "admin" or not active) and _admins(con) == 1:
                raise ParameterError(name="role", problem=_LAST)
            if "active" in values:
                values["active"] = int(bool(active))
            run(con, update(USERS).where(_U.number == row[0]).values(**values, changed=microseconds(now)))
            if not active:
                run(con, SESSIONS.delete().where(SESSIONS.c.user == row[0]))
                run(con, LINKS.delete().where(LINKS.c.user == row[0]))  # nor may one wake up with the account
            after = _user(_row(con, name))
            _revoke_tokens(con, after, now)
            return after

    def password(self, name: str) -> tuple[User, str | None] | None:
        """Return an active account with the hash of its password, or None."""
        with self.file.reading() as con:
            row = run(con, select(USERS).where(_U.name == name.strip().lower(), _U.active == 1)).fetchone()
            return (_user(row), row[5]) if row else None

    def set_password(self, user_id: str, hashed: str, now: datetime) -> None:
        """Keep the hash of a new password."""
        with self.file.writing() as con:
            run(
                con,
                update(USERS)
                .where(_U.number == row_number(user_id))
                .values(password=hashed, changed=microseconds(now)),
            )


def _revoke_tokens(con: sqlite3.Connection, user: User, now: datetime) -> None:
    """Shut the tokens of somebody's making that they could not make now: their text may have gone with them."""
    if user.active and user.role == "admin":
        return
    lost = (API_TOKENS.c.created_by == user.name) & API_TOKENS.c.revoked.is_(None)
    if user.active and user.role == "partner":
        lost &= API_TOKENS.c.agency != user.agency
    run(con, update(API_TOKENS).where(lost).values(revoked=microseconds(now)))


def name_fault(name: str) -> Says | None:
    """Return what a sign-in name must be when this one is not, else None."""
    return None if _NAME.fullmatch(name.strip().lower()) else _NAME_RULE


def _check(role: str, agency: str | None) -> None:
    if role not in ROLES:
        raise ParameterError(name="role", problem=_ROLE.filled(roles=list(ROLES)))
    if not agency:
        raise ParameterError(name="agency", problem=_AGENCY)


def _admins(con: sqlite3.Connection) -> int:
    asked = select(func.count()).select_from(USERS).where(_U.role == "admin", _U.active == 1)
    return int(run(con, asked).fetchone()[0])


def row_number(user_id: str) -> int:
    """Return the row of a user's id; -1, which no user has, for a text that is no id."""
    return int(user_id[1:]) if re.fullmatch(r"U\d{1,9}", user_id) else -1


def _row(con: sqlite3.Connection, name: str) -> Any:
    # A name may look like another account's id ("u002"): names are kept in lower case, an id has its capital letter.
    number = row_number(name)
    asked = _U.number == number if number >= 0 else _U.name == name.strip().lower()
    row = run(con, select(USERS).where(asked)).fetchone()
    if row is None:
        raise NotFoundError(what=USER, name=name[:40])
    return row


def _user(row: Any) -> User:
    number, name, full_name, agency, role, password, active, created, _, signed_in = row
    made, seen = moment(created), moment(signed_in)
    assert made is not None
    return User(f"U{number:03d}", name, full_name, agency, role, bool(active), password is not None, made, seen)

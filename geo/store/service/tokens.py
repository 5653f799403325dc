"""Keeps partners' API tokens: named, hashed, expiring, revocable; each opens the releases of some agreements."""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from geo.errors import NotFoundError, ParameterError
from geo.languages import Says
from geo.store.connect import run
from geo.store.moments import microseconds, moment
from geo.store.service.agreements import Agreements
from geo.store.service.file import ServiceFile
from geo.store.service.tokens_hashed import hashed
from geo.store.service.tokens_tables import API_TOKENS

WHAT = Says("Token", "token")
LONGEST = timedelta(days=366 * 2)
_FORM = re.compile(r"prt_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class TokenGrant:
    """What a valid token opens: the agreements in force, their agency, and its public id for the audit trail."""

    agreement_ids: tuple[str, ...]
    agency: str
    token_id: str


@dataclass(frozen=True)
class Token:
    """A token without its secret."""

    token_id: str
    name: str
    agency: str
    agreement_ids: tuple[str, ...]
    created: datetime
    created_by: str
    expires: datetime
    revoked: datetime | None
    used: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether it opens anything at a moment."""
        return self.revoked is None and now < self.expires


class Tokens:
    """The API tokens of one installation.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def create(
        self, name: str, agency: str, agreement_ids: Sequence[str], *, expires: datetime, by: str, now: datetime
    ) -> tuple[Token, str]:
        """Make a token and return it with its text, which is told this once and kept as a hash.

        Parameters
        ----------
        name
            What the partner calls it, 1 to 60 characters.
        agency
            Whose it is; every agreement must be this agency's.
        agreement_ids
            What it opens.
        expires
            At most two years from `now`.
        by
            Name of the user who makes it.
        now
            The present moment.

        Raises
        ------
        ParameterError
            When name or expiry is outside what it may be, or no agreement is named.
        NotFoundError
            When an agreement is not there or another agency's.
        """
        if not name.strip() or len(name) > 60 or not name.isprintable():
            raise ParameterError(name="name", problem=Says("isi 1 sampai 60 huruf", "write 1 to 60 characters"))
        if not now < expires <= now + LONGEST:
            problem = Says(
                "harus hari ini atau sesudahnya, paling lama 2 tahun lagi",
                "must be today or later, at most 2 years ahead",
            )
            raise ParameterError(name="expires", problem=problem)
        if not agreement_ids:
            raise ParameterError(name="agreements", problem=Says("pilih paling sedikit satu", "choose at least one"))
        agreements = Agreements(self.file)
        for agreement_id in agreement_ids:
            if agreements.get(agreement_id).agency != agency:
                raise NotFoundError(what=Says("Perjanjian", "agreement"), name=agreement_id[:64])
        token_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        values = {
            "token_id": token_id,
            "name": name.strip(),
            "agency": agency,
            "agreement_ids": json.dumps(sorted(set(agreement_ids))),
            "created": microseconds(now),
            "created_by": by,
            "expires": microseconds(expires),
            "secret_hash": hashed(secret),
        }
        with self.file.writing() as con:
            run(con, insert(API_TOKENS).values(**values))
        return self.get(token_id), f"prt_{token_id}_{secret}"

    def get(self, token_id: str) -> Token:
        """Return one token, whatever its state.

        Raises
        ------
        NotFoundError
            When there is no such token.
        """
        found = self._rows(API_TOKENS.c.token_id == token_id)
        if not found:
            raise NotFoundError(what=WHAT, name=token_id[:40])
        return found[0]

    def of(self, agency: str | None = None) -> list[Token]:
        """Return tokens, the newest first: of one agency, or all."""
        return self._rows(API_TOKENS.c.agency == agency if agency is not None else API_TOKENS.c.token_id.is_not(None))

    def revoke(self, token_id: str, *, now: datetime) -> Token:
        """Shut a token for ever.

        Raises
        ------
        NotFoundError
            When there is no such token.
        """
        self.get(token_id)
        with self.file.writing() as con:
            still_open = (API_TOKENS.c.token_id == token_id) & API_TOKENS.c.revoked.is_(None)
            run(con, update(API_TOKENS).where(still_open).values(revoked=microseconds(now)))
        return self.get(token_id)

    def check(self, token: str, now: datetime, *, day: date | None = None) -> TokenGrant | None:
        """Return what a token opens, or None for any token that opens nothing, whatever the reason.

        Parameters
        ----------
        token
            As the partner's program sent it.
        now
            The present moment.
        day
            The region's local day, by which agreements are in force; by default the day of `now` in UTC.
        """
        match = _FORM.fullmatch(token)
        if match is None:
            return None
        token_id, secret = match[1], match[2]
        with self.file.reading() as con:
            row = run(con, select(API_TOKENS.c.secret_hash).where(API_TOKENS.c.token_id == token_id)).fetchone()
        if not hmac.compare_digest(row[0] if row is not None else "0" * 64, hashed(secret)) or row is None:
            return None
        found = self.get(token_id)
        if not found.is_open(now):
            return None
        today = day or now.date()
        mine = {one.agreement_id: one for one in Agreements(self.file).list(agency=found.agency)}
        open_now = tuple(name for name in found.agreement_ids if name in mine and mine[name].in_force(today))
        if not open_now:
            return None
        if found.used is None or now - found.used >= _HOUR:
            with self.file.writing() as con:
                hour = now.replace(minute=0, second=0, microsecond=0)
                run(con, update(API_TOKENS).where(API_TOKENS.c.token_id == token_id).values(used=microseconds(hour)))
        return TokenGrant(open_now, found.agency, token_id)

    def _rows(self, where: Any) -> list[Token]:
        with self.file.reading() as con:
            cursor = run(con, select(API_TOKENS).where(where).order_by(API_TOKENS.c.created.desc()))
            names = [one[0] for one in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor]
        return [_token(row) for row in rows]


def _token(row: dict[str, Any]) -> Token:
    created, expires = moment(row["created"]), moment(row["expires"])
    assert created is not None
    assert expires is not None
    return Token(
        token_id=row["token_id"],
        name=row["name"],
        agency=row["agency"],
        agreement_ids=tuple(json.loads(row["agreement_ids"])),
        created=created,
        created_by=row["created_by"],
        expires=expires,
        revoked=moment(row["revoked"]),
        used=moment(row["used"]),
    )

"""Sessions on the server: the browser holds a random id, the file its hash; they end by rest, by age, or at once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from geo.store.connect import run
from geo.store.moments import microseconds, moment
from geo.store.service.accounts_tables import SESSIONS, USERS
from geo.store.service.file import ServiceFile
from geo.store.service.tokens_hashed import hashed, new_token
from geo.store.service.users import row_number

_S, _U = SESSIONS.c, USERS.c
_SEEN_EVERY = timedelta(seconds=60)  # a sign of life is written at most once a minute


@dataclass(frozen=True)
class Session:
    """One signed-in browser: whose it is, what it carries, and `token` when the browser must take a new id."""

    id_hash: str
    user_id: str
    name: str
    full_name: str
    agency: str | None
    role: str
    created: datetime
    seen: datetime
    source: str
    data: dict[str, Any] = field(default_factory=dict)
    token: str | None = None


class Sessions:
    """The sessions of one service file.

    Parameters
    ----------
    file
        The service file.
    idle
        How long a session may rest.
    longest
        How long it may last at all.
    """

    def __init__(
        self, file: ServiceFile, idle: timedelta = timedelta(minutes=60), longest: timedelta = timedelta(hours=12)
    ) -> None:
        self.file = file
        self.idle = idle
        self.longest = longest

    def start(self, user_id: str, role: str, source: str, now: datetime) -> str:
        """Begin a session and return its secret id; what a browser held before is worth nothing for it."""
        token, at = new_token(), microseconds(now)
        data = json.dumps({"role": role, "csrf": new_token()})
        with self.file.writing() as con:
            values = {"id_hash": hashed(token), "user": row_number(user_id), "created": at, "seen": at}
            run(con, insert(SESSIONS).values(**values, source=source[:64], data=data))
            run(con, update(USERS).where(_U.number == row_number(user_id)).values(signed_in=at))
        return token

    def find(self, token: str, now: datetime) -> Session | None:
        """Return the session of a secret id, or None when there is none, it has ended, or its user may not sign in.

        When the user's role has changed since, the session gets a new id (`token`) and the old one is dead.
        """
        asked = (
            select(
                *(_S.id_hash, _S.created, _S.seen, _S.source, _S.data),
                *(_U.number, _U.name, _U.full_name, _U.agency, _U.role),
            )
            .join(USERS, _U.number == _S.user)
            .where(_S.id_hash == hashed(token), _U.active == 1)
        )
        with self.file.reading() as con:
            row = run(con, asked).fetchone()
        if row is None:
            return None
        id_hash, created, seen, source, data, number, name, full_name, agency, role = row
        began, last = moment(created), moment(seen)
        assert began is not None
        assert last is not None
        if now - last > self.idle or now - began > self.longest:
            self.end(token)
            return None
        kept, fresh = json.loads(data), None
        if kept.get("role") != role:
            fresh = new_token()
            kept |= {"role": role, "csrf": new_token()}
        if fresh is not None or now - last > _SEEN_EVERY:
            new_hash = id_hash if fresh is None else hashed(fresh)
            with self.file.writing() as con:
                changed = update(SESSIONS).where(_S.id_hash == id_hash)
                values = {"id_hash": new_hash, "seen": microseconds(now)} | (
                    {} if fresh is None else {"data": json.dumps(kept)}
                )
                if run(con, changed.values(**values)).rowcount == 0:
                    return None  # ended, or given a new id by another request, since it was read
            id_hash = new_hash
        who = (f"U{number:03d}", name, full_name, agency, role)
        return Session(id_hash, *who, began, last, source, kept, fresh)

    def role(self, token: str, now: datetime) -> str | None:
        """Return the role of the session's user, writing nothing; None when there is no such session in force."""
        asked = (
            select(_U.role)
            .join(SESSIONS, _U.number == _S.user)
            .where(_S.id_hash == hashed(token), _U.active == 1)
            .where(_S.seen >= microseconds(now - self.idle), _S.created >= microseconds(now - self.longest))
        )
        with self.file.reading() as con:
            row = run(con, asked).fetchone()
        return None if row is None else str(row[0])

    def save(self, id_hash: str, data: dict[str, Any]) -> None:
        """Keep what a session carries."""
        with self.file.writing() as con:
            run(con, update(SESSIONS).where(_S.id_hash == id_hash).values(data=json.dumps(data)))

    def end(self, token: str) -> None:
        """End one session."""
        with self.file.writing() as con:
            run(con, delete(SESSIONS).where(_S.id_hash == hashed(token)))

    def end_all(self, user_id: str, but: str | None = None) -> int:
        """End all sessions of a user, except the one with this id hash; return how many ended."""
        ended = delete(SESSIONS).where(_S.user == row_number(user_id))
        if but is not None:
            ended = ended.where(_S.id_hash != but)
        with self.file.writing() as con:
            return run(con, ended).rowcount

    def clear(self, now: datetime) -> int:
        """Remove sessions that have ended by idleness or age; return how many."""
        old = (_S.seen < microseconds(now - self.idle)) | (_S.created < microseconds(now - self.longest))
        with self.file.writing() as con:
            return run(con, delete(SESSIONS).where(old)).rowcount

    def present(self, now: datetime) -> list[Session]:
        """Return the sessions in force, the latest sign of life first."""
        asked = (
            select(
                *(_S.id_hash, _S.created, _S.seen, _S.source),
                *(_U.number, _U.name, _U.full_name, _U.agency, _U.role),
            )
            .join(USERS, _U.number == _S.user)
            .where(_S.seen >= microseconds(now - self.idle), _S.created >= microseconds(now - self.longest))
            .order_by(_S.seen.desc())
        )
        with self.file.reading() as con:
            rows = run(con, asked).fetchall()
        found = []
        for id_hash, created, seen, source, number, name, full_name, agency, role in rows:
            began, last = moment(created), moment(seen)
            assert began is not None
            assert last is not None
            found.append(Session(id_hash, f"U{number:03d}", name, full_name, agency, role, began, last, source))
        return found

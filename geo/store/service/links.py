"""One-time links: they sign a user in once, without a password; the very first makes the first administrator."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from geo.store.connect import run
from geo.store.moments import microseconds
from geo.store.service.accounts_tables import LINKS
from geo.store.service.file import ServiceFile
from geo.store.service.tokens_hashed import hashed, new_token
from geo.store.service.users import row_number

LASTS = timedelta(hours=24)
_L = LINKS.c


class Links:
    """The one-time links of one service file.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def make(self, user_id: str | None, now: datetime) -> str:
        """Make a link for a user and return its secret; earlier ones of the same user die.

        Parameters
        ----------
        user_id
            The user, or None for the link that makes the first administrator.
        now
            The present moment; it lasts 24 hours.
        """
        token = new_token()
        number = None if user_id is None else row_number(user_id)
        same = _L.user.is_(None) if number is None else _L.user == number
        with self.file.writing() as con:
            run(con, delete(LINKS).where(same | (_L.expires < microseconds(now))))
            ends = microseconds(now + LASTS)
            run(
                con,
                insert(LINKS).values(link_hash=hashed(token), user=number, created=microseconds(now), expires=ends),
            )
        return token

    def look(self, token: str, now: datetime) -> tuple[bool, str | None]:
        """Say whether a link is good, without using it up, and whose it is (None: makes the first administrator)."""
        with self.file.reading() as con:
            asked = select(_L.user).where(_L.link_hash == hashed(token), _L.expires >= microseconds(now))
            row = run(con, asked).fetchone()
        return (False, None) if row is None else (True, None if row[0] is None else f"U{row[0]:03d}")

    def use(self, token: str, now: datetime) -> tuple[bool, str | None]:
        """Use a link up; the second of two that try at once gets `(False, None)`."""
        with self.file.writing() as con:
            asked = select(_L.user).where(_L.link_hash == hashed(token), _L.expires >= microseconds(now))
            row = run(con, asked).fetchone()
            run(con, delete(LINKS).where(_L.link_hash == hashed(token)))
        return (False, None) if row is None else (True, None if row[0] is None else f"U{row[0]:03d}")

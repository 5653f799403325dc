"""The wait before a receipt code is looked at, once many wrong ones came from an address: everybody waits for oneself.

A signed slip says since when somebody waits with one code. Nothing about it is kept, so that nobody who guesses can
fill a memory, use up another's turn or make another wait longer; a right code and a wrong one wait alike.
"""

from __future__ import annotations

import hmac
import re
from datetime import datetime

from werkzeug.exceptions import TooManyRequests

from geo.store.secret import read_secret
from geo.store.service.reports_codes import as_typed
from webmap.services import services

SECONDS = 30
_LONGEST_SECONDS = 86_400  # a page left open overnight begins anew
_SLIP = re.compile(r"(?P<since>\d{1,12})-(?P<proof>[0-9a-f]{64})", re.ASCII)


class WaitFirst(TooManyRequests):
    """The code is looked at when the wait is over; `slip` shows then that it is."""

    def __init__(self, seconds: int, slip: str) -> None:
        super().__init__(retry_after=seconds)
        self.seconds, self.slip = seconds, slip


def wait_over(typed: str, slip: str, now: datetime) -> None:
    """Let pass who has waited with this code.

    Raises
    ------
    WaitFirst
        With the seconds that are left and the slip to come back with.
    """
    left = seconds_left(typed, slip, now)
    if left is None:
        raise WaitFirst(SECONDS, slip_for(typed, now))
    if left:
        raise WaitFirst(left, slip)


def slip_for(typed: str, now: datetime, *, waited: bool = False) -> str:
    """Return a slip for a code as it was typed; `waited`: as good as one whose time is over.

    Parameters
    ----------
    typed
        What was typed as a code.
    now
        The present moment.
    waited
        For whoever has just shown the right code, and goes on with its page.
    """
    since = int(now.timestamp()) - (SECONDS if waited else 0)
    return f"{since}-{_proof(typed, since)}"


def seconds_left(typed: str, slip: str, now: datetime) -> int | None:
    """Return how long the bearer of a slip still waits with this code, 0 when it is over, None when it is no slip."""
    found = _SLIP.fullmatch(slip)
    if found is None:
        return None
    since, at = int(found["since"]), int(now.timestamp())
    if not hmac.compare_digest(found["proof"], _proof(typed, since)) or not 0 <= at - since <= _LONGEST_SECONDS:
        return None
    return max(0, SECONDS - (at - since))


def _proof(typed: str, since: int) -> str:
    # Of what was meant: a code typed with spaces or in small letters waits as the same code.
    meant = as_typed(typed) or typed
    told = f"wait\0{since}\0{meant}".encode("utf-8", "replace")
    return hmac.new(read_secret(services().settings.store), told, "sha256").hexdigest()

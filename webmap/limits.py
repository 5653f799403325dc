"""How often somebody may ask: moving windows in this process's memory."""

from __future__ import annotations

import time

from flask import current_app
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

_KEY = "petarawan-limits"


def check_limit(name: str, allowed: str, key: str) -> None:
    """Count one more use, or refuse it.

    Parameters
    ----------
    name
        What is limited.
    allowed
        For example `30 per minute`.
    key
        Whose uses are counted together.

    Raises
    ------
    TooManyRequests
        When the window is full; `Retry-After` says for how many seconds.
    """
    limiter, rule = _limiter(), parse(allowed)
    if not limiter.hit(rule, name, key):
        opens, _ = limiter.get_window_stats(rule, name, key)
        raise TooManyRequests(retry_after=max(1, round(opens - time.time())))


def is_full(name: str, allowed: str, key: str) -> bool:
    """Say whether the window has no room for one more use; nothing is counted or refused."""
    return not _limiter().test(parse(allowed), name, key)


def is_first(name: str, allowed: str, key: str) -> bool:
    """Count one more use and say whether the window still had room for it; nothing is refused."""
    return bool(_limiter().hit(parse(allowed), name, key))


def _limiter() -> MovingWindowRateLimiter:
    if _KEY not in current_app.extensions:
        current_app.extensions.setdefault(_KEY, MovingWindowRateLimiter(MemoryStorage()))
    found: MovingWindowRateLimiter = current_app.extensions[_KEY]
    return found

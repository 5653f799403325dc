"""The same request sent twice, or twenty times at once, is done once."""

from __future__ import annotations

import time
from collections.abc import Callable

from werkzeug.exceptions import Conflict

from geo.store.service.once import Once
from webmap.services import services

_WAIT_SECONDS = 20.0
_LOOK_SECONDS = 0.05


def once(key: str | None, scope: str, make: Callable[[], tuple[int, str]]) -> tuple[int, str]:
    """Do a thing once per key, and give every later asker the first one's answer.

    Parameters
    ----------
    key
        What the sender made for this request; None or empty: do it in any case.
    scope
        Whose keys these are and for what, for example `report` or `import:U001`.
    make
        Does it and returns status and answer; an exception frees the key.

    Returns
    -------
    tuple
        Status and answer.

    Raises
    ------
    Conflict
        When the first request is still under way after 20 seconds.
    """
    if not key:
        return make()
    keys = Once(services().service)
    until = time.monotonic() + _WAIT_SECONDS
    while (kept := keys.begin(scope, key, services().now())) is not None:
        if kept.status is not None:
            return kept.status, kept.answer or ""
        if time.monotonic() > until:
            raise Conflict
        time.sleep(_LOOK_SECONDS)
    try:
        status, answer = make()
    except BaseException:
        keys.give_up(scope, key)
        raise
    keys.keep(scope, key, status, answer)
    return status, answer

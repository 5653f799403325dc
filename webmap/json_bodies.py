"""Bodies in JSON from anybody: one flat object in UTF-8, or as good as none; no text of a stranger is ever a fault."""

from __future__ import annotations

import json
from typing import Any

from flask import request

_MOST_BYTES = 65_536


def json_body() -> dict[str, Any]:
    """Return the object that the request's body holds.

    Returns
    -------
    dict
        Empty when the body is of another type, too long, not UTF-8, broken, nested without end, names a key twice,
        or is no object: whoever sends such a thing has said nothing.
    """
    if not request.is_json:
        return {}
    try:
        text = request.get_data(cache=False)[: _MOST_BYTES + 1].decode("utf-8")
        found = (
            json.loads(text, object_pairs_hook=_once_each, parse_constant=_refuse) if len(text) <= _MOST_BYTES else {}
        )
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _refuse(name: str) -> None:
    raise ValueError(name)

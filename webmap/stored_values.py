"""Values as the store hands them over, made fit for an answer: JSON columns read, missing and infinite numbers None."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pandas as pd


def listed(value: Any) -> Any:
    """Return the content of a JSON column, which may be text or already read; None when it is empty or unreadable."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, list | dict) else None


def finite(value: Any, digits: int = 6) -> float | None:
    """Return a number that JSON can carry: None for missing, NaN and infinite ones."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return None if pd.isna(number) or number in {float("inf"), float("-inf")} else round(number, digits)


def known_moment(value: Any) -> datetime | None:
    """Return a moment, or None when it is missing in any of the ways a table may miss it."""
    return None if value is None or pd.isna(value) else pd.Timestamp(value).to_pydatetime()


def whole(value: Any) -> int | None:
    """Return a whole number, or None when it is missing."""
    number = finite(value)
    return None if number is None else round(number)


def percent(share: Any) -> int | None:
    """Return a share as whole per cents, rounded as the sentences beside it are; None when it is missing."""
    number = finite(share)
    return None if number is None else round(100 * number)


def plain_text(value: Any) -> str:
    """Return a text, empty when it is missing."""
    return value if isinstance(value, str) else ""

"""Moments as the store keeps them: whole microseconds since 1970 (UTC)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: Any) -> int | None:
    """Return a moment (aware datetime, Timestamp, None or NaT) as microseconds since 1970, or None.

    Raises
    ------
    ValueError
        When it has no time zone; give it one, for example `.replace(tzinfo=UTC)`.
    """
    if moment is None or moment is pd.NaT:
        return None
    if isinstance(moment, pd.Timestamp):
        moment = moment.to_pydatetime(warn=False)
    if moment.tzinfo is None:
        msg = f"{moment} has no time zone; give it one, for example .replace(tzinfo=UTC)"
        raise ValueError(msg)
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(value: int | None) -> datetime | None:
    """Return microseconds since 1970 as an aware datetime in UTC."""
    return None if value is None else _EPOCH + timedelta(microseconds=value)

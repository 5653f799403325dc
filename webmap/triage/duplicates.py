"""Proposes what may be the same incident told twice: same kind, near in place and time, alike in words."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=48)
NEAR_M = 2000.0
LEAST = 0.45
MOST = 6
_WORD = re.compile(r"[^\W\d_]{4,}")
_M_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class Told:
    """What is compared: place (degrees, None when unknown), radius that holds it (m), district, moment, words."""

    name: str
    kind: str
    lon: float | None
    lat: float | None
    precision_m: float | None
    district: str | None
    moment: datetime
    words: str = ""
    is_report: bool = True
    state: str = ""


@dataclass(frozen=True)
class Likeness:
    """How alike two are: score 0 to 1, metres and time apart, share of words in common (None: nothing to compare)."""

    other: Told
    score: float
    metres: float | None
    apart: timedelta
    words: float | None


def proposals(this: Told, others: Collection[Told], unsure: str) -> list[Likeness]:
    """Return the most alike of others, best first.

    Parameters
    ----------
    this, others
        One report, and reports and incidents that may be the same.
    unsure
        The kind of those who did not know; it may be any other.

    Returns
    -------
    list of Likeness
        At most six, with a score of at least 0.45: 0.4 for the place, 0.3 for the time, 0.3 for the words, and where
        one of them cannot be compared, the others alone.
    """
    found = []
    for other in others:
        alike = other.kind == this.kind or unsure in {other.kind, this.kind}
        apart = abs(this.moment - other.moment)
        if not alike or apart > WINDOW or other.name == this.name:
            continue
        metres = _metres(this, other)
        near = _near(this, other, metres)
        words = _shared(this.words, other.words)
        if near is not None and near <= 0:
            continue
        parts = [(0.4, near), (0.3, 1 - apart / WINDOW), (0.3, words)]
        known = [(weight, value) for weight, value in parts if value is not None]
        score = sum(weight * value for weight, value in known) / sum(weight for weight, _ in known)
        if metres is None and (words or 0) < 0.3:
            continue  # two at the same time in one district are not yet the same
        if score >= LEAST:
            found.append(Likeness(other, score, metres, apart, words))
    return sorted(found, key=lambda one: (-one.score, one.other.name))[:MOST]


def _metres(this: Told, other: Told) -> float | None:
    if this.lon is None or this.lat is None or other.lon is None or other.lat is None:
        return None
    east = (this.lon - other.lon) * math.cos(math.radians((this.lat + other.lat) / 2))
    return math.hypot(east, this.lat - other.lat) * _M_PER_DEGREE


def _near(this: Told, other: Told, metres: float | None) -> float | None:
    """Return 1 for the same place down to 0 for two kilometres, wider where a place is known less precisely."""
    if metres is None:
        if this.district and other.district:
            return 0.5 if this.district == other.district else 0.0
        return None
    reach = NEAR_M + (this.precision_m or 0.0) + (other.precision_m or 0.0)
    return max(0.0, 1 - metres / reach)


def _shared(one: str, two: str) -> float | None:
    first, second = (frozenset(_WORD.findall(text.casefold())) for text in (one, two))
    return len(first & second) / len(first | second) if first and second else None

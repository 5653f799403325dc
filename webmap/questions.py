"""What a request asks, read strictly: unknown, repeated and impossible parameters are refused with the remedy."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from flask import request
from werkzeug.routing import BaseConverter

from geo.errors import ParameterError
from geo.languages import Says

PERIODS = {"today": 1, "7d": 7, "28d": 28, "1y": 365, "all": None}
LARGEST_ZOOM = 18
Bbox = tuple[float, float, float, float]


class Digits(BaseConverter):
    """A whole number of at most nine digits in an address; anything else is no such page."""

    regex = r"\d{1,9}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)


@dataclass(frozen=True)
class Shown:
    """Which incidents are shown: kind codes (empty: all) and a period in seconds since 1970 (None: no limit)."""

    kinds: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None


def only(known: Collection[str]) -> None:
    """Refuse parameters that are not known, and any given twice.

    Raises
    ------
    ParameterError
        Naming the parameter and the known ones.
    """
    for name, values in request.args.lists():
        if name not in known:
            listed = ", ".join(sorted(known)) or "–"
            raise refused(_short(name), f"tidak dikenal; yang ada: {listed}", f"is unknown; known: {listed}")
        if len(values) > 1:
            raise refused(name, "hanya boleh sekali", "may be given only once")


def bbox() -> Bbox | None:
    """Return `bbox=west,south,east,north` in degrees, cut to the globe; None when it is not given.

    Raises
    ------
    ParameterError
        When it is not four finite numbers, or west is not below east (a box across 180° is two boxes), or
        south not below north.
    """
    text = request.args.get("bbox")
    if text is None:
        return None
    parts = text.split(",")
    try:
        numbers = [float(part) for part in parts if len(part) <= 40]
    except ValueError:
        numbers = []
    if len(parts) != 4 or len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise refused(
            "bbox",
            "harus empat angka: barat,selatan,timur,utara dalam derajat",
            "must be four numbers: west,south,east,north in degrees",
        )
    west, south, east, north = numbers
    if west >= east or south >= north:
        raise refused(
            "bbox",
            "barat harus lebih kecil dari timur dan selatan dari utara; kotak melewati 180° minta sebagai dua kotak",
            "west must be below east and south below north; ask for a box across 180° as two boxes",
        )
    return max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)


def zoom() -> int:
    """Return `zoom=0…18`.

    Raises
    ------
    ParameterError
        When it is missing or not a whole number in that range.
    """
    return whole("zoom", 0, LARGEST_ZOOM)


def whole(name: str, low: int, high: int, default: int | None = None) -> int:
    """Return a whole number between `low` and `high`.

    Raises
    ------
    ParameterError
        When it is anything else, or missing without a default.
    """
    text = request.args.get(name)
    if text is None and default is not None:
        return default
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9 or not low <= int(text) <= high:
        raise refused(name, f"harus bilangan bulat {low} sampai {high}", f"must be a whole number {low} to {high}")
    return int(text)


def one_of(name: str, known: Sequence[str], default: str) -> str:
    """Return a parameter that may only be one of `known`.

    Raises
    ------
    ParameterError
        When it is something else; the text lists the known ones.
    """
    value = request.args.get(name, default)
    if value not in known:
        listed = ", ".join(known)
        raise refused(name, f"tidak dikenal; yang ada: {listed}", f"is unknown; known: {listed}")
    return value


def kinds(known: Collection[str]) -> tuple[str, ...]:
    """Return `kinds=CODE,CODE` in the order of the alphabet; a comma inside a code is written `%2C` once more.

    Raises
    ------
    ParameterError
        When a code is not among those that can be shown.
    """
    text = request.args.get("kinds", "")
    if not text:
        return ()
    codes = {unquote(part) for part in text.split(",")}
    if not codes <= set(known):
        raise refused("kinds", "berisi jenis yang tidak ada di peta ini", "holds a kind that this map does not have")
    return tuple(sorted(codes))


def period(name: str, now: datetime, timezone: str) -> tuple[int | None, int | None]:
    """Return a named period as seconds since 1970: whole local days up to the end of today; `all` has no limits."""
    days = PERIODS[name]
    if days is None:
        return None, None
    today = now.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    since, until = today - timedelta(days=days - 1), today + timedelta(days=1)
    return int(since.timestamp()), int(until.timestamp())


def shown(known_kinds: Collection[str], now: datetime, timezone: str) -> Shown:
    """Return which incidents `kinds` and `period` ask for."""
    since, until = period(one_of("period", list(PERIODS), "all"), now, timezone)
    return Shown(kinds(known_kinds), since, until)


def refused(name: str, in_id: str, in_en: str) -> ParameterError:
    """Make the refusal of one parameter."""
    return ParameterError(name=name, problem=Says(in_id, in_en))


def _short(name: str) -> str:
    return name.encode("unicode_escape").decode()[:40]

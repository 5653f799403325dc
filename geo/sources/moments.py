"""One written moment, as people write them in Indonesian, English and Spanish: `12 Agustus 2026 pukul 14.30 WIB`.

Here a text becomes a wall clock with its precision and zone, or a reason why it cannot. What a whole column says
about the order of day and month is decided in `geo.sources.times`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

DateOrder = Literal["day_first", "month_first"]
BareNumbers = Literal["ask", "excel_serial", "epoch_seconds", "epoch_milliseconds"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january enero ene",
            "februari pebruari feb peb february febrero",
            "maret mar mrt march marzo",
            "april apr abril abr",
            "mei may mayo",
            "juni jun june junio",
            "juli jul july julio",
            "agustus agt agu ags agust aug august agosto ago",
            "september sep sept septiembre setiembre",
            "oktober okt october oct octubre",
            "november nopember nov nop noviembre",
            "desember des december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES_MIN = {"wib": 420, "wita": 480, "wit": 540, "utc": 0, "gmt": 0, "z": 0}

_WEEKDAY = re.compile(
    r"^(?:hari\s+)?(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?"
    r"|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|lunes|martes|miércoles|jueves|viernes|sábado|domingo)"
    r"\b[\s,./-]*"
)
_CLOCK = (
    r"(?P<H>\d{1,2})(?:[:.](?P<M>\d{2})(?:[:.](?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?:hrs?\b)?\s*(?P<zone>wib|wita|wit|utc|gmt|z|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?)?"
)
_AFTER_DATE = rf"(?:(?:\s*[t,]\s*|\s+)(?:-\s*)?(?:(?:pukul|pkl|jam|pk|at)\.?\s*)?{_CLOCK})?"
_YEAR = r"(?P<y>\d{4}|'?\d{2})"
_NAME = r"(?P<name>[a-z]{3,10})"
_COMPACT_CLOCK = r"(?:[t ]?(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?(?P<f>)(?P<half>)\s*(?P<zone>z|[+-]\d{2}:?\d{2})?)?"
_SHAPES = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        rf"(?P<y>\d{{4}})(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}}){_AFTER_DATE}",
        rf"(?P<first>\d{{1,2}})\s?(?P<sep>[-/. ])\s?(?P<second>\d{{1,2}})\s?(?P=sep)\s?{_YEAR}{_AFTER_DATE}",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/. ]*(?:of |de )?{_NAME}\.?[-/., ]*(?:de )?{_YEAR}{_AFTER_DATE}",
        rf"{_NAME}\.?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_AFTER_DATE}",
        rf"(?P<y>\d{{4}})(?P<m>\d{{2}})(?P<d>\d{{2}}){_COMPACT_CLOCK}",
        r"(?P<y>\d{4})[-/](?P<m>\d{1,2})",
        r"(?P<m>\d{1,2})[-/](?P<y>\d{4})",
        rf"{_NAME}\.?[-/., ]+(?P<y>\d{{4}})",
        r"(?:tahun\s+)?(?P<y>(?:19|20)\d{2})",
    )
)
_BARE = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
_CLOCK_ALONE = re.compile(rf"(?:(?:pukul|pkl|jam|pk)\.?\s*)?{_CLOCK}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall clock as written.

    Parameters
    ----------
    wall
        Date and time of day without zone; the beginning of what is meant (a month's first midnight).
    precision
        `minute`, `hour`, `day`, `month` or `year`.
    offset_min
        Minutes east of UTC when the text says so, else None.
    evidence
        `day_first` or `month_first` when day and month stand as numbers and only one order is possible,
        `either` when both are, else empty.
    """

    wall: datetime
    precision: str
    offset_min: int | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text is no moment: a code of `geo.sources.reasons`, and the values of its sentence."""

    reason: str
    detail: dict[str, Any] = field(default_factory=dict)
    evidence: str = ""


def tidy(text: str) -> str:
    """Return a text in lower case, with plain quotes and single blanks."""
    return re.sub(r"\s+", " ", re.sub("[’‘`´]", "'", text)).strip().lower()


def read_moment(
    text: str, *, order: DateOrder = "day_first", bare_numbers: BareNumbers = "ask", year_now: int = 2100
) -> Moment | Unreadable:
    """Read one written moment.

    Parameters
    ----------
    text
        What stands in the cell; not empty.
    order
        How `03/04/2026` is read.
    bare_numbers
        What a number alone means when the user said so; `ask` refuses it with its likely meaning.
    year_now
        The present year: two-digit years are never after the next one.

    Returns
    -------
    Moment or Unreadable
        The wall clock, or the reason.
    """
    plain = tidy(text)
    if _BARE.fullmatch(plain):
        number = _bare_number(plain, bare_numbers)
        if number is not None:
            return number
    plain = _WEEKDAY.sub("", plain).removeprefix("tanggal ").removeprefix("tgl ").rstrip(" ,;")
    for shape in _SHAPES:
        found = shape.fullmatch(plain)
        if found:
            return _from_parts(found.groupdict(), order, year_now)
    return Unreadable("bad_time")


def read_clock(text: str) -> tuple[int, str, int | None] | Unreadable:
    """Read a time of day alone (`14.30`, `24.00`, `7 WIB`): seconds after midnight, precision, minutes east of UTC."""
    found = _CLOCK_ALONE.fullmatch(tidy(text))
    if not found:
        return Unreadable("bad_time")
    parts = found.groupdict()
    seconds = _seconds(parts)
    if seconds is None:
        return Unreadable("no_such_hour")
    return int(seconds), "hour" if parts["M"] is None else "minute", _offset(parts["zone"])


def _from_parts(parts: dict[str, str | None], order: DateOrder, year_now: int) -> Moment | Unreadable:
    year = _year(parts["y"] or "", year_now)
    evidence = ""
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        month, day = (second, first) if order == "day_first" else (first, second)
        if first > 12 >= second:
            evidence = "day_first"
        elif second > 12 >= first:
            evidence = "month_first"
        elif first != second:
            evidence = "either"
        if month > 12 >= day >= 1 and month <= 31:
            return Unreadable("month_day_swapped", evidence=evidence)
    else:
        day = int(parts.get("d") or 1)
        if parts.get("name"):
            month = _MONTHS.get(parts["name"] or "", -1)
            if month < 0:
                return Unreadable("bad_time")
        else:
            month = int(parts.get("m") or 1)
    try:
        wall = datetime(year, month, day)  # noqa: DTZ001 - a wall clock; its zone is applied to the whole column
    except ValueError:
        return Unreadable("no_such_day", evidence=evidence)
    if parts.get("H") is None:
        precision = "day" if parts.get("d") or parts.get("first") else "month" if month_given(parts) else "year"
        return Moment(wall, precision, None, evidence)
    seconds = _seconds(parts)
    if seconds is None:
        return Unreadable("no_such_hour", evidence=evidence)
    offset = _offset(parts["zone"])
    if offset is not None and abs(offset) > 14 * 60:
        return Unreadable("bad_time", evidence=evidence)
    try:
        wall += timedelta(seconds=seconds)
    except OverflowError:
        return Unreadable("no_such_day", evidence=evidence)
    return Moment(wall, "hour" if parts.get("M") is None else "minute", offset, evidence)


def month_given(parts: dict[str, str | None]) -> bool:
    """Whether the parts of a date name a month."""
    return bool(parts.get("m") or parts.get("name"))


def _year(text: str, year_now: int) -> int:
    digits = text.lstrip("'")
    if len(digits) == 4:
        return int(digits)
    return 2000 + int(digits) if 2000 + int(digits) <= year_now + 1 else 1900 + int(digits)


def _seconds(parts: dict[str, str | None]) -> float | None:
    """Return seconds after midnight (24.00 is the next midnight), or None for an hour that does not exist."""
    hour, minute, second = (int(parts[key] or 0) for key in "HMS")
    if parts["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if str(parts["half"]).startswith("p") else 0)
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    fraction = float(f"0.{parts['f']}") if parts["f"] else 0.0
    return hour * 3600 + minute * 60 + second + round(fraction, 6)


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone in _ZONES_MIN:
        return _ZONES_MIN[zone]
    digits = re.sub(r"[^\d]", "", zone)
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    return (hours * 60 + minutes) * (-1 if "-" in zone else 1)


def _bare_number(plain: str, meaning: BareNumbers) -> Moment | Unreadable | None:
    """Read a number alone: only as what the user confirmed it to be; None when it may be a compact date or a year."""
    digits = plain.replace(",", ".")
    value = float(digits)
    if meaning == "excel_serial" and 1 <= value < 100_000:
        wall = datetime(1899, 12, 30) + timedelta(seconds=round(value * 86400))  # noqa: DTZ001 - wall clock
        return Moment(wall, "day" if value == int(value) else "minute")
    if meaning == "epoch_seconds" and 0 < value < 1e10:
        return Moment(datetime.fromtimestamp(value, UTC).replace(tzinfo=None), "minute", 0)
    if meaning == "epoch_milliseconds" and 0 < value < 1e13:
        return Moment(datetime.fromtimestamp(value / 1000, UTC).replace(tzinfo=None), "minute", 0)
    if 20_000 <= value < 80_000:
        day = datetime(1899, 12, 30) + timedelta(days=int(value))  # noqa: DTZ001 - wall clock
        return Unreadable("ambiguous_time", {"reading": f"{day:%Y-%m-%d}", "meaning": "excel_serial"})
    for unit, low, high, name in ((1, 3e8, 4.2e9, "epoch_seconds"), (1000, 3e11, 4.2e12, "epoch_milliseconds")):
        if low <= value < high:
            moment = datetime.fromtimestamp(value / unit, UTC)
            return Unreadable("ambiguous_time", {"reading": f"{moment:%Y-%m-%d %H:%M} UTC", "meaning": name})
    if re.fullmatch(r"\d{4}|\d{8}|\d{12}|\d{14}", plain):
        return None
    return Unreadable("bad_time")

"""What a request for features asks, read as the standard says: anything unknown or impossible is refused with 400."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime

from flask import request

from geo.errors import ParameterError
from geo.languages import Says
from webmap import questions
from webmap.ogc import reference_systems

MOST, USUAL, FARTHEST = 1000, 100, 10_000_000
FILTERS = ("level", "period", "suppressed")
KNOWN = ("f", "lang", "limit", "offset", "bbox", "bbox-crs", "datetime", "crs", *FILTERS)
FORMATS = ("json", "html")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}([Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2}))?")
_PLAIN = re.compile(r"[A-Za-z0-9-]{1,20}")
_TIME = Says(
    "harus satu hari atau selang: 2026-01-01, 2026-01-01/2026-03-31, ../2026-03-31, 2026-01-01/..",
    "must be a day or an interval: 2026-01-01, 2026-01-01/2026-03-31, ../2026-03-31, 2026-01-01/..",
)
_BOX = Says(
    "harus empat angka (atau enam dengan ketinggian), yang kecil dahulu, dalam urutan sumbu sistem koordinatnya",
    "must be four numbers (or six with heights), the lower first, in the axis order of its reference system",
)


@dataclass(frozen=True)
class Asked:
    """Which features are asked for, in which system, and which page of them."""

    limit: int = USUAL
    offset: int = 0
    bbox: tuple[float, float, float, float] | None = None  # CRS84
    nowhere: bool = False  # the box lies where its system does not reach: no feature
    since: date | None = None
    until: date | None = None
    crs: str = reference_systems.CRS84
    code: int | None = None
    level: str | None = None
    period: str | None = None
    suppressed: bool | None = None


def asked(metric: int) -> Asked:
    """Read the present request.

    Parameters
    ----------
    metric
        EPSG code of the region's metric system.

    Raises
    ------
    ParameterError
        When a parameter is unknown, given twice, or has an impossible value; the text says what it may be.
    """
    questions.only(KNOWN)
    given, systems = request.args, reference_systems.known(metric)
    crs = _system("crs", systems)
    box, nowhere = _box(systems)
    since, until = _interval(given.get("datetime"))
    return Asked(
        limit=min(MOST, questions.whole("limit", 1, FARTHEST, USUAL)),
        offset=questions.whole("offset", 0, FARTHEST, 0),
        bbox=box,
        nowhere=nowhere,
        since=since,
        until=until,
        crs=crs,
        code=systems[crs],
        level=_plain("level"),
        period=_plain("period"),
        suppressed=_truth("suppressed"),
    )


def form() -> str:
    """Return the form of the answer: `f=` wins, else what the reader prefers (browsers: pages, programs: JSON).

    Raises
    ------
    ParameterError
        When `f` names another form.
    """
    named = request.args.get("f")
    if named is not None:
        return questions.one_of("f", FORMATS, "json")
    best = request.accept_mimetypes.best_match(["application/json", "application/geo+json", "text/html"])
    return "html" if best == "text/html" else "json"


def _system(name: str, systems: dict[str, int | None]) -> str:
    found = request.args.get(name, reference_systems.CRS84)
    if found not in systems:
        problem = Says("harus salah satu dari {known}", "must be one of {known}").filled(known=list(systems))
        raise ParameterError(name=name, problem=problem)
    return found


def _box(systems: dict[str, int | None]) -> tuple[tuple[float, float, float, float] | None, bool]:
    system, text = _system("bbox-crs", systems), request.args.get("bbox")
    if text is None:
        return None, False
    try:
        numbers = [float(part) for part in text.split(",") if len(part) <= 40]
    except ValueError:
        numbers = []
    if len(numbers) == 6 and text.count(",") == 5:
        numbers = [numbers[0], numbers[1], numbers[3], numbers[4]]
    elif text.count(",") != 3:
        numbers = []
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise ParameterError(name="bbox", problem=_BOX)
    first, second, third, fourth = numbers
    if first > third or second > fourth:
        # Also a box across 180 degrees: no region of ours lies there, two requests ask for it.
        raise ParameterError(name="bbox", problem=_BOX)
    found = reference_systems.box_of((first, second, third, fourth), systems[system])
    return found, found is None


def _interval(text: str | None) -> tuple[date | None, date | None]:
    if text is None:
        return None, None
    ends = text.split("/")
    open_ended = {"", ".."}
    if len(ends) > 2 or (len(ends) == 1 and ends[0] in open_ended) or set(ends) <= open_ended:
        raise ParameterError(name="datetime", problem=_TIME)
    days = [None if end in open_ended else _day(end) for end in ends]
    since, until = days[0], days[-1]
    if since is not None and until is not None and since > until:
        raise ParameterError(name="datetime", problem=_TIME)
    return since, until


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ParameterError(name="datetime", problem=_TIME)
    try:
        return datetime.fromisoformat(text.upper()).date()
    except ValueError:
        raise ParameterError(name="datetime", problem=_TIME) from None


def _plain(name: str) -> str | None:
    text = request.args.get(name)
    if text is not None and not _PLAIN.fullmatch(text):
        problem = Says("harus 1 sampai 20 huruf, angka atau -", "must be 1 to 20 letters, digits or -")
        raise ParameterError(name=name, problem=problem)
    return text


def _truth(name: str) -> bool | None:
    text = request.args.get(name)
    return None if text is None else questions.one_of(name, ("true", "false"), "true") == "true"

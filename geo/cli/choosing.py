"""Options by which commands choose incidents: box, period, kinds."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from geo.cli.bilingual import option
from geo.errors import ParameterError
from geo.languages import Says
from geo.tables.chosen import Chosen

_BBOX = Says("Kotak barat,selatan,timur,utara dalam derajat", "Box west,south,east,north in degrees")
_FROM = Says("Sejak tanggal ini (waktu setempat), misalnya 2026-08-01", "From this day (local time), e.g. 2026-08-01")
_TO = Says("Sampai dengan tanggal ini", "Up to and including this day")
_KIND = Says("Kode jenis kejadian; boleh berulang", "Kind code; may be repeated")


def choosing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --bbox, --from, --to and --kind to a command (parameters bbox, since, until, kinds)."""
    for names, says, more in (
        (("--kind", "kinds"), _KIND, {"multiple": True, "metavar": "KIND"}),
        (("--to", "until"), _TO, {"metavar": "DATE"}),
        (("--from", "since"), _FROM, {"metavar": "DATE"}),
        (("--bbox",), _BBOX, {"metavar": "W,S,E,N"}),
    ):
        command = option(*names, says=says, **more)(command)
    return command


def chosen_from(
    bbox: str | None, since: str | None, until: str | None, kinds: tuple[str, ...], timezone: str, **more: Any
) -> Chosen:
    """Return the filter that the options say; bare days are local, the last one is included.

    Raises
    ------
    ParameterError
        When the box or a date cannot be read, or the period ends before it begins.
    """
    from geo.spatial.periods import start_of

    first = start_of(since, timezone) if since else None
    last = start_of(until, timezone, end=True) if until else None
    if first and last and last <= first:
        problem = Says("periode berakhir sebelum mulai", "the period ends before it begins")
        raise ParameterError(name="--from/--to", problem=problem)
    return Chosen(kinds=tuple(kinds), since=first, until=last, bbox=_box(bbox) if bbox else None, **more)


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        problem = Says(
            f"{text!r} bukan barat,selatan,timur,utara; contoh 104.2,-3.2,105.1,-2.3",
            f"{text!r} is not west,south,east,north; for example 104.2,-3.2,105.1,-2.3",
        )
        raise ParameterError(name="--bbox", problem=problem)
    return west, south, east, north

"""When each crew is at work: its shift, less the break, by daylight where it has to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from geo.agencies.region import Region
from geo.languages import Says, moment_text
from geo.routes.crews import Crew
from geo.routes.daylight import daylight
from geo.routes.notices import Notice
from geo.routes.parameters import RouteParameters
from geo.routes.windows import Clock, Span

_DAYS = (-1, 0, 1, 2)


@dataclass(frozen=True)
class Shift:
    """A crew's time: earliest departure, latest return and longest time away, plan minutes."""

    crew: Crew
    begins_min: float
    ends_min: float
    most_min: float


def shifts_of(
    crews: tuple[Crew, ...], region: Region, clock: Clock, parameters: RouteParameters
) -> tuple[tuple[Shift, ...], tuple[Notice, ...]]:
    """Return the crews that have time to go, and notices about the others and about time that the dark takes.

    Parameters
    ----------
    crews, region, clock, parameters
        Sunrise and sunset are those of the middle of the region. Of a shift with daylight at both its ends the longer
        part is used.
    """
    shifts, notices = [], []
    for crew in crews:
        whole: Span = (0.0, crew.shift_min)
        span = _by_daylight(whole, region, clock) if parameters.by_daylight(crew.mode) else whole
        if span is None:
            notices.append(_dark(crew))
            continue
        most = min(span[1] - span[0], crew.shift_min - parameters.break_min)
        if most <= 0:
            notices.append(_no_time(crew, parameters))
            continue
        if span != whole:
            notices.append(_shortened(crew, span, clock))
        shifts.append(Shift(crew, span[0], span[1], most))
    return tuple(shifts), tuple(notices)


def _by_daylight(span: Span, region: Region, clock: Clock) -> Span | None:
    """Return the longest stretch of daylight within a span, or None."""
    west, south, east, north = region.bounds
    parts: list[Span] = []
    for offset in _DAYS:
        light = daylight((west + east) / 2, (south + north) / 2, clock.day + timedelta(days=offset))
        if light.kind == "always":
            midnight, next_midnight = clock.minute_at(offset, 0), clock.minute_at(offset, 24)
            parts.append((midnight, next_midnight))
        elif light.sunrise is not None and light.sunset is not None:
            parts.append((clock.minute_of(light.sunrise), clock.minute_of(light.sunset)))
    joined: list[Span] = []
    for begin, end in sorted(parts):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    cut = [(max(span[0], begin), min(span[1], end)) for begin, end in joined]
    longest = max(cut, key=lambda part: part[1] - part[0], default=None)
    return longest if longest is not None and longest[1] > longest[0] else None


def _dark(crew: Crew) -> Notice:
    text = Says(
        "Regu {crew} tidak berangkat: giliran jaganya seluruhnya gelap. Ubah begins, atau izinkan berangkat malam.",
        "Crew {crew} does not go: its whole shift is dark. Change begins, or let it go by night.",
    )
    return Notice("crew_in_the_dark", text.filled(crew=crew.crew_id))


def _no_time(crew: Crew, parameters: RouteParameters) -> Notice:
    text = Says(
        "Regu {crew} tidak berangkat: giliran jaga {shift} menit habis untuk istirahat {rest} menit.",
        "Crew {crew} does not go: its break of {rest} min takes the whole shift of {shift} min.",
    )
    told = text.filled(crew=crew.crew_id, shift=round(crew.shift_min), rest=round(parameters.break_min))
    return Notice("crew_without_time", told)


def _shortened(crew: Crew, span: Span, clock: Clock) -> Notice:
    text = Says(
        "Regu {crew} hanya berangkat siang hari: {begin} sampai {end}.",
        "Crew {crew} goes by daylight only: {begin} to {end}.",
    )
    begin, end = (
        Says(moment_text(moment, clock.timezone, "id"), moment_text(moment, clock.timezone, "en"))
        for moment in (clock.moment(span[0]), clock.moment(span[1]))
    )
    return Notice("daylight_only", text.filled(crew=crew.crew_id, begin=begin, end=end))

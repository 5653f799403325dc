"""Sunrise and sunset anywhere on any date, for crews that go by daylight only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

ZENITH_DEG = 90.833  # the sun's upper edge on the horizon: half its width and mean refraction
_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Daylight:
    """Sunrise and sunset (UTC) around one noon; both None where the sun does not cross the horizon.

    Parameters
    ----------
    kind
        `normal`, `always` (midnight sun) or `never` (polar night).
    """

    kind: Literal["normal", "always", "never"]
    sunrise: datetime | None = None
    sunset: datetime | None = None


def daylight(lon: float, lat: float, day: date) -> Daylight:
    """Return sunrise and sunset around the solar noon of a local day.

    Parameters
    ----------
    lon, lat
        Degrees, east and north positive.
    day
        The day at the place: the one whose mean solar noon falls on it.

    Returns
    -------
    Daylight
        Within a minute of published times between the polar circles, at sea level with a free horizon; within a few
        minutes near the circles, where the sun grazes the horizon.

    References
    ----------
    Equation of time and declination as in the solar calculator of the United States' National Oceanic and
    Atmospheric Administration, after Meeus (1998), Astronomical Algorithms, 2nd ed., chapters 15, 25 and 28.
    """
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(minutes=4 * lon)
    for _ in range(2):
        noon = _mean_noon(day, lon) - timedelta(minutes=_sun(noon)[1])
    edges = []
    for side in (-1, 1):
        moment = noon
        for _ in range(4):  # the sun moves on while the day passes: use its place at the edge itself
            declination, equation_min = _sun(moment)
            half = _half_day_min(lat, declination)
            if half is None:
                return _without_edge(lat, _sun(noon)[0])
            moment = _mean_noon(day, lon) + timedelta(minutes=side * half - equation_min)
        edges.append(moment)
    return Daylight("normal", edges[0], edges[1])


def _mean_noon(day: date, lon: float) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(minutes=4 * lon)


def _without_edge(lat: float, declination: float) -> Daylight:
    """Say which of the two it is, by the sun's height at noon and midnight."""
    highest = 90 - abs(lat - math.degrees(declination))
    return Daylight("never" if highest < 90 - ZENITH_DEG else "always")


def _half_day_min(lat: float, declination: float) -> float | None:
    latitude = math.radians(max(-89.9999, min(89.9999, lat)))
    cosine = (math.cos(math.radians(ZENITH_DEG)) - math.sin(latitude) * math.sin(declination)) / (
        math.cos(latitude) * math.cos(declination)
    )
    return 4 * math.degrees(math.acos(cosine)) if -1 <= cosine <= 1 else None


def _sun(moment: datetime) -> tuple[float, float]:
    """Return the sun's declination (radians) and the equation of time (minutes)."""
    centuries = (moment - _J2000).total_seconds() / 86_400 / 36_525
    longitude = math.radians((280.46646 + centuries * (36_000.76983 + 0.0003032 * centuries)) % 360)
    anomaly = math.radians(357.52911 + centuries * (35_999.05029 - 0.0001537 * centuries))
    eccentricity = 0.016708634 - centuries * (0.000042037 + 0.0000001267 * centuries)
    centre = (
        math.sin(anomaly) * (1.914602 - centuries * (0.004817 + 0.000014 * centuries))
        + math.sin(2 * anomaly) * (0.019993 - 0.000101 * centuries)
        + math.sin(3 * anomaly) * 0.000289
    )
    node = math.radians(125.04 - 1934.136 * centuries)
    apparent = longitude + math.radians(centre - 0.00569 - 0.00478 * math.sin(node))
    seconds = 21.448 - centuries * (46.8150 + centuries * (0.00059 - 0.001813 * centuries))
    obliquity = math.radians(23 + (26 + seconds / 60) / 60 + 0.00256 * math.cos(node))
    declination = math.asin(math.sin(obliquity) * math.sin(apparent))
    y = math.tan(obliquity / 2) ** 2
    equation = (
        y * math.sin(2 * longitude)
        - 2 * eccentricity * math.sin(anomaly)
        + 4 * eccentricity * y * math.sin(anomaly) * math.cos(2 * longitude)
        - 0.5 * y * y * math.sin(4 * longitude)
        - 1.25 * eccentricity**2 * math.sin(2 * anomaly)
    )
    return declination, 4 * math.degrees(equation)

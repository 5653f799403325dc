"""Sunrise and sunset against published times, and where the sun does not set or rise."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.routes.daylight import daylight

WIB = ZoneInfo("Asia/Jakarta")


def minutes_off(moment: datetime | None, published: datetime) -> float:
    assert moment is not None
    return (moment - published).total_seconds() / 60


# Sunrises of the national space agency (LAPAN), November 2021, as printed in the press; places by their coordinates.
LAPAN = [
    ("Jakarta", 106.827, -6.175, date(2021, 11, 13), "05:25:09"),
    ("Serang", 106.150, -6.120, date(2021, 11, 13), "05:28:06"),
    ("Bandung", 107.619, -6.917, date(2021, 11, 14), "05:21:10"),
    ("Semarang", 110.420, -6.993, date(2021, 11, 14), "05:09:49"),
    ("Surabaya", 112.752, -7.257, date(2021, 11, 14), "05:00:09"),
    ("Yogyakarta", 110.367, -7.801, date(2021, 11, 15), "05:08:57"),
]


@pytest.mark.parametrize(("city", "lon", "lat", "day", "published"), LAPAN, ids=[row[0] for row in LAPAN])
def test_sunrise_in_indonesia_within_two_minutes(city: str, lon: float, lat: float, day: date, published: str) -> None:
    local = datetime.fromisoformat(f"{day}T{published}").replace(tzinfo=WIB)
    assert abs(minutes_off(daylight(lon, lat, day).sunrise, local)) <= 2


# Sunrise in Palembang as printed in prayer tables of the ministry of religion.
PALEMBANG = [(date(2022, 4, 17), "06:00"), (date(2023, 4, 8), "06:00")]


@pytest.mark.parametrize(("day", "published"), PALEMBANG, ids=[str(row[0]) for row in PALEMBANG])
def test_sunrise_in_palembang_within_two_minutes(day: date, published: str) -> None:
    local = datetime.fromisoformat(f"{day}T{published}").replace(tzinfo=WIB)
    assert abs(minutes_off(daylight(104.756, -2.991, day).sunrise, local)) <= 2


# When the sun stands highest, on the day it passes overhead, by the meteorological agency (BMKG), March 2020.
OVERHEAD = [
    ("Palembang", 104.756, -2.991, date(2020, 3, 12), "12:10"),
    ("Jambi", 103.613, -1.610, date(2020, 3, 16), "12:14"),
    ("Pangkal Pinang", 106.114, -2.129, date(2020, 3, 15), "12:04"),
    ("Bengkulu", 102.259, -3.788, date(2020, 3, 10), "12:21"),
    ("Padang", 100.354, -0.950, date(2020, 3, 18), "12:26"),
]


@pytest.mark.parametrize(("city", "lon", "lat", "day", "published"), OVERHEAD, ids=[row[0] for row in OVERHEAD])
def test_the_middle_of_the_day_within_two_minutes(city: str, lon: float, lat: float, day: date, published: str) -> None:
    light = daylight(lon, lat, day)
    assert light.sunrise is not None
    assert light.sunset is not None
    local = datetime.fromisoformat(f"{day}T{published}").replace(tzinfo=WIB)
    assert abs(minutes_off(light.sunrise + (light.sunset - light.sunrise) / 2, local)) <= 2


def test_the_equator_has_twelve_hours_and_a_few_minutes_all_year() -> None:
    for month in range(1, 13):
        light = daylight(0.0, 0.0, date(2026, month, 15))
        assert light.sunrise is not None
        assert light.sunset is not None
        length = (light.sunset - light.sunrise).total_seconds() / 60
        assert 12 * 60 + 6 <= length <= 12 * 60 + 8


def test_the_sun_does_not_set_or_rise_beyond_the_polar_circles() -> None:
    assert daylight(18.96, 69.65, date(2026, 6, 21)).kind == "always"  # Tromso
    assert daylight(18.96, 69.65, date(2026, 12, 21)).kind == "never"
    assert daylight(0.0, -80.0, date(2026, 12, 21)).kind == "always"
    assert daylight(0.0, -80.0, date(2026, 6, 21)).kind == "never"
    assert daylight(0.0, 90.0, date(2026, 6, 21)).kind == "always"
    assert daylight(0.0, -90.0, date(2026, 6, 21)).kind == "never"


@given(st.floats(-180, 180), st.floats(-60, 60), st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_the_day_lies_around_solar_noon_and_is_mirrored_across_the_equator(lon: float, lat: float, day: date) -> None:
    light = daylight(lon, lat, day)
    assert light.kind == "normal"
    assert light.sunrise is not None
    assert light.sunset is not None
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(minutes=4 * lon)
    middle = light.sunrise + (light.sunset - light.sunrise) / 2
    assert abs(minutes_off(middle, noon)) < 18  # the equation of time
    south = daylight(lon, -lat, day)
    assert south.sunrise is not None
    assert south.sunset is not None
    both = (light.sunset - light.sunrise) + (south.sunset - south.sunrise)
    # Day here and day on the other side make a day, and a little more for the sun's width and refraction, as the hour
    # angles say for the declination of a circular orbit (within 1.2 degrees of the true one).
    tilt = math.radians(-23.44) * math.cos(2 * math.pi * (day.timetuple().tm_yday + 9) / 365.25)
    expected = 8 * (hour_angle_deg(lat, tilt) + hour_angle_deg(-lat, tilt)) - 1440
    assert both.total_seconds() / 60 - 1440 == pytest.approx(expected, abs=2)


def hour_angle_deg(lat: float, declination: float) -> float:
    phi = math.radians(lat)
    up = math.cos(math.radians(90.833)) - math.sin(phi) * math.sin(declination)
    return math.degrees(math.acos(up / (math.cos(phi) * math.cos(declination))))

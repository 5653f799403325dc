"""Shifts: break, daylight for boats, and crews that have no time left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo.agencies.region import Region
from geo.routes.crews import Crew
from geo.routes.parameters import RouteParameters
from geo.routes.shifts import shifts_of
from geo.routes.windows import clock_of
from tests.routes import making

BOAT = Crew("Z01-water", "Z01", "Laut", "SEA", ("SEA",), ("S1",), "river", 4, 480.0, 105.0, -2.5)
CAR = replace(BOAT, crew_id="Z01-land", mode="road")


def shifts(crew: Crew, begins: str, where: Region | None = None, day: date = making.DAY, **more: float) -> tuple:
    parameters = RouteParameters(begins=begins, **more)
    where = where or making.region((), ())
    clock = clock_of(day, parameters.begins_min, where.timezone)
    return shifts_of((crew,), where, clock, parameters)


def test_a_day_shift_less_its_break() -> None:
    ((shift,), notices) = shifts(BOAT, "08:00", break_min=30)
    assert (shift.begins_min, shift.ends_min, shift.most_min) == (0, 480, 450)
    assert notices == ()


def test_a_boat_is_back_before_dark_and_a_car_is_not_bound() -> None:
    ((shift,), notices) = shifts(BOAT, "14:00")
    assert 210 < shift.ends_min < 260  # the sun sets about 17:50 WIB
    assert shift.most_min == shift.ends_min
    assert [notice.code for notice in notices] == ["daylight_only"]
    assert "17.5" in notices[0].says.id or "17.4" in notices[0].says.id
    ((shift,), notices) = shifts(CAR, "14:00")
    assert (shift.ends_min, notices) == (480, ())
    ((shift,), notices) = shifts(BOAT, "14:00", daylight_boats=False)
    assert (shift.ends_min, notices) == (480, ())


def test_a_night_shift_waits_for_the_morning_or_stays_home() -> None:
    ((shift,), _) = shifts(BOAT, "03:00")
    assert 140 < shift.begins_min < 180  # sunrise about 05:40 WIB
    assert shift.ends_min == 480
    found, notices = shifts(BOAT, "19:00")
    assert found == ()
    assert [notice.code for notice in notices] == ["crew_in_the_dark"]


def test_a_break_as_long_as_the_shift_leaves_no_time() -> None:
    found, notices = shifts(replace(CAR, shift_min=30.0), "08:00", break_min=30)
    assert found == ()
    assert [notice.code for notice in notices] == ["crew_without_time"]
    assert "30 min" in notices[0].says.en


@pytest.mark.parametrize(("day", "goes"), [(date(2026, 6, 21), True), (date(2026, 12, 21), False)])
def test_polar_summer_and_winter(day: date, goes: bool) -> None:
    import shapely

    where = replace(making.region((), ()), boundary=shapely.box(18, 69, 20, 71), timezone="Europe/Oslo")
    found, notices = shifts(BOAT, "20:00", where, day)
    assert bool(found) is goes
    if goes:
        assert (found[0].begins_min, found[0].ends_min) == (0, 480)
        assert notices == ()

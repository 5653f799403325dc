"""Reach: there and back in time, within hours, and the furthest reason when nobody can."""

from __future__ import annotations

import numpy as np
import pytest

from geo.routes.crews import Crew
from geo.routes.parameters import RouteParameters
from geo.routes.reach import REASONS, Trip, who
from geo.routes.shifts import Shift
from tests.routes import making
from tests.routes.making import site_of, zones

CREW = Crew("Z01-land", "Z01", "Kota", "POL", ("POL",), ("P1",), "road", 3, 480.0, 104.6, -2.7)
SHIFT = Shift(CREW, 60.0, 480.0, 300.0)


@pytest.mark.parametrize(("out", "home", "fits"), [(144, 144, True), (144.1, 144, False), (np.inf, 10, False)])
def test_there_and_back_within_the_longest_time_away(out: float, home: float, fits: bool) -> None:
    assert Trip(SHIFT, out, home, 12.0).in_time is fits


def test_a_visit_begins_in_a_window_that_can_be_met() -> None:
    trip = Trip(SHIFT, 30.0, 30.0, 12.0)  # may begin from 90 to 438
    assert trip.meets([(0.0, 90.0)])
    assert not trip.meets([(0.0, 89.0)])
    assert trip.meets([(438.0, 500.0)])
    assert not trip.meets([(439.0, 500.0)])
    assert not trip.meets([])


ROWS = zones({"zone_id": "Z01", "lead": "POL", "units": ["P1"], "hotspots": []})


@pytest.mark.parametrize(
    ("zone_id", "lawful", "reached", "out", "reason"),
    [
        (None, True, True, 10.0, "no_zone"),
        ("Z09", True, True, 10.0, "zone_without_crew"),
        ("Z01", False, True, 10.0, "no_mandate"),
        ("Z01", True, False, 10.0, "no_access"),
        ("Z01", True, True, np.inf, "no_way"),
        ("Z01", True, True, 200.0, "no_time"),
    ],
)
def test_why_nobody_can(zone_id: str | None, lawful: bool, reached: bool, out: float, reason: str) -> None:
    trips = [Trip(SHIFT, out, out, 12.0)]
    found = who(
        site_of(zone_id=zone_id), 0, ROWS, [SHIFT], trips, np.array([[lawful]]), np.array([[reached]]),
        RouteParameters(),
    )  # fmt: skip
    assert found == ([], reason)
    assert reason in REASONS


def test_whoever_can_is_named() -> None:
    yes = np.array([[True]])
    trips = [Trip(SHIFT, 10.0, 10.0, 12.0)]
    assert who(site_of(zone_id="Z01"), 0, ROWS, [SHIFT], trips, yes, yes, RouteParameters()) == ([0], "")
    thing = site_of(kind="object", x=making.WEST, y=making.SOUTH)
    assert who(thing, 0, ROWS, [SHIFT], trips, yes, yes, RouteParameters()) == ([0], "")
    assert who(thing, 0, ROWS, [], [], np.ones((0, 1), bool), np.ones((0, 1), bool), RouteParameters()) == (
        [],
        "zone_without_crew",
    )

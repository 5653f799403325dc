"""The routing problem as plain arrays: which crew visits which stop when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class RouteProblem:
    """Team orienteering with time windows, several depots and means of travel, and repeated visits.

    Every crew leaves its start, makes some of the visits it may make, and ends at its end. Most prize wins; travel
    costs `travel_price` a minute. A visit is made by one crew, once, or not at all.

    Parameters
    ----------
    minutes
        (profiles, places, places) travel minutes; `inf` where there is no way. Need not be symmetric.
    place
        (visits,) the place of each visit.
    site
        (visits,) what is visited: visits of the same site begin at least `separation_min` apart, whoever makes them.
    prize
        (visits,) worth of each visit, not negative.
    service_min
        (visits,) minutes that it takes.
    window_starts, window_from, window_to
        Visit v may begin in any of the windows `window_starts[v]` to `window_starts[v + 1] - 1`, minutes since
        the beginning; sorted and apart. A crew that comes early waits.
    must
        (visits,) visits that have to be made before any other counts.
    profile, start, end
        (crews,) means of travel (number of a matrix) and the places where the crew starts and ends.
    begins_min, ends_min
        (crews,) earliest departure and latest return (shift, daylight), minutes since the plan's beginning.
    most_min
        (crews,) longest time away, minutes (a shift less its break); `inf` for none.
    eligible
        (crews, visits) whether a crew may make a visit (mandate, access).
    most_stops
        (crews,) most visits of a crew.
    crew_of_agency
        (agencies, crews) whether an agency takes part in a crew.
    agency_most_stops
        (agencies,) most visits in which an agency takes part.
    separation_min
        Least minutes between the beginnings of two visits of one site.
    travel_price
        Prize that a minute of travel costs; small, so that of equal plans the shorter wins.
    """

    minutes: Floats
    place: Ints
    site: Ints
    prize: Floats
    service_min: Floats
    window_starts: Ints
    window_from: Floats
    window_to: Floats
    must: Bools
    profile: Ints
    start: Ints
    end: Ints
    begins_min: Floats
    ends_min: Floats
    most_min: Floats
    eligible: Bools
    most_stops: Ints
    crew_of_agency: Bools
    agency_most_stops: Ints
    separation_min: float = 0.0
    travel_price: float = 0.0

    @property
    def visits(self) -> int:
        """Number of visits."""
        return len(self.place)

    @property
    def crews(self) -> int:
        """Number of crews."""
        return len(self.start)


@dataclass(frozen=True)
class Route:
    """What one crew does: its visits in order, when each begins (minutes), when it leaves and when it is back."""

    crew: int
    visits: tuple[int, ...]
    begins_min: tuple[float, ...]
    departs_min: float
    returns_min: float


@dataclass(frozen=True)
class Plan:
    """Routes of the crews that go (none for the others), their prize, travel minutes and value.

    `value` = prize - travel_price x travel_min.
    """

    routes: tuple[Route, ...]
    prize: float
    travel_min: float
    value: float

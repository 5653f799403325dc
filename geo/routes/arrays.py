"""The routing problem as the compiled search wants it: arrays, inner prizes, and limits on what is taken on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import ParameterError
from geo.languages import Says
from geo.routes.problem import Floats, Ints, RouteProblem

if TYPE_CHECKING:
    from geo.routes.timing_kernel import Data

MOST_CELLS = 30_000_000  # visits x crews that the search takes on


def refuse_absurd(problem: RouteProblem) -> None:
    """Refuse a problem that would take more memory than is sensible, before it does."""
    cells = problem.visits * (problem.crews + 1)
    if cells > MOST_CELLS:
        raise ParameterError(
            name="problem",
            problem=Says(
                "{visits} kunjungan x {crews} regu melebihi {limit}; pilih titik rawan terpenting dulu.",
                "{visits} visits x {crews} crews is more than {limit}; take the most important hotspots first.",
            ).filled(visits=problem.visits, crews=problem.crews, limit=MOST_CELLS),
        )


def longest_travel(problem: RouteProblem) -> float:
    """Return the most travel minutes that all crews together can spend."""
    away = np.minimum(problem.ends_min - problem.begins_min, problem.most_min)
    finite = away[np.isfinite(away)]
    return float(np.maximum(finite, 0.0).sum())


def search_prizes(problem: RouteProblem) -> Floats:
    """Return prizes in which one must-visit outweighs everything that is no must."""
    plain = np.maximum(np.asarray(problem.prize, dtype=float), 0.0)
    more = 1.0 + plain.sum() + problem.travel_price * longest_travel(problem)
    return np.where(problem.must, plain + more, plain)


def shortest_price(problem: RouteProblem) -> float:
    """Return the price of a travel minute inside the search: the given one, or so little that it only breaks ties."""
    prizes = problem.prize[problem.prize > 0]
    least = float(prizes.min()) if len(prizes) else 1.0
    return max(float(problem.travel_price), 1e-3 * least / (1.0 + longest_travel(problem)))


def most_visits(problem: RouteProblem) -> int:
    """Return a limit on the visits of any route, from its time and its allowed stops; at least one."""
    if not problem.visits or not problem.crews:
        return 1
    service = np.sort(problem.service_min)
    longest = float(np.max(np.minimum(problem.ends_min - problem.begins_min, problem.most_min)))
    fitting = int(np.searchsorted(np.cumsum(service), longest + 1e-6, side="right"))
    return max(1, min(problem.visits, int(np.max(problem.most_stops)), fitting))


def data_of(problem: RouteProblem) -> Data:
    """Return the arrays of a problem as the kernels want them."""
    from geo.routes.timing_kernel import Data

    def floats(values: Any) -> Floats:
        return np.ascontiguousarray(values, dtype=np.float64)

    def ints(values: Any) -> Ints:
        return np.ascontiguousarray(values, dtype=np.int64)

    _, site = np.unique(problem.site, return_inverse=True)
    members = np.argsort(site, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(site, minlength=1))]) if len(site) else np.zeros(2)
    agencies = len(problem.agency_most_stops)
    places = np.broadcast_to(problem.place, (problem.crews, problem.visits))
    return Data(
        floats(problem.minutes),
        ints(np.column_stack([problem.start, places])),
        ints(np.column_stack([problem.end, places])),
        ints(site),
        ints(starts),
        ints(members),
        search_prizes(problem),
        floats(problem.service_min),
        ints(problem.window_starts),
        floats(problem.window_from),
        floats(problem.window_to),
        ints(problem.profile),
        floats(problem.begins_min),
        floats(problem.ends_min),
        floats(problem.most_min),
        np.ascontiguousarray(problem.eligible, dtype=np.bool_),
        ints(problem.most_stops),
        np.ascontiguousarray(problem.crew_of_agency, dtype=np.bool_).reshape(agencies, problem.crews),
        ints(problem.agency_most_stops),
        float(problem.separation_min),
        float(problem.travel_price),
    )

"""The problem's arrays: inner prizes, prices and limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo.routes.arrays import data_of, longest_travel, most_visits, search_prizes, shortest_price
from tests.routes.problems import random_problem


def test_a_must_outweighs_everything_else() -> None:
    problem = random_problem(0, visits=6)
    prizes = search_prizes(replace(problem, must=np.arange(6) == 2))
    assert prizes[2] > prizes[np.arange(6) != 2].sum()


def test_the_inner_price_only_breaks_ties() -> None:
    problem = replace(random_problem(0, visits=6), travel_price=0.0)
    least = problem.prize[problem.prize > 0].min()
    assert 0 < shortest_price(problem) * longest_travel(problem) < least
    assert shortest_price(replace(problem, travel_price=2.0)) == 2.0


def test_no_route_can_have_more_visits() -> None:
    problem = replace(random_problem(0, visits=6), service_min=np.full(6, 10.0), most_stops=np.full(2, 6))
    problem = replace(problem, begins_min=np.zeros(2), ends_min=np.full(2, 35.0), most_min=np.full(2, np.inf))
    assert most_visits(problem) == 3
    assert most_visits(replace(problem, most_stops=np.array([2, 1]))) == 2


def test_sites_are_listed_and_places_begin_with_the_crews_own() -> None:
    problem = random_problem(0, visits=6)
    data = data_of(problem)
    for v in range(6):
        s = data.site[v]
        members = data.site_visits[data.site_starts[s] : data.site_starts[s + 1]]
        assert set(members) == set(np.flatnonzero(problem.site == problem.site[v]))
    assert data.from_place[:, 0].tolist() == problem.start.tolist()
    assert data.to_place[:, 0].tolist() == problem.end.tolist()
    assert data.to_place[1, 1:].tolist() == problem.place.tolist()

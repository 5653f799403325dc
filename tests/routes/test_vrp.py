"""Routes from PyVRP: possible as they are where it knows the rules, and no error ever."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import pyvrp
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.routes import vrp
from geo.routes.search import Search
from geo.routes.validate import breaches
from geo.routes.vrp import proposed
from tests.routes.problems import random_problem


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000))
def test_each_route_can_be_had_alone_and_all_are_mended_together(seed: int) -> None:
    problem = random_problem(seed, visits=10, crews=3)
    proposal = proposed(problem, iterations=200, seed=1)
    assert proposal.failed == ""
    search = Search(problem)
    used = [v for _, visits in proposal.routes for v in visits]
    assert len(used) == len(set(used))
    for crew, visits in proposal.routes:
        assert problem.eligible[crew, list(visits)].all()
        assert len(visits) <= problem.most_stops[crew]
    assert {b.code for b in breaches(problem, search.repaired(proposal.routes))} <= {"must_missing"}


def test_errors_and_sizes_are_empty_proposals(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(0)

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(pyvrp, "solve", fails)
    assert proposed(problem, iterations=5).failed == "RuntimeError: out of luck"
    assert proposed(problem, iterations=5).routes == ()
    monkeypatch.setattr(vrp, "MOST_CLIENTS", 1)
    assert proposed(problem, iterations=5).failed == "size"


def test_visits_of_a_site_get_times_that_are_apart() -> None:
    problem = replace(random_problem(4, visits=6), site=np.zeros(6, dtype=np.int64), separation_min=60.0)
    slots = sorted(slot for slot in vrp._slots(problem, 0) if np.isfinite(slot[0]))
    assert len(slots) > 1
    assert all(late[0] - early[1] >= 60.0 - 1e-9 for early, late in pairwise(slots))

"""The upper bound is never below the best plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.routes import bound
from geo.routes.bound import upper_bound
from tests.routes.enumerated import best_standing
from tests.routes.problems import random_problem


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.integers(1, 5))
def test_no_plan_is_worth_more(seed: int, visits: int) -> None:
    problem = random_problem(seed, visits=visits, musts=0.0)
    limit = upper_bound(problem)
    assert limit is not None
    assert limit >= best_standing(problem)[1] - 1e-6
    assert limit <= problem.prize.sum() + 1e-3


def test_it_says_none_when_too_large_and_zero_when_nobody_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(0)
    assert upper_bound(replace(problem, eligible=np.zeros_like(problem.eligible))) == 0.0
    monkeypatch.setattr(bound, "MOST_VARIABLES", 3)
    assert upper_bound(problem) is None

"""Carrollton's 325 reporting areas in twelve districts (K42): the plain p-median, then balanced and connected."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geo.zones.districting import is_connected
from geo.zones.p_median import solve_p_median
from geo.zones.solve import solve
from tests.zones.carrollton import ZONES, cost_of, problem_of, read

pytestmark = pytest.mark.real_data


def test_the_plain_p_median_lies_between_the_published_bounds(real_data: Path) -> None:
    x, y, calls, _ = read(real_data / "instances" / "carrollton")
    assert len(x) == 325
    found = solve_p_median(cost_of(x, y, calls), ZONES, seed=0, seconds=60)
    assert found.optimal
    assert 7_609_395 <= found.bound <= found.value <= 7_609_424


@pytest.mark.slow
def test_balanced_and_connected_districts_beat_the_published_ones(real_data: Path) -> None:
    problem = problem_of(real_data / "instances" / "carrollton", 0.1)
    solved = solve(problem, seed=0, seconds=30)
    found = solved.districting
    assert found.lawful
    for zone in range(ZONES):
        assert is_connected(problem, np.flatnonzero(found.labels == zone))
    assert 7_609_395 < solved.bound <= found.cost <= 8_054_467

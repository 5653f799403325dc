"""OR-Library's p-median instances: every published optimum is found and proven (K40)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geo.zones.p_median import solve_p_median
from tests.zones.pmed_instances import read

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize(
    ("number", "optimum"),
    [(1, 5819), (2, 4093), (3, 4250), (4, 3034), (5, 1355), (6, 7824), (11, 7696), (15, 1729), (20, 1789)],
)
def test_the_published_optimum_is_proven(real_data: Path, number: int, optimum: int) -> None:
    cost, p = read(real_data / "instances" / "pmed" / f"pmed{number}.txt")
    found = solve_p_median(cost, p, seed=0, seconds=120)
    assert found.optimal
    assert found.value == found.bound == optimum
    assert len(found.centres) == p
    assert cost[:, found.centres].min(axis=1).sum() == optimum
    assert np.array_equal(found.centres, np.unique(found.centres))

"""K41: team orienteering instances of Chao, Golden and Wasil (1996) whose optima are proved, solved exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.routes.search import search
from geo.routes.validate import breaches
from tests.routes.problems import team_orienteering

pytestmark = pytest.mark.real_data
PROVED = {
    "p1.2.d": 30, "p1.3.h": 70, "p1.4.k": 100, "p2.2.c": 140, "p2.2.e": 190, "p2.2.g": 200, "p2.2.k": 275,
    "p2.3.k": 200, "p4.2.a": 206, "p4.3.c": 193,
}  # fmt: skip


@pytest.mark.parametrize(("name", "optimum"), PROVED.items())
def test_proved_optima_are_found(real_data: Path, name: str, optimum: int) -> None:
    problem = team_orienteering(next((real_data / "instances" / "top").rglob(f"{name}.txt")))
    plan = search(problem, seed=0, iterations=1500).plan
    assert plan.prize == optimum
    assert breaches(problem, plan) == ()

"""The registry: names, parameters from text, refusals."""

from __future__ import annotations

import subprocess
import sys

import pytest

from geo.errors import ParameterError, UnknownMethodError
from geo.forecast import registry


def test_names():
    assert {"counts_28", "counts_365", "counts_all", "decayed", "self_exciting", "risk_terrain"} <= set(
        registry.names()
    )


def test_unknown_models_are_refused_with_the_known_names():
    with pytest.raises(UnknownMethodError, match="decayed"):
        registry.get("crystal_ball")


def test_parameters_come_from_text_too():
    made = registry.make("decayed", half_life_days="90", sigma_cells="auto")
    assert made.model_dump() == {"half_life_days": 90.0, "sigma_cells": None}
    with pytest.raises(ParameterError, match="half_life_days"):
        registry.make("decayed", half_life_days=0)


@pytest.mark.parametrize("heavy", ["numba", "sklearn"])
def test_importing_needs_no_heavy_package(heavy):
    described = "[geo.forecast.describe(name) for name in geo.forecast.names()]"
    code = f"import sys, geo.forecast; {described}; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

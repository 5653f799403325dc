"""Warnings before a run: absurd choices are named with a better one, sensible ones are left alone."""

from __future__ import annotations

from typing import Any

import pytest

from webmap.analyst.form_warnings import warnings_of

AREA = 12_000e6


@pytest.mark.parametrize(
    ("values", "n", "part"),
    [
        ({"eps_m": 20_000.0, "min_samples": 5}, 4000, "by chance"),
        ({"bandwidth_m": 60_000.0}, 4000, "wider than a third"),
        ({"cell_m": 30_000.0}, 4000, "larger than a tenth"),
        ({"cell_m": 10.0}, 4000, "cells of this area"),
        ({"min_samples": 50, "eps_m": 500.0}, 40, "there can be no hotspot"),
        ({"eps_m": 500.0, "min_samples": 5}, 12, "Only 12 incidents"),
        ({"unit_m": 20_000.0}, 4000, "larger than a tenth"),
        ({}, 0, "No incident matches"),
    ],
)
def test_an_absurd_choice_is_warned_of(values: dict[str, Any], n: int, part: str) -> None:
    told = warnings_of(values, n, AREA)
    assert any(part in says.en for says in told)
    assert all("{" not in says.id + says.en for says in told)


@pytest.mark.parametrize(
    "values",
    [{"eps_m": 500.0, "min_samples": 5}, {"bandwidth_m": None, "cell_m": None}, {"cell_m": 1000.0}, {"share": 0.25}],
)
def test_a_sensible_choice_is_not(values: dict[str, Any]) -> None:
    assert warnings_of(values, 4000, AREA) == []


def test_the_better_reach_is_no_longer_warned_of() -> None:
    import re

    told = warnings_of({"eps_m": 20_000.0, "min_samples": 5}, 4000, AREA)
    better = float(re.findall(r"Try eps_m ([\d,.]+) m", told[0].en)[0].replace(",", ""))
    assert warnings_of({"eps_m": better, "min_samples": 5}, 4000, AREA) == []

"""How far a test is: a part of longer work tells its place in the whole."""

from __future__ import annotations

import pytest

from geo.forecast.telling import nobody, part
from geo.languages import Says

STAGE = Says("menguji", "testing")


def test_a_part_tells_its_place_in_the_whole():
    told = []
    inner = part(part(lambda share, stage: told.append((share, stage)), 0.2, 0.6), 0.5, 1.0)
    for share in (0.0, 0.5, 1.0):
        inner(share, STAGE)
    assert [share for share, _ in told] == pytest.approx([0.4, 0.5, 0.6])
    assert {stage for _, stage in told} == {STAGE}


def test_nobody_is_told_nothing():
    assert nobody(0.5, STAGE) is None

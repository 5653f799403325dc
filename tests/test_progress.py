"""How far long work is: a part of it tells its place in the whole."""

from __future__ import annotations

import pytest

from geo.languages import Says
from geo.progress import part, silent

STAGE = Says("menguji", "testing")


def test_a_part_tells_its_place_in_the_whole():
    told = []
    inner = part(part(lambda share, stage: told.append((share, stage)), 0.2, 0.6), 0.5, 1.0)
    for share in (0.0, 0.5, 1.0):
        inner(share, STAGE)
    assert [share for share, _ in told] == pytest.approx([0.4, 0.5, 0.6])
    assert {stage for _, stage in told} == {STAGE}


def test_silence_tells_nobody():
    assert silent(0.5, STAGE) is None

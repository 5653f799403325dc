"""Sums of data that changed between two releases: what contradicts is left out, everything else stays under audit."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.privacy.contradictions import reconciled
from geo.privacy.intervals import Known, consistent, unsafe


def _known(members: list[int], low: float, high: float, *, surely: bool = True) -> Known:
    return Known(np.array(members, dtype=bool), low, high, surely)


def test_what_fits_stays_as_it_is() -> None:
    facts = [_known([1, 1], 5, 9), _known([1, 0], 0, 4, surely=False)]
    assert reconciled(facts, [False, True]) == facts
    assert reconciled([], []) == []


def test_the_older_of_two_gives_way() -> None:
    new, old = _known([1], 10, 14), _known([1], 5, 9)
    assert reconciled([new, old], [False, True]) == [new]
    assert reconciled([old, new], [True, False]) == [new]


def test_a_contradiction_in_one_place_hides_no_fault_in_another() -> None:
    """A late record must not switch the audit off for all places that hang together with its own."""
    late = [_known([1, 1, 0, 0], 5, 9), _known([1, 0, 0, 0], 5, 9), _known([0, 1, 0, 0], 5, 9)]
    rest = [_known([0, 0, 1, 1], 10, 14), _known([0, 0, 1, 0], 10, 14), _known([1, 1, 1, 1], 15, 40)]
    facts, older = [*late, *rest], [True, False, False, True, False, True]
    asked = [np.array([0, 0, 0, 1], dtype=bool)]
    told = [_known([0, 0, 0, 1], 1, 1)]
    assert unsafe([*facts, *told], asked, 5) == []
    left = reconciled([*facts, *told], [*older, False])
    assert late[0] not in left
    assert [number for number, _ in unsafe(left, asked, 5)] == [0]


@st.composite
def _facts(draw: st.DrawFn) -> list[Known]:
    size = draw(st.integers(1, 4))
    found = []
    for _ in range(draw(st.integers(1, 6))):
        members = draw(st.lists(st.integers(0, 1), min_size=size, max_size=size).filter(any))
        low = draw(st.integers(0, 12))
        found.append(_known(members, low, low + draw(st.integers(0, 6)), surely=draw(st.booleans())))
    return found


@settings(max_examples=60, deadline=None)
@given(facts=_facts(), data=st.data())
def test_what_is_left_fits_and_only_contradictions_go(facts: list[Known], data: st.DataObject) -> None:
    older = data.draw(st.lists(st.booleans(), min_size=len(facts), max_size=len(facts)))
    left = reconciled(facts, older)
    assert all(any(one is fact for fact in facts) for one in left)
    assert not left or consistent(left)
    if consistent(facts):
        assert left == facts
    elif len([fact for fact in facts if fact.surely]) > 0:
        assert left  # something is always looked at

"""Refusals: the last round's, by agreement, gone once a round makes what was refused."""

from __future__ import annotations

from datetime import timedelta

from geo.languages import Says
from geo.store.service.file import ServiceFile
from geo.store.service.refusals import Refusal, Refusals
from tests.webmap.samples import NOW

WHY = Says("sebab", "because")


def test_each_round_takes_the_place_of_the_one_before(service: ServiceFile) -> None:
    refusals = Refusals(service)
    assert refusals.of("A") == (None, ())
    older, newer = Refusal("A", "2026-Q2", False, WHY), Refusal("A", "2026-Q3", False, WHY)
    whole = Refusal("", "", False, WHY)
    refusals.note([older, Refusal("B", "2025", True, WHY), newer], NOW)
    assert refusals.of("A") == (NOW, (newer, older))
    assert refusals.of("B") == (NOW, (Refusal("B", "2025", True, WHY),))
    assert refusals.of("C") == (NOW, ())
    later = NOW + timedelta(hours=1)
    refusals.note([whole], later)
    assert refusals.of("A") == refusals.of("C") == (later, (whole,))
    refusals.note([], later)
    assert refusals.of("A") == (later, ())

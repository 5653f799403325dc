"""Likeness: same kind, near, at the same time, in the same words; never two that merely share an hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.webmap.samples import NOW
from webmap.triage.duplicates import LEAST, MOST, Told, proposals

THIS = Told("L0001", "CURAT", 104.75, -2.7, 30.0, "16.07.12", NOW, "rumah dibobol dua orang motor merah")


@pytest.mark.parametrize(
    ("change", "alike"),
    [
        ({}, True),
        ({"kind": "INFO"}, True),
        ({"lon": 104.76}, True),  # about a kilometre
        ({"words": ""}, True),
        ({"moment": NOW + timedelta(hours=5)}, True),
        ({"kind": "CURAS"}, False),
        ({"lon": 104.80}, False),  # five kilometres
        ({"lon": 104.80, "precision_m": 20_000.0}, True),  # known within twenty
        ({"moment": NOW + timedelta(hours=49)}, False),
        ({"lon": None, "lat": None, "words": "kapal tenggelam"}, False),
        ({"lon": None, "lat": None}, True),  # same district, same words
        ({"lon": None, "lat": None, "district": "16.07.02"}, False),
        ({"lon": None, "lat": None, "district": None, "words": "kapal tenggelam"}, False),
    ],
)
def test_what_counts_as_alike(change: dict[str, object], alike: bool) -> None:
    other = replace(THIS, name="L0002", **change)  # type: ignore[arg-type]  # fields by name
    assert bool(proposals(THIS, [other], "INFO")) is alike


def test_the_most_alike_stand_first_and_there_are_few() -> None:
    others = [replace(THIS, name=f"L{n:04d}", lon=104.75 + n / 1000) for n in range(2, 15)]
    found = proposals(THIS, [*others, THIS], "INFO")
    assert len(found) == MOST
    assert [one.other.name for one in found] == [f"L{n:04d}" for n in range(2, 2 + MOST)]
    assert all(LEAST <= one.score <= 1 for one in found)
    assert found[0].metres == pytest.approx(222, abs=2)
    assert found[0].words == 1

"""The list of places, and what a point lies in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.agencies.packs import load_region
from tests.webmap import samples
from webmap.intake.places_asked import chosen, district_at, is_outside, listed

REGION = load_region(samples.pack())


def test_the_list_holds_every_district_by_name_with_its_villages() -> None:
    names = [district.name for district in listed(REGION)]
    assert names == sorted(names)
    assert len(names) == 21
    assert "Sungsang" in next(district for district in listed(REGION) if district.code == "16.07.02").villages


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("16.07.02", ("16.07.02", None)),
        ("16.07.02/Sungsang", ("16.07.02", "Sungsang")),
        ("16.07.02/Jakarta", None),
        ("", None),
        ("/", None),
        ("x" * 5000, None),
    ],
)
def test_only_what_is_listed_can_be_chosen(value: str, found: tuple[str, str | None] | None) -> None:
    assert chosen(REGION, value) == found


def test_a_point_knows_its_district_or_that_it_lies_outside() -> None:
    assert district_at(REGION, 104.75, -2.7) == "16.07.12"
    assert not is_outside(REGION, 104.75, -2.7)
    assert district_at(REGION, 0, 0) is None
    assert is_outside(REGION, 0, 0)


def test_a_region_without_districts_asks_in_words_only() -> None:
    bare = replace(REGION, layers={})
    assert listed(bare) == ()
    assert district_at(bare, 104.75, -2.7) is None

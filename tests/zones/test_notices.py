"""Notices speak both languages."""

from __future__ import annotations

import pytest

from geo.zones import notices
from geo.zones.notices import about_region, fewer_zones
from tests.zones.making import agency, region, unit


@pytest.mark.parametrize(
    "name", ["NO_HOTSPOTS", "NO_AGENCIES", "NO_UNITS", "SEARCH_CUT_SHORT", "PROOF_CUT_SHORT", "STAFFING_UNPROVEN"]
)
def test_each_has_a_code_and_two_texts(name: str) -> None:
    told = getattr(notices, name).as_dict()
    assert told["code"] == name.lower()
    assert told["id"] != told["en"]


def test_what_a_region_lacks() -> None:
    assert about_region(region()) == [notices.NO_AGENCIES]
    assert about_region(region([agency("A")], [unit("A1", "A", 0, 0, available=False)])) == [notices.NO_UNITS]
    assert about_region(region([agency("A")], [unit("A1", "A", 0, 0)])) == []
    assert "8" in fewer_zones(8, 3).says.en

"""Notices speak both languages."""

from __future__ import annotations

import pytest

from geo.languages import Says
from geo.zones import notices
from geo.zones.notices import (
    about_region,
    about_units,
    fewer_zones,
    hotspot_left_out,
    in_pieces,
    no_lawful_lead,
    off_every_network,
)
from tests.zones.making import agency, region, unit


@pytest.mark.parametrize(
    "name",
    ["NO_HOTSPOTS", "NO_AGENCIES", "NO_UNITS", "SEARCH_CUT_SHORT", "PROOF_CUT_SHORT", "STAFFING_UNPROVEN",
     "CURES_CUT_SHORT", "FEEDBACK_CUT_SHORT"],
)  # fmt: skip
def test_each_has_a_code_and_two_texts(name: str) -> None:
    told = getattr(notices, name).as_dict()
    assert told["code"] == name.lower()
    assert told["id"] != told["en"]


def test_what_a_region_lacks() -> None:
    assert about_region(region()) == [notices.NO_AGENCIES]
    assert about_region(region([agency("A")], [unit("A1", "A", 0, 0, available=False)])) == [notices.NO_UNITS]
    assert about_region(region([agency("A")], [unit("A1", "A", 0, 0)])) == []
    assert "8" in fewer_zones(8, 3).says.en


def test_what_was_left_out_is_named_up_to_eight() -> None:
    many = [f"H{n}" for n in range(12)]
    for told in (hotspot_left_out("without_shape", many), about_units("unit_off_network", many),
                 in_pieces(3, many), off_every_network(many)):  # fmt: skip
        assert "H7" in told.says.en
        assert "H8" not in told.says.id
        assert "(12)" in told.says.en
        assert told.says.id != told.says.en
    assert "kind a, kind b" in no_lawful_lead([Says("a", "kind a"), Says("b", "kind b")], 3.0).says.en

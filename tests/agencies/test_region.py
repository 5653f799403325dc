"""The dataclasses of a region."""

from __future__ import annotations

import pytest

from geo.agencies.packs import load_region
from geo.agencies.region import Agency, Mandate
from geo.languages import Says
from tests.agencies.packs import pack


def test_a_general_lead_may_lead_anything() -> None:
    agency = Agency("A", Says("a", "a"), "A", (Mandate("X", "support"),), general_lead=True)
    assert agency.may_lead("Y")
    assert not Agency("A", Says("a", "a"), "A", (Mandate("X", "support"),)).may_lead("X")


def test_the_boundary_in_metres() -> None:
    assert load_region(pack()).boundary_m().area / 1e6 == pytest.approx(12_300, rel=0.01)

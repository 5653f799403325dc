"""The forms of releases hold nothing that could tell an incident."""

from __future__ import annotations

from geo.tables.incidents import INCIDENTS
from geo.tables.releases import RELEASE_CELLS, RELEASES


def test_no_column_of_an_incident_is_published() -> None:
    assert set(RELEASE_CELLS.names) & set(INCIDENTS.names) == {"geometry"}
    assert set(RELEASES.names) & set(INCIDENTS.names) == {"agency"}  # the audience's


def test_both_forms_can_be_empty() -> None:
    assert len(RELEASES.empty()) == 0
    assert list(RELEASE_CELLS.empty().columns) == RELEASE_CELLS.names
    assert str(RELEASE_CELLS.empty().crs) == "EPSG:4326"

"""places.csv."""

from __future__ import annotations

import pytest

from geo.agencies.faults import Faults
from geo.agencies.places import read_places


def test_places_have_points() -> None:
    faults = Faults()
    table = read_places(b'name;kind;lon;lat\nKota;kota;"104,5";-2.5\n', faults)
    assert not faults.found
    assert (table.geometry.x[0], table.geometry.y[0], table["name"][0]) == (104.5, -2.5, "Kota")


def test_no_file_is_no_places() -> None:
    assert len(read_places(None, Faults())) == 0


@pytest.mark.parametrize(
    ("row", "column"), [("Kota,kota,x,-2", "lon"), ("Kota,kota,104,-91", "lat"), (",kota,104,-2", "name")]
)
def test_faults_have_their_place(row: str, column: str) -> None:
    faults = Faults()
    read_places(f"name,kind,lon,lat\n{row}\n".encode(), faults)
    assert [(fault.line, fault.column) for fault in faults.found] == [(2, column)]

from __future__ import annotations

import pytest

from geo.agencies.faults import Faults
from geo.agencies.objects import FILE, read_objects
from geo.agencies.packs import load_region, shipped_pack
from geo.errors import RegionError

HEADER = "object_id,name,kind,lon,lat,must,visit_min,weight,contact,source\n"


def read(text: str) -> tuple[list[tuple[int | None, str | None]], object]:
    faults = Faults()
    table = read_objects(text.encode(), faults)
    return [(fault.line, fault.column) for fault in faults.found], table


def test_objects_are_read_with_what_is_not_said_filled_in() -> None:
    found, table = read(
        HEADER + "P1,Pelabuhan,port,104.8,-2.36,ya,20,5,Pos jaga,survei\nS1,SMA,school,104.4,-2.9,,,,,\n"
    )
    assert found == []
    assert table["must"].tolist() == [True, False]
    assert table["visit_min"].tolist() == [20, 15]
    assert table["weight"].tolist() == [5, 1]
    assert table.crs.to_epsg() == 4326
    assert table.geometry.x.tolist() == [104.8, 104.4]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("P 1,Pelabuhan,port,104.8,-2.36,,,,,", "object_id"),
        (",Pelabuhan,port,104.8,-2.36,,,,,", "object_id"),
        ("P1,,port,104.8,-2.36,,,,,", "name"),
        ("P1,Pelabuhan,harbour,104.8,-2.36,,,,,", "kind"),
        ("P1,Pelabuhan,port,204.8,-2.36,,,,,", "lon"),
        ("P1,Pelabuhan,port,104.8,selatan,,,,,", "lat"),
        ("P1,Pelabuhan,port,104.8,-2.36,mungkin,,,,", "must"),
        ("P1,Pelabuhan,port,104.8,-2.36,,0,,,", "visit_min"),
        ("P1,Pelabuhan,port,104.8,-2.36,,,-1,,", "weight"),
    ],
)
def test_each_fault_is_named_by_line_and_column(row: str, column: str) -> None:
    assert read(HEADER + row + "\n")[0] == [(2, column)]


def test_an_id_that_stands_twice_is_told_with_the_first_line() -> None:
    assert read(HEADER + "P1,A,port,104,-2,,,,,\nP1,B,port,104,-2,,,,,\n")[0] == [(3, "object_id")]


def test_a_pack_without_objects_has_none() -> None:
    files = {name: content for name, content in shipped_pack().items() if name != FILE}
    assert load_region(files).objects.empty


def test_the_shipped_objects_lie_in_their_region_or_next_door() -> None:
    region = load_region(shipped_pack())
    assert len(region.objects) >= 5
    assert set(region.objects["kind"]) >= {"port", "airport", "factory", "mine", "school"}
    assert region.objects.geometry.within(region.boundary.buffer(0.05)).all()


def test_a_faulty_pack_is_refused_with_the_file() -> None:
    with pytest.raises(RegionError) as refused:
        load_region({**shipped_pack(), FILE: (HEADER + "P1,A,port,x,-2,,,,,\n").encode()})
    assert refused.value.params["faults"][0]["file"] == FILE

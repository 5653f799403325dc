from __future__ import annotations

import struct

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sources.wkb import from_wkb

SHAPES = [
    shapely.Point(104.7, -2.9),
    shapely.Point(1, 2, 3),
    shapely.LineString([(0, 0), (1, 1)]),
    shapely.box(0, 0, 1, 1),
    shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 2, 2)),
    shapely.MultiPoint([(0, 0), (1, 1)]),
    shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)]),
    shapely.GeometryCollection([shapely.Point(0, 0), shapely.GeometryCollection([shapely.box(0, 0, 1, 1)])]),
]


def one(value: bytes | None) -> str:
    made, faults = from_wkb([value])
    assert (made[0] is None) == bool(faults)
    return faults[0].reason if faults else made[0].geom_type


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("flavor", ["iso", "extended"])
def test_sound_geometries_come_back(order: int, flavor: str) -> None:
    values = [shapely.to_wkb(shape, byte_order=order, flavor=flavor, include_srid=flavor != "iso") for shape in SHAPES]
    made, faults = from_wkb(values)
    assert faults == {}
    assert shapely.equals(made, shapely.force_2d(SHAPES)).all()
    assert not shapely.has_z(made).any()


def test_srid_is_stepped_over() -> None:
    value = shapely.to_wkb(shapely.set_srid(SHAPES[3], 32748), include_srid=True)
    assert one(value) == "Polygon"


def collection(depth: int) -> bytes:
    head = struct.pack("<BII", 1, 7, 1)
    return head * depth + shapely.to_wkb(SHAPES[0])


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "null_geometry"),
        (b"", "bad_wkb"),
        (b"\x02\x01\x00\x00\x00" + b"\0" * 16, "bad_wkb"),
        (struct.pack("<BIdd", 1, 1, np.nan, np.nan), "empty_geometry"),
        (struct.pack("<BIdd", 1, 1, np.inf, 1), "not_finite"),
        (struct.pack("<BIdd", 1, 1, -1.7976931348623157e308, 1), "placeholder_coordinates"),
        (struct.pack(">BIdd", 0, 1, 1e39, 1), "placeholder_coordinates"),
        (struct.pack("<BIdd", 1, 1, 1, 2) + b"\0", "bad_wkb"),
        (struct.pack("<BII", 1, 2, 0), "empty_geometry"),
        (struct.pack("<BII", 1, 7, 0), "empty_geometry"),
        (struct.pack("<BII", 1, 3, 2**32 - 1), "bad_wkb"),
        (struct.pack("<BIIdd", 1, 2, 1, 0, 0), "too_few_points"),
        (struct.pack("<BIII8d", 1, 3, 1, 4, 0, 0, 1, 0, 1, 1, 0, 1), "unclosed_ring"),
        (struct.pack("<BIII6d", 1, 3, 1, 3, 0, 0, 1, 0, 0, 0), "too_few_points"),
        (struct.pack("<BII", 1, 8, 0), "unsupported_geometry"),
        (struct.pack("<BII", 1, 99, 0), "bad_wkb"),
        (struct.pack("<BII", 1, 4001, 0), "bad_wkb"),
        (collection(5), "GeometryCollection"),
        (collection(20), "too_deep"),
        (collection(100_000), "too_deep"),
    ],
)
def test_what_is_refused(value: bytes | None, reason: str) -> None:
    assert one(value) == reason


def test_good_and_bad_keep_their_places() -> None:
    good = shapely.to_wkb(SHAPES[0])
    made, faults = from_wkb([good, good[:10], None, good])
    assert [one is not None for one in made] == [True, False, False, True]
    assert {at: fault.reason for at, fault in faults.items()} == {1: "bad_wkb", 2: "null_geometry"}


def test_too_many_vertices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.sources.wkb.MAX_VERTICES", 10)
    assert one(shapely.to_wkb(shapely.LineString([(n, 0) for n in range(11)]))) == "too_many_vertices"
    assert one(shapely.to_wkb(shapely.MultiPoint([(n, 0) for n in range(11)]))) == "too_many_vertices"


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SHAPES), st.data())
def test_mutated_bytes_never_crash(shape: shapely.Geometry, data: st.DataObject) -> None:
    value = bytearray(shapely.to_wkb(shape))
    for _ in range(data.draw(st.integers(1, 4))):
        value[data.draw(st.integers(0, len(value) - 1))] = data.draw(st.integers(0, 255))
    made, faults = from_wkb([bytes(value[: data.draw(st.integers(0, len(value)))])])
    assert (made[0] is None) == bool(faults)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | st.binary(max_size=60), max_size=5))
def test_random_bytes_never_crash(values: list[bytes | None]) -> None:
    made, faults = from_wkb(values)
    assert [at for at, one in enumerate(made) if one is None] == sorted(faults)

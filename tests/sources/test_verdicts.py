from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.sources.reasons import sentence
from geo.sources.shapes import ShapeError
from geo.sources.verdicts import area_km2, records_with_geometry, settle
from tests.sources.hostile import options

BOWTIE = shapely.Polygon([(104, -3), (105, -2), (105, -3), (104, -2), (104, -3)])
GOOD = shapely.box(104, -3, 104.1, -2.9)


def array(*shapes: shapely.Geometry | None) -> np.ndarray:
    found = np.full(len(shapes), None, dtype=object)
    found[:] = shapes
    return found


def test_areas_in_degrees_metres_and_feet() -> None:
    assert area_km2(GOOD, 4326) == pytest.approx(123, rel=0.01)
    assert area_km2(shapely.box(0, 0, 1000, 2000), 32748) == pytest.approx(2)
    assert area_km2(shapely.box(0, 0, 5280, 5280), 2913) == pytest.approx(2.589988, rel=1e-4)


def test_input_is_left_alone_and_repair_waits_for_a_word() -> None:
    given = array(BOWTIE, GOOD, None)
    settled, faults, repairs = settle(given, 4326, repair=False)
    assert list(faults) == [0]
    assert faults[0].reason == "bad_geometry"
    assert repairs == {}
    settled, faults, repairs = settle(given, 4326, repair=True)
    assert faults == {}
    assert settled[0].is_valid
    assert not given[0].is_valid
    assert repairs[0].after_km2 == pytest.approx(6149, rel=0.01)


def test_worlds_and_antimeridians_only_count_in_degrees() -> None:
    wide = shapely.box(-179, -3, 179, -2)
    world = shapely.box(-180, -90, 180, 90)
    assert {at: one.reason for at, one in settle(array(wide, world), 4326, repair=True)[1].items()} == {
        0: "crosses_antimeridian",
        1: "spans_world",
    }
    assert settle(array(wide, world), 32748, repair=False)[1] == {}


def test_each_record_ends_in_exactly_one_place() -> None:
    frame = pd.DataFrame({"a": ["x", "y", "z", "w"]})
    given = array(GOOD, BOWTIE, None, None)
    records = records_with_geometry(
        "kml", frame, np.arange(1, 5), given, 4326, options(), faults={2: ShapeError("bad_wkb")}
    )
    assert records.line.tolist() == [1]
    assert [(one.line, one.reason) for one in records.refused] == [
        (2, "bad_geometry"),
        (3, "bad_wkb"),
        (4, "null_geometry"),
    ]
    assert records.refused[0].raw["geometry"].startswith("POLYGON")
    said = sentence("bad_geometry", "id", "geometry", "", records.refused[0].detail)
    assert "berpotongan" in said
    assert "6.148,914 km² setelah perbaikan" in said
    assert "crosses itself" in sentence("bad_geometry", "en", "geometry", "", records.refused[0].detail)

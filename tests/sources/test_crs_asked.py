from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import CRS

from geo.errors import FileRefusedError
from geo.sources.crs_asked import crs_or_ask, known_crs
from tests.sources.hostile import BANYUASIN, options, reason_of


def places(*points: tuple[float, float]) -> np.ndarray:
    return np.asarray(shapely.points(points), dtype=object)


def test_known_crs() -> None:
    assert known_crs(None, "a") is None
    assert known_crs(CRS.from_epsg(32748).to_wkt(), "a") == 32748
    assert reason_of(known_crs, "no such thing", "a") == "unknown_crs"


def test_the_user_wins_then_the_file() -> None:
    assert crs_or_ask(4326, places((1, 2)), options(crs=32748), "a") == 32748
    assert crs_or_ask(2913, places((1, 2)), options(), "a") == 2913


@pytest.mark.parametrize(
    ("points", "boundary", "proposal"),
    [
        ([(104.7, -2.9)], None, {"crs": 4326}),
        ([(466_655.0, 9_679_447.0)], BANYUASIN, {"crs": 32748}),
        ([(466_655.0, 9_679_447.0)], None, None),
        ([(5.0, 5e9)], BANYUASIN, None),
        ([], BANYUASIN, None),
    ],
)
def test_otherwise_it_is_asked(points: list[tuple[float, float]], boundary: object, proposal: object) -> None:
    given = places(*points) if points else np.full(1, None, dtype=object)
    with pytest.raises(FileRefusedError) as refusal:
        crs_or_ask(None, given, options(boundary=boundary), "a")
    assert refusal.value.reason == "needs_crs"
    assert refusal.value.proposal == proposal
    assert "--crs" in refusal.value.text("id")

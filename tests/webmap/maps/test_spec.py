"""The specification of a map travels in an address and comes back exactly, or not at all."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webmap.maps.spec import LAYERS, MapSpec

BOX = (103.9, -3.2, 105.4, -1.6)


@settings(max_examples=80)
@given(
    st.tuples(st.floats(-179, 170), st.floats(-85, 80), st.floats(0.01, 5), st.floats(0.01, 5)),
    st.integers(1000, 99_999),
    st.lists(st.sampled_from(LAYERS), unique=True),
)
def test_there_and_back(box: tuple[float, float, float, float], crs: int, layers: list[str]) -> None:
    west, south, wide, tall = box
    spec = MapSpec.over((west, south, west + wide, south + tall), crs, tuple(name for name in LAYERS if name in layers))
    assert MapSpec.from_query(dict(parse_qsl(spec.query(), keep_blank_values=True))) == spec


@pytest.mark.parametrize(
    "change",
    [
        {"bounds": "1,2,3"},
        {"bounds": "103.9,-3.2,nan,-1.6"},
        {"bounds": "105,-3.2,103,-1.6"},
        {"bounds": "103.90,-3.2,105.4,-1.6"},
        {"crs": "x"},
        {"crs": "32748;alert(1)"},
        {"layers": "base,${alert(1)}"},
        {"layers": "hotspots,base"},
        {"more": "1"},
        {"bounds": "1e1,-3.2,105.4,-1.6"},
    ],
)
def test_anything_else_is_no_map(change: dict[str, str]) -> None:
    assert MapSpec.from_query({**MapSpec.over(BOX, 32748).as_dict(), **change}) is None


def test_a_missing_part_is_no_map() -> None:
    for key in ("bounds", "crs", "layers"):
        query = MapSpec.over(BOX, 32748).as_dict()
        del query[key]
        assert MapSpec.from_query(query) is None

"""The index along the curve answers exactly what a plain look at every row would."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.store.protocol import IncidentColumns
from webmap.incident_index import LEVEL, UNKNOWN, index_of, morton, project, unmorton
from webmap.questions import Shown


def columns(n: int, seed: int = 0) -> IncidentColumns:
    rng = np.random.default_rng(seed)
    moment = rng.integers(0, 1_000_000, n)
    moment[:: max(n // 5, 1)] = UNKNOWN
    return IncidentColumns(
        version=3,
        lon=rng.uniform(104, 105.5, n),
        lat=rng.uniform(-3.3, -1.6, n),
        kind=rng.integers(0, 3, n).astype(np.int16),
        moment=moment,
        number=np.arange(1, n + 1),
        kinds=("A", "B", "C"),
        owner=rng.integers(0, 3, n).astype(np.int16),
        sharing=rng.choice(3, n, p=[0.5, 0.3, 0.2]).astype(np.int8),
        owners=("POLRES", "KODIM", "BPBD"),
    )


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 2**24 - 1), st.integers(0, 2**24 - 1)), min_size=1, max_size=50))
def test_interleaving_can_be_undone(pairs: list[tuple[int, int]]) -> None:
    x, y = np.array(pairs, dtype=np.int64).T
    back = unmorton(morton(x, y))
    assert (back[0] == x).all()
    assert (back[1] == y).all()


def test_interleaving_by_the_definition() -> None:
    expected = sum(((5 >> bit) & 1) << (2 * bit) | ((3 >> bit) & 1) << (2 * bit + 1) for bit in range(3))
    assert int(morton(np.array([5]), np.array([3]))[0]) == expected


def test_projection_agrees_with_the_web_mercator_of_proj() -> None:
    from pyproj import Transformer

    lon, lat = np.array([-180.0, 0, 104.7, 179.9]), np.array([84.9, 0, -2.7, -84.9])
    east, north = Transformer.from_crs(4326, 3857, always_xy=True).transform(lon, lat)
    x, y = project(lon, lat)
    half = 20037508.342789244
    assert np.allclose(x, (east + half) / (2 * half), atol=1e-12)
    assert np.allclose(y, (half - north) / (2 * half), atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.floats(103.5, 106), st.floats(103.5, 106)).filter(lambda pair: pair[0] != pair[1]),
    st.tuples(st.floats(-3.5, -1.5), st.floats(-3.5, -1.5)).filter(lambda pair: pair[0] != pair[1]),
)
def test_rows_in_a_box_are_those_of_a_plain_search(lons: tuple[float, float], lats: tuple[float, float]) -> None:
    given_columns = columns(400)
    index = index_of(given_columns)
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    inside = (
        (given_columns.lon >= west)
        & (given_columns.lon <= east)
        & (given_columns.lat >= south)
        & (given_columns.lat <= north)
    )
    found = index.number[index.rows_in((west, south, east, north))]
    assert sorted(found.tolist()) == given_columns.number[inside].tolist()


def test_the_whole_globe_holds_every_row_once() -> None:
    index = index_of(columns(300))
    rows = index.rows_in((-180, -90, 180, 90))
    assert sorted(rows.tolist()) == list(range(300))
    assert (np.diff(index.code) >= 0).all()
    assert int(index.code.max()) < 1 << (2 * LEVEL)


@pytest.mark.parametrize("zoom", [0, 5, 9, 14, 18])
def test_a_tile_and_its_neighbours_hold_what_lies_there(zoom: int) -> None:
    index = index_of(columns(300))
    side = 1 << zoom
    x, y = int(index.x[7] * side), int(index.y[7] * side)
    column, row = (index.x * side).astype(int), (index.y * side).astype(int)
    expected = np.flatnonzero((abs(column - x) <= 1) & (abs(row - y) <= 1))
    assert sorted(index.rows_around(zoom, x, y).tolist()) == expected.tolist()


def test_filters_by_kind_and_time() -> None:
    given_columns = columns(300)
    index = index_of(given_columns)

    def count(mask: npt.NDArray[np.bool_]) -> int:
        return int(mask.sum())

    known = given_columns.moment != UNKNOWN
    assert count(index.matching(Shown())) == 300
    assert count(index.matching(Shown(kinds=("B",)))) == count(given_columns.kind == 1)
    assert count(index.matching(Shown(since=500_000))) == count(given_columns.moment >= 500_000)
    assert count(index.matching(Shown(until=500_000))) == count((given_columns.moment < 500_000) & known)
    assert index.count_by_kind(Shown(kinds=("B",))) == {"B": count(given_columns.kind == 1)}


def test_kept_masks_are_bounded() -> None:
    index = index_of(columns(10))
    for moment in range(50):
        index.matching(Shown(since=moment))
    assert len(index._matching) <= 8


def test_pages_run_from_the_newest_to_the_unknown() -> None:
    given_columns = columns(101)
    index = index_of(given_columns)
    pages = [index.newest_first(Shown(), offset, 25) for offset in range(0, 101, 25)]
    assert {total for _, total in pages} == {101}
    numbers = np.concatenate([page for page, _ in pages])
    moments = given_columns.moment[numbers - 1]
    assert len(set(numbers.tolist())) == 101
    known = moments[moments != UNKNOWN]
    assert (np.diff(known) <= 0).all()
    assert (moments[len(known) :] == UNKNOWN).all()


def test_hidden_kinds_and_impossible_places_never_enter() -> None:
    given_columns = columns(60)
    given_columns.lon[4] = np.nan
    index = index_of(given_columns, hidden={"A"})
    assert "A" not in index.count_by_kind(Shown())
    assert np.isfinite(index.lon).all()
    assert len(index) == int(((given_columns.kind != 0) & np.isfinite(given_columns.lon)).sum())


def test_an_empty_store_has_an_empty_index() -> None:
    index = index_of(columns(0))
    assert len(index.rows_in((-180, -90, 180, 90))) == 0
    assert index.newest_first(Shown(), 0, 10)[1] == 0
    assert index.count_by_kind(Shown()) == {}

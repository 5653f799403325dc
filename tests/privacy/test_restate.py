"""A year is restated once a year, in the same pieces, by steps of k or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.privacy.released import Release
from geo.privacy.restate import restate
from tests.privacy import samples

LATER = datetime(2027, 3, 1, tzinfo=UTC)
CELLS = [(3, 3), (20, 20), (40, 9)]


def table(*counts: int) -> gpd.GeoDataFrame:
    return samples.in_cells(dict(zip(CELLS, counts, strict=True)))


def restated(corrected: gpd.GeoDataFrame, first: Release, **how: Any) -> tuple[Release, ...]:
    options = {"year": 2026, "as_of": LATER, "previous": [first], **how}
    return restate(corrected, samples.agreement(), samples.box_region(*samples.BOX_M), **options)


def low(release: Release, column: int, row: int) -> int | None:
    cell = f"1000m:{320 + column}:{9600 + row}"
    (n,) = release.cells["n_low"][release.cells["cell_id"] == cell]
    return None if pd.isna(n) else int(n)


@settings(max_examples=25, deadline=None)
@given(st.integers(5, 30), st.integers(0, 40))
def test_a_count_moves_by_k_or_not_at_all(before: int, after: int) -> None:
    first = samples.released(table(before, 9, 9))
    (second,) = restated(table(after, 9, 9), first)
    old, new = low(first, 3, 3), low(second, 3, 3)
    assert old is not None
    if new is None:
        assert before - after >= 5
        assert after < 5
    elif new != old:
        assert abs(new - old) >= 5
        assert abs(after - before) >= 5
        assert new <= after <= new + 4
    assert low(second, 20, 20) == low(first, 20, 20)
    assert second.edition == 1
    assert second.cells["cell_id"].tolist() == first.cells["cell_id"].tolist()


@pytest.mark.parametrize(("after", "shown"), [(11, 10), (14, 10), (18, 10), (19, 15), (6, 10), (5, 5), (0, None)])
def test_a_band_of_10_to_14(after: int, shown: int | None) -> None:
    first = samples.released(table(12, 9, 9))
    (second,) = restated(table(after, 9, 9), first)
    assert low(second, 3, 3) == shown


def test_what_was_hidden_stays_hidden() -> None:
    first = samples.released(table(3, 9, 9))
    (second,) = restated(table(50, 9, 9), first)
    assert second.cells["suppressed"].tolist() == first.cells["suppressed"].tolist()


def test_splits_move_by_parts() -> None:
    def two(curas: int, judi: int) -> gpd.GeoDataFrame:
        return samples.together(samples.in_cells({(3, 3): curas}), samples.in_cells({(3, 3): judi}, "JUDI"))

    first = samples.released(two(12, 7))
    (second,) = restated(two(20, 8), first)
    assert second.cells["kinds"].iloc[0] == '[["CURAS", 20, 24], ["*", 5, 9]]'
    assert second.cells["n_low"].iloc[0] == 25
    (third,) = restated(two(12, 0), first)
    assert third.cells["suppressed"].iloc[0]


def test_districts_are_restated_and_hide_one_masked_kind() -> None:
    def homes(curat: int, kdrt: int) -> gpd.GeoDataFrame:
        return samples.together(samples.in_cells({(3, 3): curat}, "CURAT"), samples.in_cells({(4, 4): kdrt}, "KDRT"))

    first = samples.released(homes(4, 4))
    of_district = first.cells["cell_id"] == "A"
    assert first.cells["n_low"][of_district].tolist() == [5]
    (more,) = restated(homes(10, 10), first)
    assert more.cells["n_low"][of_district].tolist() == [20]
    (one_kind,) = restated(homes(0, 8), first)
    assert one_kind.cells["suppressed"][of_district].all()


def test_a_second_restatement_in_a_year_is_the_first() -> None:
    first = samples.released(table(12, 9, 9))
    (second,) = restated(table(40, 9, 9), first)
    (again,) = restated(table(90, 9, 9), first, previous=[first, second])
    assert again is second
    (next_year,) = restated(table(90, 9, 9), first, previous=[first, second], as_of=datetime(2028, 3, 1, tzinfo=UTC))
    assert next_year.edition == 2
    assert low(next_year, 3, 3) == 90


def test_open_bands_stay_open() -> None:
    first = samples.released(samples.in_cells({(0, 0): 7, (1, 0): 3, (0, 1): 2}))
    (second,) = restated(samples.in_cells({(0, 0): 7, (1, 0): 60, (0, 1): 2}), first)
    assert second.as_dict()["cells"] == first.as_dict()["cells"]


def test_nothing_published_is_nothing_to_restate() -> None:
    assert restate(table(9, 9, 9), samples.agreement(), samples.banyuasin(), year=2026, as_of=LATER, previous=[]) == ()


@pytest.mark.parametrize(
    "as_of",
    [datetime(2027, 1, 30, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 3, 1)],
)
def test_not_before_the_year_and_the_delay_are_past(as_of: datetime) -> None:
    with pytest.raises(ParameterError):
        restated(table(9, 9, 9), samples.released(table(9, 9, 9)), as_of=as_of)


def test_incidents_count_in_the_piece_they_counted_in() -> None:
    rng = np.random.default_rng(8)
    x = samples.BOX_M[0] + 64_000 * rng.beta(2, 5, 500)
    y = samples.BOX_M[1] + 64_000 * rng.beta(3, 3, 500)
    same = samples.incidents(x, y, rng.choice(["CURAS", "JUDI", "CURAT"], 500))
    first = samples.released(same)
    (second,) = restated(same, first)
    assert second.as_dict()["cells"] == first.as_dict()["cells"]

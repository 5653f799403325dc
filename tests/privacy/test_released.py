"""A release comes back from its JSON, sums only what it shows, and keeps one extent."""

from __future__ import annotations

import json

import pytest
from pandas.testing import assert_frame_equal

from geo.errors import ParameterError
from geo.privacy.released import Release, parts_of, release_cells, shown
from geo.tables.releases import RELEASE_CELLS, RELEASES
from tests.privacy import samples

TABLE = samples.together(samples.in_cells({(3, 3): 12, (9, 9): 23, (9, 8): 4}), samples.in_cells({(3, 3): 7}, "JUDI"))


def test_a_release_comes_back_from_its_json() -> None:
    release = samples.released(TABLE)
    again = Release.from_dict(json.loads(json.dumps(release.as_dict(), allow_nan=False)))
    assert again.as_dict() == release.as_dict()
    assert_frame_equal(again.cells.drop(columns="geometry"), release.cells.drop(columns="geometry"))
    assert list(again.cells.columns) == RELEASE_CELLS.names
    assert set(release.row()) == set(RELEASES.names)


def test_geojson_has_the_extent_of_the_region_whatever_the_data() -> None:
    few, many = samples.released(samples.in_cells({})), samples.released(TABLE)
    assert few.as_geojson()["bbox"] == many.as_geojson()["bbox"] == list(many.bounds)
    ids = [feature["id"] for feature in many.as_geojson()["features"]]
    assert len(set(ids)) == len(ids)


def test_the_total_is_summed_from_what_is_shown() -> None:
    release = samples.released(TABLE)
    assert release.total() == (int(release.cells["n_low"].sum()), None)
    assert samples.released(samples.in_cells({})).total() == (0, None)


def test_rows_of_nothing_are_a_table_all_the_same() -> None:
    assert list(release_cells([]).columns) == RELEASE_CELLS.names
    assert len(release_cells([])) == 0


def test_a_row_shows_its_band_or_its_parts_or_nothing() -> None:
    assert shown((), None) == {"n_low": None, "n_high": None, "kinds": None, "suppressed": True}
    assert shown((), (5, None))["n_low"] == 5
    split = shown((("A", 5, 9), ("*", 10, 14)), (15, 19))
    assert (split["n_low"], split["n_high"]) == (15, 23)
    assert parts_of(split["kinds"]) == (("A", 5, 9), ("*", 10, 14))
    assert shown((("A", 5, None), ("*", 10, 14)), (15, 19))["n_high"] is None
    assert parts_of(None) == ()


@pytest.mark.parametrize("drop", ["release_id", "period", "cells", "k", "bounds"])
def test_what_is_no_release_is_refused(drop: str) -> None:
    content = samples.released(TABLE).as_dict()
    del content[drop]
    with pytest.raises(ParameterError):
        Release.from_dict(content)

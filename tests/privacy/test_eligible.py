"""Only what may be counted is counted: visibility, status, source, origin, sharing, place and time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.errors import ParameterError, TableError
from geo.privacy.eligible import counted, shown_kinds
from geo.privacy.periods import Period
from tests.privacy import samples

SPAN = Period.parse("2026-03").bounds("Asia/Jakarta")


def n_counted(**columns: Any) -> int:
    table = samples.incidents([330_500.0], [9_610_500.0], **columns)
    return len(counted(table, {"CURAS", "KDRT"}, ("joint", "open"), SPAN))


@pytest.mark.parametrize(
    ("columns", "n"),
    [
        ({}, 1),
        ({"status": "verified"}, 1),
        ({"status": "rejected"}, 0),
        ({"source": "lapor"}, 0),
        ({"source": "lapor", "status": "verified"}, 1),
        ({"source": "lapor", "status": "rejected"}, 0),
        ({"origin": "patrol"}, 0),
        ({"origin": "sensor"}, 1),
        ({"sharing": "own"}, 0),
        ({"sharing": "open"}, 1),
        ({"outside": True}, 0),
        ({"left_out": "merged"}, 0),
        ({"left_out": ""}, 1),
        ({"precision_m": 1000.0}, 1),
        ({"precision_m": 1001.0}, 0),
        ({"time_precision": "month"}, 1),
        ({"time_precision": "year"}, 0),
        ({"time_precision": "unknown"}, 0),
        ({"kind": "PPA"}, 0),
        ({"month": "2026-04"}, 0),
        ({"geometry": gpd.points_from_xy([np.nan], [np.nan])}, 0),
    ],
)
def test_what_counts(columns: dict[str, Any], n: int) -> None:
    assert n_counted(**columns) == n


def test_the_period_is_local_and_half_open() -> None:
    table = samples.incidents([330_500.0] * 3, [9_610_500.0] * 3)
    moments = ["2026-02-28T17:00:00Z", "2026-03-31T16:59:59Z", "2026-03-31T17:00:00Z"]
    table["occurred_from"] = pd.to_datetime(moments, utc=True).astype("datetime64[us, UTC]")
    assert len(counted(table, {"CURAS"}, ("joint",), SPAN)) == 2
    table["occurred_to"] = table["occurred_from"]
    table["occurred_from"] = pd.Series([pd.NaT] * 3, dtype="datetime64[us, UTC]")
    assert len(counted(table, {"CURAS"}, ("joint",), SPAN)) == 2
    table["occurred_to"] = table["occurred_from"]
    assert len(counted(table, {"CURAS"}, ("joint",), SPAN)) == 0


def test_one_incident_that_stands_twice_counts_once() -> None:
    table = samples.incidents([330_500.0] * 2, [9_610_500.0] * 2, incident_id="SAME")
    assert len(counted(table, {"CURAS"}, ("joint",), SPAN)) == 1


def test_only_kind_and_place_go_on() -> None:
    table = counted(samples.incidents([330_500.0], [9_610_500.0]), {"CURAS"}, ("joint",), SPAN)
    assert list(table.columns) == ["kind", "geometry"]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(TableError, match="sharing"):
        counted(samples.incidents([1.0], [1.0]).drop(columns="sharing"), {"CURAS"}, ("joint",), SPAN)


def test_kinds_by_visibility_and_dwelling() -> None:
    region = samples.box_region(*samples.BOX_M)
    kinds = shown_kinds(samples.agreement(), region, ("CURAT",))
    assert {"CURAS", "ILLOG"} <= set(kinds.in_cells)
    assert set(kinds.per_district) == {"CURAT", "KDRT"}
    assert "PPA" not in {*kinds.in_cells, *kinds.per_district}
    assert kinds.masked == {"KDRT"}


def test_never_is_never_even_when_it_was_agreed() -> None:
    kinds = shown_kinds(samples.agreement(kinds=("PPA", "CURAS")), samples.banyuasin(), ("PPA",))
    assert kinds.in_cells == ("CURAS",)
    assert kinds.per_district == ()
    assert "PPA" in kinds.notices[0].en


def test_a_region_that_says_nothing_of_dwellings_shows_nothing_in_cells() -> None:
    region = samples.box_region(*samples.BOX_M)
    bare = replace(region, kinds=region.kinds.drop(columns="dwelling", errors="ignore"))
    kinds = shown_kinds(samples.agreement(), bare)
    assert kinds.in_cells == ()
    assert {"CURAS", "KDRT"} <= set(kinds.per_district)
    assert kinds.notices
    for blank in ("", None):  # a column without a word says nothing either
        assert shown_kinds(samples.agreement(), replace(bare, kinds=bare.kinds.assign(dwelling=blank))).in_cells == ()
    column = [{"CURAT": "yes", "CURAS": "no"}.get(code, "") for code in bare.kinds["code"]]
    told = shown_kinds(samples.agreement(), replace(bare, kinds=bare.kinds.assign(dwelling=column)))
    assert told.in_cells == ("CURAS",)
    assert {"CURAT", "CURI"} <= set(told.per_district)


def test_the_shipped_region_says_of_every_kind_whether_it_happens_at_dwellings() -> None:
    kinds = samples.banyuasin().kinds
    assert set(kinds["dwelling"]) == {"yes", "no"}
    shown = shown_kinds(samples.agreement(), samples.banyuasin())
    assert {"CURAS", "LAKALANTAS"} <= set(shown.in_cells)
    assert {"CURAT", "CURI", "KDRT", "INFO"} <= set(shown.per_district)
    assert shown.notices == ()


def test_with_households_dwelling_kinds_may_stand_in_cells_but_masked_ones_never() -> None:
    region = samples.box_region(*samples.BOX_M)
    region = replace(region, layers={**region.layers, "households": region.layers["districts"]})
    kinds = shown_kinds(samples.agreement(), region, ("CURAT",))
    assert "CURAT" in kinds.in_cells
    assert kinds.per_district == ("KDRT",)


def test_without_districts_what_needs_them_is_not_shown() -> None:
    region = replace(samples.box_region(*samples.BOX_M), layers={})
    kinds = shown_kinds(samples.agreement(), region, ("CURAT",))
    assert kinds.per_district == ()
    assert "districts" in kinds.notices[0].en


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ParameterError, match="NOPE"):
        shown_kinds(samples.agreement(kinds=("NOPE",)), samples.banyuasin(), ())

"""Agreements: what may not be agreed is refused; JSON and rows come back as they were."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.languages import Says
from geo.tables.agreements import AGREEMENTS, CELL_SIDES_M, PERIODS, STATES, Agreement

AREA = shapely.box(104.5, -3, 105, -2.5)


def agreement(**changes: Any) -> Agreement:
    return Agreement(**{"agreement_id": "PKS-1", "agency": "KODIM", "title": Says("Uji", "Test"), **changes})


def test_what_is_not_said_is_the_careful_choice() -> None:
    given_ = agreement()
    assert (given_.k, given_.cell_m, given_.downloads, given_.status) == (5, 1000, False, "draft")
    assert "own" not in given_.sharings
    assert not given_.in_force(date(2026, 1, 1))


@given(
    st.sampled_from([None, AREA, shapely.MultiPolygon([AREA])]),
    st.lists(st.sampled_from(["CURAS", "CURAT", "KDRT"]), unique=True),
    st.sampled_from(PERIODS),
    st.integers(0, 3650),
    st.integers(5, 1000),
    st.sampled_from(CELL_SIDES_M),
    st.booleans(),
    st.sampled_from([None, date(2030, 1, 1)]),
    st.sampled_from(STATES),
)
def test_json_and_rows_come_back_as_they_were(
    area: Any, kinds: list[str], period: Any, delay: int, k: int, cell: int, down: bool, until: Any, status: Any
) -> None:
    one = agreement(
        area=area,
        kinds=tuple(kinds),
        period=period,
        delay_days=delay,
        k=k,
        cell_m=cell,
        downloads=down,
        valid_until=until,
        status=status,
        agency="public",
    )
    assert Agreement.from_dict(json.loads(json.dumps(one.as_dict()))) == one
    table = AGREEMENTS.shaped(gpd.GeoDataFrame([one.row()], geometry="geometry", crs=4326))
    assert list(table.columns) == AGREEMENTS.names
    assert Agreement.from_row(table.iloc[0].to_dict()) == one


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("k", 4),
        ("k", 1001),
        ("k", 5.0),
        ("k", True),
        ("cell_m", 500),
        ("cell_m", 3000),
        ("cell_m", 1000.0),
        ("cell_m", 128_000),
        ("delay_days", -1),
        ("delay_days", 3651),
        ("period", "week"),
        ("status", "open"),
        ("agency", "kodim"),
        ("agreement_id", ""),
        ("agreement_id", "../x"),
        ("agreement_id", "a b"),
        ("title", Says("", "Test")),
        ("kinds", ("curas",)),
        ("kinds", ("CURAS", "CURAS")),
        ("sharings", ()),
        ("sharings", ("secret",)),
        ("sharings", ("own", "own")),
        ("downloads", "yes"),
        ("downloads", 1),
        ("valid_until", date(1960, 1, 1)),
        ("area", shapely.Point(1, 1)),
        ("area", shapely.Polygon()),
        ("area", shapely.box(300_000, 9_000_000, 300_100, 9_000_100)),
        ("area", shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])),
    ],
)
def test_what_may_not_be_agreed_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(ParameterError) as refused:
        agreement(**{name: value})
    assert refused.value.params["name"] == name


@pytest.mark.parametrize(
    "change",
    [
        {"k": None, "drop": "k"},
        {"unknown": 1},
        {"title": "Uji"},
        {"area": {"type": "Nothing"}},
        {"valid_from": "yesterday"},
        {"kinds": None},
    ],
)
def test_json_of_the_wrong_form_is_refused(change: dict[str, Any]) -> None:
    content = {**agreement().as_dict(), **change}
    content.pop(content.pop("drop", ""), None)
    with pytest.raises(ParameterError):
        Agreement.from_dict(content)


def test_an_agreement_is_in_force_between_its_days_only() -> None:
    one = agreement(status="active", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [one.in_force(day) for day in days] == [False, True, True, False]

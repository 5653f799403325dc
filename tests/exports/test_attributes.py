from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.exports.attributes import TAKEN, Attributes, cell_value, column_name, original_name
from geo.exports.prepared import prepare
from geo.tables.hotspots import HOTSPOTS
from geo.tables.incidents import INCIDENTS
from tests.exports.samples import hotspots, incidents

NAMES = st.one_of(st.text(max_size=12), st.sampled_from(["kind", "lon", "kind_asal", "_asal", "waktu_setempat_asal"]))


@given(st.lists(NAMES, unique=True))
def test_names_lead_back_and_never_clash(names: list[str]) -> None:
    columns = [column_name(name) for name in names]
    assert len(set(columns)) == len(columns)
    assert not set(columns) & TAKEN
    assert [original_name(column) for column in columns] == names


def test_own_columns_hold_no_attribute() -> None:
    assert original_name("kind") is None
    assert column_name("kind") == "kind_asal"
    assert column_name("kind_asal") == "kind_asal_asal"
    assert column_name("nama_asal") == "nama_asal"


def test_names_come_in_order_of_appearance() -> None:
    found = Attributes(prepare(incidents(attributes=[{"b": 1}, {"a": 2, "b": 3}, {}]), INCIDENTS))
    assert found.names == {"b": "b", "a": "a"}
    assert [record for _, record in found.records()] == [{"b": 1}, {"a": 2, "b": 3}, {}]
    assert [record for _, record in found.records(1, 2)] == [{"a": 2, "b": 3}]


@pytest.mark.parametrize("text", ["[1, 2]", "not json", '"text"', "1", "[" * 100_000])
def test_what_is_no_object_is_kept_as_it_is(text: str) -> None:
    table = incidents(["a"])
    table["attributes"] = text
    found = Attributes(prepare(table, INCIDENTS))
    assert found.unopened
    assert list(found.records()) == [(text, {})]


def test_other_tables_have_none() -> None:
    assert list(Attributes(prepare(hotspots(), HOTSPOTS)).records()) == [(None, {})] * 3


@pytest.mark.parametrize(("value", "cell"), [("a", "a"), (1, 1), ([1, "é"], '[1, "é"]'), ({"a": None}, '{"a": null}')])
def test_nested_values_become_json_text(value: Any, cell: Any) -> None:
    assert cell_value(value) == cell

"""Orders as a table and as what is issued."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from geo.tables.orders import ORDERS, OrderPerson, PatrolOrder
from tests.exports.orders import samples


@pytest.mark.parametrize("n", [0, 1, 8])
def test_an_order_comes_back_from_its_json(n: int) -> None:
    order = samples.order(n, people=(OrderPerson("Contoh", "Aipda", "000", "Polres", True),))
    again = PatrolOrder.from_dict(json.loads(json.dumps(order.as_dict())))
    assert again == order
    assert again.stops == order.stops
    assert again.path is not None
    assert again.path.equals_exact(order.path, 0)


def test_an_order_without_way_zone_and_base_comes_back_too() -> None:
    order = replace(samples.order(2), path=None, zone=None, base=None)
    assert PatrolOrder.from_dict(json.loads(json.dumps(order.as_dict()))) == order


def test_what_is_no_order_is_refused() -> None:
    with pytest.raises(KeyError):
        PatrolOrder.from_dict({"order_id": "O-1"})


def test_moments_are_written_in_utc() -> None:
    assert samples.order(1).as_dict()["issued"] == "2026-11-23T05:30:00Z"


def test_the_table_has_room_for_seal_and_content() -> None:
    assert {"order_id", "number", "digest", "verification", "content", "state"} <= set(ORDERS.names)
    assert len(ORDERS.empty()) == 0

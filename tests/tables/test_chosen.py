from __future__ import annotations

import json
from datetime import UTC, datetime

from geo.tables.chosen import Chosen


def test_a_filter_survives_json() -> None:
    chosen = Chosen(
        ("CURAT",), datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC), (104, -3, 105, -2), ("sensor",)
    )
    assert Chosen.from_dict(json.loads(json.dumps(chosen.as_dict()))) == chosen
    assert Chosen.from_dict(Chosen().as_dict()) == Chosen()

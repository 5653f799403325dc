from __future__ import annotations

import pandas as pd

from geo.tables.declarations import DECLARATION_STATES, DECLARATIONS


def test_every_column_says_what_it_is():
    assert all(column.says.id and column.says.en for column in DECLARATIONS.columns)
    assert DECLARATIONS.names == ["declaration_id", "created", "content", "digest", "previous", "supersedes", "status"]
    assert DECLARATIONS.column("status").values == DECLARATION_STATES


def test_it_has_no_place_on_a_map_and_shapes_rows():
    assert isinstance(DECLARATIONS.empty(), pd.DataFrame)
    shaped = DECLARATIONS.shaped(pd.DataFrame([{"declaration_id": "a", "created": "2026-01-01T00:00:00Z", "other": 1}]))
    assert list(shaped.columns) == DECLARATIONS.names
    assert str(shaped["created"].dtype) == "datetime64[us, UTC]"
    assert shaped["previous"].isna().all()

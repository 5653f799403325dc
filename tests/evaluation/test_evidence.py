from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import TableError
from geo.evaluation.evidence import dose_done
from geo.tables.doses import DOSES

ROWS = pd.DataFrame(
    {
        "place_id": ["Z1", "Z2", "Z9", "H1", "H2"],
        "kind": ["zone", "zone", "zone", "hotspot", "hotspot"],
        "visits": [4, 0, 9, 7, 0],
        "minutes": [50.0, 0.0, 90.0, 80.0, 0.0],
        "planned_visits": [6, None, 9, 8, 8],
    }
)


def test_only_the_declared_zones_count():
    found = dose_done(ROWS, {"Z1", "Z2"})
    assert (found.places, found.unvisited, found.visits, found.minutes) == (2, 1, 4, 50.0)
    assert found.planned_visits == 6
    assert found.person_hours is found.coverage is found.planned_minutes is None


def test_hotspots_stand_in_where_no_zone_was_measured():
    assert dose_done(ROWS, {"Z5"}).visits == 7


def test_nothing_measured():
    assert dose_done(DOSES.empty(), {"Z1"}) is None
    assert dose_done(DOSES.shaped(ROWS), {"Z1"}).visits == 4


def test_a_missing_column_is_refused():
    with pytest.raises(TableError, match="minutes"):
        dose_done(ROWS.drop(columns="minutes"), {"Z1"})

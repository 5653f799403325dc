from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from geo.errors import TableError
from geo.tables.declarations import DECLARATIONS
from geo.tables.doses import DOSES
from geo.tables.forecasts import BACKTESTS, FORECASTS
from geo.tables.hotspots import HOTSPOTS, SURFACES
from geo.tables.incidents import INCIDENTS
from geo.tables.kinds import KINDS
from geo.tables.lineage import BORDERS, DIFFERENCES, KINSHIPS
from geo.tables.objects import OBJECTS
from geo.tables.orders import ORDERS
from geo.tables.quarantine import QUARANTINE
from geo.tables.routes import ROUTES, STOPS
from geo.tables.runs import IMPORTS, RUNS
from geo.tables.scorecards import SCORECARDS
from geo.tables.stacks import STACKS
from geo.tables.tracks import FIXES, PATROL_RESULTS, TRACKS
from geo.tables.zones import ZONES

FORMS = (
    *(HOTSPOTS, SURFACES, INCIDENTS, KINDS, QUARANTINE, IMPORTS, RUNS, ZONES),
    *(KINSHIPS, BORDERS, DIFFERENCES, STACKS, FORECASTS, BACKTESTS),
    *(ROUTES, STOPS, ORDERS, OBJECTS, TRACKS, FIXES, PATROL_RESULTS, DOSES, DECLARATIONS, SCORECARDS),
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_column_says_what_it_is(form: object) -> None:
    assert all(column.says.id and column.says.en for column in form.columns)
    assert all(column.unit for column in form.columns if column.kind in {"number", "integer"})
    assert len(set(form.names)) == len(form.names)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_an_empty_table_has_the_form(form: object) -> None:
    empty = form.empty()
    assert list(empty.columns) == form.names
    assert len(empty) == 0
    assert isinstance(empty, gpd.GeoDataFrame) == ("geometry" in form.names)


def test_shaping_fills_orders_and_keeps_the_index() -> None:
    frame = gpd.GeoDataFrame({"extra": [1], "n": [3]}, geometry=[Point(0, 0)], index=[7], crs=32748)
    shaped = HOTSPOTS.shaped(frame)
    assert list(shaped.columns) == HOTSPOTS.names
    assert shaped.index.tolist() == [7]
    assert shaped.crs.to_epsg() == 32748
    assert shaped["n"].tolist() == [3]
    assert shaped["p_value"].isna().all()
    assert shaped["significant"].tolist() == [False]


def test_moments_become_utc() -> None:
    shaped = RUNS.shaped(pd.DataFrame({"created": ["2026-11-23T12:00+07:00"]}))
    assert str(shaped["created"].dtype) == "datetime64[us, UTC]"
    assert shaped["created"].iloc[0] == pd.Timestamp("2026-11-23T05:00Z")


def test_an_unknown_column_is_refused_by_name() -> None:
    with pytest.raises(TableError, match="nosuch"):
        INCIDENTS.column("nosuch")

"""Tables as JSON: one dict per row, without geometry."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from geo.tables.column import Table
from geo.tables.declarations import DECLARATIONS
from geo.tables.doses import DOSES
from geo.tables.hotspots import HOTSPOTS, SURFACES
from geo.tables.incidents import INCIDENTS
from geo.tables.orders import ORDERS
from geo.tables.quarantine import QUARANTINE
from geo.tables.routes import ROUTES, STOPS
from geo.tables.runs import IMPORTS, RUNS
from geo.tables.tracks import PATROL_RESULTS, TRACKS
from geo.tables.zones import ZONES

_PATROLS = (ROUTES, STOPS, ORDERS, TRACKS, PATROL_RESULTS, DOSES, DECLARATIONS)
_FORMS: tuple[Table, ...] = (HOTSPOTS, SURFACES, INCIDENTS, QUARANTINE, IMPORTS, RUNS, ZONES, *_PATROLS)
_JSON_COLUMNS = frozenset(column.name for form in _FORMS for column in form.columns if column.kind == "json")


def rows_as_json(table: pd.DataFrame, *, keep_run_id: bool = False) -> list[dict[str, Any]]:
    """Return a table's rows as JSON-ready dicts without geometry; NaN becomes null, JSON columns become values."""
    unwanted = {"geometry"} if keep_run_id else {"geometry", "run_id"}
    plain = pd.DataFrame(table.drop(columns=[name for name in table.columns if name in unwanted]))
    rows: list[dict[str, Any]] = []
    for record in plain.to_dict("records"):
        row: dict[str, Any] = {}
        for name, value in record.items():
            if value is None or value is pd.NaT:
                row[str(name)] = None
            elif isinstance(value, pd.Timestamp):
                row[str(name)] = value.isoformat()
            elif isinstance(value, str) and str(name) in _JSON_COLUMNS:
                row[str(name)] = json.loads(value) if value else None
            elif isinstance(value, dict | list):
                row[str(name)] = value
            elif pd.isna(value):
                row[str(name)] = None
            elif isinstance(value, float):
                row[str(name)] = float(f"{value:.9g}")  # small p values keep their digits
            else:
                row[str(name)] = value.item() if hasattr(value, "item") else value
        rows.append(row)
    return rows

"""A store after one day of patrols: hotspots, two zones, an issued order, and ways to make tracks and result forms."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point, box

from geo.pipelines.orders import order_of
from geo.sources.result_forms import COLUMNS
from geo.store.protocol import Store
from geo.tables.column import Table
from geo.tables.hotspots import HOTSPOTS
from geo.tables.orders import ORDERS, PatrolOrder
from geo.tables.zones import ZONES
from tests.exports.orders.samples import PLACES, order

ORDER = "O-2026-0117"
BOXES = {"Z1": box(104.75, -2.60, 105.03, -2.30), "Z2": box(104.75, -2.80, 105.18, -2.60)}
_FILLERS: Mapping[str, Any] = {"integer": 1, "number": 1.0, "text": "x", "json": "[]", "boolean": True}


def add_day(store: Store, now: datetime, *, order_id: str = ORDER) -> PatrolOrder:
    """Put hotspots at the places of the order, two zones and the order (eight stops) into a store."""
    add_places(store, now)
    return add_order(store, now, order_id=order_id)


def add_order(store: Store, now: datetime, *, order_id: str = ORDER, **changes: Any) -> PatrolOrder:
    """Put an order of eight stops into a store."""
    made = order(order_id=order_id, **changes)
    content = made.as_dict()
    row = {
        **{name: content[name] for name in ("order_id", "run_id", "route_id", "number", "sequence", "lead", "digest")},
        "issued": made.issued, "state": "issued", "partners": "[]", "units": "[]", "begins": made.begins,
        "ends": made.ends, "stops": len(made.stops), "verification": made.verification, "keyed": made.keyed,
        "content": json.dumps(content), "geometry": made.path,
    }  # fmt: skip
    store.keep("orders", ORDERS.shaped(gpd.GeoDataFrame([row], geometry="geometry", crs=4326)), now)
    return order_of(store, order_id)


def add_places(store: Store, now: datetime) -> None:
    """Put hotspots (discs of about 300 m) at the places of the order, and two zones, into a store."""
    discs = [Point(lon, lat).buffer(0.003) for lon, lat, _ in PLACES]
    hotspots = [
        {"hotspot_id": f"H{number:03d}", "rank": number, "geometry": disc} for number, disc in enumerate(discs, 1)
    ]
    zones = [{"zone_id": name, "rank": 1, "name": name, "geometry": shape} for name, shape in BOXES.items()]
    for task, form, rows in (("hotspots", HOTSPOTS, hotspots), ("zones", ZONES, zones)):
        row = {
            "task": task,
            "method": "sample",
            "parameters": {},
            "seed": 0,
            "chosen": {},
            "audience": [],
            "versions": {},
        }
        run_id = store.start_run(row, now)
        about = {"data_as_of": now, "finished": now, "seconds": 0.1, "incidents": 0, "summary": {}}
        store.finish_run(run_id, about, {task: _filled(form, rows)})


def gpx_of(path: Path, points: Sequence[tuple[float, float, datetime | None]], segments: int = 1) -> Path:
    """Write positions (lon, lat, moment) as a GPX track."""
    told = "".join(
        f'<trkpt lat="{lat}" lon="{lon}">' + (f"<time>{when:%Y-%m-%dT%H:%M:%SZ}</time>" if when else "") + "</trkpt>"
        for lon, lat, when in points
    )
    path.write_text(
        f'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>{told}</trkseg></trk></gpx>'
    )
    return path


def stay(place: int, begins: datetime, minutes: int) -> list[tuple[float, float, datetime | None]]:
    """Return positions of a stay at a place of the order (from 0), one a minute."""
    lon, lat, _ = PLACES[place]
    return [(lon, lat, begins.astimezone(UTC) + timedelta(minutes=step)) for step in range(minutes + 1)]


def form_of(path: Path, *rows: Mapping[str, Any], order_id: str = ORDER) -> Path:
    """Write a result form (CSV) of these rows."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows({"order_id": order_id, **row} for row in rows)
    return path


def _filled(form: Table, rows: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Return rows in a form, what is required and not given filled with something."""
    frame = pd.DataFrame(rows)
    for column in form.columns:
        if column.required and column.name not in frame:
            frame[column.name] = column.values[0] if column.values else _FILLERS.get(column.kind)
    return gpd.GeoDataFrame(form.shaped(gpd.GeoDataFrame(frame, geometry="geometry", crs=4326)))

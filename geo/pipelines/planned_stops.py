"""The stops of all orders issued, as one table: what was planned, for dose and for results."""

from __future__ import annotations

import json
from datetime import datetime

import geopandas as gpd
import pandas as pd
import shapely

from geo.store.protocol import Store
from geo.tables.orders import PatrolOrder

COLUMNS = ("order_id", "route_id", "stop", "kind", "place_id", "name", "visit", "begins", "ends", "must")


def planned_stops(store: Store, since: datetime | None = None, until: datetime | None = None) -> gpd.GeoDataFrame:
    """Return the stops of the orders issued.

    Parameters
    ----------
    store
        Holds the orders.
    since, until
        Only stops that begin in this period; None: no limit.

    Returns
    -------
    geopandas.GeoDataFrame
        The columns of `COLUMNS` (moments UTC) and geometry (points, EPSG:4326), by order and stop.
    """
    orders = store.kept("orders")
    if since is not None:
        orders = orders[orders["ends"] >= pd.Timestamp(since)]
    if until is not None:
        orders = orders[orders["begins"] < pd.Timestamp(until)]
    rows, points = [], []
    for content in orders["content"]:
        order = PatrolOrder.from_dict(json.loads(content))
        for stop in order.stops:
            if (since is not None and stop.begins < since) or (until is not None and stop.begins >= until):
                continue
            about = (stop.number, stop.kind, stop.place_id, stop.name, stop.visit, stop.begins, stop.ends, stop.must)
            rows.append((order.order_id, order.route_id, *about))
            points.append(shapely.Point(stop.lon, stop.lat))
    table = gpd.GeoDataFrame(pd.DataFrame(rows, columns=list(COLUMNS)), geometry=gpd.GeoSeries(points, crs=4326))
    for name in ("begins", "ends"):
        table[name] = pd.to_datetime(table[name], utc=True).astype("datetime64[us, UTC]")
    return table

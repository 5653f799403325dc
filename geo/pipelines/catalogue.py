"""What the program can do and has done, as data: methods with their parameters, runs with their results."""

from __future__ import annotations

from typing import Any

from geo import forecast, hotspots, zones
from geo.errors import NotFoundError
from geo.pipelines.rows import rows_as_json
from geo.store.protocol import Store

_TABLES: dict[str, tuple[str, ...]] = {
    "hotspots": ("hotspots", "kinships", "stacks"),
    "zones": ("zones",),
    "forecast": ("forecasts", "backtests"),
    "routes": ("routes", "stops"),
    "evaluation": (),
}


def methods() -> list[dict[str, Any]]:
    """Return every hotspot method and forecast model: name, task, source, what it does, parameters.

    Each parameter has name, unit, low, high, default and help in both languages.
    """
    found = [{"task": "hotspots", **hotspots.describe(name)} for name in hotspots.names()]
    return found + [{"task": "forecast", **forecast.describe(name)} for name in forecast.names()]


def run_document(store: Store, run_id: str) -> dict[str, Any]:
    """Return one run's row with its hotspots or zones.

    Raises
    ------
    NotFoundError
        When there is no such run.
    """
    run = store.run(run_id)
    document = dict(run)
    if run["status"] == "done":
        try:
            for table in _TABLES[run["task"]]:
                document[table] = rows_as_json(store.result(run["run_id"], table))
        except NotFoundError:
            document[run["task"]] = []
    return document


def warm_up() -> None:
    """Run every method once on a small pattern, so that compiled kernels are in the cache."""
    import geopandas as gpd
    import numpy as np
    from shapely import box

    from geo.routes.search import warm as warm_routes

    points = np.random.default_rng(0).normal(500_000, 400, (60, 2))
    table = gpd.GeoDataFrame(geometry=gpd.points_from_xy(points[:, 0], points[:, 1]), crs=32748)
    for name in hotspots.names():
        hotspots.detect(table, name, study_area=box(495_000, 495_000, 505_000, 505_000))
    zones.warm()
    warm_routes()

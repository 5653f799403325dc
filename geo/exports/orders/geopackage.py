"""The order as a GeoPackage with the layers route, stops and zone, WGS 84; the same bytes for the same order."""

from __future__ import annotations

import errno
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from geo.exports.about import moment_iso
from geo.exports.orders.wording import day_text, utm_text, window_text
from geo.languages import Language
from geo.spatial.crs import WGS84
from geo.tables.orders import PatrolOrder

_NUL, _NUL_PICTURE = "\0", "\u2400"


def geopackage_bytes(order: PatrolOrder, language: Language) -> bytes:
    """Return the layers that the order has anything for: `route` (lines), `stops` (points), `zone` (areas).

    Times are columns of text, ISO 8601 UTC, and once more as people write them.

    References
    ----------
    OGC GeoPackage 1.3 (12-128r17).
    """
    layers = [
        ("route", "MultiLineString", _route(order)),
        ("stops", "Point", _stops(order, language)),
        ("zone", "MultiPolygon", _zone(order)),
    ]
    with tempfile.TemporaryDirectory(prefix="petarawan-") as folder:
        path = Path(folder) / "order.gpkg"
        for name, kind, rows in layers:
            if rows:
                _write(path, name, kind, rows, f"{order.number} {day_text(order.issued, order.timezone, language)}")
        if not path.exists():
            _write(path, "stops", "Point", [], order.number)
        _set_clock(path, order)
        return path.read_bytes()


def _write(path: Path, name: str, kind: str, rows: list[dict[str, Any]], told: str) -> None:
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    clean = [{key: _without_nul(value) for key, value in row.items()} for row in rows]
    frame = gpd.GeoDataFrame(clean or {"name": []}, geometry=[row["geometry"] for row in rows], crs=WGS84)
    try:
        pyogrio.write_dataframe(
            frame, path, layer=name, driver="GPKG", geometry_type=kind, promote_to_multi=kind.startswith("Multi"),
            layer_options={"IDENTIFIER": name, "DESCRIPTION": _without_nul(told)},
        )  # fmt: skip
    except (DataSourceError, DataLayerError, FeatureError) as error:
        raise OSError(errno.ENOSPC if "full" in str(error) else errno.EIO, str(error)) from error


def _without_nul(value: Any) -> Any:
    """GDAL ends a text at NUL and takes no half surrogates; show them instead of losing the rest."""
    if not isinstance(value, str):
        return value
    return value.replace(_NUL, _NUL_PICTURE).encode("utf-8", "replace").decode("utf-8")


def _seal(order: PatrolOrder) -> dict[str, Any]:
    return {"order_id": order.order_id, "number": order.number, "verification": order.verification}


def _route(order: PatrolOrder) -> list[dict[str, Any]]:
    if order.path is None:
        return []
    lines = shapely.MultiLineString([part for part in shapely.get_parts(order.path) if part.geom_type == "LineString"])
    return [{
        **_seal(order), "route_id": order.route_id, "zone": order.zone_name, "lead": order.lead, "mode": order.mode,
        "begins": moment_iso(order.begins), "ends": moment_iso(order.ends), "distance_km": order.distance_km,
        "travel_min": order.travel_min, "digest": order.digest, "geometry": lines,
    }]  # fmt: skip


def _stops(order: PatrolOrder, language: Language) -> list[dict[str, Any]]:
    return [
        {
            **_seal(order), "stop": stop.number, "kind": stop.kind, "place_id": stop.place_id, "name": stop.name,
            "begins": moment_iso(stop.begins), "ends": moment_iso(stop.ends),
            "local_time": window_text(stop, order, language), "utm": utm_text(stop.lon, stop.lat), "must": stop.must,
            "visit": stop.visit, "why": stop.why.text(language), "geometry": shapely.Point(stop.lon, stop.lat),
        }
        for stop in order.stops
    ]  # fmt: skip


def _zone(order: PatrolOrder) -> list[dict[str, Any]]:
    areas = [part for part in shapely.get_parts(order.zone) if part.geom_type == "Polygon"] if order.zone else []
    if not areas:
        return []
    return [
        {**_seal(order), "zone_id": order.zone_id, "name": order.zone_name, "geometry": shapely.MultiPolygon(areas)}
    ]


def _set_clock(path: Path, order: PatrolOrder) -> None:
    """Put the order's own date where GDAL wrote the present, so that the same order gives the same bytes."""
    moment = f"{order.issued:%Y-%m-%dT%H:%M:%S}.000Z"
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
        database.commit()
        database.execute("VACUUM")

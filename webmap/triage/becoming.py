"""From a report to an incident: the row that the store takes, without a word of the citizen's."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.agencies.region import Region
from geo.errors import ParameterError, RecordError
from geo.languages import Says
from geo.spatial.periods import start_of
from geo.store.protocol import Store
from geo.store.service.reports import Report
from geo.tables.incidents import INCIDENTS

SOURCE = "lapor"
_TOLD = (
    "kind", "occurred_from", "occurred_to", "time_precision", "precision_m", "agency", "status", "outside", "attributes"
)  # fmt: skip
_UNDONE = "laporan diputuskan lain / the report was decided otherwise"
_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}(?P<clock>T\d{2}:\d{2}(:\d{2})?)?", re.ASCII)
_PLACE = Says(
    "tulis bujur dan lintang dalam derajat desimal, atau tunjuk di peta; 0, 0 bukan tempat",
    "write longitude and latitude in decimal degrees, or point on the map; 0, 0 is no place",
)
_RADIUS = Says("radius 0 sampai 100.000 m", "radius 0 to 100,000 m")
_WHEN = Says(
    "tulis waktu seperti 2026-11-23T21:30, atau tanggalnya saja, tidak sesudah laporan masuk",
    "write a time like 2026-11-23T21:30, or a day, not after the report came",
)
_KIND = Says("jenis tidak dikenal di wilayah ini", "this region does not know the kind")


def incident_id_of(report: Report) -> str:
    """Return the id of the incident that a report becomes: always the same, so that two clicks make one."""
    name = f"{SOURCE}:{report.report_id}:{report.received.isoformat()}"
    return "I" + hashlib.sha256(name.encode()).hexdigest()[:20]


def proposed_place(region: Region, report: Report) -> tuple[float, float, float | None] | None:
    """Return longitude, latitude and radius (m) to begin with: as told, else the district with its whole extent."""
    if report.lon is not None and report.lat is not None:
        return report.lon, report.lat, report.precision_m
    layer = region.layers.get("districts")
    if layer is None or not report.district:
        return None
    mine = layer[layer["code"].astype(str) == report.district]
    if mine.empty:
        return None
    point = mine.geometry.iloc[0].representative_point()
    metric = gpd.GeoSeries([point, mine.geometry.iloc[0]], crs=4326).to_crs(region.crs)
    corners = shapely.points(shapely.get_coordinates(metric.iloc[1]))
    radius = float(np.max(shapely.distance(metric.iloc[0], corners)))
    return round(point.x, 5), round(point.y, 5), math.ceil(radius / 100) * 100.0


def incident_row(report: Report, region: Region, said: dict[str, str], *, verified: bool) -> gpd.GeoDataFrame:
    """Return one row in the form of `geo.tables.incidents`.

    Parameters
    ----------
    report, region
        What was reported, and where.
    said
        What the officer in charge put down: kind, lon, lat, precision_m, when (local time or day), note.
    verified
        Whether it was found true; else it weighs nothing in analyses and releases.

    Raises
    ------
    ParameterError
        When a value is impossible; the text names it.
    """
    kind = said.get("kind", "")
    if kind not in set(region.kinds["code"].astype(str)):
        raise ParameterError(name="kind", problem=_KIND)
    lon, lat = _number(said.get("lon", "")), _number(said.get("lat", ""))
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90) or (lon == 0 and lat == 0):
        raise ParameterError(name="lon/lat", problem=_PLACE)
    radius = _number(said.get("precision_m", "")) if said.get("precision_m") else math.nan
    if radius is None or radius < 0 or radius > 100_000:
        raise ParameterError(name="precision_m", problem=_RADIUS)
    begun, ended, precision = _moments(said.get("when", ""), region.timezone)
    if begun is not None and begun > report.received + timedelta(days=1):  # it was told before it happened
        raise ParameterError(name="when", problem=_WHEN)
    note = said.get("note", "").strip()
    row: dict[str, Any] = {
        "incident_id": incident_id_of(report),
        "source": SOURCE,
        "source_id": report.report_id,
        "kind": kind,
        "occurred_from": begun,
        "occurred_to": ended,
        "time_precision": precision,
        "precision_m": radius,
        "origin": "reported",
        "agency": report.agency or region.home_agency or None,
        "status": "verified" if verified else "unverified",
        "sharing": "own",
        "outside": not bool(shapely.contains_xy(region.boundary, lon, lat)),
        "attributes": json.dumps({"uraian": note[:2000]} if note else {}, ensure_ascii=False),
        "geometry": shapely.Point(lon, lat),
    }
    return gpd.GeoDataFrame(INCIDENTS.shaped(gpd.GeoDataFrame([row], geometry="geometry", crs=4326)))


def keep_incident(store: Store, row: gpd.GeoDataFrame, reason: str, now: datetime) -> None:
    """Store the incident of a report; one that an interrupted or undone acceptance left becomes as it is now told."""
    incident_id = str(row["incident_id"].iloc[0])
    if store.incident(incident_id) is None:
        store.add_incident(row, reason, now)
        return
    told = row.iloc[0]
    store.correct_incident(incident_id, {name: told[name] for name in (*_TOLD, "geometry")}, reason, now)


@contextmanager
def taken_back_when_refused(store: Store, incident_id: str, now: datetime) -> Iterator[None]:
    """Reject the incident again when its report, decided or passed on in that very moment, may not become it."""
    try:
        yield
    except RecordError:
        store.reject_incident(incident_id, _UNDONE, now)
        raise


def _number(text: str) -> float | None:
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _moments(text: str, timezone: str) -> tuple[datetime | None, datetime | None, str]:
    if not text.strip():
        return None, None, "unknown"
    written = _LOCAL.fullmatch(text.strip())
    if written is None:
        raise ParameterError(name="when", problem=_WHEN)
    try:
        begun = start_of(written[0], timezone)
        if written["clock"]:
            return begun, begun, "minute"
        return begun, start_of(written[0], timezone, end=True) - timedelta(microseconds=1), "day"
    except ParameterError:
        raise ParameterError(name="when", problem=_WHEN) from None

"""One incident entered or corrected by hand: words of the user into columns."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.agencies.region import Region
from geo.errors import ParameterError
from geo.languages import Says
from geo.spatial.periods import start_of
from geo.tables.incidents import INCIDENTS, SHARINGS, STATUSES

CHANGEABLE = ("kind", "when", "lon", "lat", "status", "sharing", "agency")


def incident_row(
    region: Region, now: datetime, *, lon: float, lat: float, kind: str, when: str, note: str = ""
) -> gpd.GeoDataFrame:
    """Return one row in the form of `geo.tables.incidents`.

    Parameters
    ----------
    region, now
        Kinds, boundary and time zone; the present moment (UTC).
    lon, lat
        Degrees, WGS 84.
    kind
        A kind code of the region.
    when
        Local time (`2026-11-20T21:30`) or a day (`2026-11-20`).
    note
        Free text, kept under `attributes`.

    Raises
    ------
    ParameterError
        When a value is impossible; the text names it.
    """
    values = {**_place(lon, lat), **_kind(kind, region), **_moments(when, region, now)}
    row = {
        "incident_id": "I" + secrets.token_hex(10),
        "source": "manual",
        "precision_m": float("nan"),
        "origin": "reported",
        "status": "unverified",
        "sharing": "own",
        "outside": not shapely.contains_xy(region.boundary, lon, lat),
        "attributes": json.dumps({"uraian": note} if note else {}, ensure_ascii=False),
        "geometry": shapely.Point(lon, lat),
        **{key: value for key, value in values.items() if key not in {"lon", "lat"}},
    }
    shaped = INCIDENTS.shaped(gpd.GeoDataFrame([row], geometry="geometry", crs=4326))
    return gpd.GeoDataFrame(shaped)


def read_changes(changes: Sequence[str], region: Region, now: datetime) -> dict[str, Any]:
    """Read `column=value` words into columns of the incidents table.

    Raises
    ------
    ParameterError
        When a word is no `column=value`, a column may not be changed, or a value is impossible.
    """
    said: dict[str, str] = {}
    for word in changes:
        name, equals, value = word.partition("=")
        if not equals or name not in CHANGEABLE:
            known = ", ".join(CHANGEABLE)
            problem = Says(
                f"{word!r}: tulis kolom=nilai; kolom: {known}", f"{word!r}: write column=value; columns: {known}"
            )
            raise ParameterError(name="--set", problem=problem)
        said[name] = value.strip()
    columns: dict[str, Any] = {}
    for name, allowed in (("status", STATUSES), ("sharing", SHARINGS)):
        if name in said and said[name] not in allowed:
            problem = Says(f"harus salah satu dari {', '.join(allowed)}", f"must be one of {', '.join(allowed)}")
            raise ParameterError(name=name, problem=problem)
        if name in said:
            columns[name] = said[name]
    if "agency" in said:
        columns["agency"] = said["agency"] or None
    if "kind" in said:
        columns.update(_kind(said["kind"], region))
    if "when" in said:
        columns.update(_moments(said["when"], region, now))
    if ("lon" in said) != ("lat" in said):
        problem = Says("lon dan lat harus bersama", "lon and lat go together")
        raise ParameterError(name="--set", problem=problem)
    if "lon" in said:
        columns.update(_place(said["lon"], said["lat"]))
        columns["outside"] = not shapely.contains_xy(region.boundary, columns["lon"], columns["lat"])
    return columns


def _place(lon: float | str, lat: float | str) -> dict[str, float]:
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        x = y = float("nan")
    if not (-180 <= x <= 180 and -90 <= y <= 90) or (x == 0 and y == 0):
        problem = Says(
            f"lintang {lat}, bujur {lon} bukan tempat di bumi; tulis derajat, misalnya -2.71 dan 104.72",
            f"latitude {lat}, longitude {lon} is no place on earth; write degrees, for example -2.71 and 104.72",
        )
        raise ParameterError(name="lon/lat", problem=problem)
    return {"lon": x, "lat": y}


def _kind(kind: str, region: Region) -> dict[str, Any]:
    row = region.kinds[region.kinds["code"] == kind]
    if row.empty:
        known = ", ".join(region.kinds["code"])
        problem = Says(f"{kind!r} tidak dikenal; yang ada: {known}", f"{kind!r} is unknown; known: {known}")
        raise ParameterError(name="kind", problem=problem)
    return {"kind": kind, "harm": float(row["harm"].iloc[0])}


def _moments(when: str, region: Region, now: datetime) -> dict[str, Any]:
    first = start_of(when, region.timezone, name="when")
    if first > now:
        problem = Says(f"{when} belum terjadi", f"{when} has not happened yet")
        raise ParameterError(name="when", problem=problem)
    day_only = len(when.strip()) <= 10
    last = start_of(when, region.timezone, end=True) if day_only else first
    return {
        "occurred_from": pd.Timestamp(first),
        "occurred_to": pd.Timestamp(last),
        "time_precision": "day" if day_only else "minute",
    }

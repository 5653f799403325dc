"""GeoJSON layers of a region pack: read strictly, faults named by feature, limits kept before any geometry is made."""

from __future__ import annotations

import json
import math
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.agencies.faults import Faults

MAX_VERTICES = 500_000
_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_AREAL = ("Polygon", "MultiPolygon")


def read_layer(file: str, content: bytes, faults: Faults) -> gpd.GeoDataFrame | None:
    """Read one GeoJSON layer.

    Parameters
    ----------
    file, content
        Name (for messages) and bytes: a FeatureCollection, a Feature or a bare geometry, WGS 84.
    faults
        Takes what is wrong, by feature number (1 the first).

    Returns
    -------
    GeoDataFrame or None
        One row per feature with a geometry (EPSG:4326) and its properties (lists and objects as JSON text);
        None when anything is wrong.
    """
    document = _parse(file, content, faults)
    if document is None:
        return None
    features = _features(document)
    if features is None:
        faults.add(file, "bukan GeoJSON; simpan sebagai FeatureCollection", "is not GeoJSON; save a FeatureCollection")
        return None
    before = len(faults.found)
    geometries: list[BaseGeometry] = []
    rows: list[dict[str, Any]] = []
    vertices = 0
    for number, feature in enumerate(features, start=1):
        problem = _problem(feature)
        if problem is not None:
            faults.add(file, f"fitur ke-{number}: {problem[0]}", f"feature {number}: {problem[1]}")
            continue
        vertices += _count(feature["geometry"]["coordinates"])
        if vertices > MAX_VERTICES:
            faults.add(
                file,
                f"lebih dari {MAX_VERTICES} titik sudut; sederhanakan lapisan ini",
                f"more than {MAX_VERTICES} vertices; simplify this layer",
            )
            return None
        geometry = shape(feature["geometry"])
        if not shapely.is_valid(geometry):
            reason = shapely.is_valid_reason(geometry)
            faults.add(
                file,
                f"fitur ke-{number}: geometri tidak sah ({reason}); perbaiki di QGIS (Fix geometries)",
                f"feature {number}: invalid geometry ({reason}); mend it in QGIS (Fix geometries)",
            )
            continue
        geometries.append(shapely.force_2d(geometry))
        rows.append({str(key): _plain(value) for key, value in (feature.get("properties") or {}).items()})
    if not features:
        faults.add(file, "tidak berisi fitur", "holds no feature")
    if len(faults.found) > before:
        return None
    table = pd.DataFrame(rows, index=pd.RangeIndex(len(rows)))
    return gpd.GeoDataFrame(table.drop(columns="geometry", errors="ignore"), geometry=geometries, crs="EPSG:4326")


def read_boundary(file: str, content: bytes, faults: Faults) -> BaseGeometry | None:
    """Read a layer of polygons as one area (EPSG:4326), or None when anything in it is wrong."""
    layer = read_layer(file, content, faults)
    if layer is None:
        return None
    if not layer.geom_type.isin(_AREAL).all():
        faults.add(file, "batas wilayah harus berupa poligon", "the boundary must be made of polygons")
        return None
    return shapely.union_all(layer.geometry.to_numpy())


def _refuse_constant(name: str) -> float:
    msg = f"{name} is no JSON number"
    raise ValueError(msg)


def _parse(file: str, content: bytes, faults: Faults) -> object | None:
    try:
        document: object = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        faults.add(file, "bukan UTF-8", "is not UTF-8")
        return None
    except json.JSONDecodeError as error:
        faults.add(
            file,
            f"JSON tidak terbaca ({error.msg})",
            f"is not readable JSON ({error.msg})",
            line=error.lineno,
            column=str(error.colno),
        )
        return None
    except (ValueError, RecursionError) as error:
        faults.add(file, f"JSON tidak terbaca ({error})", f"is not readable JSON ({error})")
        return None
    return document


def _features(document: object) -> list[Any] | None:
    if not isinstance(document, dict):
        return None
    if document.get("type") == "FeatureCollection":
        features = document.get("features")
        return features if isinstance(features, list) else None
    if document.get("type") == "Feature":
        return [document]
    if document.get("type") in _DEPTH:
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    return None


def _problem(feature: object) -> tuple[str, str] | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return "bukan Feature", "is not a Feature"
    if not isinstance(feature.get("properties") or {}, dict):
        return "properties bukan objek", "its properties are no object"
    geometry = feature.get("geometry")
    kinds = ", ".join(_DEPTH)
    if not isinstance(geometry, dict) or geometry.get("type") not in _DEPTH:
        return f"geometri harus salah satu dari {kinds}", f"its geometry must be one of {kinds}"
    if not _well_formed(geometry.get("coordinates"), _DEPTH[geometry["type"]]):
        return (
            "koordinat harus [bujur, lintang] dalam derajat WGS 84, angka terhingga",
            "coordinates must be [longitude, latitude] in degrees WGS 84, finite numbers",
        )
    for ring in _runs(geometry, "Polygon"):
        if len(ring) < 4 or ring[0] != ring[-1]:
            return "cincin poligon tidak tertutup", "a ring of the polygon is not closed"
    if any(len(line) < 2 for line in _runs(geometry, "LineString")):
        return "garis dengan kurang dari 2 titik", "a line has fewer than 2 points"
    return None


def _runs(geometry: dict[str, Any], family: str) -> list[Any]:
    """Return all rings of a (multi)polygon or all lines of a (multi)line; none for other geometries."""
    coordinates: list[Any] = geometry["coordinates"]
    if geometry["type"] == "LineString":
        coordinates = [coordinates]
    elif geometry["type"] == "MultiPolygon":
        coordinates = [ring for part in coordinates for ring in part]
    return coordinates if geometry["type"].removeprefix("Multi") == family else []


def _well_formed(coordinates: object, depth: int) -> bool:
    if not isinstance(coordinates, list) or not coordinates:
        return False
    if depth:
        return all(_well_formed(item, depth - 1) for item in coordinates)
    if len(coordinates) not in {2, 3}:
        return False
    if not all(isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v) for v in coordinates):
        return False
    return abs(coordinates[0]) <= 180 and abs(coordinates[1]) <= 90


def _count(coordinates: list[Any]) -> int:
    if not isinstance(coordinates[0], list):
        return 1
    return sum(_count(item) for item in coordinates)


def _plain(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value

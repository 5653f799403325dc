"""GeoJSON (RFC 7946): WGS 84, seven decimals, right-hand rings, no NaN, no `crs` member.

The facts about the table stand in a foreign member `about` of the collection; JSON columns become real values and
the attributes of incidents properties of their own names.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import IO, Any

import numpy as np
import shapely

from geo.exports.about import About
from geo.exports.attributes import CHUNK_ROWS, Attributes
from geo.exports.outlines import geojson_geometry, rounded
from geo.exports.prepared import Prepared
from geo.languages import Language, Says


def export(prepared: Prepared, path: Path, *, language: Language, about: About) -> list[Says]:
    """Write a feature collection; texts are carried in both languages, so `language` changes nothing."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        head = {"type": "FeatureCollection", "name": prepared.form.name, "about": about.as_dict(prepared.form)}
        file.write(_json(head)[:-1] + ',"features":[')
        _write_features(prepared, file)
        file.write("\n]}\n")
    return []


def _write_features(prepared: Prepared, file: IO[str]) -> None:
    attributes = Attributes(prepared)
    names = [column.name for column in prepared.columns if column.name != "attributes"]
    columns = [_column(prepared, name) for name in names]
    geometries = rounded(prepared.geometry)
    points = bool((shapely.get_type_id(geometries) <= 0).all())
    separator = "\n"
    for start in range(0, len(prepared), CHUNK_ROWS):
        stop = min(start + CHUNK_ROWS, len(prepared))
        shapes = _points(geometries[start:stop]) if points else map(_shape, geometries[start:stop])
        rows = zip(*(column[start:stop] for column in columns), strict=True)
        lines = []
        for shape, row, (unopened, record) in zip(shapes, rows, attributes.records(start, stop), strict=True):
            properties = dict(zip(names, row, strict=True))
            if unopened is not None:
                properties["attributes"] = unopened
            for name, value in record.items():
                properties[attributes.names[name]] = value
            lines.append(f'{{"type":"Feature","geometry":{shape},"properties":{_json(properties)}}}')
        file.write(separator + ",\n".join(lines))
        separator = ",\n"


def _column(prepared: Prepared, name: str) -> list[Any]:
    values = prepared.values(name)
    if prepared.form.column(name).kind != "json":
        return values
    return [_opened(text) for text in values]


def _opened(text: str | None) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _shape(geometry: Any) -> str:
    return _json(geojson_geometry(geometry))


def _points(geometries: np.ndarray[Any, Any]) -> list[str]:
    pairs = zip(shapely.get_x(geometries).tolist(), shapely.get_y(geometries).tolist(), strict=True)
    return [
        f'{{"type":"Point","coordinates":[{lon},{lat}]}}' if math.isfinite(lon) and math.isfinite(lat) else "null"
        for lon, lat in pairs
    ]


def _json(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair: only an escape can hold it
        return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    except ValueError:
        return _json(_finite(value))
    return text


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value

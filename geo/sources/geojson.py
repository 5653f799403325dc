"""GeoJSON by a plain parser (RFC 7946): collections, single features, bare geometries, and one feature per line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.languages import Says
from geo.sources.frames import RAW_CHARACTERS, Columns, raw_record, refuse_hopeless
from geo.sources.json_stream import Item, JsonText, read_json
from geo.sources.json_text import sound_text
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.records import Records, Refusal
from geo.sources.shapes import MAX_FILE_VERTICES, ShapeError, count_vertices, position, shape_of
from geo.sources.verdicts import records_with_geometry

_LISTS = frozenset(["features"])
_GEOMETRIES = frozenset(
    ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"]
)
_EPSG = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:(?:[\d.]*:)?(\d{4,6})", re.IGNORECASE)
_CRS84 = re.compile(r"urn:ogc:def:crs:OGC:[\d.]*:CRS84|OGC:CRS84", re.IGNORECASE)


def parse(path: Path, options: ReadOptions) -> Records:
    """Read a GeoJSON file.

    Parameters
    ----------
    path
        A plain file whose content is JSON.
    options
        Limits, and whether invalid polygons are repaired.

    Returns
    -------
    Records
        Format `geojson`; properties as columns (nested values as JSON text), the feature's own id as `id`
        (`feature_id` where the properties have an `id`); line is the feature's number.

    Raises
    ------
    FileRefusedError
        When the text is no sound JSON (`bad_json`, `too_deep`, `encoding`), holds no GeoJSON (`not_geojson`), nothing
        (`nothing_to_read`) or too much (`too_many_records`, `too_many_columns`, `too_large`).
    """
    source = read_json(path)
    features = _Features(path.name, options)
    sequence = 0
    for item in source.items(_LISTS):
        sequence += item.whole
        features.take(item)
    if not features.n:
        if source.members.get("type") != "FeatureCollection":
            raise refuse("not_geojson", path.name)
        raise refuse("nothing_to_read", path.name, detail="")
    crs, notices = _crs(source)
    dialect: dict[str, Any] = {"encoding": source.encoding, "layout": "sequence" if sequence > 1 else "collection"}
    return features.records(crs, dialect, notices)


class _Features:
    """Gathers features; points are made all at once at the end."""

    def __init__(self, file: str, options: ReadOptions) -> None:
        self.file = file
        self.options = options
        self.n = 0
        self._columns = Columns(file, options.max_records)
        self._line: list[int] = []
        self._points: list[tuple[float, float]] = []
        self._point_rows: list[int] = []
        self._others: dict[int, Any] = {}
        self._faults: dict[int, ShapeError] = {}
        self._sources: dict[int, Any] = {}
        self._refused: list[Refusal] = []
        self._vertices = 0

    def take(self, item: Item) -> None:
        """Take one feature, or one bare geometry."""
        self.n += 1
        if self.n > self.options.max_records:
            raise refuse("too_many_records", self.file, limit=self.options.max_records)
        held = len(self._refused) + len(self._faults)
        refuse_hopeless(self.file, held, self.n - held)
        feature = item.value
        if item.whole and isinstance(feature, dict) and feature.get("type") in _GEOMETRIES:
            feature = {"type": "Feature", "properties": {}, "geometry": feature}
        if item.whole and self.n == 1 and not _is_feature(feature):
            raise refuse("not_geojson", self.file)
        if item.faults:
            fault = item.faults[0]
            value = sound_text(fault.value)
            self._refused.append(Refusal(self.n, fault.reason, sound_text(fault.column), value, raw=_raw(feature)))
            return
        if not _is_feature(feature):
            self._refused.append(Refusal(self.n, "not_a_feature", raw=_raw(feature)))
            return
        row = len(self._columns)
        geometry = feature.get("geometry")
        self._columns.add(_properties(feature))
        self._line.append(self.n)
        try:
            if isinstance(geometry, dict) and geometry.get("type") == "Point" and geometry.get("coordinates"):
                self._points.append(position(geometry["coordinates"]))
                self._point_rows.append(row)
            else:
                self._count(geometry)
                self._others[row] = shape_of(geometry)
        except ShapeError as fault:
            self._faults[row] = fault
            self._sources[row] = geometry

    def _count(self, geometry: Any) -> None:
        if isinstance(geometry, dict):
            self._vertices += count_vertices(geometry.get("coordinates"))
        if self._vertices > MAX_FILE_VERTICES:
            raise refuse(
                "archive_limits",
                self.file,
                problem=Says(
                    f"lebih dari {MAX_FILE_VERTICES} titik batas", f"more than {MAX_FILE_VERTICES} outline points"
                ),
            )

    def records(self, crs: int, dialect: dict[str, Any], notices: list[Notice]) -> Records:
        """Give what was gathered."""
        frame = self._columns.frame()
        geometries = np.full(len(frame), None, dtype=object)
        if self._points:
            geometries[self._point_rows] = shapely.points(np.asarray(self._points))
        for row, geometry in self._others.items():
            geometries[row] = geometry

        def raw(row: int) -> dict[str, str]:
            record = raw_record({str(name): frame.iloc[row, at] for at, name in enumerate(frame.columns)})
            geometry = self._sources.get(row)
            text = _geometry_text(geometry if row in self._sources else shapely.geometry.mapping(geometries[row]))
            return {**record, "geometry": text}

        return records_with_geometry(
            "geojson",
            frame,
            np.asarray(self._line, dtype=np.int64),
            geometries,
            crs,
            self.options,
            faults=self._faults,
            refused=self._refused,
            dialect=dialect,
            notices=notices,
            raw=raw,
        )


def _is_feature(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.get("type") == "Feature"
        and isinstance(value.get("properties"), dict | None)
        and "geometry" in value
    )


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    record = {str(name): value for name, value in (feature.get("properties") or {}).items()}
    identity = feature.get("id")
    if isinstance(identity, str | int | float) and not isinstance(identity, bool):
        record = {"feature_id" if "id" in record else "id": identity, **record}
    return record


def _raw(feature: Any) -> dict[str, str]:
    if isinstance(feature, dict):
        properties = feature.get("properties")
        record = raw_record(properties) if isinstance(properties, dict) else {}
        return {**record, "geometry": _geometry_text(feature.get("geometry"))}
    return raw_record({"value": feature})


def _geometry_text(geometry: Any) -> str:
    if isinstance(geometry, Mapping) and count_vertices(geometry.get("coordinates")) > RAW_CHARACTERS:
        return json.dumps({"type": geometry.get("type")})
    return sound_text(json.dumps(geometry, ensure_ascii=False)[:RAW_CHARACTERS])


def _crs(source: JsonText) -> tuple[int, list[Notice]]:
    """Take the old `crs` member at its word only where it names a known EPSG code."""
    member = source.members.get("crs")
    if member is None:
        return 4326, []
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str):
        if _CRS84.fullmatch(name.strip()):
            return 4326, []
        if (match := _EPSG.fullmatch(name.strip())) and _known(int(match[1])):
            return int(match[1]), []
    shown = sound_text(json.dumps(member, ensure_ascii=False)[:200])
    return 4326, [
        Notice(
            "crs_member_ignored",
            Says(
                f"Anggota crs yang tidak dikenal diabaikan ({shown}); koordinat dibaca sebagai WGS 84.",
                f"An unknown crs member was ignored ({shown}); coordinates are read as WGS 84.",
            ),
        )
    ]


def _known(epsg: int) -> bool:
    try:
        CRS.from_epsg(epsg)
    except CRSError:
        return False
    return True

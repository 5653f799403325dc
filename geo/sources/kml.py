"""KML 2.2: placemarks with points and areas; network links, overlays and tracks are never followed or drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element  # only the type; parsing is defusedxml's

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.languages import Says
from geo.sources.frames import Columns
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.records import Records
from geo.sources.shapes import MAX_COLLECTION_DEPTH, MAX_FILE_VERTICES, ShapeError, polygon, position, positions
from geo.sources.verdicts import records_with_geometry
from geo.sources.xml_stream import child_text, children, elements, local

_MAX_TEXT = 100_000
_GEOMETRIES = frozenset(
    ["Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Model", "Track", "MultiTrack"]
)
_ASIDE = ("NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay")


def parse(path: Path, options: ReadOptions) -> Records:
    """Read the placemarks of a KML file.

    Returns
    -------
    Records
        Format `kml`; text columns `id`, `name`, `description` (kept as text), `folder`, `time` (TimeStamp), `time_from`
        and `time_to` (TimeSpan), and each Data or SimpleData under its own name; line is the placemark's number.

    Raises
    ------
    FileRefusedError
        `doctype`, `bad_xml`, `too_deep`, `too_many_records`, `too_many_columns`, or `nothing_to_read`.

    References
    ----------
    OGC 07-147r2, KML 2.2.
    """
    columns = Columns(path.name, options.max_records)
    made: list[BaseGeometry | None] = []
    faults: dict[int, ShapeError] = {}
    aside = dict.fromkeys(_ASIDE, 0)
    vertices = 0
    for element, around in elements(path, frozenset(["Placemark"]), kept=frozenset(["name"]), counts=aside):
        row = len(columns)
        columns.add(_record(element, around))
        geometry: BaseGeometry | None = None
        try:
            geometry = _placemark_geometry(element)
            vertices += int(shapely.get_num_coordinates(geometry))
        except ShapeError as fault:
            faults[row] = fault
        made.append(geometry)
        if vertices > MAX_FILE_VERTICES:
            problem = Says(
                f"lebih dari {MAX_FILE_VERTICES} titik batas", f"more than {MAX_FILE_VERTICES} outline points"
            )
            raise refuse("archive_limits", path.name, problem=problem)
    if not made:
        raise refuse("nothing_to_read", path.name, detail="")
    geometries = np.full(len(made), None, dtype=object)
    geometries[:] = made
    return records_with_geometry(
        "kml",
        columns.frame(),
        np.arange(1, len(made) + 1, dtype=np.int64),
        geometries,
        4326,
        options,
        faults=faults,
        dialect={"records": "Placemark"},
        notices=_notices(aside),
    )


def _record(placemark: Element, around: tuple[Element, ...]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    if identity := placemark.get("id"):
        record["id"] = identity[:_MAX_TEXT]
    for name in ("name", "description"):
        record[name] = child_text(placemark, name)[:_MAX_TEXT]
    folders = [child_text(one, "name") for one in around if local(one) == "Folder"]
    if folders:
        record["folder"] = " / ".join(folder for folder in folders if folder)[:_MAX_TEXT]
    for stamp in children(placemark, "TimeStamp"):
        record["time"] = child_text(stamp, "when")
    for span in children(placemark, "TimeSpan"):
        record["time_from"], record["time_to"] = child_text(span, "begin"), child_text(span, "end")
    for extended in children(placemark, "ExtendedData"):
        for data in children(extended, "Data"):
            record.setdefault(data.get("name", "")[:200] or "data", child_text(data, "value")[:_MAX_TEXT])
        for schema in children(extended, "SchemaData"):
            for simple in children(schema, "SimpleData"):
                record.setdefault(simple.get("name", "")[:200] or "data", (simple.text or "").strip()[:_MAX_TEXT])
    return record


def _placemark_geometry(placemark: Element) -> BaseGeometry:
    found = [child for child in placemark if local(child) in _GEOMETRIES]
    if not found:
        raise ShapeError("null_geometry")
    return _geometry(found[0], 0)


def _geometry(element: Element, depth: int) -> BaseGeometry:
    name = local(element)
    if depth > MAX_COLLECTION_DEPTH:
        raise ShapeError("too_deep", limit=MAX_COLLECTION_DEPTH)
    if name == "Point":
        places = _coordinates(element)
        if len(places) != 1:
            raise ShapeError("empty_geometry" if not places else "geometry_not_numbers")
        return shapely.Point(position(places[0]))
    if name in {"LineString", "LinearRing"}:
        return shapely.LineString(positions(_coordinates(element), 2))
    if name == "Polygon":
        outer = [_ring(one) for one in children(element, "outerBoundaryIs")]
        inner = [_ring(one) for one in children(element, "innerBoundaryIs")]
        if not outer:
            raise ShapeError("empty_geometry")
        return polygon([outer[0], *inner])
    if name == "MultiGeometry":
        parts = [_geometry(child, depth + 1) for child in element if local(child) in _GEOMETRIES]
        return _together(parts)
    raise ShapeError("unsupported_geometry", name)


def _together(parts: list[BaseGeometry]) -> BaseGeometry:
    """Join the parts of a MultiGeometry: areas to one multi-area, a point beside its area left to the area."""
    if not parts:
        raise ShapeError("empty_geometry")
    if len(parts) == 1:
        return parts[0]
    areas = [one for part in parts if part.geom_type in {"Polygon", "MultiPolygon"} for one in shapely.get_parts(part)]
    if areas:
        return shapely.MultiPolygon(areas)
    if all(part.geom_type == "Point" for part in parts):
        return shapely.MultiPoint(parts)
    return shapely.GeometryCollection(parts)


def _ring(boundary: Element) -> list[tuple[float, float]]:
    rings = children(boundary, "LinearRing")
    return _coordinates(rings[0]) if rings else []


def _coordinates(element: Element) -> list[tuple[float, float]]:
    """Read `lon,lat[,height]` tuples separated by white space."""
    places = []
    for one in child_text(element, "coordinates").split():
        numbers = one.split(",")
        try:
            places.append((float(numbers[0]), float(numbers[1])))
        except (ValueError, IndexError) as error:
            raise ShapeError("geometry_not_numbers", one) from error
    return places


def _notices(aside: dict[str, int]) -> list[Notice]:
    n = sum(aside.values())
    if not n:
        return []
    shown = ", ".join(f"{count} {name}" for name, count in aside.items() if count)
    return [
        Notice(
            "links_ignored",
            Says(
                f"Tautan dan gambar dalam KML tidak dibuka: {shown}.",
                f"Links and pictures in the KML not opened: {shown}.",
            ),
            n,
        )
    ]

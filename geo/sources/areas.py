"""Files that are not incidents: a study area or boundary (its polygons joined), and layers with their properties."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo.languages import Says
from geo.sources.containers import opened
from geo.sources.geopackage import MAGIC as SQLITE_MAGIC
from geo.sources.parquet import MAGIC as PARQUET_MAGIC
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse, sentence
from geo.sources.records import Records
from geo.spatial.crs import WGS84

_HARMLESS = frozenset(["null_geometry", "empty_geometry"])
_POLYGONS = frozenset(["Polygon", "MultiPolygon"])


def read_area(path: Path, *, layer: str | None = None, crs: int | None = None) -> tuple[BaseGeometry, list[Notice]]:
    """Read any file of polygons and join them into one area.

    Parameters
    ----------
    path
        GeoJSON, KML or KMZ, GeoPackage, Shapefile (zip, or the `.shp` with its parts beside it), GeoParquet; packed or
        not.
    layer
        Which layer, where there are several.
    crs
        EPSG code where the file does not name one.

    Returns
    -------
    tuple
        Polygon or MultiPolygon (EPSG:4326), valid; and what the user should know: polygons that were repaired (area
        before and after), features that are no polygons.

    Raises
    ------
    FileRefusedError
        As the parsers; `nothing_to_read` when there are no polygons; `damaged` when a feature cannot be used, since an
        area with a part missing would be wrong in silence.
    """
    records = _read(path, layer, crs)
    geometries, notices = _in_degrees(records, path.name), list(records.notices)
    polygons = [
        one
        for one in shapely.get_parts(shapely.get_parts(geometries))
        if one.geom_type in _POLYGONS and not one.is_empty
    ]
    if not polygons:
        raise refuse(
            "nothing_to_read", path.name, detail=Says(": tidak ada bidang (poligon)", ": there are no polygons")
        )
    others = int(sum(one.geom_type not in {*_POLYGONS, "GeometryCollection"} for one in geometries))
    if others:
        notices.append(
            Notice(
                "not_polygons",
                Says(
                    f"{others} titik atau garis di dalam berkas wilayah tidak dipakai.",
                    f"{others} points or lines in the area file are not used.",
                ),
                others,
            )
        )
    joined = shapely.union_all(polygons)
    if not joined.is_valid:
        joined = shapely.make_valid(joined, method="structure", keep_collapsed=False)
    west, south, east, north = joined.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise refuse("needs_crs", path.name, None, hint=Says("; bukan derajat", "; not degrees"), example="32748")
    return joined, notices


def read_layer(path: Path, *, layer: str | None = None, crs: int | None = None) -> gpd.GeoDataFrame:
    """Read a layer with its properties: hotspots made elsewhere, layers of a region.

    Parameters
    ----------
    path, layer, crs
        As `read_area`.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, the file's own columns and `geometry`, index 0…n-1; notices under `attrs["notices"]`.

    Raises
    ------
    FileRefusedError
        As the parsers; `damaged` when a feature cannot be used (the text names the first and why).
    """
    records = _read(path, layer, crs)
    geometries = _in_degrees(records, path.name)
    frame = records.frame.drop(columns=[name for name in records.frame.columns if name == "geometry"])
    table = gpd.GeoDataFrame(frame, geometry=geometries, crs=WGS84)
    table.attrs["notices"] = list(records.notices)
    return table


def _read(path: Path, layer: str | None, crs: int | None) -> Records:
    options = ReadOptions(now=datetime.now(UTC), layer=layer, crs=crs, repair=True)
    with opened(path, options) as plain:
        records = _parser(plain.path, path.name)(plain.path, options)
        notices = (*plain.notices, *records.notices)
    unusable = [one for one in records.refused if one.reason not in _HARMLESS]
    if unusable:
        first = unusable[0]
        why = Says(
            sentence(first.reason, "id", first.column, first.value, first.detail),
            sentence(first.reason, "en", first.column, first.value, first.detail),
        )
        problem = Says(
            f"{len(unusable)} catatan tidak dapat dipakai, yang pertama nomor {first.line}: {why.id}",
            f"{len(unusable)} records cannot be used, the first is number {first.line}: {why.en}",
        )
        raise refuse("damaged", path.name, problem=problem)
    if left := len(records.refused):
        notices = (
            *notices,
            Notice(
                "without_geometry",
                Says(f"{left} catatan tanpa geometri tidak dipakai.", f"{left} records without geometry are not used."),
                left,
            ),
        )
    if records.geometry is None:
        raise refuse("no_geometry_column", path.name, columns=[str(name) for name in records.frame.columns[:20]])
    return Records(
        records.format, records.frame, records.line, records.geometry, records.crs, (), records.dialect, notices
    )


def _parser(path: Path, file: str) -> Callable[[Path, ReadOptions], Records]:
    """Choose the parser by content alone."""
    from geo.sources import geojson, kml, parquet, vectors

    with path.open("rb") as stream:
        head = stream.read(512)
    if head.startswith((SQLITE_MAGIC, vectors.SHAPEFILE_MAGIC)):
        return vectors.parse
    if head.startswith(PARQUET_MAGIC):
        return parquet.parse
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x1e")
    if text.startswith((b"{", b"[")):
        return geojson.parse
    if text.startswith(b"<"):
        return kml.parse
    raise refuse("unknown_format", file, found=Says("tidak dikenal", "not recognised"))


def _in_degrees(records: Records, file: str) -> npt.NDArray[np.object_]:
    assert records.geometry is not None
    if records.crs in {4326, None}:
        return records.geometry
    transformer = Transformer.from_crs(records.crs, WGS84, always_xy=True)
    turned = shapely.transform(records.geometry, transformer.transform, interleaved=False)
    if not np.isfinite(shapely.get_coordinates(turned)).all():
        raise refuse("unknown_crs", file, crs=str(records.crs)[:80])
    return np.asarray(turned, dtype=object)

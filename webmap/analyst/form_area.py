"""The study area that a form names: the whole region, some of its districts, or a polygon pasted as GeoJSON or WKT."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import ParameterError
from geo.languages import Says

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry
    from werkzeug.datastructures import MultiDict

    from geo.agencies.region import Region

DISTRICTS = "districts"
LARGEST_TEXT = 40_000
_TOO_LONG = Says("paling panjang {n} huruf; sederhanakan poligonnya", "at most {n} characters; simplify the polygon")
_NO_POLYGON = Says(
    "bukan poligon; tempel GeoJSON atau WKT POLYGON dalam derajat (bujur lintang)",
    "is no polygon; paste GeoJSON or WKT POLYGON in degrees (longitude latitude)",
)
_UNKNOWN = Says("kecamatan itu tidak ada di wilayah ini", "there is no such district in this region")


def district_names(region: Region) -> list[str]:
    """Return the names of the region's districts, by the alphabet; empty when it has no such layer."""
    layer = region.layers.get(DISTRICTS)
    if layer is None or "name" not in layer:
        return []
    return sorted({str(name) for name in layer["name"].dropna()})


def area_of(form: MultiDict[str, str], region: Region) -> BaseGeometry | None:
    """Return the area in EPSG:4326; None: the region itself.

    Raises
    ------
    ParameterError
        When a district is unknown or the text is no polygon.
    FileRefusedError
        When GeoJSON cannot be read; the text says where.
    """
    text = form.get("area_text", "").strip()
    if text:
        return _of_text(text)
    wanted = set(form.getlist("districts"))
    if not wanted:
        return None
    if not wanted <= set(district_names(region)):
        raise ParameterError(name="districts", problem=_UNKNOWN)
    layer = region.layers[DISTRICTS]
    return shapely.union_all(np.asarray(layer.geometry[layer["name"].astype(str).isin(sorted(wanted))].array))


def _of_text(text: str) -> BaseGeometry:
    if len(text) > LARGEST_TEXT:
        raise ParameterError(name="area_text", problem=_TOO_LONG.filled(n=LARGEST_TEXT))
    if text.startswith("{"):
        from geo.sources.areas import read_area

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "area.geojson"
            path.write_text(text, encoding="utf-8")
            return read_area(path)[0]
    # Only these two words: collections may be nested deep enough to end the process inside GEOS.
    if not text.upper().startswith(("POLYGON", "MULTIPOLYGON")) or "COLLECTION" in text.upper():
        raise ParameterError(name="area_text", problem=_NO_POLYGON)
    try:
        area = shapely.from_wkt(text)
    except shapely.errors.GEOSException as error:
        raise ParameterError(name="area_text", problem=_NO_POLYGON) from error
    west, south, east, north = area.bounds or (np.nan,) * 4
    if area.is_empty or not area.is_valid or not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ParameterError(name="area_text", problem=_NO_POLYGON)
    return area

"""One place of a release: a district, a village or a vital object, and the published rows around it, whole or not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.agencies.region import Region
from geo.errors import NotFoundError
from geo.languages import Says
from geo.tables.releases import DISTRICT

REACH_M = 2000
"""How far the surroundings of a village or an object reach at least; with larger cells, one cell."""
WHAT = Says("Tempat", "place")
_LAYER, _DECIMALS = "districts", 3
_TOUCHES = 0.01  # of the smaller of both: outlines are rounded, so that neighbours may overlap by a sliver
_ARC_PARTS = 8
_DISTRICT = Says("Kecamatan {name}", "{name} district")
_AROUND = Says("{name} dan {km} km di sekitarnya", "{name} and {km} km around it")
Group = Literal["district", "village", "object"]


@dataclass(frozen=True)
class PagePlace:
    """A place that a page may be about: key, name, polygon or point (EPSG:4326), and the district of a village."""

    key: str
    name: str
    group: Group
    shape: BaseGeometry
    within: str = ""

    def says(self, cell_m: int) -> Says:
        """Return what a page of it is about."""
        if self.group == "district":
            return _DISTRICT.filled(name=self.name)
        return _AROUND.filled(name=self.name, km=max(REACH_M, cell_m) // 1000)


def places_of(region: Region) -> list[PagePlace]:
    """Return every place of a region that a page may be about: districts, villages, vital objects, each by name."""
    found: list[PagePlace] = []
    if _LAYER in region.layers:
        layer = region.layers[_LAYER].to_crs(4326)
        for code, name, shape in zip(layer["code"], layer["name"], layer.geometry, strict=True):
            found.append(PagePlace(f"district:{code}", str(name), "district", shape))
    if "district" in region.places.columns:
        for row in region.places.to_dict("records"):
            if isinstance(row["district"], str) and row["district"]:
                key = f"village:{row['district']}/{row['name']}"
                found.append(PagePlace(key, str(row["name"]), "village", row["geometry"], row["district"]))
    found += [
        PagePlace(f"object:{row['object_id']}", str(row["name"]), "object", row["geometry"])
        for row in region.objects.to_dict("records")
    ]
    return sorted(found, key=lambda one: (one.group, one.name))


def place_of(region: Region, key: str) -> PagePlace:
    """Return the place with a key.

    Raises
    ------
    NotFoundError
        When the region has none, or no longer.
    """
    for one in places_of(region):
        if one.key == key:
            return one
    raise NotFoundError(what=WHAT, name=key[:80])


def narrowed(document: dict[str, Any], region: Region, place: PagePlace) -> dict[str, Any]:
    """Return the part of a release's document that lies around a place.

    Rows are taken whole, as they were published, or not at all; which ones depends on their outlines and on the
    region's own layers alone. So a page of a place tells nothing that the whole release does not, and pages of
    different places cannot be subtracted from one another. The extent is the place's, whatever the data.

    Parameters
    ----------
    document
        As `webmap.released_document.document_of` gives it; not changed.
    region
        Its metric CRS and districts.
    place
        What the page is about.
    """
    cell_m = int(document["release"]["cell_m"])
    around = _surroundings(region, place, cell_m)
    home = _district_at(region, place)
    features = document["features"]
    shapes = np.array([shapely.from_geojson(json.dumps(one["geometry"])) for one in features], dtype=object)
    kept = [
        feature
        for feature, touched in zip(features, _touched(shapes, around), strict=True)
        if (feature["properties"]["cell_id"] == home if feature["properties"]["level"] == DISTRICT else touched)
    ]
    outline = shapely.transform(around, lambda xy: np.round(xy, _DECIMALS))
    west, south, east, north = (round(float(degrees), _DECIMALS) for degrees in around.bounds)
    return {
        **document,
        "release": {**document["release"], "bounds": [west, south, east, north]},
        "place": {"name": place.says(cell_m).as_dict(), "geometry": json.loads(shapely.to_geojson(outline))},
        "features": kept,
    }


def lies_in(region: Region, place: PagePlace, area: BaseGeometry | None) -> bool:
    """Whether a place lies in the area of an agreement (EPSG:4326; None: the whole region), at least in part."""
    ground = region.boundary if area is None else area
    shapely.prepare(ground)  # once; asked for every village of a region
    return bool(shapely.intersects(ground, place.shape))


def _surroundings(region: Region, place: PagePlace, cell_m: int) -> BaseGeometry:
    if place.group == "district":
        return place.shape
    metric = gpd.GeoSeries([place.shape], crs=4326).to_crs(region.crs)
    return metric.buffer(max(REACH_M, cell_m), quad_segs=_ARC_PARTS).to_crs(4326).iloc[0]


def _district_at(region: Region, place: PagePlace) -> str | None:
    if place.group == "district":
        return place.key.removeprefix("district:")
    if _LAYER not in region.layers:
        return None
    layer = region.layers[_LAYER].to_crs(4326)
    inside = shapely.intersects(layer.geometry.to_numpy(), place.shape)
    return str(layer["code"].to_numpy()[inside][0]) if inside.any() else None


def _touched(shapes: npt.NDArray[np.object_], around: BaseGeometry) -> npt.NDArray[np.bool_]:
    common = shapely.area(shapely.intersection(shapes, around))
    return np.asarray(common > _TOUCHES * np.minimum(shapely.area(shapes), around.area), dtype=np.bool_)

"""Names the districts that the area of an agreement covers, for those who read or change it."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from geo.agencies.region import Region

_LAYER = "districts"
_WHOLE = 0.999


def districts_within(region: Region, area: BaseGeometry | None) -> list[str]:
    """Return the districts that an area consists of.

    Parameters
    ----------
    region
        Its layer of districts.
    area
        Polygon in EPSG:4326; None: the whole region.

    Returns
    -------
    list of str
        Names in order; empty for the whole region, without such a layer, and for an area that is no union of
        districts, which a list would describe wrongly.
    """
    layer = region.layers.get(_LAYER)
    if area is None or layer is None or "name" not in layer:
        return []
    shapes = layer.geometry.to_numpy()
    sizes = shapely.area(shapes)
    chosen = shapely.area(shapely.intersection(shapes, area)) >= _WHOLE * sizes
    if not chosen.any() or abs(float(sizes[chosen].sum()) - area.area) > (1 - _WHOLE) * area.area:
        return []
    return sorted(layer["name"][chosen].astype(str))

"""The cut-out of the map on an order: which degrees it shows, and where they lie on the page."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.tables.orders import PatrolOrder

Floats = npt.NDArray[np.float64]
_PAD = 0.12
_SMALLEST_M = 2_500.0
_ZONE_AT_MOST = 1.8
_MOST_VERTICES = 30_000
_COARSER_TIMES = 6


@dataclass(frozen=True)
class MapView:
    """A rectangle of the page (points, from its lower left corner) and the place at its middle.

    North is up and lengths are true at the middle: a plate carrée with the metres per degree of the middle's latitude.
    Over a patrol's ground (100 km) within 8° of the equator its lengths err by less than 0.3 %.
    """

    left: float
    bottom: float
    width: float
    height: float
    lon: float
    lat: float
    m_per_point: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north, degrees."""
        half_w, half_h = self.width * self.m_per_point / 2, self.height * self.m_per_point / 2
        east, north = half_w / self._m_per_lon, half_h / self._m_per_lat
        return self.lon - east, self.lat - north, self.lon + east, self.lat + north

    def to_page(self, places: Floats) -> Floats:
        """Return the page's x, y (points) of longitudes and latitudes, shape (n, 2)."""
        offset = (np.asarray(places, dtype=np.float64) - (self.lon, self.lat)) * (self._m_per_lon, self._m_per_lat)
        middle = (self.left + self.width / 2, self.bottom + self.height / 2)
        moved: Floats = offset / self.m_per_point + middle
        return moved

    def clipped(self, geometry: BaseGeometry) -> BaseGeometry | None:
        """Return the part of a geometry that is in view (a little more), without detail that no eye sees; or None."""
        west, south, east, north = self.bounds
        spare_x, spare_y = (east - west) * 0.05, (north - south) * 0.05
        window = (west - spare_x, south - spare_y, east + spare_x, north + spare_y)
        valid = geometry if geometry.is_valid else shapely.make_valid(geometry)
        part: BaseGeometry = shapely.clip_by_rect(valid, *window)
        detail = 0.25 * self.m_per_point / self._m_per_lat
        for _ in range(_COARSER_TIMES):
            part = shapely.simplify(part, detail, preserve_topology=False)
            if shapely.get_num_coordinates(part) <= _MOST_VERTICES:
                break
            detail *= 2
        return None if part.is_empty else part

    @property
    def _m_per_lat(self) -> float:
        phi = math.radians(self.lat)
        return 111_132.92 - 559.82 * math.cos(2 * phi) + 1.175 * math.cos(4 * phi)

    @property
    def _m_per_lon(self) -> float:
        phi = math.radians(self.lat)
        metres = 111_412.84 * math.cos(phi) - 93.5 * math.cos(3 * phi) + 0.118 * math.cos(5 * phi)
        return max(metres, 1_000.0)


def view_of(order: PatrolOrder, left: float, bottom: float, width: float, height: float) -> MapView:
    """Return the view that shows the way, every stop and the base, and the zone unless it would make them small.

    Parameters
    ----------
    order
        With stops, a way or a base; the zone alone will do.
    left, bottom, width, height
        Where on the page, points.
    """
    places = [(stop.lon, stop.lat) for stop in order.stops]
    if order.base is not None:
        places.append((order.base.lon, order.base.lat))
    coordinates = np.array(places, dtype=np.float64).reshape(-1, 2)
    if order.path is not None:
        coordinates = np.vstack([coordinates, shapely.get_coordinates(order.path)])
    zone = shapely.get_coordinates(order.zone) if order.zone is not None else np.empty((0, 2))
    if not len(coordinates):
        coordinates = zone if len(zone) else np.zeros((1, 2))
    elif len(zone):
        both = np.vstack([coordinates, zone])
        spread, spread_both = np.ptp(coordinates, axis=0), np.ptp(both, axis=0)
        if (spread_both <= _ZONE_AT_MOST * np.maximum(spread, spread.max() / 2)).all():
            coordinates = both
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    lon, lat = (float(value) for value in (low + high) / 2)
    rough = MapView(left, bottom, width, height, lon, lat, 1.0)
    corner = np.abs(rough.to_page(np.array([high])) - rough.to_page(np.array([low])))[0]
    metres = np.maximum(corner * (1 + 2 * _PAD), _SMALLEST_M)
    return MapView(left, bottom, width, height, lon, lat, float(max(metres[0] / width, metres[1] / height)))


def nice_length(longest: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten that is not above `longest` (> 0)."""
    power = 10.0 ** math.floor(math.log10(longest))
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= longest * (1 + 1e-9))


def graticule(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` round degrees between two, for the ticks of a frame."""
    if high <= low:
        return []
    step = nice_length((high - low) / most)
    while (high - low) / step > most:
        step = nice_length(step * 2.5)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]

"""A map in words: everything that decides its skeleton, small enough to travel in an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

LAYERS = ("base", "density", "zones", "forecast", "hotspots", "diff", "routes", "objects", "incidents")
Bounds = tuple[float, float, float, float]
_KEYS = ("bounds", "crs", "layers")
_NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,4})?")


@dataclass(frozen=True)
class MapSpec:
    """The specification of a map.

    Parameters
    ----------
    bounds
        West, south, east, north of the first view, degrees, four decimals.
    crs
        EPSG code of the region's metric system, for the pointer's coordinates.
    layers
        Names out of `LAYERS` that are on at the start.
    """

    bounds: Bounds
    crs: int
    layers: tuple[str, ...] = ("base", "zones", "hotspots", "objects", "incidents")

    @classmethod
    def over(cls, bounds: Bounds, crs: int, layers: tuple[str, ...] | None = None) -> MapSpec:
        """Make the specification of a map over a region."""
        west, south, east, north = (round(float(value), 4) for value in bounds)
        return cls((west, south, east, north), int(crs), layers if layers is not None else cls.layers)

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> MapSpec | None:
        """Read a specification from an address; None unless it is written exactly as `query` writes it."""
        if set(query) != set(_KEYS):
            return None
        numbers = str(query["bounds"]).split(",")
        layers = tuple(name for name in str(query["layers"]).split(",") if name)
        crs = str(query["crs"])
        if len(numbers) != 4 or not all(_NUMBER.fullmatch(number) for number in numbers):
            return None
        if not re.fullmatch(r"\d{4,6}", crs) or not set(layers) <= set(LAYERS):
            return None
        west, south, east, north = map(float, numbers)
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            return None
        spec = cls((west, south, east, north), int(crs), layers)
        return spec if dict(query) == spec.as_dict() else None

    def as_dict(self) -> dict[str, str]:
        """Return the specification as texts."""
        return {
            "bounds": ",".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in self.bounds),
            "crs": str(self.crs),
            "layers": ",".join(name for name in LAYERS if name in self.layers),
        }

    def query(self) -> str:
        """Return the specification as the query part of an address."""
        return urlencode(self.as_dict(), safe=",")

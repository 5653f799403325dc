"""Which crews may and can work at a place: mandates, jurisdictions, water and land."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.agencies.region import Agency, Region
from geo.routes.crews import Crew
from geo.spatial.crs import to_lonlat

UNCLASSIFIED = "INFO"
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def kind_shares(value: object, region: Region) -> dict[str, float]:
    """Return the share of each kind in a hotspot's harm.

    Parameters
    ----------
    value
        `{"CURAT": 3, …}`, text or mapping: counts by kind code.
    region
        Its kinds give the harm of one incident (1 for codes it does not know).

    Returns
    -------
    dict
        Shares by code, largest first, summing to 1; empty when nothing is known.
    """
    try:
        counts = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return {}
    if not isinstance(counts, Mapping):
        return {}
    weights = {str(code): float(harm) for code, harm in zip(region.kinds["code"], region.kinds["harm"], strict=True)}
    found = {
        str(code): float(n) * weights.get(str(code), 1.0)
        for code, n in counts.items()
        if isinstance(n, int | float) and math.isfinite(n) and n > 0
    }
    total = sum(found.values())
    if total <= 0:  # every kind is harmless: their counts decide
        found = {str(c): float(n) for c, n in counts.items() if isinstance(n, int | float) and 0 < n < math.inf}
        total = sum(found.values())
    return {code: harm / total for code, harm in sorted(found.items(), key=lambda item: (-item[1], item[0]))}


@dataclass(frozen=True)
class Law:
    """Where each agency may act: whether its jurisdiction covers each place, by code."""

    agencies: Mapping[str, Agency]
    covers: Mapping[str, Bools]

    def share(self, crew: Crew, place: int, kinds: Mapping[str, float]) -> float:
        """Return the share of a place's harm that an agency aboard has a mandate for there.

        Unknown and unclassified kinds need no mandate of their own: any agency with jurisdiction will do.
        """
        present = [self.agencies[code] for code in crew.agencies if self.covers[code][place]]
        if not present:
            return 0.0
        if not kinds:
            return 1.0
        return sum(
            share
            for kind, share in kinds.items()
            if kind == UNCLASSIFIED or any(agency.may_support(kind) for agency in present)
        )


def law_of(region: Region, places: Floats, crs: Any) -> Law:
    """Return which agencies' jurisdictions cover which places ((n, 2) metres of `crs`)."""
    lon, lat = to_lonlat(places[:, 0], places[:, 1], crs)
    covers: dict[str, Bools] = {}
    for agency in region.agencies:
        area = agency.jurisdiction
        covers[agency.code] = (
            np.ones(len(places), dtype=bool) if area is None else np.asarray(shapely.intersects_xy(area, lon, lat))
        )
    return Law({agency.code: agency for agency in region.agencies}, covers)


def ground(region: Region, places: Floats, crs: Any, water_access_m: float) -> tuple[Bools, Bools]:
    """Say which places boats and which land crews reach, as far as the region's layers tell.

    Parameters
    ----------
    region
        Layers `waters` (areas), `rivers` and `fairways` (lines or areas).
    places
        (n, 2) metres of `crs`.
    water_access_m
        How far from water boats still reach a place.

    Returns
    -------
    tuple
        Whether boats reach each place (all, when no water is known) and whether land crews do (not on open water).
    """
    points = shapely.points(places) if len(places) else np.empty(0, dtype=object)
    open_water = _layer(region, "waters", crs, areal=True)
    near = [shape for name in ("waters", "rivers", "fairways") if (shape := _layer(region, name, crs)) is not None]
    afloat = np.zeros(len(places), dtype=bool)
    if open_water is not None:
        afloat = np.asarray(shapely.intersects(open_water, points), dtype=bool)
    if not near:
        return np.ones(len(places), dtype=bool), ~afloat
    reach = np.asarray(shapely.distance(shapely.union_all(near), points) <= water_access_m, dtype=bool)
    return reach | afloat, ~afloat


def _layer(region: Region, name: str, crs: Any, *, areal: bool = False) -> BaseGeometry | None:
    layer = region.layers.get(name)
    if layer is None or layer.empty:
        return None
    kept = layer[layer.geom_type.isin(["Polygon", "MultiPolygon"])] if areal else layer
    kept = kept[~(kept.geometry.is_empty | pd.isna(kept.geometry))]
    return shapely.union_all(kept.to_crs(crs).geometry.to_numpy()) if len(kept) else None

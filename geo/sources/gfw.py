"""Global Forest Watch alerts: integrated, GLAD, RADD and VIIRS; the layer's name is part of the column names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.sources.meaning import Meaning, NamedSource, columns_by_name, known_kind
from geo.sources.reading import ReadOptions
from geo.sources.records import Records
from geo.tables.incidents import UNCLASSIFIED

_DATE, _CONFIDENCE = "__date", ("__confidence", "__cat")
_FIRE_KIND = "TITIKPANAS"
_PIXEL_M = {"viirs": 375.0, "modis": 1000.0, "glad_alerts": 30.0, "glad_landsat": 30.0}
_FINEST_PIXEL_M = 10.0


def recognises(names: Sequence[str]) -> bool:
    """Whether these are columns of one GFW alert layer."""
    lower = [name.lower() for name in names]
    return {"latitude", "longitude"} <= set(lower) and any(name.endswith(_DATE) for name in lower)


def meaning(records: Records, options: ReadOptions, file: str) -> Meaning:
    """Plan to read GFW alerts.

    The day is UTC; fire layers are satellite hotspots, tree-cover loss has no kind of its own until someone has looked.

    References
    ----------
    Global Forest Watch Data API, integrated deforestation alerts and fire alerts.
    """
    names = columns_by_name(records.frame)
    date = next(original for name, original in names.items() if name.endswith(_DATE))
    layer = date[: -len(_DATE)].lower()
    if layer == "alert":  # VIIRS replies of the API name no layer
        layer = "viirs"
    pixel_m = next((size for word, size in _PIXEL_M.items() if word in layer), _FINEST_PIXEL_M)
    fire = any(word in layer for word in ("viirs", "modis", "fire"))
    mapping = {"when": date}
    if records.geometry is None:
        mapping = {"lat": names["latitude"], "lon": names["longitude"], **mapping}
    return Meaning(
        SOURCE.name,
        mapping,
        records.frame,
        told=frozenset((names["latitude"], names["longitude"])),
        timezone="UTC",
        kind=(known_kind(options, _FIRE_KIND) if fire else None) or UNCLASSIFIED,
        origin="sensor",
        precision_m=np.full(len(records.frame), pixel_m * np.sqrt(0.5)),
    )


SOURCE = NamedSource("gfw", recognises, meaning)

"""Labels for incidents: which cluster each belongs to, by any registered method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.hotspots.checked import StudyArea, checked
from geo.hotspots.method import NOISE
from geo.hotspots.registry import make

if TYPE_CHECKING:
    from geo.spatial.exposure import Exposure
    from geo.spatial.networks import Network


def detect(
    table: gpd.GeoDataFrame,
    method: str = "dbscan",
    *,
    study_area: StudyArea = None,
    mask: StudyArea = None,
    exposure: Exposure | None = None,
    network: Network | None = None,
    timezone: str = "UTC",
    seed: int = 0,
    **parameters: Any,
) -> pd.Series[int]:
    """Label incidents with the cluster that each belongs to.

    Parameters
    ----------
    table
        Points in a metric CRS; the columns kind, harm, occurred_from, occurred_to and time_precision are used where a
        method needs them and may be missing. It is not changed.
    method
        Name of a method, see `geo.hotspots.names()`.
    study_area
        Polygon in the table's CRS, or a GeoSeries or GeoDataFrame in any; incidents outside it are noise.
        None: not known.
    mask
        Where no incident can happen (sea, lakes), given like the study area.
    exposure, network
        What incidents are compared with, and roads or rivers, in the table's CRS, for methods that use them.
    timezone
        IANA name of the zone in which days begin.
    seed
        Source of all randomness; the same seed gives the same answer.
    **parameters
        Of the method, with their units in their names, see `geo.hotspots.describe(method)`.

    Returns
    -------
    Series
        One int64 per incident on the table's index, named `cluster`; -1 is noise.

    Raises
    ------
    UnknownMethodError
        When there is no such method; the text lists the known ones.
    ParameterError
        When a parameter is unknown or out of its range, or the study area is no polygon.
    UnprojectedError
        When the table is in degrees; mend it with `table.to_crs(table.estimate_utm_crs())`.
    NotPointsError
        When a row has no valid point; drop such rows first.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from geo import hotspots
    >>> incidents = gpd.GeoDataFrame(
    ...     geometry=gpd.points_from_xy([0, 30, 60, 90, 5000], [0, 40, 0, 40, 0]), crs="EPSG:32748"
    ... )
    >>> incidents["cluster"] = hotspots.detect(incidents, "dbscan", eps_m=100, min_samples=3)
    >>> incidents["cluster"].tolist()
    [0, 0, 0, 0, -1]
    """
    chosen = make(method, **parameters)
    ready = checked(table, study_area, mask=mask, exposure=exposure, network=network, timezone=timezone)
    found = chosen.run(ready.incidents, ready.ground, seed)
    return on_index(found.labels, ready.inside, ready.index)


def on_index(labels: pd.Series[int], inside: np.ndarray[Any, np.dtype[np.bool_]], index: pd.Index) -> pd.Series[int]:
    """Spread labels of the incidents inside the study area over all given rows; the others are noise."""
    spread = np.full(len(index), NOISE, dtype=np.int64)
    spread[inside] = labels.to_numpy()
    return pd.Series(spread, index=index, name="cluster")

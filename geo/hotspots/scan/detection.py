"""From the clusters of a scan to labels, outlines and statistics of hotspots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.hotspots.cells_to_hotspots import cell_outlines
from geo.hotspots.method import NOISE, Cells, Detection
from geo.hotspots.monte_carlo import Draw, permuted_times, random_labels, random_places
from geo.hotspots.scan.clusters import Cluster
from geo.hotspots.scan.discs import scan_discs
from geo.hotspots.scan.setting import Setting
from geo.hotspots.scan.told import tell_clusters
from geo.languages import Says

if TYPE_CHECKING:
    from geo.hotspots.scan.scan import Scan

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
MOST_CLUSTERS = 200


def detection(
    method: Scan, setting: Setting | None, incidents: gpd.GeoDataFrame, seed: int, notices: list[Says]
) -> Detection:
    """Scan, and label the incidents of the clusters that are significant.

    Parameters
    ----------
    method, setting
        The parameters, and the scan made ready; None: there is nothing to scan.
    incidents
        As `geo.hotspots.method.Method.run` gets them.
    seed
        Source of all randomness.
    notices
        What was said so far; added to.
    """
    labels = np.full(len(incidents), NOISE, dtype=np.int64)
    if setting is None:
        return Detection(pd.Series(labels, incidents.index, name="cluster"), notices=notices)
    found = scan_discs(
        setting.cases,
        setting.weights,
        setting.inside,
        setting.windows,
        _draw(method, setting, seed),
        method.runs,
        bernoulli=method.model == "bernoulli",
        highest_p=method.alpha,
        most=MOST_CLUSTERS,
    )
    significant = [cluster for cluster in found.clusters if cluster.p_value <= method.alpha]
    kept = significant or (found.clusters if method.keep_weak else [])
    tell_clusters(method, found.clusters, significant, MOST_CLUSTERS, notices)
    owner = np.full(setting.grid.rows * setting.grid.columns, NOISE, dtype=np.int64)
    for number, cluster in enumerate(kept):
        owner[_cells_of(cluster, setting)] = number
    labels = owner[setting.cell]
    if kept:
        first, last = (np.array([getattr(cluster, name) for cluster in kept]) for name in ("first", "last"))
        in_time = (setting.period >= first[labels]) & (setting.period <= last[labels]) & (setting.period >= 0)
        labels = np.where((labels >= 0) & in_time, labels, NOISE)
    flat = np.flatnonzero(owner >= 0)
    shapes = np.empty(len(kept), dtype=object)
    for number in range(len(kept)):
        own = flat[owner[flat] == number]
        shapes[number] = cell_outlines(setting.grid, own, np.zeros(own.size, dtype=np.int64), 1)[0]
    index = pd.RangeIndex(len(kept), name="cluster")
    return Detection(
        pd.Series(labels, incidents.index, name="cluster"),
        statistics=_statistics(kept, setting, method.alpha, index),
        polygons=gpd.GeoSeries(shapes, index=index, crs=incidents.crs),
        cells=Cells(setting.grid, flat, owner[flat]),
        notices=notices,
    )


def _draw(method: Scan, setting: Setting, seed: int) -> Draw:
    weights, cases = setting.weights, setting.cases
    if method.model == "poisson":
        by_period = weights.periods[:, None] * weights.places.ravel()[None, :].astype(np.float64)
        return random_places(by_period.ravel(), cases.size, seed)
    if method.model == "bernoulli":
        return random_labels(weights.places.ravel(), cases.size, seed)
    period, cell = np.divmod(cases, weights.places.size)
    return permuted_times(cell, period, weights.places.size, seed)


def _cells_of(cluster: Cluster, setting: Setting) -> Integers:
    """Return the cluster's cells that lie in the study area or hold incidents."""
    part = setting.inside.ravel().copy()
    part[setting.cell] = True
    return cluster.places[part[cluster.places]]


def _statistics(kept: list[Cluster], setting: Setting, alpha: float, index: pd.RangeIndex) -> pd.DataFrame:
    p = np.array([cluster.p_value for cluster in kept], dtype=np.float64)
    table = pd.DataFrame(
        {
            "p_value": p,
            "q_value": p,  # the highest of all windows is what each is held against: nothing is left to correct
            "significant": p <= alpha,
            "expected": np.array([cluster.expected for cluster in kept], dtype=np.float64),
            "relative_risk": np.array([cluster.relative_risk for cluster in kept], dtype=np.float64),
            "log_likelihood_ratio": np.array([cluster.llr for cluster in kept], dtype=np.float64),
        },
        index=index,
    )
    if setting.periods is not None:
        edges = setting.periods.edges
        table["begins"] = edges[[cluster.first for cluster in kept]]
        table["ends"] = edges[[cluster.last + 1 for cluster in kept]]
    return table

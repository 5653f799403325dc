"""HDBSCAN: clusters of any density, kept where they persist over the widest range of densities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pydantic import Field

from geo.hotspots.method import NOISE, Detection
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.hotspots.ground import Ground


class Hdbscan(Parameters):
    """Hierarchical density-based clusters, with parameters that mean what scikit-learn's mean.

    Incidents are taken in the order of their places, so that the order of the rows does not matter; incidents in one
    place get one label, that of most of them.

    References
    ----------
    Campello, Moulavi & Sander (2013), Density-based clustering based on hierarchical density estimates, PAKDD,
    160-172; McInnes & Healy (2017), Accelerated hierarchical density based clustering, ICDMW, 33-42.
    """

    name: ClassVar[str] = "hdbscan"
    source: ClassVar[str] = "Campello, Moulavi & Sander (2013), PAKDD, 160-172"
    says: ClassVar[Says] = Says(
        "Gugus kejadian dengan kerapatan berbeda-beda, tanpa jarak jangkau yang harus dipilih.",
        "Clusters of differing density, with no reach to choose.",
    )
    gives_surface: ClassVar[bool] = False
    tests_significance: ClassVar[bool] = False
    uses_time: ClassVar[bool] = False
    needs_network: ClassVar[bool] = False

    min_cluster_size: Annotated[
        int,
        Unit("incidents"),
        Help(
            id="Jumlah kejadian paling sedikit dalam satu titik rawan.",
            en="Fewest incidents that make a hotspot.",
        ),
    ] = Field(15, ge=2, le=100_000)
    min_samples: Annotated[
        int,
        Unit("incidents"),
        Help(
            id="Kerapatan diukur sampai kejadian terdekat ke sekian, termasuk dirinya; makin besar, makin ketat.",
            en="Density is measured to the incident this near, itself included; the larger, the stricter.",
        ),
    ] = Field(10, ge=2, le=1000)
    selection: Annotated[
        Literal["eom", "leaf"],
        Help(
            id="Cara memilih gugus: eom = yang paling mantap, leaf = yang paling kecil dan rapat.",
            en="How clusters are chosen: eom = the most persistent, leaf = the smallest and densest.",
        ),
    ] = "eom"

    def run(self, incidents: gpd.GeoDataFrame, ground: Ground, seed: int) -> Detection:
        """Label incidents; see `geo.hotspots.method.Method.run`."""
        places = shapely.get_coordinates(np.asarray(incidents.geometry.array))
        labels = np.full(len(places), NOISE, dtype=np.int64)
        if len(places) > self.min_samples and len(places) >= self.min_cluster_size:
            order = np.lexsort((places[:, 1], places[:, 0]))
            labels[order] = self._labels(places[order])
        return Detection(pd.Series(_by_first_row(labels), index=incidents.index, name="cluster"))

    def _labels(self, places: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        import numba
        from fast_hdbscan.hdbscan import fast_hdbscan

        # The package computes in float32: from the middle of the data that is millimetres, from the equator metres.
        middle = (places.min(axis=0) + places.max(axis=0)) / 2
        threads = numba.get_num_threads()
        numba.set_num_threads(1)  # ties between equal distances then fall the same way every time
        try:
            labels, _ = fast_hdbscan(
                places - middle,
                min_samples=self.min_samples - 1,  # it does not count the incident itself
                min_cluster_size=self.min_cluster_size,
                cluster_selection_method=self.selection,
            )
        finally:
            numba.set_num_threads(threads)
        return _one_per_place(places, np.asarray(labels, dtype=np.int64))


def _one_per_place(places: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Give incidents of one place the label of most of them (the lowest of equals), for places sorted by x, y."""
    new = np.ones(len(places), dtype=bool)
    new[1:] = (places[1:] != places[:-1]).any(axis=1)
    place = np.cumsum(new) - 1
    votes = pd.DataFrame({"place": place, "label": labels}).value_counts(sort=False).reset_index(name="n")
    votes = votes.sort_values(["place", "n", "label"], ascending=[True, False, True]).drop_duplicates("place")
    return votes["label"].to_numpy()[place]


def _by_first_row(labels: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Number clusters from 0 by their first row."""
    clusters, first = np.unique(labels[labels >= 0], return_index=True)
    if len(clusters) == 0:
        return labels
    number = np.empty(len(clusters), dtype=np.int64)
    number[np.argsort(first)] = np.arange(len(clusters))
    renumbered = labels.copy()
    renumbered[labels >= 0] = number[np.searchsorted(clusters, labels[labels >= 0])]
    return renumbered

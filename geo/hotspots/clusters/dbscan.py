"""DBSCAN: clusters are runs of places that each have enough incidents around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
import pandas as pd
import shapely
from pydantic import Field

from geo.hotspots.method import Detection
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.hotspots.ground import Ground


class Dbscan(Parameters):
    """Density-based clusters, exactly as scikit-learn labels them.

    An incident is a core when at least `min_samples` incidents, itself included, lie within `eps_m` of it. Cores
    within `eps_m` of each other belong to one cluster; other incidents within `eps_m` of a core join it; the rest
    is noise.

    References
    ----------
    Ester, Kriegel, Sander & Xu (1996), A density-based algorithm for discovering clusters, KDD-96, 226-231.
    """

    name: ClassVar[str] = "dbscan"
    source: ClassVar[str] = "Ester, Kriegel, Sander & Xu (1996), KDD-96, 226-231"
    says: ClassVar[Says] = Says(
        "Gugus kejadian yang rapat: tiap titik inti punya cukup banyak kejadian dalam jarak tertentu.",
        "Dense clusters of incidents: every core has enough incidents within a given distance.",
    )
    gives_surface: ClassVar[bool] = False
    tests_significance: ClassVar[bool] = False
    uses_time: ClassVar[bool] = False
    needs_network: ClassVar[bool] = False

    eps_m: Annotated[
        float,
        Unit("m"),
        Help(
            id="Jarak jangkau: kejadian sejauh ini masih dihitung bertetangga.",
            en="Reach: incidents up to this far apart count as neighbours.",
        ),
    ] = Field(500.0, ge=1, le=50_000)
    min_samples: Annotated[
        int,
        Unit("incidents"),
        Help(
            id="Jumlah kejadian paling sedikit dalam jarak jangkau, termasuk dirinya, agar menjadi inti.",
            en="Fewest incidents within reach, itself included, that make an incident a core.",
        ),
    ] = Field(5, ge=2, le=100_000)

    def run(self, incidents: gpd.GeoDataFrame, ground: Ground, seed: int) -> Detection:
        """Label incidents; see `geo.hotspots.method.Method.run`."""
        from geo.hotspots.clusters.dbscan_kernel import dbscan_labels

        places = shapely.get_coordinates(np.asarray(incidents.geometry.array))
        labels = dbscan_labels(places, self.eps_m, self.min_samples)
        return Detection(pd.Series(labels, index=incidents.index, name="cluster"), link_m=self.eps_m)

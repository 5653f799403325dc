"""ST-DBSCAN: runs of incidents that are near each other in space and in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
import pandas as pd
import shapely
from pydantic import Field

from geo.hotspots.method import NOISE, Detection
from geo.hotspots.moments import left_out, moments, too_few, window_microseconds
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.hotspots.ground import Ground


class StDbscan(Parameters):
    """Density-based clusters in space and time.

    Two incidents are neighbours when they lie within `eps_m` of each other and happened within `window_days` of each
    other. An incident is a core when at least `min_samples` incidents, itself included, are its neighbours. Cores that
    are neighbours belong to one cluster; other neighbours of a core join it; the rest is noise. The moment of an
    incident known only to an interval is the middle of it; one whose interval is longer than the window takes no part.

    A label belongs to an incident, not to a place: two incidents in one place, a year apart, may be of two clusters,
    and outlines of clusters of different times may lie over each other.

    References
    ----------
    Birant & Kut (2007), ST-DBSCAN: An algorithm for clustering spatial-temporal data, Data & Knowledge Engineering 60,
    208-221 (without its optional third threshold on other attributes).
    """

    name: ClassVar[str] = "st_dbscan"
    source: ClassVar[str] = "Birant & Kut (2007), Data & Knowledge Engineering 60, 208-221"
    says: ClassVar[Says] = Says(
        "Gugus kejadian yang rapat dalam ruang dan waktu: berdekatan tempatnya dan berdekatan pula waktunya.",
        "Dense clusters of incidents in space and time: near each other in place and in date as well.",
    )
    gives_surface: ClassVar[bool] = False
    tests_significance: ClassVar[bool] = False
    uses_time: ClassVar[bool] = True
    needs_network: ClassVar[bool] = False

    eps_m: Annotated[
        float,
        Unit("m"),
        Help(
            id="Jarak jangkau: kejadian sejauh ini masih dihitung bertetangga.",
            en="Reach: incidents up to this far apart count as neighbours.",
        ),
    ] = Field(500.0, ge=1, le=50_000)
    window_days: Annotated[
        float,
        Unit("days"),
        Help(
            id="Jendela waktu: kejadian bertetangga paling lama berselang sekian hari.",
            en="Window: neighbours happened at most this many days apart.",
        ),
    ] = Field(28.0, ge=0.04, le=3660)
    min_samples: Annotated[
        int,
        Unit("incidents"),
        Help(
            id="Jumlah kejadian paling sedikit dalam jangkauan ruang dan waktu, termasuk dirinya, agar menjadi inti.",
            en="Fewest incidents within reach in space and time, itself included, that make an incident a core.",
        ),
    ] = Field(5, ge=2, le=100_000)

    def run(self, incidents: gpd.GeoDataFrame, ground: Ground, seed: int) -> Detection:
        """Label incidents; see `geo.hotspots.method.Method.run`."""
        from geo.hotspots.overlapping_outlines import overlapping_outlines

        labels = np.full(len(incidents), NOISE, dtype=np.int64)
        places = shapely.get_coordinates(np.asarray(incidents.geometry.array))
        when = moments(incidents, self.window_days)
        notices = [left_out(when.n_without)] if when.n_without else []
        if int(when.usable.sum()) < self.min_samples:
            notices.append(too_few(int(when.usable.sum()), self.min_samples))
        else:
            from geo.hotspots.clusters.st_dbscan_kernel import st_dbscan_labels

            labels[when.usable] = st_dbscan_labels(
                places[when.usable],
                when.microseconds,
                self.eps_m,
                window_microseconds(self.window_days),
                self.min_samples,
            )
        return Detection(
            pd.Series(labels, index=incidents.index, name="cluster"),
            polygons=overlapping_outlines(places, labels, incidents.crs, self.eps_m),
            link_m=self.eps_m,
            notices=notices,
        )

"""Network kernel density: incidents per kilometre of road or river, and the stretches that hold most of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pydantic import Field

from geo.errors import ParameterError
from geo.hotspots.method import NOISE, Detection
from geo.hotspots.network import notices as texts
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.hotspots.ground import Ground
    from geo.hotspots.network.stretches import Stretches
    from geo.spatial.lixels import Lixels
    from geo.spatial.networks import Network, OnNetwork

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_MOST_LIXELS = 4_000_000
_WANTED_LIXELS = 500_000
_MOST_WORK = 1e10  # pieces of kernel, each about a hundredth of a microsecond
_SAMPLE = 64
_AT_ONCE = 8_000_000  # values of random patterns held at once
_TIE = 1e-9


@dataclass(frozen=True)
class _Laid:
    """The network within the study area cut into lixels, the edge of the whole network of each, and the incidents."""

    network: Network
    source: Integers
    lixels: Lixels
    on: OnNetwork


class NetworkDensity(Parameters):
    """Kernel density along a network with equal split at its nodes.

    Every incident within `snap_m` of the network is moved to its nearest place there and spreads a quartic kernel of
    reach `bandwidth_m` along it. Hotspots are the densest pieces (lixels) that together hold `share` of all density,
    joined where they meet. The densest piece of each is compared with the densest piece of as many incidents
    strewn evenly along the network.

    References
    ----------
    Okabe, Satoh & Sugihara (2009), International Journal of Geographical Information Science 23, 7-32; Okabe &
    Sugihara (2012), Spatial Analysis along Networks; Xie & Yan (2008), Computers, Environment and Urban Systems 32,
    396-406.
    """

    name: ClassVar[str] = "network_density"
    source: ClassVar[str] = (
        "Okabe, Satoh & Sugihara (2009), IJGIS 23, 7-32; Okabe & Sugihara (2012), Spatial Analysis along Networks; "
        "Xie & Yan (2008), Computers, Environment and Urban Systems 32, 396-406"
    )
    says: ClassVar[Says] = Says(
        "Ruas jalan atau sungai dengan kejadian per kilometer terbanyak, dihitung di sepanjang jaringan.",
        "Stretches of road or river with the most incidents per kilometre, measured along the network.",
    )
    gives_surface: ClassVar[bool] = True
    tests_significance: ClassVar[bool] = True
    uses_time: ClassVar[bool] = False
    needs_network: ClassVar[bool] = True

    bandwidth_m: Annotated[
        float,
        Unit("m"),
        Help(
            id="Jangkauan penghalusan di sepanjang jaringan.",
            en="Reach of the smoothing along the network.",
        ),
    ] = Field(500.0, ge=10, le=20_000)
    lixel_m: Annotated[
        float | None,
        Unit("m"),
        Help(
            id="Panjang potongan jaringan, paling panjang sama dengan jangkauan. Kosong: sepersepuluhnya.",
            en="Length of the pieces of the network, at most the reach. Empty: a tenth of it.",
        ),
    ] = Field(None, ge=1, le=20_000)
    kernel: Annotated[
        Literal["discontinuous", "continuous"],
        Unit("1"),
        Help(
            id="Pembagian di persimpangan: rata ke ruas lain (meloncat di simpul), atau menyambung di simpul.",
            en="Split at nodes: evenly among the other edges (jumps at nodes), or continuous at nodes.",
        ),
    ] = "discontinuous"
    snap_m: Annotated[
        float,
        Unit("m"),
        Help(
            id="Kejadian yang lebih jauh dari jaringan tidak ikut dihitung.",
            en="Incidents farther from the network than this take no part.",
        ),
    ] = Field(100.0, ge=1, le=5_000)
    share: Annotated[
        float,
        Unit("1"),
        Help(
            id="Bagian kepadatan yang dimuat titik rawan, di panjang jaringan yang terpendek.",
            en="Share of all density that the hotspots hold, within the shortest length of network.",
        ),
    ] = Field(0.25, ge=0.01, le=0.95)
    min_incidents: Annotated[
        int,
        Unit("incidents"),
        Help(
            id="Ruas padat dengan kejadian lebih sedikit dari ini bukan titik rawan.",
            en="A dense stretch with fewer incidents than this is no hotspot.",
        ),
    ] = Field(3, ge=1, le=100_000)
    permutations: Annotated[
        int,
        Unit("permutations"),
        Help(
            id="Sebaran acak pembanding di sepanjang jaringan; 0: tanpa uji.",
            en="Random patterns along the network to compare with; 0: no test.",
        ),
    ] = Field(99, ge=0, le=9_999)
    alpha: Annotated[
        float,
        Unit("1"),
        Help(
            id="Nilai p tertinggi yang masih disebut bermakna.",
            en="Highest p value that is called significant.",
        ),
    ] = Field(0.05, ge=0.0001, le=0.5)

    def run(self, incidents: gpd.GeoDataFrame, ground: Ground, seed: int) -> Detection:
        """Label incidents; see `geo.hotspots.method.Method.run`.

        Raises
        ------
        ParameterError
            When the network has another CRS, or the pieces or the work would be too many; the text names a remedy.
        """
        from geo.hotspots.network.kernel import spread_along
        from geo.hotspots.network.stretches import hot_pieces, stretches_of

        if ground.network is None:
            return _nothing(incidents, texts.NO_NETWORK, [])
        places = shapely.get_coordinates(np.asarray(incidents.geometry.array))
        notices = list(ground.network.notices)
        laid = self._laid(incidents, places, ground, notices)
        taking_part = int((laid.on.edge >= 0).sum())
        if not len(laid.network):
            return _nothing(incidents, texts.NOTHING_THERE, notices)
        if taking_part < self.min_incidents:
            return _nothing(incidents, texts.TOO_FEW.filled(n=taking_part, needed=self.min_incidents), notices)
        at = laid.lixels.at(laid.on.edge, laid.on.along_m)
        counts = np.bincount(at[at >= 0], minlength=len(laid.lixels))
        edge, along, mass = _distinct(laid.on)
        self._afford(laid, edge, taking_part)
        continuous = self.kernel == "continuous"
        held = spread_along(laid.network, laid.lixels, edge, along, mass, self.bandwidth_m, continuous=continuous)
        held = np.maximum(held, 0.0)  # rounding may leave a trace below zero
        density = held / laid.lixels.length_m
        hot = hot_pieces(held, density, self.share)
        found = stretches_of(laid.network, laid.lixels, hot, at, self.min_incidents)
        statistics = self._statistics(laid, counts, found, seed, notices)
        if found.too_small:
            notices.append(texts.SMALL.filled(n=found.too_small, least=self.min_incidents))
        return Detection(
            pd.Series(found.labels, incidents.index, np.int64, "cluster"),
            surface=_surface(laid, counts, density, incidents, notices),
            statistics=statistics,
            polygons=found.outlines(laid.network, laid.lixels, laid.on, places, incidents.crs),
            notices=notices,
        )

    def _laid(self, incidents: gpd.GeoDataFrame, places: Floats, ground: Ground, notices: list[Says]) -> _Laid:
        from geo.spatial.lixels import lixel_counts, lixels_of

        network = ground.network
        assert network is not None
        if network.crs is not None and network.crs != incidents.crs:
            raise ParameterError(
                name="network", problem=texts.OTHER_CRS.filled(own=str(network.crs), crs=str(incidents.crs))
            )
        source = np.arange(len(network))
        if ground.area is not None:
            # A road along the border may be drawn just outside; its incidents are inside.
            network, source = network.within(shapely.buffer(ground.area, self.snap_m, quad_segs=4))
        lixel_m = self.lixel_m or max(self.bandwidth_m / 10, network.total_m / _WANTED_LIXELS)
        if lixel_m > self.bandwidth_m:
            name = "lixel_m" if self.lixel_m else "bandwidth_m"
            raise ParameterError(name=name, problem=texts.COARSE.filled(m=lixel_m, reach=self.bandwidth_m))
        if (pieces := int(lixel_counts(network.lengths_m, lixel_m).sum())) > _MOST_LIXELS:
            raise ParameterError(name="lixel_m", problem=texts.MANY.filled(m=lixel_m, n=pieces, most=_MOST_LIXELS))
        on = network.snap(places, self.snap_m)
        if far := int((on.edge < 0).sum()):
            notices.append(texts.FAR.filled(n=far, m=self.snap_m))
        notices.append(texts.TOLD.filled(km=network.total_m / 1000, m=round(lixel_m, 1), reach=self.bandwidth_m))
        return _Laid(network, source, lixels_of(network, lixel_m), on)

    def _afford(self, laid: _Laid, edge: Integers, n: int) -> None:
        """Refuse what would take minutes, from the cost of a few incidents."""
        from geo.hotspots.network.kernel import TooManyWaysError, cost_of_walks

        picked = edge[np.linspace(0, len(edge) - 1, min(len(edge), _SAMPLE)).astype(np.int64)]
        continuous = self.kernel == "continuous"
        try:
            cost = cost_of_walks(laid.network, laid.lixels, picked, self.bandwidth_m, continuous=continuous)
        except TooManyWaysError as error:
            raise ParameterError(name="bandwidth_m", problem=texts.WIDE.filled(m=self.bandwidth_m)) from error
        edges = len(np.unique(edge))
        work = len(edge) * cost.pieces + 4 * edges * cost.entries
        if work > _MOST_WORK:
            raise ParameterError(name="bandwidth_m", problem=texts.WIDE.filled(m=self.bandwidth_m))
        pieces = len(laid.lixels)
        rounds = self.permutations * pieces / _AT_ONCE + 1
        spots = min(n, pieces)
        each = rounds * (min(n * self.permutations, pieces) * cost.pieces + 4 * len(laid.network) * cost.entries)
        work += (each if self.permutations else 0) + self.permutations * spots * cost.pieces / 4
        if work > _MOST_WORK:
            most = int(self.permutations * _MOST_WORK / work)
            raise ParameterError(name="permutations", problem=texts.LONG.filled(n=self.permutations, most=most))

    def _statistics(
        self, laid: _Laid, counts: Integers, found: Stretches, seed: int, notices: list[Says]
    ) -> pd.DataFrame:
        n, runs = int(counts.sum()), self.permutations
        index = pd.RangeIndex(found.count, name="cluster")
        shared = found.lengths_m(laid.lixels) / laid.network.total_m
        table = pd.DataFrame({"expected": n * shared, "significant": False}, index=index)
        if not runs or not found.count:
            return table
        peaks, highest = self._peaks(laid, counts, found, seed)
        reached = (highest[None, :] >= peaks[:, None] * (1 - _TIE)).sum(axis=1)
        table["p_value"] = (1 + reached) / (1 + runs)
        table["significant"] = table["p_value"] <= self.alpha
        told = int(table["significant"].sum())
        notices.append(texts.TESTED.filled(n=told, all=found.count, alpha=self.alpha, runs=runs))
        return table

    def _peaks(self, laid: _Laid, counts: Integers, found: Stretches, seed: int) -> tuple[Floats, Floats]:
        """Return the peak of each hotspot and of each random pattern, all with incidents in the middle of lixels."""
        from geo.hotspots.network.kernel import spread_counts

        random = np.random.default_rng(seed)
        reach = np.cumsum(laid.lixels.length_m)
        n, pieces = int(counts.sum()), len(laid.lixels)
        step = max(1, _AT_ONCE // pieces)
        highest: list[Floats] = []
        peaks = np.zeros(0)
        for low in range(0, self.permutations + 1, step):
            patterns = np.zeros((min(step, self.permutations + 1 - low), pieces), dtype=np.int64)
            for k in range(len(patterns)):
                if low + k == 0:
                    patterns[k] = counts
                    continue
                strewn = np.searchsorted(reach, random.random(n) * reach[-1], side="right")
                patterns[k] = np.bincount(np.minimum(strewn, pieces - 1), minlength=pieces)
            held = spread_counts(
                laid.network, laid.lixels, patterns.T, self.bandwidth_m, continuous=self.kernel == "continuous"
            )
            held /= laid.lixels.length_m[:, None]
            if low == 0:
                peaks = found.highest(held[:, 0])
                held = held[:, 1:]
            highest.append(held.max(axis=0))
        return peaks, np.concatenate(highest)


def _distinct(on: OnNetwork) -> tuple[Integers, Floats, Floats]:
    """Return the distinct places on the network, in order, and how many incidents each holds."""
    kept = np.flatnonzero(on.edge >= 0)
    order = kept[np.lexsort((on.along_m[kept], on.edge[kept]))]
    edge, along = on.edge[order], on.along_m[order]
    new = np.append(True, (edge[1:] != edge[:-1]) | (along[1:] != along[:-1]))
    return edge[new], along[new], np.bincount(np.cumsum(new) - 1).astype(np.float64)


def _surface(
    laid: _Laid, counts: Integers, density: Floats, incidents: gpd.GeoDataFrame, notices: list[Says]
) -> gpd.GeoDataFrame:
    """Return the pieces above a thousandth of the peak as lines, in the form of `SURFACES` with `density_km`."""
    import geopandas as gpd

    from geo.hotspots.surface import strongest
    from geo.tables.hotspots import SURFACES

    shown = density > density.max() / 1000
    which = strongest(density, shown)
    text = texts.SURFACE if len(which) == int(shown.sum()) else texts.CUT_SURFACE
    notices.append(text.filled(n=len(which), all=int(shown.sum())))
    source = laid.source[laid.lixels.edge]
    number = np.arange(len(source)) - np.searchsorted(source, source)
    ids = [f"lixel:{edge}:{k}" for edge, k in zip(source[which], number[which], strict=True)]
    lines = laid.lixels.lines(laid.network, which)
    frame = gpd.GeoDataFrame(
        {"cell_id": ids, "n": counts[which]}, geometry=gpd.GeoSeries(lines, crs=incidents.crs), crs=incidents.crs
    )
    shaped = SURFACES.shaped(frame)
    assert isinstance(shaped, gpd.GeoDataFrame)
    shaped["density_km"] = density[which] * 1000
    return shaped


def _nothing(incidents: gpd.GeoDataFrame, why: Says, notices: list[Says]) -> Detection:
    labels = pd.Series(np.full(len(incidents), NOISE), incidents.index, np.int64, "cluster")
    return Detection(labels, notices=[*notices, why])

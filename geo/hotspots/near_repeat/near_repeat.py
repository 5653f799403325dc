"""Near repeats: chains of incidents that follow each other closely, and whether chance makes such chains."""

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
    from geo.hotspots.near_repeat.chains import Chains

_GIANT = 0.5


class NearRepeat(Parameters):
    """Chains of near repeats.

    Two incidents are linked when they lie within `distance_m` of each other and happened within `window_days` of each
    other. A chain is everything that links hold together. Its p value is the share of shuffles of the moments over the
    places whose *largest* chain is at least as large: that is the chance of any such chain anywhere, so q equals p and
    needs no further correction. Chains that are not significant are kept and marked so.

    The moment of an incident known only to an interval is the middle of it; one whose interval is longer than the
    window takes no part. A label belongs to an incident, not to a place, and outlines of chains of different times may
    lie over each other.

    References
    ----------
    Knox (1964), Applied Statistics 13, 25-29; Townsley, Homel & Chaseling (2003), British Journal of Criminology 43,
    615-633; Johnson et al. (2007), Journal of Quantitative Criminology 23, 201-219; Ratcliffe (2009), Near Repeat
    Calculator; Kulldorff (1997), Communications in Statistics 26, 1481-1496 (the largest of each simulation).
    """

    name: ClassVar[str] = "near_repeat"
    source: ClassVar[str] = (
        "Knox (1964), Applied Statistics 13, 25-29; Townsley et al. (2003), British Journal of Criminology 43, 615-633"
    )
    says: ClassVar[Says] = Says(
        "Rantai kejadian yang berulang di dekatnya dalam waktu singkat, diuji terhadap waktu yang diacak.",
        "Chains of incidents that repeat near by within a short time, tested against shuffled times.",
    )
    gives_surface: ClassVar[bool] = False
    tests_significance: ClassVar[bool] = True
    uses_time: ClassVar[bool] = True
    needs_network: ClassVar[bool] = False

    distance_m: Annotated[
        float,
        Unit("m"),
        Help(
            id="Jarak terjauh dua kejadian yang dihitung berulang.",
            en="Farthest distance of two incidents that count as a near repeat.",
        ),
    ] = Field(200.0, ge=1, le=50_000)
    window_days: Annotated[
        float,
        Unit("days"),
        Help(
            id="Selang waktu terpanjang dua kejadian yang dihitung berulang.",
            en="Longest time between two incidents that count as a near repeat.",
        ),
    ] = Field(14.0, ge=0.04, le=3660)
    permutations: Annotated[
        int,
        Unit("permutations"),
        Help(
            id="Banyaknya pengacakan waktu; nilai p terkecil adalah 1 / (1 + banyaknya).",
            en="Number of shuffles of the times; the smallest p value is 1 / (1 + their number).",
        ),
    ] = Field(99, ge=19, le=9999)
    alpha: Annotated[
        float,
        Unit("1"),
        Help(
            id="Nilai p tertinggi rantai yang disebut bermakna.",
            en="Highest p value of a chain that is called significant.",
        ),
    ] = Field(0.05, ge=0.0001, le=0.5)
    min_incidents: Annotated[
        int,
        Unit("incidents"),
        Help(
            id="Rantai dengan kejadian lebih sedikit dari ini bukan titik rawan.",
            en="A chain with fewer incidents than this is no hotspot.",
        ),
    ] = Field(3, ge=2, le=100_000)

    def run(self, incidents: gpd.GeoDataFrame, ground: Ground, seed: int) -> Detection:
        """Label incidents; see `geo.hotspots.method.Method.run`.

        Raises
        ------
        ParameterError
            When the shuffles would compare too many pairs; take a shorter distance or window, or fewer permutations.
        """
        when = moments(incidents, self.window_days)
        notices = [left_out(when.n_without)] if when.n_without else []
        labels = pd.Series(np.full(len(incidents), NOISE), incidents.index, np.int64, "cluster")
        usable = int(when.usable.sum())
        if usable < self.min_incidents:
            notices.append(too_few(usable, self.min_incidents))
            return Detection(labels, link_m=self.distance_m, notices=notices)
        from geo.hotspots.near_repeat.chains import near_repeat_chains
        from geo.hotspots.overlapping_outlines import overlapping_outlines

        places = shapely.get_coordinates(np.asarray(incidents.geometry.array))
        chains = near_repeat_chains(
            places[when.usable],
            when.microseconds,
            self.distance_m,
            window_microseconds(self.window_days),
            min_incidents=self.min_incidents,
            permutations=self.permutations,
            seed=seed,
        )
        labels[when.usable] = chains.labels
        statistics = pd.DataFrame(
            {
                "p_value": chains.p_values,
                "q_value": chains.p_values,
                "significant": chains.p_values <= self.alpha,
            },
            index=pd.RangeIndex(len(chains.sizes), name="cluster"),
        )
        self._tell(chains, usable, notices)
        return Detection(
            labels,
            statistics=statistics,
            polygons=overlapping_outlines(places, labels.to_numpy(), incidents.crs, self.distance_m),
            link_m=self.distance_m,
            notices=notices,
        )

    def _tell(self, chains: Chains, usable: int, notices: list[Says]) -> None:
        notices.append(self._knox(chains))
        notices.append(
            Says(
                "{n} rantai berisi paling sedikit {least} kejadian, {sure} bermakna (p paling tinggi {alpha}); rantai "
                "terbesar {largest} kejadian, pada waktu yang diacak biasanya {usual}.",
                "{n} chains of at least {least} incidents, {sure} significant (p at most {alpha}); the largest has "
                "{largest} incidents, with shuffled times usually {usual}.",
            ).filled(
                n=len(chains.sizes),
                least=self.min_incidents,
                sure=int((chains.p_values <= self.alpha).sum()),
                alpha=self.alpha,
                largest=int(chains.sizes.max(initial=0)),
                usual=float(np.median(chains.largest_of_shuffles)),
            )
        )
        if self.alpha < 1 / (1 + self.permutations):
            notices.append(
                Says(
                    "Dengan {n} permutasi nilai p tidak bisa di bawah {least}, jadi tidak ada rantai yang dapat "
                    "bermakna pada {alpha}; tambah permutasi.",
                    "With {n} permutations p cannot fall below {least}, so no chain can be significant at {alpha}; "
                    "take more permutations.",
                ).filled(n=self.permutations, least=1 / (1 + self.permutations), alpha=self.alpha)
            )
        if chains.sizes.max(initial=0) > _GIANT * usable:
            notices.append(
                Says(
                    "Satu rantai memuat lebih dari separuh kejadian: jarak atau selang waktu terlalu longgar untuk "
                    "data serapat ini; perkecil.",
                    "One chain holds more than half of the incidents: distance or window are too wide for data as "
                    "dense as these; take smaller ones.",
                )
            )

    def _knox(self, chains: Chains) -> Says:
        if chains.expected_pairs == 0:
            return Says(
                "Tidak ada pasangan kejadian yang berdekatan sekaligus dalam jarak {m} m dan selang {days} hari.",
                "No pairs of incidents are near by both {m} m and {days} days.",
            ).filled(m=self.distance_m, days=self.window_days)
        return Says(
            "Uji Knox: {n} pasangan kejadian berjarak sampai {m} m dan {days} hari, {expected} diharapkan bila waktu "
            "tak bergantung pada tempat ({ratio} kali, p = {p}).",
            "Knox's test: {n} pairs of incidents within {m} m and {days} days, {expected} expected if time did not "
            "depend on place ({ratio} times, p = {p}).",
        ).filled(
            n=chains.pairs,
            m=self.distance_m,
            days=self.window_days,
            expected=round(chains.expected_pairs, 1),
            ratio=round(chains.pairs / chains.expected_pairs, 2),
            p=round(chains.pairs_p_value, 4),
        )

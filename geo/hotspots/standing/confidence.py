"""How sure a hotspot, its rank and its border are: what the method finds when the incidents are drawn again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import GeoError, ParameterError
from geo.hotspots.checked import Checked
from geo.hotspots.explain_chance import WEAK_CONFIDENCE
from geo.hotspots.method import Detection, Method
from geo.hotspots.standing.borders import Stand, Tally, cell_borders, cells_on, member_borders
from geo.hotspots.standing.found_again import matched, ranks
from geo.hotspots.standing.resample import Resample, in_order_of_place, replicates_for, resamples
from geo.languages import Says

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

CORE_INCLUSION = 0.9
RANK_QUANTILES = (0.05, 0.95)
MOST_ASKED = 1000


_NOT_RESAMPLED: Mapping[str, Says] = MappingProxyType(
    {
        "near_repeat": Says(
            "Keyakinan tidak dihitung: kejadian yang terambil dua kali akan menjadi ulangan bagi dirinya sendiri.",
            "Confidence is not computed: an incident drawn twice would be a near repeat of itself.",
        )
    }
)


@dataclass(frozen=True)
class Confidence:
    """What resampling says about the hotspots of one run.

    Parameters
    ----------
    hotspots
        Indexed by cluster, in the order of the ranks: confidence (share of the replicates in which it was found
        again), rank_low and rank_high (5th and 95th percentile of its rank, its own rank included), core_share (share
        of its incidents that belonged to it in at least nine tenths of the replicates in which they were drawn), weak
        (confidence below a half). NaN, NA and False without replicates.
    inclusion
        On the index of the incidents: in which share of the replicates the place of each incident belonged to the
        incident's hotspot; NaN for noise, and without replicates.
    borders
        Columns cluster, hotspot_id (when the hotspots have one), inclusion (0.5: the probable extent, 0.9: the sure
        core), geometry, in the incidents' CRS; hotspots that hold no ground so surely are left out.
    replicates
        Number of replicates counted.
    notices
        What the user should know, in both languages.
    """

    hotspots: pd.DataFrame
    inclusion: pd.Series[float]
    borders: gpd.GeoDataFrame
    replicates: int
    notices: list[Says]


def confidence(
    ready: Checked,
    method: Method,
    detection: Detection,
    hotspots: pd.DataFrame,
    *,
    replicates: int | None = None,
    seed: int = 0,
) -> Confidence:
    """Draw the incidents again with replacement, run the method on each draw, and count what comes back.

    A hotspot is found again in a replicate when at least half of its drawn incidents are in one cluster there, and that
    cluster has more of this hotspot's incidents than of any other's. Its rank there is that cluster's, by harm and
    number; where it is not found, one after the last. Parameters that the method chose itself (`Detection.chosen`,
    where the method tells them) are kept, so that all replicates answer the same question.

    Parameters
    ----------
    ready
        The incidents and the ground, as `geo.hotspots.checked.checked` makes them.
    method
        The method with the parameters of the run.
    detection
        What it found among these incidents.
    hotspots
        The hotspots of the run with the columns cluster, rank, n, harm; hotspot_id if the borders shall carry it.
    replicates
        0 to 1000; None: as many as `replicates_for` allows.
    seed
        Source of all randomness. The answer does not depend on the order of the rows.

    Returns
    -------
    Confidence
        Per hotspot, per incident, and the borders.

    Raises
    ------
    ParameterError
        When `replicates` is not from 0 to 1000.

    Notes
    -----
    A draw has as many incidents as the data, each place holding a Poisson-like number around what it held; so counts
    of any area are right on average, and vary as another period's would if incidents were independent. They are
    not quite: a draw also stacks incidents on one place where the data had none, which makes draws a little lumpier
    than a new period would be; a method that looks closer than the distance between incidents (`min_samples` of two
    or three) finds clusters in such stacks. And chance fluctuations of the data are part of every draw: confidence
    says how surely the *data* show a hotspot, not that there is a cause behind it. That is what p values are for.

    References
    ----------
    Efron (1979), Annals of Statistics 7, 1-26; Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13
    (percentile intervals); Hennig (2007), Computational Statistics & Data Analysis 52, 258-271 (clusters found again).
    """
    n = len(ready.incidents)
    wanted = replicates_for(method.name, n) if replicates is None else replicates
    if not 0 <= wanted <= MOST_ASKED:
        problem = Says("harus dari 0 sampai {most}.", "must be from 0 to {most}.").filled(most=MOST_ASKED)
        raise ParameterError(name="replicates", problem=problem)
    if not len(hotspots):
        return _unknown(ready, hotspots, [])
    if method.name in _NOT_RESAMPLED:
        return _unknown(ready, hotspots, [_NOT_RESAMPLED[method.name]])
    if wanted == 0:
        return _unknown(ready, hotspots, [_not_asked(replicates, n)])
    order = in_order_of_place(ready.incidents)
    incidents = ready.incidents.iloc[order].reset_index(drop=True)
    labels = detection.labels.to_numpy(dtype=np.int64)[order]
    count = _Count(incidents, labels, detection, hotspots, uses_time=method.uses_time)
    again = _settled(method, detection)
    ground = replace(ready.ground, wants_surface=False)
    for draw in resamples(n, wanted, seed):
        sample = incidents.iloc[draw.rows].reset_index(drop=True)
        try:
            found = again.run(sample, ground, draw.seed)
        except GeoError:  # a draw may lack what the method needs, for example an extent
            continue
        count.add(draw, found)
    if 2 * count.replicates < wanted:
        failed = Says(
            "Keyakinan tidak dapat dihitung: metode menolak {failed} dari {all} pengambilan ulang.",
            "Confidence could not be computed: the method refused {failed} of {all} resamples.",
        )
        return _unknown(ready, hotspots, [failed.filled(failed=wanted - count.replicates, all=wanted)])
    inclusion = pd.Series(np.nan, index=ready.incidents.index, name="inclusion", dtype="float64")
    inclusion.iloc[order] = count.inclusion()
    return Confidence(
        count.per_hotspot(), inclusion, count.borders(ready.ground.area), count.replicates, [count.told()]
    )


class _Count:
    """What the replicates add up to; hotspots are numbered 0, 1, … by rank, incidents in the order of places."""

    def __init__(
        self,
        incidents: gpd.GeoDataFrame,
        labels: Integers,
        detection: Detection,
        hotspots: pd.DataFrame,
        *,
        uses_time: bool,
    ) -> None:
        self.detection, self.crs = detection, incidents.crs
        self.table = hotspots.sort_values("rank", kind="stable")
        clusters = self.table["cluster"].to_numpy(dtype=np.int64)
        self.number = np.full(max(int(labels.max(initial=-1)), int(clusters.max())) + 2, -1, dtype=np.int64)
        self.number[clusters] = np.arange(len(clusters))
        self.own = self.number[labels]  # noise, -1, meets the last entry, which is -1
        self.harm = incidents["harm"].to_numpy(dtype=np.float64)
        self.places = shapely.get_coordinates(np.asarray(incidents.geometry.array))
        self.replicates = 0
        self.found = np.zeros(len(clusters), dtype=np.int64)
        self.ranks: list[Integers] = []
        self.drawn, self.kept = np.zeros((2, len(labels)), dtype=np.int64)
        cells = detection.cells
        if cells is None:
            self.tally = Tally(self.own, len(clusters))
            self.stand = None if uses_time else Stand(self.places, detection.link_m)
        else:
            on_cells = np.full(cells.grid.rows * cells.grid.columns, -1, dtype=np.int64)
            on_cells[cells.flat] = self.number[cells.cluster]
            self.tally = Tally(on_cells, len(clusters))

    def add(self, draw: Resample, found: Detection) -> None:
        labels = np.full(len(self.own), -1, dtype=np.int64)
        labels[draw.rows] = found.labels.to_numpy(dtype=np.int64)
        clusters = int(labels.max(initial=-1)) + 1
        match = matched(self.own, labels, draw.times, len(self.found), clusters)
        self.replicates += 1
        self.found += match >= 0
        rank = np.full(clusters + 1, max(clusters, len(self.found)) + 1, dtype=np.int64)
        rank[:clusters] = ranks(labels, draw.times, self.harm, clusters)
        self.ranks.append(rank[match])  # not found, -1, meets the last entry
        heir = np.full(clusters + 1, -1, dtype=np.int64)
        heir[match[match >= 0]] = np.flatnonzero(match >= 0)
        drawn = draw.times > 0
        now = heir[labels]
        self.drawn += drawn
        self.kept += drawn & (now == self.own) & (self.own >= 0)
        self._include(found, heir, now, drawn)

    def _include(self, found: Detection, heir: Integers, now: Integers, drawn: npt.NDArray[np.bool_]) -> None:
        if self.detection.cells is not None:
            nothing = np.empty(0, dtype=np.int64)
            cells = found.cells
            hot = (
                (nothing, nothing)
                if cells is None
                else cells_on(self.detection.cells.grid, cells, heir[np.asarray(cells.cluster, dtype=np.int64)])
            )
            self.tally.add(*hot)
        elif self.stand is None:
            self.tally.add(np.flatnonzero(now >= 0), now[now >= 0], drawn)
        else:
            spread = self.stand.spread(now, drawn)
            self.tally.add(np.flatnonzero(spread >= 0), spread[spread >= 0])

    def per_hotspot(self) -> pd.DataFrame:
        share = self.found / self.replicates
        placed, own_rank = np.stack(self.ranks), self.table["rank"].to_numpy(dtype=np.int64)
        low = np.quantile(placed, RANK_QUANTILES[0], axis=0, method="lower").astype(np.int64)
        high = np.quantile(placed, RANK_QUANTILES[1], axis=0, method="higher").astype(np.int64)
        member = self.own >= 0
        sure = (self.drawn > 0) & (self.kept >= CORE_INCLUSION * self.drawn - 1e-9)
        members = np.bincount(self.own[member], minlength=len(share))
        return pd.DataFrame(
            {
                "confidence": share,
                "rank_low": pd.array(np.minimum(low, own_rank), dtype="Int64"),
                "rank_high": pd.array(np.maximum(high, own_rank), dtype="Int64"),
                "core_share": np.bincount(self.own[member], sure[member], minlength=len(share)) / members,
                "weak": share < WEAK_CONFIDENCE,
            },
            index=pd.Index(self.table["cluster"].to_numpy(dtype=np.int64), name="cluster"),
        )

    def told(self) -> Says:
        weak = int((self.found < WEAK_CONFIDENCE * self.replicates).sum())
        return Says(
            "Keyakinan dari {replicates} pengambilan ulang kejadian: {weak} dari {all} titik rawan lemah (ditemukan "
            "kembali kurang dari separuh).",
            "Confidence from {replicates} resamples of the incidents: {weak} of {all} hotspots are weak (found again "
            "in fewer than half).",
        ).filled(replicates=self.replicates, weak=weak, all=len(self.found))

    def inclusion(self) -> Floats:
        cells = self.detection.cells
        if cells is None:
            share = self.tally.own_share
        else:
            at = cells.grid.index_of(self.places[:, 0], self.places[:, 1])
            share = np.where(at >= 0, self.tally.own_share[np.maximum(at, 0)], 0.0)
        return np.where(self.own >= 0, share, np.nan)

    def borders(self, area: BaseGeometry | None) -> gpd.GeoDataFrame:
        cells = self.detection.cells
        if cells is not None:
            return _named(cell_borders(self.tally, cells.grid, self.crs, area), self.table)
        drawn = member_borders(self.tally, self.places, self.crs, area, self.detection.link_m)
        return _named(drawn, self.table)


def _settled(method: Method, detection: Detection) -> Method:
    """Return the method with the parameters that it chose itself, where it tells them."""
    return type(method)(**{**method.model_dump(), **detection.chosen}) if detection.chosen else method


def _named(drawn: gpd.GeoDataFrame, table: pd.DataFrame) -> gpd.GeoDataFrame:
    at = drawn.pop("hotspot").to_numpy(dtype=np.int64)
    drawn.insert(0, "cluster", table["cluster"].to_numpy(dtype=np.int64)[at])
    if "hotspot_id" in table.columns:
        drawn.insert(1, "hotspot_id", table["hotspot_id"].to_numpy(dtype=object)[at])
    return drawn


def _unknown(ready: Checked, hotspots: pd.DataFrame, notices: list[Says]) -> Confidence:
    table = hotspots.sort_values("rank", kind="stable")
    size, crs = len(table), ready.incidents.crs
    per_hotspot = pd.DataFrame(
        {
            "confidence": np.full(size, np.nan),
            "rank_low": pd.array([None] * size, dtype="Int64"),
            "rank_high": pd.array([None] * size, dtype="Int64"),
            "core_share": np.full(size, np.nan),
            "weak": np.zeros(size, dtype=bool),
        },
        index=pd.Index(table["cluster"].to_numpy(dtype=np.int64), name="cluster"),
    )
    none = gpd.GeoDataFrame(
        {"hotspot": np.empty(0, dtype=np.int64), "inclusion": np.empty(0)}, geometry=gpd.GeoSeries([], crs=crs), crs=crs
    )
    inclusion = pd.Series(np.nan, index=ready.incidents.index, name="inclusion", dtype="float64")
    return Confidence(per_hotspot, inclusion, _named(none, table), 0, notices)


def _not_asked(replicates: int | None, n: int) -> Says:
    if replicates == 0:
        return Says("Keyakinan tidak dihitung, sesuai permintaan.", "Confidence was not computed, as asked.")
    return Says(
        "Keyakinan tidak dihitung: pengambilan ulang {n} kejadian dengan metode ini akan lama. "
        "Minta sendiri: --replicates 100.",
        "Confidence was not computed: resampling {n} incidents with this method would take long. "
        "Ask for it: --replicates 100.",
    ).filled(n=n)

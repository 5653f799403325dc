"""Emerging hot spots: which places are hot now, and whether they are new, lasting, growing or fading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pydantic import Field

from geo.errors import ParameterError
from geo.hotspots.cell_size import assumed_area, counting_cell_m
from geo.hotspots.hot_cells.told import tell_cells, tell_periods, too_few, too_few_cells, too_few_periods
from geo.hotspots.method import NOISE, Detection
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit
from geo.spatial.grid import Grid

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.hotspots.cells_to_hotspots import CellHotspots
    from geo.hotspots.ground import Ground

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_MOST_BINS = 3_000_000
_MOST_BINS_ASKED = 8_000_000
_MOST_PERIODS = 2_000
_FEWEST_PERIODS = 4
_FEWEST_CELLS = 20
_AUTOMATIC_REACH = 1.5
_LONGEST_REACH = 5.0
_SMALL_NEIGHBOURHOOD = 150
_CROWDING = 8


class Emerging(Parameters):
    """Space-time Gi* of every cell and period, its trend by Mann-Kendall, and one of seventeen classes per cell.

    The neighbourhood of a cell in a period is the cells whose centres lie within `distance_m`, in that period and the
    `time_steps` before; it is compared with all cells in all periods, cells without incidents included. A bin is hot
    (cold) when its neighbourhood holds more (less) than expected and its q value over all bins is at most `alpha`.
    By default p is the larger of two: that of z on the normal curve, and the exact binomial chance if all incidents
    fell anywhere and anytime alike, without which a handful of incidents would pass for significant.
    Hotspots are the cells that are hot in the last period, joined where they share a side; `pattern` says how they
    came to be so (see `geo.hotspots.hot_cells.patterns`). A trend is one of the Gi* of the single periods, without
    those before: overlapping neighbourhoods would show trends where there are none.

    References
    ----------
    Ord & Getis (1995), Geographical Analysis 27, 286-306; Mann (1945), Econometrica 13, 245-259; Benjamini & Hochberg
    (1995), Journal of the Royal Statistical Society B 57, 289-300; the classes: ArcGIS Pro, Emerging Hot Spot Analysis.
    """

    name: ClassVar[str] = "emerging"
    source: ClassVar[str] = (
        "Ord & Getis (1995), Geographical Analysis 27, 286-306, per period; Mann (1945), Econometrica 13, 245-259"
    )
    says: ClassVar[Says] = Says(
        "Titik rawan yang muncul: sel yang kini rawan, apakah baru, menetap, menguat, atau melemah.",
        "Emerging hotspots: cells that are hot now, and whether they are new, lasting, growing or fading.",
    )
    gives_surface: ClassVar[bool] = True
    tests_significance: ClassVar[bool] = True
    uses_time: ClassVar[bool] = True
    needs_network: ClassVar[bool] = False

    cell_m: Annotated[
        float | None,
        Unit("m"),
        Help(
            id="Sisi sel. Kosong: dua kejadian per sel bila merata, paling kecil sisi wilayah dibagi 150.",
            en="Side of a cell. Empty: two incidents per cell if even, at least a 150th of the area's shorter side.",
        ),
    ] = Field(None, ge=10, le=50_000)
    distance_m: Annotated[
        float | None,
        Unit("m"),
        Help(
            id="Jarak tetangga antarpusat sel, paling jauh lima sel. Kosong: satu setengah sel, yaitu 3 x 3 sel.",
            en="Distance of neighbours between centres, at most five cells. Empty: one and a half cells: 3 x 3.",
        ),
    ] = Field(None, ge=10, le=100_000)
    period_days: Annotated[
        int | None,
        Unit("days"),
        Help(
            id="Panjang satu periode, dihitung mundur dari hari terakhir data. Kosong: yang terpanjang dari 364, 182, "
            "91, 56, 28, 14, 7, dan 1 hari yang memberi sepuluh periode.",
            en="Length of a period, counted back from the last day of the data. Empty: the longest of 364, 182, 91, "
            "56, 28, 14, 7 and 1 days that gives ten periods.",
        ),
    ] = Field(None, ge=1, le=3_660)
    time_steps: Annotated[
        int,
        Unit("1"),
        Help(
            id="Banyaknya periode sebelumnya yang ikut menjadi tetangga.",
            en="How many periods before its own count as neighbours.",
        ),
    ] = Field(1, ge=0, le=12)
    alpha: Annotated[
        float,
        Unit("1"),
        Help(
            id="Bagian temuan keliru yang diterima di antara sel-periode panas atau dingin (nilai q tertinggi).",
            en="Share of false findings accepted among hot or cold cells and periods (highest q value).",
        ),
    ] = Field(0.05, ge=0.0001, le=0.5)
    trend_alpha: Annotated[
        float,
        Unit("1"),
        Help(
            id="Nilai p tertinggi untuk menyebut sel menguat atau melemah (Mann-Kendall, dua sisi).",
            en="Highest p value for calling a cell intensifying or diminishing (Mann-Kendall, two-sided).",
        ),
    ] = Field(0.05, ge=0.0001, le=0.5)
    inference: Annotated[
        Literal["guarded", "permutation", "analytic"],
        Unit("1"),
        Help(
            id="Asal nilai p: sebaran normal dijaga peluang binomial, semua pengacakan sel dan periode, atau sebaran "
            "normal saja.",
            en="Where p comes from: the normal curve guarded by the binomial chance, all shuffles of cells and "
            "periods, or the normal curve alone.",
        ),
    ] = "guarded"
    min_incidents: Annotated[
        int,
        Unit("incidents"),
        Help(
            id="Kelompok sel dengan kejadian lebih sedikit dari ini bukan titik rawan.",
            en="A group of cells with fewer incidents than this is no hotspot.",
        ),
    ] = Field(3, ge=1, le=100_000)

    def run(self, incidents: gpd.GeoDataFrame, ground: Ground, seed: int) -> Detection:
        """Label incidents; see `geo.hotspots.method.Method.run`.

        Incidents whose time is unknown, or known only to an interval longer than a period, take no part and are -1.
        All others in the cells of a hotspot belong to it, of whatever period. `statistics` has also `pattern`, the
        most frequent class among the hotspot's cells (of equally frequent ones the first in the order of the classes),
        `surface` has also `pattern` and `trend_z` (Mann-Kendall's z of the cell's Gi*, each period taken by itself).

        Raises
        ------
        ParameterError
            When there would be too many cells and periods, or the distance spans too many cells or too much of them.
        """
        from geo.hotspots.cells_to_hotspots import cells_to_hotspots
        from geo.hotspots.hot_cells.mann_kendall import mann_kendall
        from geo.hotspots.hot_cells.patterns import CURRENT_HOT, PATTERNS, emerging_patterns
        from geo.hotspots.hot_cells.space_time_gi_star import even_p_values, space_time_gi_star
        from geo.hotspots.hot_cells.whole_periods import whole_periods
        from geo.hotspots.significance import benjamini_hochberg
        from geo.hotspots.surface import strongest, surface_of
        from geo.spatial.coverage import coverage

        notices: list[Says] = []
        nothing = pd.Series(np.full(len(incidents), NOISE), incidents.index, np.int64, "cluster")
        periods = whole_periods(incidents["occurred_from"], incidents["occurred_to"], ground.timezone, self.period_days)
        tell_periods(periods, self.period_days is None, notices)
        places = shapely.get_coordinates(np.asarray(incidents.geometry.array))[periods.timed]
        when = periods.of[periods.timed]
        if len(places) < self.min_incidents:
            return Detection(nothing, notices=[*notices, too_few(len(places), self.min_incidents)])
        if periods.count < _FEWEST_PERIODS:
            return Detection(nothing, notices=[*notices, too_few_periods(periods, _FEWEST_PERIODS)])
        if periods.count > _MOST_PERIODS:
            least = int(np.ceil(periods.count * periods.days / _MOST_PERIODS))
            raise ParameterError(
                name="period_days",
                problem=Says(
                    "periode {days} hari memberi {n} periode; paling banyak {most}, yaitu sekurangnya {least} hari.",
                    "periods of {days} days give {n} periods; {most} at most, that is at least {least} days.",
                ).filled(days=periods.days, n=periods.count, most=_MOST_PERIODS, least=least),
            )
        area = ground.area
        if area is None:
            area = assumed_area(places)
            notices.append(
                Says(
                    "Batas wilayah tidak diketahui: diuji di dalam selubung cembung semua kejadian.",
                    "The study area is not known: tested within the convex hull of all incidents.",
                )
            )
        grid, distance_m = self._grid(len(places), area, periods.count, notices)
        covered = coverage(grid, area if area.area > 0 else None)
        at = grid.index_of(places[:, 0], places[:, 1])
        inside = covered.inside.copy()
        inside.ravel()[at] = True  # an incident on the very border may stand in a cell of which the area has no part
        n_cells = int(inside.sum())
        if n_cells < _FEWEST_CELLS:
            return Detection(nothing, notices=[*notices, too_few_cells(n_cells, _FEWEST_CELLS)])
        numbered = np.cumsum(inside.ravel()) - 1
        held = when >= 0
        counts = np.bincount(when[held] * n_cells + numbered[at[held]], minlength=periods.count * n_cells)
        counts = counts.astype(np.int64).reshape(periods.count, n_cells)
        z, sums, bins = space_time_gi_star(counts, inside, distance_m / grid.cell_m, self.time_steps)
        p = self._p_values(counts, sums, bins, z)
        if self.inference == "guarded":
            ground_share = covered.share[inside]
            even = even_p_values(counts, sums, ground_share, inside, distance_m / grid.cell_m, self.time_steps)
            p = np.maximum(p, even)
        q = benjamini_hochberg(p)
        states = np.where(q <= self.alpha, np.sign(z), 0).astype(np.int8)
        # Neighbourhoods that reach back in time overlap, which alone makes trends: each period is taken by itself here.
        alone = z if self.time_steps == 0 else space_time_gi_star(counts, inside, distance_m / grid.cell_m, 0)[0]
        trend = mann_kendall(alone)
        codes = emerging_patterns(states, np.where(trend.p_value <= self.trend_alpha, np.sign(trend.z), 0))
        hot = np.zeros(grid.shape, dtype=bool)
        hot[inside] = np.isin(codes, CURRENT_HOT)
        hot &= covered.inside
        found = cells_to_hotspots(grid, hot, places, incidents.crs, self.min_incidents)
        labels = nothing.copy()
        labels[periods.timed] = found.labels

        last = np.zeros(grid.shape)
        last[inside] = z[-1]
        flat = strongest(last, inside)
        shown = numbered[flat]
        n = counts.sum(axis=0)
        surface = surface_of(
            grid,
            flat,
            incidents.crs,
            n=n[shown],
            density_km2=n[shown] / np.maximum(covered.share.ravel()[flat], 1e-3) / grid.area_km2,
            z_score=z[-1, shown],
            p_value=p[-1, shown],
            q_value=q[-1, shown],
        )
        surface = surface.assign(
            pattern=[PATTERNS[code].name for code in codes[shown].tolist()], trend_z=trend.z[shown]
        )
        tell_cells(codes, hot, flat.size, found, self.alpha, periods.count, notices)
        statistics = _statistics(found, numbered, z[-1], p[-1], q[-1], codes, len(places) / n_cells)
        return Detection(
            labels,
            surface=surface,
            statistics=statistics,
            polygons=found.polygons,
            cells=found.cells,
            notices=notices,
        )

    def _grid(self, n: int, area: BaseGeometry, periods: int, notices: list[Says]) -> tuple[Grid, float]:
        west, south, east, north = area.bounds
        extent_m2 = (east - west) * (north - south)
        cell_m = self.cell_m or counting_cell_m(n, area.area, east - west, north - south, _MOST_BINS // periods)
        if self.cell_m is None and self.distance_m is not None:
            cell_m = max(cell_m, self.distance_m / _LONGEST_REACH)
        distance_m = self.distance_m or cell_m * _AUTOMATIC_REACH
        if extent_m2 / cell_m**2 * periods > _MOST_BINS_ASKED:
            least = int(np.ceil(np.sqrt(extent_m2 * periods / _MOST_BINS_ASKED)))
            raise ParameterError(
                name="cell_m",
                problem=Says(
                    "sel {m} m terlalu kecil untuk wilayah seluas ini dan {n} periode; paling sedikit {least} m, "
                    "atau perpanjang period_days.",
                    "cells of {m} m are too small for so wide an area and {n} periods; take at least {least} m, "
                    "or longer period_days.",
                ).filled(m=cell_m, n=periods, least=least),
            )
        if distance_m > cell_m * _LONGEST_REACH * (1 + 1e-9):
            raise ParameterError(
                name="distance_m",
                problem=Says(
                    "{m} m mencakup lebih dari lima sel dari {cell} m; perpendek jarak atau perbesar sel.",
                    "{m} m spans more than five cells of {cell} m; shorten the distance or take larger cells.",
                ).filled(m=distance_m, cell=cell_m),
            )
        notices.append(
            Says(
                "Sel {cell} m, tetangga sampai {distance} m dan {steps} periode sebelumnya.",
                "Cells of {cell} m, neighbours up to {distance} m and {steps} periods before.",
            ).filled(cell=cell_m, distance=distance_m, steps=self.time_steps)
        )
        return Grid.over(area.bounds, cell_m), distance_m

    def _p_values(self, counts: Integers, sums: Integers, bins: Integers, z: Floats) -> Floats:
        from geo.hotspots.hot_cells.permutation_null import shuffle_p_values
        from geo.hotspots.significance import normal_p_value

        if self.inference != "permutation":
            return normal_p_value(z, two_sided=True)
        most = int(bins.max())
        if most > _SMALL_NEIGHBOURHOOD and most * most > _CROWDING * bins.size:
            raise ParameterError(
                name="distance_m",
                problem=Says(
                    "lingkungan {most} sel-periode dari {n} terlalu besar untuk dibandingkan; perpendek jarak, "
                    "kurangi time_steps, atau perkecil sel.",
                    "a neighbourhood of {most} of {n} cells and periods is too large to compare; shorten the "
                    "distance, take fewer time_steps or smaller cells.",
                ).filled(most=most, n=bins.size),
            )
        upper, lower = shuffle_p_values(counts.ravel(), sums.ravel(), bins.ravel())
        return np.minimum(2 * np.minimum(upper, lower), 1.0).reshape(z.shape)


def _statistics(
    found: CellHotspots, numbered: Integers, z: Floats, p: Floats, q: Floats, codes: npt.NDArray[np.int8], mean: float
) -> pd.DataFrame:
    """Return highest z, lowest p and q of the last period, the expected count and the commonest class per hotspot."""
    from geo.hotspots.hot_cells.patterns import PATTERNS

    cell = numbered[found.cells.flat]
    by_hotspot = pd.DataFrame(
        {
            "cluster": found.cells.cluster,
            "z_score": z[cell],
            "p_value": p[cell],
            "q_value": q[cell],
            "expected": mean,
            "code": codes[cell].astype(np.int64),
        }
    ).groupby("cluster")
    table = by_hotspot.agg({"z_score": "max", "p_value": "min", "q_value": "min", "expected": "sum"})
    times = by_hotspot["code"].value_counts().rename("times").reset_index()
    first = times.sort_values(["cluster", "times", "code"], ascending=[True, False, True]).groupby("cluster").first()
    names = first["code"].reindex(table.index).map(lambda code: PATTERNS[int(code)].name)
    return table.assign(significant=True, pattern=names.astype("str"))

"""Getis-Ord Gi*: cells whose surroundings hold more incidents than chance would give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pydantic import Field

from geo.errors import ParameterError
from geo.hotspots.cell_size import assumed_area, counting_cell_m
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
_MOST_CELLS = 1_000_000
_MOST_CELLS_ASKED = 4_000_000
_AUTOMATIC_REACH = 1.5
_LONGEST_REACH = 10.0
_FEWEST_CELLS = 20


class GetisOrd(Parameters):
    """Gi* on square cells, with the chance of each cell's surroundings corrected for the many cells tested.

    The neighbourhood of a cell is itself and the cells whose centres lie within `distance_m`, all within the study
    area. Hotspots are the cells with more than expected around them and a q value of at most `alpha`, joined where
    they share a side.

    References
    ----------
    Getis & Ord (1992), Geographical Analysis 24, 189-206; Ord & Getis (1995), Geographical Analysis 27, 286-306;
    Caldas de Castro & Singer (2006), Geographical Analysis 38, 180-208 (many tests).
    """

    name: ClassVar[str] = "getis_ord"
    source: ClassVar[str] = "Getis & Ord (1992), Geographical Analysis 24, 189-206; Ord & Getis (1995), 27, 286-306"
    says: ClassVar[Says] = Says(
        "Sel yang sekitarnya memuat lebih banyak kejadian daripada yang dijelaskan kebetulan (Gi*, dengan FDR).",
        "Cells around which there are more incidents than chance explains (Gi*, with FDR).",
    )
    gives_surface: ClassVar[bool] = True
    tests_significance: ClassVar[bool] = True
    uses_time: ClassVar[bool] = False
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
            id="Jarak tetangga antarpusat sel, paling jauh sepuluh sel. Kosong: satu setengah sel, yaitu 3 x 3 sel.",
            en="Distance of neighbours between centres, ten cells at most. Empty: one and a half cells, that is 3 x 3.",
        ),
    ] = Field(None, ge=10, le=100_000)
    alpha: Annotated[
        float,
        Unit("1"),
        Help(
            id="Bagian temuan keliru yang diterima (nilai q tertinggi).",
            en="Share of false findings that is accepted (highest q value).",
        ),
    ] = Field(0.05, ge=0.0001, le=0.5)
    inference: Annotated[
        Literal["permutation", "conditional", "analytic"],
        Unit("1"),
        Help(
            id="Asal nilai p: semua pengacakan sel, pengacakan tetangga saja, atau sebaran normal.",
            en="Where p comes from: all shuffles of the cells, shuffles of the neighbours only, or the normal curve.",
        ),
    ] = "permutation"
    sides: Annotated[
        Literal["one", "two"],
        Unit("1"),
        Help(
            id="Satu: hanya menguji kelebihan kejadian. Dua: juga kekurangan, nilai p menjadi dua kali.",
            en="One: tests for too many incidents only. Two: also for too few, which doubles p.",
        ),
    ] = "one"
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

        Raises
        ------
        ParameterError
            When there would be too many cells, or the distance spans too many of them or too much of the study area.
        """
        from geo.hotspots.cells_to_hotspots import cells_to_hotspots
        from geo.hotspots.hot_cells.gi_star import gi_star_on_cells
        from geo.hotspots.significance import benjamini_hochberg
        from geo.hotspots.surface import strongest, surface_of
        from geo.spatial.coverage import coverage

        places = shapely.get_coordinates(np.asarray(incidents.geometry.array))
        notices: list[Says] = []
        if len(places) < self.min_incidents:
            return self._too_few(incidents, len(places), self.min_incidents, notices)
        area = ground.area
        if area is None:
            area = assumed_area(places)
            notices.append(
                Says(
                    "Batas wilayah tidak diketahui: diuji di dalam selubung cembung semua kejadian.",
                    "The study area is not known: tested within the convex hull of all incidents.",
                )
            )
        grid, distance_m = self._grid(len(places), area, notices)
        covered = coverage(grid, area if area.area > 0 else None)
        counts = grid.counts(places[:, 0], places[:, 1]).astype(np.int64)
        # An incident on the very border may stand in a cell of which the area has no part.
        inside = covered.inside | (counts > 0)
        n_cells = int(inside.sum())
        if n_cells < _FEWEST_CELLS:
            return self._too_few_cells(incidents, n_cells, notices)
        z, sums, cells = gi_star_on_cells(counts, inside, distance_m / grid.cell_m)
        p, q = np.ones(grid.shape), np.ones(grid.shape)
        p[inside] = self._p_values(counts[inside], sums[inside], cells[inside], z[inside])
        q[inside] = benjamini_hochberg(p[inside])
        hot = covered.inside & (z > 0) & (q <= self.alpha)
        found = cells_to_hotspots(grid, hot, places, incidents.crs, self.min_incidents)
        surface = None
        if ground.wants_surface:
            flat = strongest(z, inside)
            if flat.size < n_cells:
                notices.append(
                    Says(
                        "Permukaan berisi {n} sel dengan z tertinggi dari {all} sel.",
                        "The surface has the {n} cells with the highest z of {all}.",
                    ).filled(n=int(flat.size), all=n_cells)
                )
            surface = surface_of(
                grid,
                flat,
                incidents.crs,
                n=counts.ravel()[flat],
                density_km2=counts.ravel()[flat] / np.maximum(covered.share.ravel()[flat], 1e-3) / grid.area_km2,
                z_score=z.ravel()[flat],
                p_value=p.ravel()[flat],
                q_value=q.ravel()[flat],
            )
        self._tell(n_cells, hot, found, notices)
        return Detection(
            pd.Series(found.labels, index=incidents.index, name="cluster"),
            surface=surface,
            statistics=_statistics(found, z, p, q, len(places) / n_cells),
            polygons=found.polygons,
            cells=found.cells,
            notices=notices,
            chosen={"cell_m": grid.cell_m, "distance_m": distance_m},
        )

    def _grid(self, n: int, area: BaseGeometry, notices: list[Says]) -> tuple[Grid, float]:
        west, south, east, north = area.bounds
        extent_m2 = (east - west) * (north - south)
        cell_m = self.cell_m or counting_cell_m(n, area.area, east - west, north - south, _MOST_CELLS)
        if self.cell_m is None and self.distance_m is not None:
            cell_m = max(cell_m, self.distance_m / _LONGEST_REACH)
        distance_m = self.distance_m or cell_m * _AUTOMATIC_REACH
        if extent_m2 / cell_m**2 > _MOST_CELLS_ASKED:
            raise ParameterError(
                name="cell_m",
                problem=Says(
                    "sel {m} m terlalu kecil untuk wilayah seluas ini; paling sedikit {least} m.",
                    "cells of {m} m are too small for so wide an area; take at least {least} m.",
                ).filled(m=cell_m, least=int(np.ceil(np.sqrt(extent_m2 / _MOST_CELLS_ASKED)))),
            )
        if distance_m > cell_m * _LONGEST_REACH * (1 + 1e-9):
            raise ParameterError(
                name="distance_m",
                problem=Says(
                    "{m} m mencakup lebih dari sepuluh sel dari {cell} m; perpendek jarak atau perbesar sel.",
                    "{m} m spans more than ten cells of {cell} m; shorten the distance or take larger cells.",
                ).filled(m=distance_m, cell=cell_m),
            )
        notices.append(
            Says(
                "Sel {cell} m, tetangga sampai {distance} m.", "Cells of {cell} m, neighbours up to {distance} m."
            ).filled(cell=cell_m, distance=distance_m)
        )
        return Grid.over(area.bounds, cell_m), distance_m

    def _p_values(self, counts: Integers, sums: Integers, cells: Integers, z: Floats) -> Floats:
        from geo.hotspots.hot_cells.permutation_null import shuffle_p_values
        from geo.hotspots.significance import normal_p_value

        if self.inference == "analytic":
            return normal_p_value(z, two_sided=self.sides == "two")
        upper, lower = shuffle_p_values(counts, sums, cells, conditional=self.inference == "conditional")
        return upper if self.sides == "one" else np.minimum(2 * np.minimum(upper, lower), 1.0)

    def _tell(self, n_cells: int, hot: npt.NDArray[np.bool_], found: CellHotspots, notices: list[Says]) -> None:
        notices.append(
            Says(
                "{n} sel diuji, {hot} bermakna (q paling tinggi {alpha}).",
                "{n} cells tested, {hot} significant (q at most {alpha}).",
            ).filled(n=n_cells, hot=int(hot.sum()), alpha=self.alpha)
        )
        if found.too_small:
            notices.append(
                Says(
                    "{n} kelompok sel bermakna berisi kurang dari {least} kejadian dan tidak dijadikan titik rawan.",
                    "{n} groups of significant cells hold fewer than {least} incidents and are no hotspots.",
                ).filled(n=found.too_small, least=self.min_incidents)
            )

    def _too_few(self, incidents: gpd.GeoDataFrame, n: int, needed: int, notices: list[Says]) -> Detection:
        notices.append(
            Says(
                "Data belum cukup: {n} kejadian, titik rawan memerlukan paling sedikit {needed}.",
                "Not enough data: {n} incidents, a hotspot needs at least {needed}.",
            ).filled(n=n, needed=needed)
        )
        return Detection(pd.Series(np.full(n, NOISE), incidents.index, np.int64, "cluster"), notices=notices)

    def _too_few_cells(self, incidents: gpd.GeoDataFrame, n_cells: int, notices: list[Says]) -> Detection:
        notices.append(
            Says(
                "Data belum cukup: wilayah hanya {n} sel, perbandingan memerlukan paling sedikit {needed}; "
                "perkecil sel atau perluas wilayah.",
                "Not enough data: the area has only {n} cells, a comparison needs at least {needed}; "
                "take smaller cells or a larger area.",
            ).filled(n=n_cells, needed=_FEWEST_CELLS)
        )
        labels = pd.Series(np.full(len(incidents), NOISE), incidents.index, np.int64, "cluster")
        return Detection(labels, notices=notices)


def _statistics(found: CellHotspots, z: Floats, p: Floats, q: Floats, per_cell: float) -> pd.DataFrame:
    """Return the highest z, lowest p and q, and the count expected if all cells were alike, of each hotspot."""
    flat = found.cells.flat
    by_hotspot = pd.DataFrame(
        {
            "cluster": found.cells.cluster,
            "z_score": z.ravel()[flat],
            "p_value": p.ravel()[flat],
            "q_value": q.ravel()[flat],
            "expected": per_cell,
        }
    ).groupby("cluster")
    table = by_hotspot.agg({"z_score": "max", "p_value": "min", "q_value": "min", "expected": "sum"})
    return table.assign(significant=True)

"""Kernel density: a smooth surface of incidents, and the smallest area that holds a given share of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pydantic import Field

from geo.errors import ParameterError
from geo.hotspots.cell_size import assumed_area
from geo.hotspots.method import NOISE, Detection
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit
from geo.spatial.grid import Grid

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.hotspots.density.smoothing import EdgeCorrection
    from geo.hotspots.ground import Ground
    from geo.spatial.coverage import Coverage


Floats = npt.NDArray[np.float64]
_REACH = 5.0
_MOST_CELLS = 2_000_000
_WANTED_RATIO = 4.0
_LEAST_RATIO = 3.5
_LEAST_RATIO_ASKED = 2.0
_ONE_PLACE_M = 300.0
_BLOCK_CELLS = 16


class KernelDensity(Parameters):
    """Gaussian kernel density, corrected at the border of the study area.

    Hotspots are the cells of the highest density region that holds `share` of all density, joined where they share a
    side. There is no test: a hotspot is a place that is dense, not one that chance cannot explain.

    References
    ----------
    Silverman (1986), Density Estimation for Statistics and Data Analysis; Diggle (1985), Applied Statistics 34,
    138-147 (edges); Hyndman (1996), The American Statistician 50, 120-126 (highest density regions); Chainey,
    Tompson & Uhlig (2008), Security Journal 21, 4-28 (in policing).
    """

    name: ClassVar[str] = "kernel_density"
    source: ClassVar[str] = "Silverman (1986); Diggle (1985), Applied Statistics 34, 138-147; Hyndman (1996)"
    says: ClassVar[Says] = Says(
        "Permukaan kepadatan yang halus; titik rawan adalah luas terkecil yang memuat sebagian tertentu dari kejadian.",
        "A smooth density surface; hotspots are the smallest area that holds a given share of it.",
    )
    gives_surface: ClassVar[bool] = True
    tests_significance: ClassVar[bool] = False
    uses_time: ClassVar[bool] = False
    needs_network: ClassVar[bool] = False

    bandwidth_m: Annotated[
        float | None,
        Unit("m"),
        Help(
            id="Lebar penghalusan (simpangan baku kernel). Kosong: dipilih dengan validasi silang.",
            en="Width of the smoothing (standard deviation of the kernel). Empty: chosen by cross-validation.",
        ),
    ] = Field(None, ge=1, le=100_000)
    cell_m: Annotated[
        float | None,
        Unit("m"),
        Help(
            id="Sisi sel, paling besar setengah lebar penghalusan. Kosong: seperempatnya.",
            en="Side of a cell, at most half the bandwidth. Empty: a quarter of it.",
        ),
    ] = Field(None, ge=1, le=50_000)
    share: Annotated[
        float,
        Unit("1"),
        Help(
            id="Bagian kepadatan yang dimuat titik rawan, di luas yang terkecil.",
            en="Share of all density that the hotspots hold, within the smallest area.",
        ),
    ] = Field(0.25, ge=0.01, le=0.95)
    edge_correction: Annotated[
        Literal["uniform", "diggle", "none"],
        Unit("1"),
        Help(
            id="Koreksi tepi wilayah: seragam menurut tempat, Diggle menurut kejadian, atau tanpa koreksi.",
            en="Correction at the border: uniform by place, Diggle's by incident, or none.",
        ),
    ] = "uniform"
    weight: Annotated[
        Literal["count", "harm"],
        Unit("1"),
        Help(
            id="Hitung tiap kejadian sebagai satu, atau menurut bobot kerugiannya.",
            en="Count each incident as one, or by its harm weight.",
        ),
    ] = "count"
    min_incidents: Annotated[
        int,
        Unit("incidents"),
        Help(
            id="Kelompok sel dengan kejadian lebih sedikit dari ini bukan titik rawan.",
            en="A group of cells with fewer incidents than this is no hotspot.",
        ),
    ] = Field(5, ge=1, le=100_000)

    def run(self, incidents: gpd.GeoDataFrame, ground: Ground, seed: int) -> Detection:
        """Label incidents; see `geo.hotspots.method.Method.run`.

        Raises
        ------
        ParameterError
            When the cells would be too coarse for the bandwidth, or too many; the text names the least bandwidth or
            the largest cell.
        """
        from geo.hotspots.cells_to_hotspots import cells_to_hotspots
        from geo.hotspots.density.highest_density import highest_density_region
        from geo.hotspots.density.smoothing import density_on_cells
        from geo.spatial.coverage import coverage

        study_area = ground.area
        places = shapely.get_coordinates(np.asarray(incidents.geometry.array))
        weights, notices = self._weights(incidents)
        if len(places) < self.min_incidents or not weights.any():
            notices.append(
                Says(
                    "Data belum cukup: {n} kejadian, titik rawan memerlukan paling sedikit {needed}.",
                    "Not enough data: {n} incidents, a hotspot needs at least {needed}.",
                ).filled(n=len(places), needed=self.min_incidents)
            )
            return Detection(
                pd.Series(np.full(len(places), NOISE), incidents.index, np.int64, "cluster"), notices=notices
            )
        area_m2 = study_area.area if study_area is not None else assumed_area(places).area
        bandwidth_m = self._bandwidth_m(places, weights, study_area, area_m2, notices)
        grid = self._grid(places, study_area, bandwidth_m, notices)
        edge: EdgeCorrection = self.edge_correction
        if study_area is None and edge != "none":
            edge = "none"
            notices.append(
                Says(
                    "Batas wilayah tidak diketahui: tepi tidak dikoreksi.",
                    "The study area is not known: no correction at its border.",
                )
            )
        covered = coverage(grid, study_area)
        density = density_on_cells(grid, places, weights, bandwidth_m, covered, edge)
        hot = highest_density_region(density, covered, self.share)
        found = cells_to_hotspots(grid, hot, places, incidents.crs, self.min_incidents)
        surface = None
        if ground.wants_surface:
            surface = self._surface(
                grid, density, places, weights, bandwidth_m, covered, edge, incidents, ground, notices
            )
        if found.too_small:
            notices.append(
                Says(
                    "{n} kelompok sel padat berisi kurang dari {least} kejadian dan tidak dijadikan titik rawan.",
                    "{n} groups of dense cells hold fewer than {least} incidents and are no hotspots.",
                ).filled(n=found.too_small, least=self.min_incidents)
            )
        per_cell = np.bincount(found.cells.cluster, covered.share.ravel()[found.cells.flat], found.n.size)
        expected = len(places) * per_cell * grid.cell_m**2 / max(area_m2, grid.cell_m**2)
        statistics = pd.DataFrame(
            {"expected": expected, "significant": np.zeros(found.n.size, dtype=bool)}, index=found.polygons.index
        )
        return Detection(
            pd.Series(found.labels, index=incidents.index, name="cluster"),
            surface=surface,
            statistics=statistics,
            polygons=found.polygons,
            cells=found.cells,
            notices=notices,
            chosen={"bandwidth_m": bandwidth_m, "cell_m": grid.cell_m},
        )

    def _surface(
        self,
        grid: Grid,
        density: Floats,
        places: Floats,
        weights: Floats,
        bandwidth_m: float,
        covered: Coverage,
        edge: EdgeCorrection,
        incidents: gpd.GeoDataFrame,
        ground: Ground,
        notices: list[Says],
    ) -> gpd.GeoDataFrame:
        from geo.hotspots.density.smoothing import expected_density
        from geo.hotspots.surface import density_surface

        counts = grid.counts(places[:, 0], places[:, 1]).astype(np.int64)
        compared = None
        if ground.exposure is not None:
            compared = expected_density(grid, ground.exposure, float(weights.sum()), bandwidth_m, covered, edge)
        # Below a thousandth of the peak a map shows nothing any more.
        least = float(density.max()) / 1000
        surface, side_m = density_surface(grid, density, counts, covered, incidents.crs, least, compared=compared)
        notices.append(
            Says(
                "Permukaan: {n} sel {m} m dengan kepadatan di atas seperseribu puncak.",
                "Surface: {n} cells of {m} m with a density above a thousandth of the peak.",
            ).filled(n=len(surface), m=side_m)
        )
        return surface

    def _weights(self, incidents: gpd.GeoDataFrame) -> tuple[Floats, list[Says]]:
        if self.weight == "count":
            return np.ones(len(incidents)), []
        harm = np.maximum(incidents["harm"].to_numpy(dtype=np.float64), 0.0)
        if harm.any() or not len(incidents):
            return harm, []
        return np.ones(len(incidents)), [
            Says(
                "Semua bobot kerugian nol: tiap kejadian dihitung satu.",
                "All harm weights are zero: each incident counts as one.",
            )
        ]

    def _bandwidth_m(
        self,
        places: Floats,
        weights: Floats,
        study_area: BaseGeometry | None,
        area_m2: float,
        notices: list[Says],
    ) -> float:
        if self.bandwidth_m is not None:
            return self.bandwidth_m
        from geo.hotspots.density.bandwidth import cross_validated_bandwidth

        narrowest = _narrowest_m(places, study_area) if self.cell_m is None else self.cell_m * _LEAST_RATIO_ASKED
        counted = weights > 0
        chosen = cross_validated_bandwidth(places[counted], area_m2, narrowest, weights[counted])
        if chosen is None:
            bandwidth_m = max(_ONE_PLACE_M, narrowest)
            notices.append(
                Says(
                    "Semua kejadian di satu tempat: lebar penghalusan {m} m diandaikan.",
                    "All incidents are at one place: a bandwidth of {m} m is assumed.",
                ).filled(m=bandwidth_m)
            )
            return bandwidth_m
        notices.append(
            Says(
                "Lebar penghalusan {m} m dipilih dengan validasi silang (satu tempat ditinggalkan bergiliran; "
                "{tested} dari {places} tempat diuji).",
                "A bandwidth of {m} m was chosen by cross-validation (one place left out in turn; {tested} of {places} "
                "places tested).",
            ).filled(m=round(chosen.bandwidth_m, 1), tested=chosen.tested, places=chosen.places)
        )
        if chosen.at_lower_end:
            notices.append(
                Says(
                    "Lebar itu adalah calon yang tersempit; data mungkin menginginkan yang lebih sempit lagi.",
                    "That is the narrowest candidate; the data might want a narrower one still.",
                )
            )
        return chosen.bandwidth_m

    def _grid(self, places: Floats, study_area: BaseGeometry | None, bandwidth_m: float, notices: list[Says]) -> Grid:
        margin = _REACH * bandwidth_m
        extent_m2 = _extent_m2(places, study_area, margin)
        finest = float(np.sqrt(extent_m2 / _MOST_CELLS))
        coarsest = bandwidth_m / _LEAST_RATIO_ASKED
        if self.cell_m is None:
            # Three digits: short ids, and the same ones when the data change a little.
            cell_m = float(f"{max(bandwidth_m / _WANTED_RATIO, finest):.3g}")
            notices.append(
                Says("Sisi sel {m} m, menurut lebar penghalusan.", "Cells of {m} m, after the bandwidth.").filled(
                    m=round(cell_m, 1)
                )
            )
        else:
            cell_m = self.cell_m
        if finest > coarsest:
            raise ParameterError(
                name="bandwidth_m",
                problem=Says(
                    "{m} m terlalu sempit untuk wilayah seluas ini; paling sedikit {least} m, atau perkecil wilayah.",
                    "{m} m is too narrow for so wide an area; take at least {least} m, or a smaller area.",
                ).filled(m=bandwidth_m, least=int(np.ceil(finest * _LEAST_RATIO_ASKED))),
            )
        if cell_m > coarsest * (1 + 1e-9) or cell_m < finest * 0.99:
            raise ParameterError(
                name="cell_m",
                problem=Says(
                    "{m} m tidak cocok dengan lebar penghalusan {sigma} m di wilayah ini; pakai {low} sampai {high} m.",
                    "{m} m does not suit a bandwidth of {sigma} m in this area; take {low} to {high} m.",
                ).filled(
                    m=cell_m,
                    sigma=round(bandwidth_m, 1),
                    low=int(np.ceil(finest)),
                    high=int(np.floor(coarsest * 10)) / 10,
                ),
            )
        # Whole blocks of cells: resamples of the same incidents then share one window.
        return Grid.over(_in_blocks(_extent(places, study_area, margin), cell_m * _BLOCK_CELLS), cell_m)


def _in_blocks(bounds: tuple[float, float, float, float], block_m: float) -> tuple[float, float, float, float]:
    """Return bounds moved outward to whole blocks; the upper ones stay within the last block."""
    west, south, east, north = bounds
    return (
        float(np.floor(west / block_m) * block_m),
        float(np.floor(south / block_m) * block_m),
        float((np.floor(east / block_m) + 1) * block_m) * (1 - 1e-12),
        float((np.floor(north / block_m) + 1) * block_m) * (1 - 1e-12),
    )


def _extent(places: Floats, study_area: BaseGeometry | None, margin: float) -> tuple[float, float, float, float]:
    """Return the bounds of the incidents, a margin wider, within those of the study area."""
    west, south = places.min(axis=0) - margin
    east, north = places.max(axis=0) + margin
    if study_area is not None:
        bounds = study_area.bounds
        west, south, east, north = (
            max(west, bounds[0]),
            max(south, bounds[1]),
            min(east, bounds[2]),
            min(north, bounds[3]),
        )
    return float(west), float(south), float(east), float(north)


def _narrowest_m(places: Floats, study_area: BaseGeometry | None) -> float:
    """Return the narrowest bandwidth that the cells allow; its own margin is part of the extent, hence the turns."""
    narrowest = 1.0
    for _ in range(4):
        extent_m2 = _extent_m2(places, study_area, _REACH * narrowest)
        narrowest = max(float(np.sqrt(extent_m2 / _MOST_CELLS)) * _LEAST_RATIO, 1.0)
    return narrowest


def _extent_m2(places: Floats, study_area: BaseGeometry | None, margin: float) -> float:
    west, south, east, north = _extent(places, study_area, margin)
    return (east - west) * (north - south)

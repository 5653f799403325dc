"""What a scan of incidents works on: cases, cells, what is at risk in them, periods and windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.hotspots.cell_size import assumed_area, counting_cell_m
from geo.hotspots.ground import Ground
from geo.hotspots.scan.disc_windows import MOST_WINDOWS, DiscWindows, Weights, radii_up_to, refuse_absurd, whole_weights
from geo.hotspots.scan.times import Periods, intervals, periods_of
from geo.hotspots.scan.told import tell_cases, tell_too_few, tell_too_few_cells, tell_windows
from geo.languages import Says
from geo.spatial.coverage import Coverage, coverage
from geo.spatial.grid import Grid

if TYPE_CHECKING:
    from geo.hotspots.scan.scan import Scan

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_FINER = 16  # cells this much smaller than those for counting: discs join them again
_MOST_CELLS = 200_000
_MOST_CELLS_ASKED = 4_000_000
_FEWEST_CELLS = 20
_LARGEST_CELLS = 500
_SLIVER = 1e-3  # share of a cell at the least, where an incident stands on the very border
_FEWEST_CASES = 2
_MOST_OF_INCIDENTS = 0.5


@dataclass(frozen=True)
class Setting:
    """A scan made ready.

    Parameters
    ----------
    grid, inside
        Cells, and which of them are centres of discs, shape (rows, columns).
    cell
        Flat cell of each incident, shape (n,).
    period
        Period of each incident, -1 when it takes no part, shape (n,); all 0 without time.
    case
        Which incidents are cases and take part, shape (n,).
    weights
        What cases are compared with.
    windows
        Discs and intervals.
    periods
        None without time.
    """

    grid: Grid
    inside: Flags
    cell: Integers
    period: Integers
    case: Flags
    weights: Weights
    windows: DiscWindows
    periods: Periods | None

    @property
    def cases(self) -> Integers:
        """Flat index (period x cells + cell) of each case, sorted: the order of rows is forgotten."""
        flat = self.period * (self.grid.rows * self.grid.columns) + self.cell
        return np.sort(flat[self.case])


def setting_of(method: Scan, incidents: gpd.GeoDataFrame, ground: Ground, notices: list[Says]) -> Setting | None:
    """Make a scan ready, or say in a notice why there is nothing to scan.

    Parameters
    ----------
    method
        The parameters.
    incidents, ground
        As `geo.hotspots.method.Method.run` gets them.
    notices
        Added to.

    Raises
    ------
    ParameterError
        When the model and the time do not go together, or there would be too many cells, windows or replicates.
    """
    if method.model == "space_time_permutation" and method.time == "none":
        raise ParameterError(
            name="time",
            problem=Says(
                "permutasi ruang-waktu memerlukan retrospective atau prospective.",
                "the space-time permutation needs retrospective or prospective.",
            ),
        )
    needed = max(method.min_incidents, _FEWEST_CASES)
    if len(incidents) < needed:
        tell_too_few(len(incidents), needed, notices)
        return None
    places = shapely.get_coordinates(np.asarray(incidents.geometry.array))
    periods, period, taking = _in_time(method, incidents, ground, notices)
    if int(taking.sum()) < needed:
        tell_too_few(int(taking.sum()), needed, notices)
        return None
    case = taking & _cases(method, incidents["harm"].to_numpy(dtype=np.float64), taking, notices)
    area = ground.area
    if area is None:
        area = assumed_area(places)
        if not area.area > 0:
            notices.append(
                Says(
                    "Data belum cukup: semua kejadian di satu tempat atau satu garis; beri batas wilayah.",
                    "Not enough data: all incidents are in one place or on one line; give a study area.",
                )
            )
            return None
        notices.append(
            Says(
                "Batas wilayah tidak diketahui: diuji di dalam selubung cembung semua kejadian.",
                "The study area is not known: tested within the convex hull of all incidents.",
            )
        )
    spans = _spans(method, periods)
    grid = _grid(method, len(places), area, spans[0].size)
    radius_m = _radius_m(method, grid, area)
    # Where incidents are compared with incidents, one crowded cell may hold many of them: their share is no measure of
    # a disc's size, which the radius bounds.
    share = method.largest_share if method.model == "poisson" else _MOST_OF_INCIDENTS
    windows = DiscWindows(radii_up_to(radius_m / grid.cell_m, method.radii), *spans, share, method.min_incidents)
    refuse_absurd(grid.shape, windows, 1 if periods is None else periods.share.size, len(places), method.runs)
    covered = coverage(grid, area)
    cells = int(covered.inside.sum())
    if cells < _FEWEST_CELLS:
        tell_too_few_cells(cells, _FEWEST_CELLS, notices)
        return None
    cell = grid.index_of(places[:, 0], places[:, 1])
    at_risk = np.ones(grid.shape, dtype=np.int64)
    if method.model == "poisson":
        at_risk = _at_risk(covered, grid, ground, cell, notices)
    unexposed = case & ~(at_risk.ravel()[cell] > 0)
    if unexposed.any():
        case &= ~unexposed
        notices.append(
            Says(
                "{n} kejadian di sel tanpa {what} tidak ikut dihitung: di sana tidak ada pembanding.",
                "{n} incidents in cells without {what} take no part: there is nothing to compare them with.",
            ).filled(n=int(unexposed.sum()), what=ground.exposure.name if ground.exposure else "")
        )
    controls = int(taking.sum()) - int(case.sum())
    if method.model == "bernoulli" and (not controls or not case.any()):
        notices.append(
            Says(
                "Data belum cukup: model Bernoulli memerlukan kasus dan pembanding; semua kejadian sama bobotnya. "
                "Atur bobot kerugian jenis kejadian atau case_harm.",
                "Not enough data: the Bernoulli model needs cases and controls, but all incidents are of one sort. "
                "Set the kinds' harm weights or case_harm.",
            )
        )
        return None
    if int(case.sum()) < needed:
        tell_too_few(int(case.sum()), needed, notices)
        return None
    tell_windows(method, grid, windows, periods, notices)
    weights = _weights(method, at_risk, grid, cell, period, (case, taking), periods)
    return Setting(grid, covered.inside, cell, period, case, weights, windows, periods)


def _cases(method: Scan, harm: Floats, taking: Flags, notices: list[Says]) -> Flags:
    if method.model != "bernoulli":
        return np.ones(harm.size, dtype=bool)
    if method.case_harm is not None:
        case = harm >= method.case_harm
    else:
        case = harm > np.median(harm[taking])
    least = float(harm[case].min()) if case.any() else 0.0
    tell_cases(int((case & taking).sum()), int((~case & taking).sum()), least, notices)
    return np.asarray(case, dtype=bool)


def _in_time(
    method: Scan, incidents: gpd.GeoDataFrame, ground: Ground, notices: list[Says]
) -> tuple[Periods | None, Integers, Flags]:
    n = len(incidents)
    if method.time == "none":
        return None, np.zeros(n, dtype=np.int64), np.ones(n, dtype=bool)
    periods = periods_of(incidents, ground.timezone, method.period_days)
    if periods is None or periods.share.size < 2:  # with one period there is no time to scan
        notices.append(
            Says(
                "Data belum cukup: waktu kejadian tidak diketahui atau semuanya dalam satu periode.",
                "Not enough data: the incidents' times are unknown, or all in one period.",
            )
        )
        return None, np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=bool)
    taking = periods.period >= 0
    if untimed := int((~taking).sum()):
        notices.append(
            Says(
                "{n} kejadian yang waktunya tidak diketahui sampai {days} hari tidak ikut dihitung.",
                "{n} incidents whose time is not known to within {days} days take no part.",
            ).filled(n=untimed, days=periods.days)
        )
    return periods, periods.period, taking


def _spans(method: Scan, periods: Periods | None) -> tuple[Integers, Integers]:
    if periods is None:
        return np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    count = periods.share.size
    return intervals(count, max(1, count // 2), method.time)


def _grid(method: Scan, n: int, area: BaseGeometry, spans: int) -> Grid:
    west, south, east, north = area.bounds
    extent_m2 = (east - west) * (north - south)
    most = max(min(_MOST_CELLS, MOST_WINDOWS // (2 * method.radii * spans)), _FEWEST_CELLS)
    cell_m = method.cell_m or counting_cell_m(n * _FINER, area.area, east - west, north - south, most)
    if extent_m2 / cell_m**2 > _MOST_CELLS_ASKED:
        raise ParameterError(
            name="cell_m",
            problem=Says(
                "sel {m} m terlalu kecil untuk wilayah seluas ini; paling sedikit {least} m.",
                "cells of {m} m are too small for so wide an area; take at least {least} m.",
            ).filled(m=cell_m, least=int(np.ceil(np.sqrt(extent_m2 / _MOST_CELLS_ASKED)))),
        )
    return Grid.over(area.bounds, cell_m)


def _radius_m(method: Scan, grid: Grid, area: BaseGeometry) -> float:
    if method.radius_m is None:
        return min(float(np.sqrt(method.largest_share * area.area / np.pi)), _LARGEST_CELLS * grid.cell_m)
    # A disc as wide as the whole grid holds all of it.
    radius_m = min(method.radius_m, float(np.hypot(grid.rows, grid.columns)) * grid.cell_m)
    if radius_m > _LARGEST_CELLS * grid.cell_m:
        raise ParameterError(
            name="radius_m",
            problem=Says(
                "{m} m lebih dari {most} sel dari {cell} m; perpendek jari-jari atau perbesar sel.",
                "{m} m is more than {most} cells of {cell} m; take a shorter radius or larger cells.",
            ).filled(m=radius_m, most=_LARGEST_CELLS, cell=grid.cell_m),
        )
    return radius_m


def _at_risk(covered: Coverage, grid: Grid, ground: Ground, cell: Integers, notices: list[Says]) -> Integers:
    share = np.array(covered.share)
    if ground.exposure is None:
        # An incident on the very border may stand in a cell of which the area has next to no part.
        occupied = np.unique(cell)
        share.ravel()[occupied] = np.maximum(share.ravel()[occupied], _SLIVER)
        return whole_weights(share)
    held = np.where(covered.inside, ground.exposure.on_cells(grid), 0.0)
    if not held.sum() > 0:
        return np.zeros(grid.shape, dtype=np.int64)
    notices.append(Says("Dibandingkan dengan {what}.", "Compared with {what}.").filled(what=ground.exposure.name))
    return whole_weights(held)


def _weights(
    method: Scan,
    at_risk: Integers,
    grid: Grid,
    cell: Integers,
    period: Integers,
    sorts: tuple[Flags, Flags],
    periods: Periods | None,
) -> Weights:
    case, taking = sorts
    size, count = grid.rows * grid.columns, 1 if periods is None else periods.share.size
    share = np.ones(1) if periods is None else periods.share
    if method.model == "poisson":
        return Weights(at_risk, share)
    if method.model == "bernoulli":
        flat = period[taking] * size + cell[taking]
        return Weights(np.bincount(flat, minlength=count * size).reshape(count, *grid.shape), share)
    by_cell = np.bincount(cell[case], minlength=size).reshape(grid.shape)
    return Weights(by_cell, np.bincount(period[case], minlength=count) / case.sum())

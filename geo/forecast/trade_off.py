"""The commander's choice: more and smaller places, or fewer and larger ones, at the same total area."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.forecast.decayed import Decayed
from geo.forecast.history import History, Windows, hottest
from geo.forecast.model import FloatingModel
from geo.forecast.place import floating_hits, pixels_of
from geo.forecast.raster import Floats, Integers, Raster
from geo.languages import Says
from geo.progress import Progress, silent

MOST_SIZES = 20
_HALF_LIFE_DAYS = 730.0
_SIZE = Says(
    "menghitung kurva ukuran satuan: {unit} m, jendela {at} dari {n}",
    "computing the curve of unit sizes: {unit} m, window {at} of {n}",
)


def trade_off(
    x: Floats,
    y: Floats,
    day: Integers,
    study_area: BaseGeometry,
    *,
    units: Sequence[float],
    area: float,
    windows: Windows,
    model: FloatingModel | None = None,
    origin: tuple[float, float] | None = None,
    tell: Progress = silent,
) -> pd.DataFrame:
    """Return what each unit size would have caught at the same total area, on a grid and floating.

    Parameters
    ----------
    x, y, day
        Places, and whole local days since 1970-01-01, of incidents (`geo.forecast.incidents.dated` gives them).
    study_area
        Polygon in the same coordinates.
    units
        Sides of a unit to be tried, in the unit of the coordinates (metres), at most 20.
    area
        Total area of the units, in the square of that unit, the same for all sizes.
    windows
        Windows, each forecast from what happened before it.
    model
        How incidents weigh by age; None: a half-life of two years. No smoothing, which small units would not bear.
    origin
        Corner that cells share; None: the CRS's own origin.
    tell
        Told before each window of each size how far it is.

    Returns
    -------
    pandas.DataFrame
        One row per size and placement, in the order given: `unit` (side), `placement` (grid, floating), `places`
        (their number), `area` (what they cover together: whole units only), `n`, `hits`, `hit_rate`.

    Raises
    ------
    ParameterError
        When there are too many sizes, one of them is too small for the study area, or larger than the total area.
    """
    if not 1 <= len(units) <= MOST_SIZES:
        problem = Says("harus 1 sampai {most} ukuran; diberikan {n}.", "must be 1 to {most} sizes; got {n}.")
        raise ParameterError(name="units", problem=problem.filled(most=MOST_SIZES, n=len(units)))
    aged: FloatingModel = model or Decayed(half_life_days=_HALF_LIFE_DAYS, sigma_cells=0.0)
    rows = []
    for size, unit in enumerate(units):
        if not 0 < unit * unit <= area:
            problem = Says(
                "satu tempat bersisi {unit} lebih luas daripada seluruhnya ({area}).",
                "one place of side {unit} is larger than all together ({area}).",
            )
            raise ParameterError(name="units", problem=problem.filled(unit=float(unit), area=float(area)))
        raster = Raster.over(study_area.bounds, unit, origin=origin, name="units")
        fine = pixels_of(raster)
        history = History.within(raster, study_area, x, y, day)
        pixels = history.on(fine, fine.inside(study_area))
        n_units = min(round(area / unit**2), int(history.inside.sum()))
        caught = np.zeros(2)
        for t, (first, end) in enumerate(windows.pairs()):
            done = (size + t / len(windows)) / len(units)
            tell(done, _SIZE.filled(unit=float(unit), at=t + 1, n=len(windows)))
            caught[0] += _grid_hits(history, aged, first, end, n_units)
            caught[1] += floating_hits(pixels, aged.weights, first, end, n_units)
        n = sum(history.total(first, end) for first, end in windows.pairs())
        for placement, hits in zip(("grid", "floating"), caught, strict=True):
            rate = float(hits) / n if n else np.nan
            rows.append((float(unit), placement, n_units, n_units * unit**2, n, float(hits), rate))
    return pd.DataFrame(rows, columns=["unit", "placement", "places", "area", "n", "hits", "hit_rate"])


def _grid_hits(history: History, model: FloatingModel, first: int, end: int, n_units: int) -> float:
    rows = history.span(-(2**62), first)
    cell = history.cell[rows]
    weight = model.weights((first - history.day[rows]).astype(np.float64))
    score = np.bincount(cell, weight, minlength=history.raster.size).reshape(history.raster.shape)
    cells = hottest(score + history.ties(first), history.inside, n_units)
    return float(history.counts(first, end).ravel()[cells].sum())

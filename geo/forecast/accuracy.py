"""How good a forecast was: hit rate, PAI, PEI and RRI of the ground that it flagged."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.languages import Says


def hit_rate(hits: float, total: float) -> float:
    """Share of incidents that fell into the flagged ground.

    Parameters
    ----------
    hits, total
        Incidents inside the flagged area, and in the whole study area (counts).

    Returns
    -------
    float
        From 0 to 1; nan when there was no incident at all.

    Raises
    ------
    ParameterError
        When a count is negative or not a number, or `hits` exceeds `total`.

    References
    ----------
    Bowers, Johnson & Pease (2004), British Journal of Criminology 44, 641-658.
    """
    _require_counts(hits, total, "total")
    return hits / total if total else math.nan


def prediction_accuracy_index(hits: float, total: float, area_km2: float, study_area_km2: float) -> float:
    """Share of incidents caught, divided by share of area watched (PAI).

    Parameters
    ----------
    hits, total
        Incidents inside the flagged area, and in the whole study area (counts).
    area_km2, study_area_km2
        Flagged and whole area, in square kilometres (any one unit does).

    Returns
    -------
    float
        1 is no better than chance; 6 means six times the share that the area alone would catch. nan without incidents.
        It grows when cells shrink: compare only at equal unit size and equal total area.

    Raises
    ------
    ParameterError
        When a count is negative, `hits` exceeds `total`, an area is not above zero, or the flagged area exceeds the
        whole.

    References
    ----------
    Chainey, Tompson & Uhlig (2008), Security Journal 21, 4-28.
    """
    caught = hit_rate(hits, total)
    for name, area in (("area_km2", area_km2), ("study_area_km2", study_area_km2)):
        if not (math.isfinite(area) and area > 0):
            problem = Says("harus di atas 0 km²; diberikan {area}.", "must be above 0 km²; got {area}.")
            raise ParameterError(name=name, problem=problem.filled(area=float(area)))
    if area_km2 > study_area_km2 * (1 + 1e-9):
        problem = Says(
            "{area} km² melebihi wilayah kajian, {whole} km².", "{area} km² exceeds the study area, {whole} km²."
        )
        raise ParameterError(name="area_km2", problem=problem.filled(area=float(area_km2), whole=float(study_area_km2)))
    return caught / (area_km2 / study_area_km2)


def best_hits(observed: npt.ArrayLike, n_cells: int) -> float:
    """Return the most incidents that any `n_cells` of these cells held (counts per cell, any shape)."""
    counts = np.asarray(observed, dtype=np.float64).ravel()
    if not 0 <= n_cells <= counts.size:
        problem = Says("harus dari 0 sampai {n} sel; diberikan {got}.", "must be from 0 to {n} cells; got {got}.")
        raise ParameterError(name="n_cells", problem=problem.filled(n=counts.size, got=n_cells))
    return float(np.sort(counts)[counts.size - n_cells :].sum())


def prediction_efficiency_index(hits: float, most_hits: float) -> float:
    """PAI divided by the best PAI that the same number of cells could have had (PEI, also written PEI*).

    Both have the same total and the same areas, so these cancel and only the hits remain.

    Parameters
    ----------
    hits
        Incidents inside the flagged cells.
    most_hits
        Incidents inside the as many cells that held most (`best_hits`).

    Returns
    -------
    float
        From 0 to 1; nan when no cell held any incident.

    Raises
    ------
    ParameterError
        When a count is negative or `hits` exceeds `most_hits`.

    References
    ----------
    Hunt (2016), Do crime hot spots move?, American University, Washington; used in the NIJ Real-Time Crime
    Forecasting Challenge (2017).
    """
    _require_counts(hits, most_hits, "most_hits")
    return hits / most_hits if most_hits else math.nan


def recapture_rate_index(hits: float, hits_before: float, total: float, total_before: float) -> float:
    """How well the flagged ground kept its incidents, growth of the whole area aside (RRI).

    Parameters
    ----------
    hits, hits_before
        Incidents in the flagged area during the forecast window, and during the time from which it was chosen.
    total, total_before
        The same in the whole study area.

    Returns
    -------
    float
        1: the flagged area kept its share; 0.7: it kept seven tenths of it, the rest regressed to the mean. nan when
        there was nothing before.

    Raises
    ------
    ParameterError
        When a count is negative or hits exceed their total.

    References
    ----------
    Levine (2008), Security Journal 21, 295-302.
    """
    _require_counts(hits, total, "total")
    _require_counts(hits_before, total_before, "total_before")
    if not (hits_before and total):
        return math.nan
    return (hits / hits_before) / (total / total_before)


def _require_counts(hits: float, total: float, name: str) -> None:
    if not (math.isfinite(hits) and math.isfinite(total) and 0 <= hits <= total):
        problem = Says(
            "harus paling sedikit sebanyak yang kena ({hits}), keduanya tidak negatif; diberikan {total}.",
            "must be at least the hits ({hits}), neither negative; got {total}.",
        )
        raise ParameterError(name=name, problem=problem.filled(hits=float(hits), total=float(total)))

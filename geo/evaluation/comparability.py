"""May the control be compared? Trends and scatter in the periods before anything was done, and placebo comparisons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.evaluation.estimate import finite

Counts = npt.NDArray[np.float64]
_LEAST_EXPECTED = 1.0


@dataclass(frozen=True)
class TrendCheck:
    """Did treated areas and controls move alike before?

    Parameters
    ----------
    periods
        Number of periods looked at.
    p_value
        Chance of trends at least as different if they were alike; NaN when it cannot be told.
    dispersion
        Scatter of the areas' counts over that of Poisson counts; NaN when it cannot be told.
    dispersion_p_value
        Chance of such a scatter in Poisson counts.
    """

    periods: int
    p_value: float
    dispersion: float
    dispersion_p_value: float

    @property
    def widening(self) -> float:
        """Factor for the variance: the dispersion where it is more than chance (p < 0.1), else 1."""
        return self.dispersion if self.dispersion_p_value < 0.1 and self.dispersion > 1 else 1.0

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-ready form; what is not defined is None."""
        return {name: finite(value) for name, value in vars(self).items()}


def check_trends(treated: Sequence[Sequence[int]], control: Sequence[Sequence[int]]) -> TrendCheck:
    """Compare how areas moved over periods before the patrols.

    Parameters
    ----------
    treated, control
        Counts by area and period, shapes (areas, periods).

    Returns
    -------
    TrendCheck
        From Pearson's chi-square of independence: of the two sums by period (trends) and of all areas by period
        (scatter). Periods of unequal length do no harm, they are alike for all. Needs two periods, a control, and
        at least one expected incident in each cell.

    References
    ----------
    Hauer (1997), Observational Before-After Studies in Road Safety, section 9.3 (is the comparison group a suitable
    one?); McCullagh & Nelder (1989), Generalized Linear Models, 6.2.3 (scatter beyond Poisson).
    """
    ours, theirs = _table(treated), _table(control)
    periods = int(max(ours.shape[1], theirs.shape[1]))
    trend = _chi_square(np.stack([ours.sum(axis=0), theirs.sum(axis=0)])) if len(ours) and len(theirs) else None
    scatter = _chi_square(np.concatenate([ours, theirs])) if len(ours) and len(theirs) else None
    return TrendCheck(
        periods,
        trend[2] if trend else math.nan,
        scatter[0] / scatter[1] if scatter else math.nan,
        scatter[2] if scatter else math.nan,
    )


def _table(rows: Sequence[Sequence[int]]) -> Counts:
    return np.asarray(rows, dtype=np.float64).reshape(len(rows), len(rows[0]) if rows else 0)


def _chi_square(table: Counts) -> tuple[float, int, float] | None:
    """Return chi-square, degrees of freedom and p-value, or None when counts are too small for it."""
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        return None
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / table.sum()
    if expected.min() < _LEAST_EXPECTED:
        return None
    from scipy.stats import chi2

    value = float(((table - expected) ** 2 / expected).sum())
    freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
    return value, freedom, float(chi2.sf(value, freedom))

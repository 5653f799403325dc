"""One estimated change with its standard error, p-value and intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Estimate:
    """A difference of counts (or of harm).

    Parameters
    ----------
    value
        Estimated change; below zero: fewer.
    se
        Standard error under independent Poisson counts; 0 when every count is 0.
    z, p_value
        Normal test of no change, two-sided; NaN when `se` is 0.
    low, high
        Normal interval of level 1 - alpha.
    small_low, small_high, small_p_value
        The same from draws that need no normal approximation.
    """

    value: float
    se: float
    z: float
    p_value: float
    low: float
    high: float
    small_low: float
    small_high: float
    small_p_value: float

    def interval(self, *, small: bool) -> tuple[float, float]:
        """Return the interval to go by: that of the draws when counts are small."""
        return (self.small_low, self.small_high) if small else (self.low, self.high)

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-ready form; what is not defined is None."""
        return {name: finite(value) for name, value in vars(self).items()}


def finite(value: float | None) -> float | None:
    """Return a number for JSON: None for what is not finite."""
    return None if value is None or not math.isfinite(value) else value

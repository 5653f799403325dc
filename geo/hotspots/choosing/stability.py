"""What a parameter does: how the hotspots change from value to value, and where they hardly change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import ParameterError
from geo.hotspots.checked import StudyArea, checked
from geo.hotspots.registry import make
from geo.languages import Says

Integers = npt.NDArray[np.int64]

ALIKE = 0.9
LARGEST_CLUSTER = 0.5
MOST_VALUES = 50


@dataclass(frozen=True)
class Stability:
    """The curve and what it suggests.

    Parameters
    ----------
    curve
        One row per value, rising: value, hotspots (how many), share (of the incidents that are in hotspots),
        largest_share (of the incidents that are in the largest hotspot), agreement (adjusted Rand index with the next
        value, NaN at the last), plateau (whether the value belongs to the widest plateau).
    suggestion
        The value in the middle of the widest plateau, None when there is none.
    """

    curve: pd.DataFrame
    suggestion: float | None


def stability_curve(
    table: gpd.GeoDataFrame,
    method: str,
    parameter: str,
    values: Sequence[float],
    *,
    study_area: StudyArea = None,
    seed: int = 0,
    **parameters: Any,
) -> Stability:
    """Run a method with each of several values of one parameter and compare what it finds.

    A plateau is a run of neighbouring values, at least two, each of which agrees with the next (adjusted Rand index of
    at least 0.9, noise counted as one group) and finds something, but no hotspot that holds more than half of all
    incidents. The widest is that with the greatest ratio of its last to its first value (the greatest difference where
    values are not all above 0), the lower of equals; suggested is the value in it that is nearest to the middle, by
    ratio.

    Parameters
    ----------
    table
        Points in a metric CRS.
    method
        Name of a method.
    parameter
        Name of a numeric parameter of it.
    values
        1 to 50 values; sorted here, doubles left out.
    study_area, seed
        As `geo.hotspots.find`.
    **parameters
        The method's other parameters.

    Raises
    ------
    ParameterError
        When there are no values or more than 50, or one is not what the parameter may be.
    UnknownMethodError, UnprojectedError, NotPointsError
        As `geo.hotspots.find`.

    References
    ----------
    Hubert & Arabie (1985), Journal of Classification 2, 193-218 (adjusted Rand index).
    """
    tried = sorted(set(values))
    if not 1 <= len(tried) <= MOST_VALUES:
        problem = Says("beri 1 sampai {most} nilai.", "give 1 to {most} values.").filled(most=MOST_VALUES)
        raise ParameterError(name=parameter, problem=problem)
    methods = [make(method, **{**parameters, parameter: value}) for value in tried]  # all are checked before one runs
    ready = checked(table, study_area)
    n = len(ready.incidents)
    labels = [one.run(ready.incidents, ready.ground, seed).labels.to_numpy(dtype=np.int64) for one in methods]
    counts = [np.bincount(one[one >= 0]) for one in labels]
    agreement = [adjusted_rand_index(one, other) for one, other in pairwise(labels)]
    curve = pd.DataFrame(
        {
            "value": np.array(tried, dtype=np.float64),
            "hotspots": np.array([np.count_nonzero(one) for one in counts], dtype=np.int64),
            "share": [one.sum() / max(n, 1) for one in counts],
            "largest_share": [one.max(initial=0) / max(n, 1) for one in counts],
            "agreement": [*agreement, float("nan")],
        }
    )
    first, last = _widest_plateau(curve)
    curve["plateau"] = (curve.index >= first) & (curve.index <= last)
    return Stability(curve, _middle(curve.loc[curve["plateau"], "value"].tolist()))


def adjusted_rand_index(one: npt.ArrayLike, other: npt.ArrayLike) -> float:
    """Return how well two labellings agree: 1 the same division, about 0 as two made by chance.

    Parameters
    ----------
    one, other
        A label per incident, shape (n,).
    """
    first = np.unique(np.asarray(one), return_inverse=True)[1].ravel().astype(np.int64)
    second = np.unique(np.asarray(other), return_inverse=True)[1].ravel().astype(np.int64)
    n = len(first)
    if n < 2:
        return 1.0
    both = np.unique(first * (int(second.max()) + 1) + second, return_counts=True)[1]
    together, in_first, in_second = (_pairs(counts) for counts in (both, np.bincount(first), np.bincount(second)))
    by_chance = in_first * in_second / (n * (n - 1) / 2)
    most = (in_first + in_second) / 2
    return 1.0 if math.isclose(most, by_chance, rel_tol=1e-15) else float((together - by_chance) / (most - by_chance))


def _pairs(counts: Integers) -> float:
    held = counts.astype(np.float64)
    return float((held * (held - 1) / 2).sum())


def _widest_plateau(curve: pd.DataFrame) -> tuple[int, int]:
    """Return the first and last row of the widest plateau; the last before the first when there is none."""
    value = curve["value"].to_numpy()
    sound = ((curve["hotspots"] > 0) & (curve["largest_share"] <= LARGEST_CLUSTER)).to_numpy()
    linked = (curve["agreement"] >= ALIKE).to_numpy()[:-1] & sound[:-1] & sound[1:]
    scale = np.log(value) if (value > 0).all() else value
    best, width, first = (0, -1), 0.0, 0
    for row in range(1, len(curve)):
        if not linked[row - 1]:
            first = row
        elif scale[row] - scale[first] > width + 1e-12:
            best, width = (first, row), float(scale[row] - scale[first])
    return best


def _middle(values: list[float]) -> float | None:
    if not values:
        return None
    positive = values[0] > 0
    scaled = np.log(values) if positive else np.asarray(values, dtype=np.float64)
    return float(values[int(np.argmin(np.abs(scaled - (scaled[0] + scaled[-1]) / 2)))])

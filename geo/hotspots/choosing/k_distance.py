"""How far to the k-th neighbour: a curve whose knee says which reach suits the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import ParameterError
from geo.languages import Says

Floats = npt.NDArray[np.float64]

MOST_POINTS = 500
FLATTEST_KNEE = 0.1
FARTHEST = 0.99
_ASKED = 20_000
_MOST_K = 1_000


@dataclass(frozen=True)
class KDistances:
    """The curve and what it suggests.

    Parameters
    ----------
    curve
        At most 500 rows, rising: share (of the incidents that have their k-th neighbour within distance_m),
        distance_m, knee (True at the knee).
    k
        Which neighbour, the incident itself not counted.
    eps_m
        Distance at the knee, metres; None when the curve has no knee.
    """

    curve: pd.DataFrame
    k: int
    eps_m: float | None

    def nearest_quantile(self, share: float) -> float:
        """Return the distance within which this share of the incidents has its k-th neighbour, metres; NaN: unknown."""
        if not len(self.curve):
            return float("nan")
        return float(np.interp(share, self.curve["share"].to_numpy(), self.curve["distance_m"].to_numpy()))


def k_distance_curve(places: Floats, k: int) -> KDistances:
    """Sort the distances to the k-th nearest other incident and find the knee of their curve.

    For DBSCAN take `k = min_samples - 1`, since min_samples counts the incident itself. The knee is where the curve,
    drawn from its first point to the 0.99 quantile (a few incidents far out shall not decide) and scaled to a unit
    square, lies farthest below the diagonal; a curve that keeps within a tenth of the diagonal has none. Then incidents
    left of the knee are in places of much the same density, those right of it ever more alone.

    Parameters
    ----------
    places
        Shape (n, 2), metres. With more than 20,000 rows, 20,000 evenly picked in the order of places are asked for
        their neighbours among all.
    k
        1 to 1,000.

    Returns
    -------
    KDistances
        An empty curve with k or fewer incidents.

    Raises
    ------
    ParameterError
        When k is not from 1 to 1,000.

    References
    ----------
    Ester, Kriegel, Sander & Xu (1996), KDD-96, 226-231, section 4.2 (sorted k-dist graph); Satopää, Albrecht, Irwin &
    Raghavan (2011), Finding a "kneedle" in a haystack, ICDCS Workshops, 166-171.
    """
    if not 1 <= k <= _MOST_K:
        raise ParameterError(name="k", problem=Says("harus dari 1 sampai 1.000.", "must be from 1 to 1,000."))
    n = len(places)
    if n <= k:
        columns = {"share": np.empty(0), "distance_m": np.empty(0), "knee": np.empty(0, dtype=bool)}
        return KDistances(pd.DataFrame(columns), k, None)
    from scipy.spatial import cKDTree

    order = np.lexsort((places[:, 1], places[:, 0]))
    asked = places[order]
    tree = cKDTree(asked)
    if n > _ASKED:
        asked = asked[np.linspace(0, n - 1, _ASKED).astype(np.int64)]
    distance = np.sort(tree.query(asked, k=[k + 1])[0][:, 0])
    share = np.arange(1, len(distance) + 1) / len(distance)
    knee = knee_of(share, distance)
    shown = np.unique(np.linspace(0, len(distance) - 1, MOST_POINTS).round().astype(np.int64))
    if knee is not None:
        shown[np.argmin(np.abs(shown - knee))] = knee
    curve = pd.DataFrame({"share": share[shown], "distance_m": distance[shown], "knee": shown == knee})
    return KDistances(curve, k, None if knee is None else float(distance[knee]))


def knee_of(x: Floats, y: Floats) -> int | None:
    """Return the position of the knee of a rising curve that turns upwards, None when it has none.

    Parameters
    ----------
    x, y
        Rising, same shape.

    References
    ----------
    Satopää et al. (2011), as `k_distance_curve`: the greatest difference of the normalised curve to the diagonal.
    """
    end = max(int(np.ceil(FARTHEST * len(y))), 2)
    x, y = x[:end], y[:end]
    if len(y) < 3 or not y[-1] > y[0]:
        return None
    below = (x - x[0]) / (x[-1] - x[0]) - (y - y[0]) / (y[-1] - y[0])
    knee = int(np.argmax(below))
    return knee if below[knee] >= FLATTEST_KNEE and y[knee] > 0 else None

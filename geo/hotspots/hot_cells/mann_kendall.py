"""Mann-Kendall: does a series rise or fall more steadily than chance; Sen's slope: by how much per period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.languages import Says

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class MannKendall:
    """Trend of one or many series; every array has the shape of the series' places, () for a single series.

    Parameters
    ----------
    s
        Rising pairs less falling pairs.
    variance
        Of `s` under chance, equal values taken into account.
    z
        `(s - sign(s)) / sqrt(variance)`; 0 where `s` is 0 or the series never changes.
    p_value
        Two-sided, from the normal curve.
    tau_b
        Kendall's rank correlation with time, -1 … 1; 0 for a series that never changes.
    """

    s: Integers
    variance: Floats
    z: Floats
    p_value: Floats
    tau_b: Floats


def mann_kendall(series: npt.ArrayLike) -> MannKendall:
    """Test every series for a monotonic trend, equal values included.

    Parameters
    ----------
    series
        Evenly spaced periods, oldest first: shape (periods,) or (periods, places), finite.

    Returns
    -------
    MannKendall
        The normal curve is a fair stand-in from about ten periods on.

    Raises
    ------
    ParameterError
        When there are no periods, a value is missing or infinite, or the shape has more than two sides; fill or drop
        such periods first.

    References
    ----------
    Mann (1945), Econometrica 13, 245-259; Kendall (1975), Rank Correlation Methods (the variance with ties).
    """
    from geo.hotspots.hot_cells.mann_kendall_kernel import pair_scores
    from geo.hotspots.significance import normal_p_value

    values, places = _by_period(series)
    n = len(values)
    s, equal, ties = pair_scores(values)
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18.0
    pairs = n * (n - 1) / 2
    z, tau = np.zeros(s.shape), np.zeros(s.shape)
    np.divide(s - np.sign(s), np.sqrt(variance), out=z, where=variance > 0)
    np.divide(s, np.sqrt(pairs * (pairs - equal)), out=tau, where=equal < pairs)
    p = normal_p_value(z, two_sided=True)
    return MannKendall(
        s.reshape(places), variance.reshape(places), z.reshape(places), p.reshape(places), tau.reshape(places)
    )


def sen_slope(series: npt.ArrayLike) -> Floats:
    """Return the median slope of every series, in its own unit per period.

    Parameters
    ----------
    series
        As for `mann_kendall`, at least two periods.

    Returns
    -------
    numpy.ndarray
        Shape of the places, () for a single series: the median of `(x_j - x_i) / (j - i)` over all pairs of periods.

    Raises
    ------
    ParameterError
        When a value is missing or infinite, or there are fewer than two periods.

    References
    ----------
    Sen (1968), Journal of the American Statistical Association 63, 1379-1389.
    """
    from geo.hotspots.hot_cells.mann_kendall_kernel import median_slopes

    values, places = _by_period(series)
    if len(values) < 2:
        raise _problem("memerlukan paling sedikit dua periode.", "needs at least two periods.")
    return np.asarray(median_slopes(values)).reshape(places)


def _by_period(series: npt.ArrayLike) -> tuple[Floats, tuple[int, ...]]:
    values = np.asarray(series, dtype=np.float64)
    if values.ndim not in {1, 2} or not len(values):
        shape = values.shape
        raise _problem(
            f"harus berbentuk (periode,) atau (periode, tempat); diberikan {shape}.",
            f"must have the shape (periods,) or (periods, places); got {shape}.",
        )
    if not np.isfinite(values).all():
        raise _problem(
            "memuat nilai kosong atau tak hingga; isi atau buang periode itu dahulu.",
            "holds a missing or infinite value; fill or drop such periods first.",
        )
    places = values.shape[1:]
    return np.ascontiguousarray(values.reshape(len(values), -1)), places


def _problem(text_id: str, text_en: str) -> ParameterError:
    return ParameterError(name="series", problem=Says(text_id, text_en))

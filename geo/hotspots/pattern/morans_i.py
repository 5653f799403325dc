"""Moran's I: are neighbouring values more alike than chance would make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse

from geo.errors import ParameterError
from geo.languages import Says

Floats = npt.NDArray[np.float64]
Alternative = Literal["greater", "less", "two_sided"]
_BLOCK_VALUES = 2_000_000
_FEWEST = 4
_NO_SPREAD = 1e-14


@dataclass(frozen=True)
class MoransI:
    """Moran's I and what chance would give.

    Parameters
    ----------
    i
        The statistic: above `expected` neighbours are alike, below it they are opposed.
    expected
        `-1 / (n - 1)`.
    variance_normal, z_normal, p_normal
        When the values are drawn from one normal distribution; NaN where that variance is zero.
    variance_random, z_random, p_random
        When the given values are dealt out to the places at random; likewise.
    permutations
        Number of shuffles drawn.
    p_permutation
        `(1 + shuffles at least as extreme) / (1 + shuffles)`; NaN without shuffles.
    """

    i: float
    expected: float
    variance_normal: float
    z_normal: float
    p_normal: float
    variance_random: float
    z_random: float
    p_random: float
    permutations: int
    p_permutation: float


def morans_i(
    values: npt.ArrayLike,
    weights: sparse.sparray | sparse.spmatrix,
    *,
    permutations: int = 999,
    seed: int = 0,
    alternative: Alternative = "greater",
) -> MoransI:
    """Measure global spatial autocorrelation.

    Parameters
    ----------
    values
        One value per place, shape (n,), n at least 4, finite, not all equal.
    weights
        Sparse, shape (n, n), as wished (see `row_standardised`); the diagonal is usually empty. A place without
        neighbours counts in the mean and variance only.
    permutations
        Shuffles to draw, 0 or more.
    seed
        Source of the shuffles.
    alternative
        What counts as extreme: `greater` (alike neighbours), `less`, or `two_sided` (twice the smaller tail).

    Returns
    -------
    MoransI

    Raises
    ------
    ParameterError
        When the shapes do not fit, there are fewer than 4 values, all are equal or one is not finite, no weight is
        above zero, or `permutations` is negative.

    References
    ----------
    Moran (1950), Biometrika 37, 17-23; Cliff & Ord (1981), Spatial Processes, 42-46 (both variances); Phipson & Smyth
    (2010), Statistical Applications in Genetics and Molecular Biology 9, 39 (p never 0).
    """
    x = np.asarray(values, dtype=np.float64).ravel()
    matrix = sparse.csr_array(weights, dtype=np.float64)
    _refuse_nonsense(x, matrix, permutations)
    n = x.size
    deviation = x - x.mean()
    squares = float(deviation @ deviation)
    s0 = float(matrix.sum())
    i = n / s0 * float(deviation @ (matrix @ deviation)) / squares
    expected = -1.0 / (n - 1)
    both = matrix + matrix.T
    s1 = float(both.power(2).sum()) / 2
    s2 = float(((np.asarray(matrix.sum(axis=1)) + np.asarray(matrix.sum(axis=0))) ** 2).sum())
    normal = (n * n * s1 - n * s2 + 3 * s0**2) / ((n * n - 1) * s0**2) - expected**2
    kurtosis = n * float((deviation**4).sum()) / squares**2
    dealt = (
        n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2) - kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0**2)
    ) / ((n - 1) * (n - 2) * (n - 3) * s0**2) - expected**2
    z_normal, p_normal = _tested(i - expected, normal, alternative)
    z_random, p_random = _tested(i - expected, dealt, alternative)
    p_permutation = np.nan
    if permutations:
        drawn = _shuffled(deviation, matrix, permutations, seed) * (n / s0 / squares)
        p_permutation = _rank_p(i, drawn, alternative)
    return MoransI(
        i, expected, normal, z_normal, p_normal, dealt, z_random, p_random, permutations, float(p_permutation)
    )


def row_standardised(weights: sparse.sparray | sparse.spmatrix) -> sparse.csr_array:
    """Return the weights divided by the sum of their row; rows that sum to zero stay empty."""
    matrix = sparse.csr_array(weights, dtype=np.float64)
    total = np.asarray(matrix.sum(axis=1)).ravel()
    factor = np.divide(1.0, total, out=np.zeros_like(total), where=total != 0)
    return sparse.csr_array(sparse.diags_array(factor) @ matrix)


def _tested(gap: float, variance: float, alternative: Alternative) -> tuple[float, float]:
    from geo.hotspots.significance import normal_p_value

    if not variance > _NO_SPREAD:  # all are neighbours of all: no shuffle changes anything
        return np.nan, np.nan
    z = gap / np.sqrt(variance)
    if alternative == "two_sided":
        return float(z), float(normal_p_value(z, two_sided=True))
    return float(z), float(normal_p_value(z if alternative == "greater" else -z))


def _shuffled(deviation: Floats, matrix: sparse.csr_array, permutations: int, seed: int) -> Floats:
    random = np.random.default_rng(seed)
    size = max(1, _BLOCK_VALUES // deviation.size)
    products = np.empty(permutations)
    for first in range(0, permutations, size):
        many = min(size, permutations - first)
        block = random.permuted(np.repeat(deviation[None], many, axis=0), axis=1).T
        products[first : first + many] = (block * (matrix @ block)).sum(axis=0)
    return products


def _rank_p(i: float, drawn: Floats, alternative: Alternative) -> float:
    slack = 1e-12 * max(1.0, abs(i))  # a shuffle that gives the same sum in another order is a tie
    above = (1 + np.count_nonzero(drawn >= i - slack)) / (1 + drawn.size)
    below = (1 + np.count_nonzero(drawn <= i + slack)) / (1 + drawn.size)
    if alternative == "two_sided":
        return float(min(1.0, 2 * min(above, below)))
    return float(above if alternative == "greater" else below)


def _refuse_nonsense(x: Floats, matrix: sparse.csr_array, permutations: int) -> None:
    def refuse(name: str, text_id: str, text_en: str) -> None:
        raise ParameterError(name=name, problem=Says(text_id, text_en))

    if matrix.shape != (x.size, x.size):
        refuse(
            "weights",
            f"bentuk {matrix.shape} tidak cocok dengan {x.size} nilai; susun bobot dari tabel yang sama.",
            f"shape {matrix.shape} does not fit {x.size} values; build the weights from the same table.",
        )
    if x.size < _FEWEST or not np.isfinite(x).all() or np.ptp(x) <= 1e-14 * np.abs(x).max():
        refuse(
            "values",
            "memerlukan sekurangnya 4 nilai terhingga yang tidak semuanya sama.",
            "needs at least 4 finite values that are not all equal.",
        )
    if not matrix.sum() > 0 or not np.isfinite(matrix.data).all() or (matrix.data < 0).any():
        refuse(
            "weights",
            "harus berhingga, tidak negatif, dan ada yang di atas nol; hubungkan tempat yang bertetangga.",
            "must be finite, none negative and some above zero; link places that are neighbours.",
        )
    if permutations < 0:
        refuse("permutations", "harus 0 atau lebih.", "must be 0 or more.")

"""From one p value to many: the false discovery rate, and tails of the normal distribution."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def benjamini_hochberg(p_values: npt.ArrayLike) -> Floats:
    """Return the q value of each test: the smallest false discovery rate at which it would be declared.

    Parameters
    ----------
    p_values
        Between 0 and 1, any shape; NaN stands for "not tested" and stays NaN.

    Returns
    -------
    numpy.ndarray
        Same shape: `min over j >= rank of p(j) * m / j`, at most 1. Declaring all tests with `q <= alpha` keeps the
        expected share of false ones at `alpha` or less when the tests are independent or positively dependent, as
        overlapping neighbourhoods are.

    References
    ----------
    Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300; Benjamini & Yekutieli (2001),
    Annals of Statistics 29, 1165-1188 (positive dependence); Caldas de Castro & Singer (2006), Geographical Analysis
    38, 180-208 (local spatial statistics).
    """
    p = np.asarray(p_values, dtype=np.float64)
    flat = p.ravel()
    tested = np.flatnonzero(~np.isnan(flat))
    q = np.full(flat.shape, np.nan)
    if tested.size:
        order = tested[np.argsort(flat[tested], kind="stable")]
        ranked = flat[order] * tested.size / np.arange(1, tested.size + 1)
        q[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return q.reshape(p.shape)


def normal_p_value(z_scores: npt.ArrayLike, *, two_sided: bool = False) -> Floats:
    """Return the chance that a standard normal value is at least as high (or, two-sided, as far from 0).

    Parameters
    ----------
    z_scores
        Any shape.
    two_sided
        Count both tails.
    """
    from scipy.special import ndtr

    z = np.asarray(z_scores, dtype=np.float64)
    return np.asarray(2 * ndtr(-np.abs(z)) if two_sided else ndtr(-z), dtype=np.float64)

"""The smallest area that holds a given share of a density."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.spatial.coverage import Coverage

Floats = npt.NDArray[np.float64]


def highest_density_region(density: Floats, covered: Coverage, share: float) -> npt.NDArray[np.bool_]:
    """Return the cells of the smallest area that holds a share of all density.

    Parameters
    ----------
    density
        Per cell, shape (rows, columns).
    covered
        How much of each cell lies in the study area.
    share
        Above 0, up to 1.

    Returns
    -------
    numpy.ndarray
        Shape (rows, columns). The share is reached or just passed; cells as dense as the last one all belong.

    References
    ----------
    Hyndman (1996), The American Statistician 50, 120-126.
    """
    order = np.argsort(-density, axis=None, kind="stable")
    held = np.cumsum((density * covered.share).ravel()[order])
    if not held.size or held[-1] <= 0:
        return np.zeros(density.shape, dtype=bool)
    last = int(np.searchsorted(held, share * held[-1] * (1 - 1e-12)))
    return np.asarray((density >= density.ravel()[order[last]]) & (density > 0))

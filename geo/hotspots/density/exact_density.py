"""Kernel density by the definition: every incident, every place, the kernel's mass by line integral.

Slow and exact; what the grid version is checked against, and what answers "how dense is it right here".
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.hotspots.density.smoothing import LEAST_MASS, EdgeCorrection

Floats = npt.NDArray[np.float64]
_AT_ONCE = 4_000_000
_NODES = 12


def density_at(
    points: Floats,
    events: Floats,
    sigma: float,
    window: BaseGeometry | None = None,
    edge: EdgeCorrection = "uniform",
    weights: Floats | None = None,
) -> Floats:
    """Return the Gaussian kernel density at places, events at those very places included.

    Parameters
    ----------
    points, events
        Shape (m, 2) and (n, 2), any one unit of length.
    sigma
        Bandwidth (standard deviation) in that unit.
    window
        Study area as a polygon, holes allowed; needed for a correction.
    edge
        `uniform`, `diggle` or `none`, see `geo.hotspots.density.smoothing.density_on_cells`.
    weights
        One per event; None: 1 each.

    Returns
    -------
    numpy.ndarray
        Shape (m,), events per square unit.

    References
    ----------
    Diggle (1985), Applied Statistics 34, 138-147; Jones (1993), Statistics and Computing 3, 135-146.
    """
    points, events = np.atleast_2d(points).astype(np.float64), np.atleast_2d(events).astype(np.float64)
    weight = np.ones(len(events)) if weights is None else np.asarray(weights, dtype=np.float64)
    corrected = edge != "none" and window is not None
    if corrected and edge == "diggle":
        weight = weight / np.maximum(kernel_mass(events, sigma, window), LEAST_MASS)
    total = np.empty(len(points))
    step = max(1, _AT_ONCE // max(1, len(events)))
    for start in range(0, len(points), step):
        part = points[start : start + step]
        squared = (part[:, :1] - events[:, 0]) ** 2 + (part[:, 1:] - events[:, 1]) ** 2
        total[start : start + step] = np.exp(-squared / (2 * sigma**2)) @ weight
    total /= 2 * np.pi * sigma**2
    if corrected and edge == "uniform":
        total /= np.maximum(kernel_mass(points, sigma, window), LEAST_MASS)
    return total


def kernel_mass(points: Floats, sigma: float, window: BaseGeometry | None) -> Floats:
    """Return how much of a Gaussian kernel around each place lies inside a polygon, 0 … 1.

    Parameters
    ----------
    points
        Shape (m, 2).
    sigma
        Bandwidth, same unit.
    window
        Polygon or multipolygon, holes allowed; None: everything is inside.

    Returns
    -------
    numpy.ndarray
        Shape (m,); right to about 1e-12. By Green's theorem the mass is the integral of `Phi(x) phi(y) dy` along the
        border, taken piece by piece with Gauss's quadrature.
    """
    from scipy.special import ndtr

    if window is None:
        return np.ones(len(points))
    starts, steps = _border(shapely.segmentize(window, sigma / 2))
    node, node_weight = np.polynomial.legendre.leggauss(_NODES)
    along = (node + 1) / 2
    x = (starts[:, :1] + steps[:, :1] * along).ravel()
    y = (starts[:, 1:] + steps[:, 1:] * along).ravel()
    dy = (steps[:, 1:] * node_weight / 2).ravel() / sigma
    mass = np.empty(len(points))
    step = max(1, _AT_ONCE // max(1, x.size))
    for start in range(0, len(points), step):
        part = points[start : start + step]
        up = (y - part[:, 1:]) / sigma
        mass[start : start + step] = (ndtr((x - part[:, :1]) / sigma) * np.exp(-(up**2) / 2)) @ dy
    return np.clip(mass / np.sqrt(2 * np.pi), 0.0, 1.0)


def _border(window: BaseGeometry) -> tuple[Floats, Floats]:
    """Return start and step of each piece of the border that goes up or down, shells anticlockwise."""
    starts: list[Floats] = []
    steps: list[Floats] = []
    for part in shapely.get_parts(window):
        for ring in shapely.get_rings(shapely.orient_polygons(part)):
            corners = shapely.get_coordinates(ring)
            starts.append(corners[:-1])
            steps.append(np.diff(corners, axis=0))
    start, step = np.concatenate(starts), np.concatenate(steps)
    climbing = step[:, 1] != 0
    return start[climbing], step[climbing]

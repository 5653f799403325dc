"""Clark-Evans: are incidents nearer to their nearest neighbour than chance would put them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.hotspots.pattern.point_pattern import checked_places
from geo.languages import Says


@dataclass(frozen=True)
class ClarkEvans:
    """Result of the Clark-Evans test.

    Parameters
    ----------
    ratio
        Mean distance to the nearest neighbour over its expectation: 1 chance, below 1 clustered, up to 2.149 regular.
    mean_m, expected_m
        Mean distance, and what complete spatial randomness without a border would give.
    z, p_value
        Standard score of the mean (below 0 clustered), and its two-sided p value from the normal curve.
    n
        Number of places.
    """

    ratio: float
    mean_m: float
    expected_m: float
    z: float
    p_value: float
    n: int


def clark_evans(places: npt.ArrayLike, study_area: BaseGeometry) -> ClarkEvans:
    """Compare nearest neighbours with complete spatial randomness, without a correction at the border.

    Parameters
    ----------
    places
        x and y in metres, shape (n, 2), n at least 2, inside the study area. Coincident places are 0 m apart.
    study_area
        Polygon in the same CRS.

    Returns
    -------
    ClarkEvans
        Places at the border have fewer neighbours, so the ratio comes out a little high: clustering that it shows is
        there all the more.

    Raises
    ------
    ParameterError
        When there are fewer than 2 places, one is not finite or outside, or the study area has no area.

    References
    ----------
    Clark & Evans (1954), Ecology 35, 445-453.
    """
    from scipy.spatial import cKDTree

    from geo.hotspots.significance import normal_p_value

    xy = checked_places(places, study_area)
    n = len(xy)
    if n < 2:
        raise ParameterError(
            name="places", problem=Says("memerlukan sekurangnya dua tempat.", "needs at least two places.")
        )
    mean = float(cKDTree(xy).query(xy, k=2)[0][:, 1].mean())
    density = n / study_area.area
    expected = 0.5 / float(np.sqrt(density))
    error = float(np.sqrt((4 - np.pi) / (4 * np.pi * density * n)))
    z = (mean - expected) / error
    return ClarkEvans(mean / expected, mean, expected, z, float(normal_p_value(z, two_sided=True)), n)

"""What tests of point patterns start from: places that lie in their study area, and patterns drawn by chance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.languages import Says

Floats = npt.NDArray[np.float64]


def checked_places(places: npt.ArrayLike, study_area: BaseGeometry) -> Floats:
    """Return the places as an array of shape (n, 2), all of them finite and inside the study area or on its border.

    Raises
    ------
    ParameterError
        When the shape is another, a place is not finite or outside, or the study area has no area; drop such places
        or widen the area.
    """
    xy = np.asarray(places, dtype=np.float64)
    if xy.size == 0:
        xy = xy.reshape(0, 2)
    if xy.ndim != 2 or xy.shape[1] != 2 or not np.isfinite(xy).all():
        problem = Says("harus berbentuk (n, 2) dan terhingga.", "must have the shape (n, 2) and be finite.")
        raise ParameterError(name="places", problem=problem)
    if study_area.is_empty or not study_area.area > 0:
        problem = Says("harus bidang yang luasnya di atas nol.", "must be a polygon with an area above zero.")
        raise ParameterError(name="study_area", problem=problem)
    shapely.prepare(study_area)
    outside = ~shapely.intersects_xy(study_area, xy[:, 0], xy[:, 1])
    if outside.any():
        problem = Says(
            f"{int(outside.sum())} tempat di luar wilayah kajian; buang tempat itu atau perluas wilayah.",
            f"{int(outside.sum())} places lie outside the study area; drop them or widen the area.",
        )
        raise ParameterError(name="places", problem=problem)
    return xy


class RandomPlaces:
    """Draws places evenly from a polygon: a triangle by its area, then a place within it; nothing is rejected.

    Parameters
    ----------
    study_area
        Valid polygon or multipolygon with an area above zero.
    """

    def __init__(self, study_area: BaseGeometry) -> None:
        triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(shapely.get_parts(study_area)))
        corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3]
        self._origin = corners[:, 0]
        self._sides = corners[:, 1:] - corners[:, :1]
        self._share = np.cumsum(shapely.area(triangles))
        self._share /= self._share[-1]

    def draw(self, n: int, random: np.random.Generator) -> Floats:
        """Return n places, shape (n, 2)."""
        chosen = np.searchsorted(self._share, random.random(n), side="right")
        chosen = np.minimum(chosen, len(self._share) - 1)
        along = random.random((n, 2))
        folded = along.sum(axis=1) > 1
        along[folded] = 1 - along[folded]
        return self._origin[chosen] + (self._sides[chosen] * along[:, :, None]).sum(axis=1)

"""Ripley's K: at which distances incidents have more neighbours than chance would give them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.hotspots.pattern.point_pattern import checked_places
from geo.languages import Says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.hotspots.pattern.set_covariance import SetCovariance

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Edge = Literal["none", "translation", "border"]
_MOST_PAIRS = 100_000_000
_BLOCK = 1_000_000
_MOST_OVERLAYS = 20_000
_MOST_CORNERS = 2_000_000


@dataclass(frozen=True)
class RipleysK:
    """K and L of a pattern; all arrays have the shape of the radii.

    Parameters
    ----------
    radii_m
        Distances, metres.
    k_m2
        Area that would hold, at the mean density, the neighbours found within each radius; `pi r²` under chance.
        NaN where a border correction leaves no place.
    l_m
        `sqrt(K / pi)`, metres: the radius itself under chance, more when clustered, less when regular.
    edge
        The correction.
    exact
        Whether the correction is exact; False: the set covariance of a polygon comes from cells.
    """

    radii_m: Floats
    k_m2: Floats
    l_m: Floats
    edge: Edge
    exact: bool


def ripleys_k(
    places: npt.ArrayLike,
    study_area: BaseGeometry,
    radii_m: npt.ArrayLike,
    edge: Edge = "translation",
    *,
    covariance: SetCovariance | None = None,
) -> RipleysK:
    """Estimate Ripley's K, pairs at exactly a radius included.

    Parameters
    ----------
    places
        x and y in metres, shape (n, 2), n at least 2, inside the study area. Coincident places are pairs at 0 m.
    study_area
        Valid polygon W in the same CRS.
    radii_m
        Rising distances, not below 0. Beyond a quarter of the shorter side of W the estimate is unreliable.
    edge
        `none`: `|W| / (n (n - 1))` times the ordered pairs within r; too low near the border.
        `translation`: each pair weighs `|W| / |W ∩ (W + h)|`, h being the way from one to the other; unbiased. Exact
        for rectangles, and for other polygons of up to 20,000 pairs; beyond, areas come from 512 cells a side, with an
        error below half a percent for compact areas (`exact` tells).
        `border`: only places at least r from the border are centres; `|W| / (n - 1)` times their mean number of
        neighbours.
    covariance
        A set covariance that was made before, for many patterns in one study area; see
        `geo.hotspots.pattern.set_covariance`.

    Returns
    -------
    RipleysK

    Raises
    ------
    ParameterError
        When there are fewer than 2 places, one is outside, the radii do not rise, more than 100 million pairs would
        have to be weighed (take shorter radii or a sample), or a radius is so long that two places share no part of W.

    References
    ----------
    Ripley (1977), Journal of the Royal Statistical Society B 39, 172-212; Ohser (1983), Mathematische
    Operationsforschung und Statistik 14, 63-71 (translation); Besag (1977), discussion of Ripley (L).
    """
    from scipy.spatial import cKDTree

    xy = checked_places(places, study_area)
    radii = _radii(radii_m)
    n, area = len(xy), float(study_area.area)
    if n < 2:
        raise _problem("places", "memerlukan sekurangnya dua tempat.", "needs at least two places.")
    tree = cKDTree(xy)
    many = (int(tree.count_neighbors(tree, float(radii[-1]))) - n) // 2
    exact = True
    if edge == "none":
        total = np.asarray(tree.count_neighbors(tree, radii), dtype=np.float64) - n
        k = total * area / (n * (n - 1))
    elif many > _MOST_PAIRS:
        raise _problem(
            "radii_m",
            f"{many} pasangan sampai {radii[-1]:g} m; paling banyak {_MOST_PAIRS}: perpendek radius atau ambil sampel.",
            f"{many} pairs up to {radii[-1]:g} m; {_MOST_PAIRS} at most: shorten the radii or take a sample.",
        )
    elif edge == "border":
        k = _border(xy, study_area, radii) * area / (n - 1)
    else:
        exact = covariance is None and _affordable(study_area, many)
        weight = _translation(xy, area, radii, covariance or _covariance(study_area, exact, float(radii[-1])))
        k = np.cumsum(weight) * area / (n * (n - 1))
    return RipleysK(radii, k, np.sqrt(k / np.pi), edge, exact)


def default_radii(study_area: BaseGeometry, steps: int = 40) -> Floats:
    """Return evenly spaced radii up to a quarter of the shorter side of the least rectangle around W."""
    around = shapely.get_coordinates(shapely.minimum_rotated_rectangle(study_area))
    shorter = np.hypot(*np.diff(around[:3], axis=0).T).min()
    return np.asarray(np.arange(1, steps + 1) * (shorter / 4 / steps), dtype=np.float64)


def _radii(radii_m: npt.ArrayLike) -> Floats:
    radii = np.atleast_1d(np.asarray(radii_m, dtype=np.float64))
    if radii.ndim != 1 or not radii.size or not np.isfinite(radii).all() or radii[0] < 0 or (np.diff(radii) <= 0).any():
        raise _problem(
            "radii_m",
            "harus terhingga, tidak negatif, dan menaik.",
            "must be finite, not below 0 and rising.",
        )
    return radii


def _pairs(xy: Floats, longest: float) -> Iterator[tuple[Integers, Integers, Floats]]:
    """Yield pairs up to a distance, each once, as two arrays of places and their lengths, a few at a time."""
    order = np.argsort(xy[:, 0], kind="stable")
    x, y = np.ascontiguousarray(xy[order, 0]), np.ascontiguousarray(xy[order, 1])
    reach = np.searchsorted(x, x + longest * (1 + 1e-9), side="right")
    begin = 0
    while begin < len(x):
        # The widest strip decides how many places are taken at a time.
        end = min(len(x), begin + max(1, _BLOCK // int(reach[begin] - begin)))
        stop = int(reach[end - 1])
        squared = (x[begin:end, None] - x[begin:stop]) ** 2 + (y[begin:end, None] - y[begin:stop]) ** 2
        first, second = np.nonzero(squared <= (longest * (1 + 1e-9)) ** 2)
        later = second > first
        first, second = first[later], second[later]
        length = np.sqrt(squared[first, second])
        near = length <= longest
        yield order[first[near] + begin], order[second[near] + begin], length[near]
        begin = end


def _translation(xy: Floats, area: float, radii: Floats, covariance: SetCovariance) -> Floats:
    weight = np.zeros(len(radii))
    for first, second, length in _pairs(xy, float(radii[-1])):
        shared = covariance(xy[second] - xy[first])
        if (shared <= 1e-9 * area).any():
            raise _problem(
                "radii_m",
                "terlalu panjang: dua tempat tidak berbagi bagian wilayah bila digeser; perpendek radius.",
                "are too long: moved from one place to the other, the area does not meet itself; shorten them.",
            )
        weight += np.bincount(np.searchsorted(radii, length, side="left"), 2 * area / shared, minlength=len(radii))
    return weight


def _affordable(study_area: BaseGeometry, pairs: int) -> bool:
    from geo.hotspots.pattern.set_covariance import is_rectangle

    corners = int(shapely.get_num_coordinates(study_area))
    return is_rectangle(study_area) or (pairs <= _MOST_OVERLAYS and pairs * corners <= _MOST_CORNERS)


def _covariance(study_area: BaseGeometry, exact: bool, reach_m: float) -> SetCovariance:
    from geo.hotspots.pattern.set_covariance import exact_set_covariance, raster_set_covariance

    return exact_set_covariance(study_area) if exact else raster_set_covariance(study_area, reach_m * (1 + 1e-6))


def _border(xy: Floats, study_area: BaseGeometry, radii: Floats) -> Floats:
    """Return the mean number of neighbours of the places at least each radius from the border."""
    inward = shapely.distance(shapely.boundary(study_area), shapely.points(xy))
    end = np.searchsorted(radii, inward, side="right")  # a place is a centre for the radii before this one
    size = len(radii) + 1
    change = np.zeros(size)
    for first, second, length in _pairs(xy, float(radii[-1])):
        begin = np.searchsorted(radii, length, side="left")
        for centre in (first, second):
            counted = begin < end[centre]
            change += np.bincount(begin[counted], minlength=size) - np.bincount(end[centre][counted], minlength=size)
    neighbours = np.cumsum(change)[: len(radii)]
    centres = len(xy) - np.cumsum(np.bincount(end, minlength=size))[: len(radii)]
    mean = np.full(len(radii), np.nan)
    np.divide(neighbours, centres, out=mean, where=centres > 0)
    return mean


def _problem(name: str, text_id: str, text_en: str) -> ParameterError:
    return ParameterError(name=name, problem=Says(text_id, text_en))

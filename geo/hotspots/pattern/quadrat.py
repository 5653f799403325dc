"""The quadrat test: do counts in equal rectangles differ more than chance would make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.hotspots.pattern.point_pattern import checked_places
from geo.languages import Says

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_MOST_QUADRATS = 10_000


@dataclass(frozen=True)
class QuadratTest:
    """Result of the quadrat test.

    Parameters
    ----------
    statistic, degrees
        Pearson's chi-square and its degrees of freedom: quadrats that take part, less one.
    p_value
        Chance of a statistic at least as high (`clustered`), at least as low (`regular`), or twice the smaller of both
        (`two_sided`).
    counts, expected
        Of each quadrat, shape (rows, columns), lowest row first; expected by its share of the study area, 0 for
        quadrats that are left out.
    """

    statistic: float
    degrees: int
    p_value: float
    counts: Integers
    expected: Floats


def quadrat_test(
    places: npt.ArrayLike,
    study_area: BaseGeometry,
    columns: int = 5,
    rows: int = 5,
    *,
    closed: Literal["right", "left"] = "right",
    alternative: Literal["clustered", "regular", "two_sided"] = "clustered",
    least_expected: float = 0.0,
) -> QuadratTest:
    """Count places in equal rectangles over the study area's bounds and compare with complete spatial randomness.

    Parameters
    ----------
    places
        x and y in metres, shape (n, 2), inside the study area.
    study_area
        Polygon in the same CRS; quadrats are cut to it, those that it does not touch are left out.
    columns, rows
        Number of quadrats across and up. Chi-square wants about five places per quadrat.
    closed
        To which quadrat a place on a line between two belongs: `right`, to the one west (south) of the line, the
        lowest edge being included in the first; `left`, to the one east (north), the highest edge included in the
        last. It matters where coordinates are rounded.
    alternative
        What counts as extreme.
    least_expected
        Quadrats in which fewer places are expected, slivers at the border of a polygon, are left out with their places:
        a single place in one would decide the test.

    Raises
    ------
    ParameterError
        When there are no places, one is outside, fewer than two quadrats are left, or there are more than 10,000.

    References
    ----------
    Greig-Smith (1952), Annals of Botany 16, 293-316; Diggle (1983), Statistical Analysis of Spatial Point Patterns.
    """
    from scipy.special import chdtr, chdtrc

    if columns < 1 or rows < 1 or columns * rows > _MOST_QUADRATS:
        raise _problem(
            "columns",
            f"{columns} x {rows} kuadrat; harus 1 sampai {_MOST_QUADRATS} seluruhnya.",
            f"{columns} x {rows} quadrats; take 1 to {_MOST_QUADRATS} in all.",
        )
    xy = checked_places(places, study_area)
    if not len(xy):
        raise _problem("places", "memerlukan sekurangnya satu tempat.", "needs at least one place.")
    west, south, east, north = study_area.bounds
    x, y = np.linspace(west, east, columns + 1), np.linspace(south, north, rows + 1)
    boxes = shapely.box(*(side.ravel() for side in _corners(x, y)))
    parts = shapely.intersection(study_area, boxes)
    areas = shapely.area(parts)
    at = _interval(xy[:, 1], y, closed) * columns + _interval(xy[:, 0], x, closed)
    for stray in np.flatnonzero(areas[at] == 0):  # on a line, and only the quadrat on its other side has ground
        gap = shapely.distance(parts, shapely.points(xy[stray]))
        at[stray] = np.nanargmin(np.where(areas > 0, gap, np.nan))
    counts = np.bincount(at, minlength=columns * rows)
    used = (areas > 0) & (areas / areas.sum() * len(xy) >= least_expected)
    if np.count_nonzero(used) < 2 or not counts[used].any():
        raise _problem(
            "columns",
            "memerlukan sekurangnya dua kuadrat yang berisi; ambil lebih sedikit kuadrat atau lebih banyak tempat.",
            "needs at least two quadrats that hold places; take fewer quadrats or more places.",
        )
    expected = np.where(used, areas / areas[used].sum() * counts[used].sum(), 0.0)
    statistic = float(((counts - expected)[used] ** 2 / expected[used]).sum())
    degrees = int(used.sum()) - 1
    above, below = float(chdtrc(degrees, statistic)), float(chdtr(degrees, statistic))
    p = {"clustered": above, "regular": below, "two_sided": min(1.0, 2 * min(above, below))}[alternative]
    shape = (rows, columns)
    return QuadratTest(statistic, degrees, p, counts.reshape(shape), expected.reshape(shape))


def _corners(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    wests, souths = np.meshgrid(x[:-1], y[:-1])
    easts, norths = np.meshgrid(x[1:], y[1:])
    return wests, souths, easts, norths


def _interval(at: Floats, edges: Floats, closed: Literal["right", "left"]) -> Integers:
    # 0.6 and 0.2 * 3 are the same line to whoever rounded the coordinates.
    nearest = np.rint((at - edges[0]) / (edges[-1] - edges[0]) * (len(edges) - 1)).astype(np.int64)
    on_line = np.abs(at - edges[nearest]) <= 1e-9 * (edges[-1] - edges[0])
    settled = np.where(on_line, edges[nearest], at)
    if closed == "right":
        return np.maximum(np.searchsorted(edges, settled, side="left") - 1, 0).astype(np.int64)
    return np.minimum(np.searchsorted(edges, settled, side="right") - 1, len(edges) - 2).astype(np.int64)


def _problem(name: str, text_id: str, text_en: str) -> ParameterError:
    return ParameterError(name=name, problem=Says(text_id, text_en))

"""Risk terrain: how near to which places a cell lies, beside what has happened in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from pydantic import Field
from scipy import ndimage
from scipy.spatial import cKDTree

from geo.forecast.model import Places, Surface
from geo.forecast.poisson_regression import fitted
from geo.forecast.raster import Floats
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit

if TYPE_CHECKING:
    from typing import Self

    from geo.forecast.history import History, Windows

_TAUGHT_DAYS = 365
_LEAST_DAYS = 28
_HALF_LIFE_DAYS = 1460.0
_SIGMAS_CELLS = (0.0, 0.5, 2.0, 8.0)
_FLOOR = 0.3
MOST_KINDS = 30


class RiskTerrain(Parameters):
    """Poisson regression of each cell's incidents on its distance to places and on its own past.

    Taught by the incidents of the last year (the last half of a shorter history): their number per cell is
    explained by what was known before it: the logarithms of the cell's decayed count (half-life four years), plain and
    smoothed over 0.5, 2 and 8 cells, and for each kind of place the distance to the nearest, as
    log(1 + distance / unit). Coefficients are drawn towards 0. Without places it says what the cells' past says.

    References
    ----------
    Caplan, Kennedy & Miller (2011), Justice Quarterly 28, 360-381; Kennedy, Caplan & Piza (2011), Journal of
    Quantitative Criminology 27, 339-362.
    """

    name: ClassVar[str] = "risk_terrain"
    source: ClassVar[str] = "Caplan, Kennedy & Miller (2011), Justice Quarterly 28, 360-381"
    says: ClassVar[Says] = Says(
        "Jarak ke tempat tertentu (misalnya pelabuhan) dan riwayat sel itu sendiri.",
        "Distance to places (such as ports) and the cell's own history.",
    )

    penalty: Annotated[
        float,
        Unit("1"),
        Help(id="Kekuatan yang menarik koefisien ke nol.", en="How strongly coefficients are drawn towards zero."),
    ] = Field(50.0, ge=0.001, le=1e6)

    def settled(self, history: History, windows: Windows, n_units: int, *, floating: History | None = None) -> Self:
        """Return the model itself: it learns anew for each window."""
        return self

    def surfaces(self, history: History, windows: Windows, places: Places | None = None) -> Iterator[Surface]:
        """Yield each cell's chance of the next incident; see `geo.forecast.model.Model.surfaces`."""
        nearness = _nearness(history, places)
        start: Floats | None = None
        for first, _ in windows.pairs():
            oldest = int(history.day[0]) if len(history) and history.day[0] < first else first
            taught = min(_TAUGHT_DAYS, (first - oldest) // 2)
            now = _covariates(history, first, nearness)
            share = np.zeros(history.raster.shape)
            if taught < _LEAST_DAYS:
                chance = np.exp(now[:, 2]) - 0.9 * _FLOOR
            else:
                before = _covariates(history, first - taught, nearness)
                happened = history.counts(first - taught, first)[history.inside]
                prior = np.zeros(before.shape[1])
                penalty = np.full(before.shape[1], self.penalty)
                penalty[0] = 0.0
                offset = np.full(len(happened), np.log(max(float(happened.mean()), 1e-9)))
                start = fitted(before, happened, offset, prior=prior, penalty=penalty, start=start)
                chance = np.exp(np.minimum(now @ start, 30.0))
            share[history.inside] = chance / max(float(chance.sum()), 1e-300)
            yield Surface(share * max(history.total(-(2**62), first), 1), share)


def _covariates(history: History, at: int, nearness: Floats) -> Floats:
    held = history.decayed(at, _HALF_LIFE_DAYS)
    columns = [np.ones(len(nearness))]
    for sigma in _SIGMAS_CELLS:
        around = ndimage.gaussian_filter(held, sigma, mode="constant") if sigma else held
        columns.append(np.log(around[history.inside] + _FLOOR))
    return np.column_stack([*columns, nearness])


def _nearness(history: History, places: Places | None) -> Floats:
    """Return log(1 + distance / unit) from each cell inside to the nearest place of each kind, kinds in order."""
    flat = np.flatnonzero(history.inside.ravel())
    if places is None or len(places.x) == 0:
        return np.empty((len(flat), 0))
    west, south = history.raster.corners(flat)
    side = history.raster.side
    centres = np.column_stack([west + side / 2, south + side / 2])
    columns = []
    for kind in np.unique(places.kind)[:MOST_KINDS]:
        of_kind = places.kind == kind
        away, _ = cKDTree(np.column_stack([places.x[of_kind], places.y[of_kind]])).query(centres)
        columns.append(np.log1p(away / side))
    nearness = np.column_stack(columns)
    return np.asarray(nearness - nearness.mean(axis=0))

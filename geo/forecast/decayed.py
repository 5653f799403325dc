"""Decayed counts: old incidents count less, and each counts a little in the cells beside its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from pydantic import Field
from scipy import ndimage

from geo.forecast.history import hottest
from geo.forecast.model import Places, Surface
from geo.forecast.place import floating_hits
from geo.forecast.raster import Floats
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit

if TYPE_CHECKING:
    from geo.forecast.history import History, Windows

HALF_LIVES_DAYS = (180.0, 365.0, 730.0, 1460.0)
SIGMAS_CELLS = (0.0, 0.35, 0.5, 0.7, 1.0)
_USUAL_DAYS, _USUAL_SIGMA, _USUAL_FLOATING_DAYS = 365.0, 0.5, 730.0


class Decayed(Parameters):
    """Incidents weighted by 2^(-age / half-life), then smoothed by a Gaussian over the cells.

    What is left automatic is chosen on past windows: the pair that caught most there. Without past windows a half-life
    of a year (two years for floating units) and half a cell are taken.

    References
    ----------
    Bowers, Johnson & Pease (2004), British Journal of Criminology 44, 641-658 (weights by recency and nearness).
    """

    name: ClassVar[str] = "decayed"
    source: ClassVar[str] = "Bowers, Johnson & Pease (2004), British Journal of Criminology 44, 641-658"
    says: ClassVar[Says] = Says(
        "Jumlah kejadian; yang lama berbobot lebih kecil dan tetangga ikut sedikit.",
        "Number of incidents; old ones weigh less and neighbours count a little.",
    )

    half_life_days: Annotated[
        float | None,
        Unit("days"),
        Help(
            id="Setelah sekian hari satu kejadian berbobot separuh. Kosong: dipilih dari minggu-minggu yang lalu.",
            en="After so many days an incident counts half. Empty: chosen on past windows.",
        ),
    ] = Field(None, ge=1, le=100_000)
    sigma_cells: Annotated[
        float | None,
        Unit("cells"),
        Help(
            id="Lebar penghalusan, simpangan baku dalam sel. Kosong: dipilih dari minggu-minggu yang lalu.",
            en="Width of the smoothing, standard deviation in cells. Empty: chosen on past windows.",
        ),
    ] = Field(None, ge=0, le=20)

    def settled(self, history: History, windows: Windows, n_units: int, *, floating: History | None = None) -> Decayed:
        """Return the model with half-life and smoothing that caught most; see `geo.forecast.model.Model.settled`."""
        usual = _USUAL_DAYS if floating is None else _USUAL_FLOATING_DAYS
        half_lives = HALF_LIVES_DAYS if self.half_life_days is None else (self.half_life_days,)
        sigmas = SIGMAS_CELLS if self.sigma_cells is None else (self.sigma_cells,)
        if floating is not None:
            sigmas = (self.sigma_cells or 0.0,)
        if len(windows) == 0:
            return Decayed(
                half_life_days=self.half_life_days or usual,
                sigma_cells=(_USUAL_SIGMA if floating is None else 0.0)
                if self.sigma_cells is None
                else self.sigma_cells,
            )
        if len(half_lives) * len(sigmas) == 1:
            return Decayed(half_life_days=half_lives[0], sigma_cells=sigmas[0])
        caught = np.zeros((len(half_lives), len(sigmas)))
        for first, end in windows.pairs():
            if floating is not None:
                caught[:, 0] += [
                    floating_hits(floating, Decayed(half_life_days=half_life).weights, first, end, n_units)
                    for half_life in half_lives
                ]
                continue
            ties, happened = history.ties(first), history.counts(first, end).ravel()
            for i, half_life in enumerate(half_lives):
                held = history.decayed(first, half_life)
                for j, sigma in enumerate(sigmas):
                    cells = hottest(_smoothed(held, sigma) + ties, history.inside, n_units)
                    caught[i, j] += happened[cells].sum()
        best, kind = divmod(int(np.argmax(caught)), len(sigmas))
        return Decayed(half_life_days=half_lives[best], sigma_cells=sigmas[kind])

    def surfaces(self, history: History, windows: Windows, places: Places | None = None) -> Iterator[Surface]:
        """Yield the decayed count of each cell; see `geo.forecast.model.Model.surfaces`."""
        half_life = self.half_life_days or _USUAL_DAYS
        sigma = _USUAL_SIGMA if self.sigma_cells is None else self.sigma_cells
        for first, _ in windows.pairs():
            yield Surface(_smoothed(history.decayed(first, half_life), sigma))

    def weights(self, age_days: Floats) -> Floats:
        """Return 2^(-age / half-life)."""
        return np.asarray(np.exp2(-age_days / (self.half_life_days or _USUAL_FLOATING_DAYS)), dtype=np.float64)


def _smoothed(values: Floats, sigma: float) -> Floats:
    return np.asarray(ndimage.gaussian_filter(values, sigma)) if sigma else values

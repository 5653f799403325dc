"""Long and short memory together: a mixture learnt from past windows, corrected by a regression on hot cells."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from pydantic import Field

from geo.forecast.history import hottest
from geo.forecast.mixture import Moment, rolling
from geo.forecast.model import Places, Surface
from geo.forecast.poisson_regression import fitted
from geo.forecast.raster import Floats, Integers
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit

if TYPE_CHECKING:
    from typing import Self

    from geo.forecast.history import History, Windows

_HOTTEST = 2_000
_RELEARN = 4
_LEAST_DAYS = 90
_FEWEST_WINDOWS = 8
_FEWEST_INCIDENTS = 50
_FLOOR = 0.01
_LEVEL_DAYS = 84
_LOWEST = 1e-12


class SelfExciting(Parameters):
    """Chance of each cell from a mixture of half-lives and reaches, corrected on the 2,000 hottest cells.

    The mixture (`geo.forecast.mixture`) weighs background and triggering by expectation-maximisation over the incidents
    of past windows. A Poisson regression over the hottest cells of the same windows then corrects it: logarithms of
    the mixture, of its recent and of its sharp part, and of the cell's own count. Its coefficients are drawn towards
    the mixture as it stands, which is what remains when there is little to learn from.

    References
    ----------
    Mohler, Short, Brantingham, Schoenberg & Tita (2011), JASA 106, 100-108; Marsan & Lengliné (2008), Science 319,
    1076-1079 (the weights by expectation-maximisation).
    """

    name: ClassVar[str] = "self_exciting"
    source: ClassVar[str] = "Mohler, Short, Brantingham, Schoenberg & Tita (2011), JASA 106, 100-108"
    says: ClassVar[Says] = Says(
        "Gabungan ingatan panjang dan pendek, bobotnya dipelajari dari minggu-minggu yang lalu.",
        "Long and short memory together, their weights learnt from past windows.",
    )

    past_windows: Annotated[
        int,
        Unit("1"),
        Help(id="Jumlah jendela lalu yang mengajari bobot.", en="Number of past windows that teach the weights."),
    ] = Field(104, ge=1, le=1_000)
    penalty: Annotated[
        float,
        Unit("1"),
        Help(
            id="Kekuatan yang menarik koefisien ke campuran semula.",
            en="How strongly coefficients are drawn towards the mixture as it stands.",
        ),
    ] = Field(20.0, ge=0.01, le=1e6)

    def settled(self, history: History, windows: Windows, n_units: int, *, floating: History | None = None) -> Self:
        """Return the model itself: it learns anew as windows pass."""
        return self

    def surfaces(self, history: History, windows: Windows, places: Places | None = None) -> Iterator[Surface]:
        """Yield each cell's chance of the next incident; see `geo.forecast.model.Model.surfaces`."""
        past: deque[tuple[Floats, Floats, Floats]] = deque(maxlen=self.past_windows)
        coefficients: Floats | None = None
        prior = np.asarray([0.0, 1.0, 0.0, 0.0, 0.0])
        penalty = np.asarray([0.0, *[self.penalty] * 4])
        cells = max(int(history.inside.sum()), 1)
        moments = rolling(
            history, windows, past=self.past_windows, least_days=_LEAST_DAYS, relearn=_RELEARN, teachers=True
        )
        for moment in moments:
            hot, covariates = _covariates(history, moment, cells)
            level = history.total(moment.first - _LEVEL_DAYS, moment.first) + 0.5
            offset = np.full(len(hot), np.log(level / _LEVEL_DAYS * (moment.end - moment.first) / cells))
            if moment.window >= 0:
                if (coefficients is None or moment.window % _RELEARN == 0) and _enough(past):
                    coefficients = fitted(
                        np.concatenate([row[0] for row in past]),
                        np.concatenate([row[1] for row in past]),
                        np.concatenate([row[2] for row in past]),
                        prior=prior,
                        penalty=penalty,
                        start=coefficients,
                    )
                share = _corrected(moment, hot, covariates, coefficients, cells)
                yield Surface(share * max(history.total(-(2**62), moment.first), 1), share)
            happened = history.counts(moment.first, moment.end).ravel()[hot]
            past.append((covariates, happened, offset))


def _enough(past: deque[tuple[Floats, Floats, Floats]]) -> bool:
    return len(past) >= _FEWEST_WINDOWS and sum(float(row[1].sum()) for row in past) >= _FEWEST_INCIDENTS


def _covariates(history: History, moment: Moment, cells: int) -> tuple[Integers, Floats]:
    ties = history.ties(moment.first)
    hot = hottest(moment.share + _LOWEST * ties, history.inside, _HOTTEST)
    share = np.maximum(moment.share.ravel()[hot], _LOWEST)
    own = history.counts(None, moment.first).ravel()[hot]
    columns = [
        np.ones(len(hot)),
        np.log(share * cells),
        np.log(moment.recent.ravel()[hot] / share + _FLOOR),
        np.log(moment.sharp.ravel()[hot] / share + _FLOOR),
        np.log1p(own),
    ]
    return hot, np.column_stack(columns)


def _corrected(moment: Moment, hot: Integers, covariates: Floats, coefficients: Floats | None, cells: int) -> Floats:
    share = moment.share.copy()
    if coefficients is not None and len(hot):
        share.ravel()[hot] = np.exp(np.minimum(covariates @ coefficients, 50.0)) / cells
        share /= max(float(share.sum()), 1.0)
    return share

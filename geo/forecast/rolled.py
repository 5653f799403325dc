"""Every candidate rolled over windows: what it flagged from what was known, and what then happened there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import tee
from typing import Literal

import numpy as np

from geo.forecast.history import History, Windows, hottest
from geo.forecast.model import FloatingModel, Model, Places, Surface
from geo.forecast.place import PIXELS, floating_squares, held, weights_on_pixels
from geo.forecast.raster import Floats
from geo.languages import Says
from geo.progress import Progress, silent

Placement = Literal["grid", "floating"]
YEAR_DAYS = 365
RANDOM = "random"
_ROLLING = Says("menguji pada masa lalu: jendela {at} dari {n}", "testing on the past: window {at} of {n}")


@dataclass(frozen=True)
class Candidate:
    """A model with its parameters, and how its units are placed."""

    model: Model
    placement: Placement = "grid"

    @property
    def key(self) -> str:
        """Name in tables: the model's, with `floating` where its units float."""
        return self.model.name if self.placement == "grid" else f"{self.model.name} floating"


@dataclass(frozen=True)
class Flagged:
    """Units flagged for one window, best first.

    Parameters
    ----------
    west, south
        Lower-left corner of each, in the unit of the coordinates.
    score
        What the model said of each, ties not broken; not above 0 where it knows of nothing.
    share
        Chance that an incident of the window falls into each.
    """

    west: Floats
    south: Floats
    score: Floats
    share: Floats


@dataclass(frozen=True)
class Rolled:
    """What happened in each window, by candidate.

    Parameters
    ----------
    windows
        The windows, in order.
    totals, totals_before
        Incidents in the study area during each window, and in the 365 days before it, shape (windows,).
    most
        Most incidents that as many cells of the grid held, shape (windows,).
    hits, hits_before, said
        By candidate: incidents in its units during each window, in the same units in the 365 days before it, and the
        share of the window's incidents expected there; shape (windows,).
    flagged
        By candidate: its units in the last window.
    n_units, n_cells
        Units flagged in each window, and cells they may be chosen from.
    """

    windows: Windows
    totals: Floats
    totals_before: Floats
    most: Floats
    hits: Mapping[str, Floats]
    hits_before: Mapping[str, Floats]
    said: Mapping[str, Floats]
    flagged: Mapping[str, Flagged]
    n_units: int
    n_cells: int


def rolled(
    history: History,
    windows: Windows,
    candidates: Sequence[Candidate],
    n_units: int,
    *,
    shares: Model,
    pixels: History | None = None,
    places: Places | None = None,
    tell: Progress = silent,
) -> Rolled:
    """Let every candidate flag units before each window, then count what happened there.

    Parameters
    ----------
    history
        Incidents on the grid's cells.
    windows
        Windows, in order.
    candidates
        Models with settled parameters.
    n_units
        Units flagged in each window.
    shares
        Model whose chances say how many incidents are expected in the units of all; may be one of the candidates.
    pixels
        The same incidents on the cells' pixels; needed where a candidate floats.
    places
        For models that use them.
    tell
        Told before each window how far it is.
    """
    n = len(windows)
    n_units = min(n_units, int(history.inside.sum()))
    keys = [candidate.key for candidate in candidates]
    hits, before, said = ({key: np.zeros(n) for key in [*keys, RANDOM]} for _ in range(3))
    totals, totals_before, most = np.zeros(n), np.zeros(n), np.zeros(n)
    flagged: dict[str, Flagged] = {}
    streams = _streams(history, windows, candidates, shares, places)
    n_cells = max(int(history.inside.sum()), 1)
    for t, (first, end) in enumerate(windows.pairs()):
        tell(t / n, _ROLLING.filled(at=t + 1, n=n))
        surfaces = {key: next(stream) for key, stream in streams.items()}
        share = surfaces[_SHARES].share
        assert share is not None
        happened, year = history.counts(first, end), history.counts(first - YEAR_DAYS, first)
        ties = history.ties(first)
        fine: list[Floats] | None = None
        totals[t], totals_before[t] = history.total(first, end), history.total(first - YEAR_DAYS, first)
        most[t] = _most(happened[history.inside], n_units)
        for values, counts in ((hits, happened), (before, year), (said, share)):
            values[RANDOM][t] = counts[history.inside].sum() * n_units / n_cells
        for candidate in candidates:
            key = candidate.key
            if candidate.placement == "grid":
                score = surfaces[key].score + ties
                cells = hottest(score, history.inside, n_units)
                west, south = history.raster.corners(cells)
                parts = [values.ravel()[cells] for values in (happened, year, share)]
                units = Flagged(west, south, surfaces[key].score.ravel()[cells], parts[2])
            else:
                assert pixels is not None
                if fine is None:
                    fine = _fine(pixels, share, first, end)
                units, parts = _floated(candidate.model, pixels, fine, first, n_units)
            hits[key][t], before[key][t], said[key][t] = (part.sum() for part in parts)
            if t == n - 1:
                flagged[key] = units
    return Rolled(windows, totals, totals_before, most, hits, before, said, flagged, n_units, n_cells)


_SHARES = "*"


def _streams(
    history: History, windows: Windows, candidates: Sequence[Candidate], shares: Model, places: Places | None
) -> dict[str, Iterator[Surface]]:
    streams: dict[str, Iterator[Surface]] = {}
    shared = False
    for candidate in candidates:
        if candidate.placement == "grid":
            stream = candidate.model.surfaces(history, windows, places)
            if candidate.model == shares:
                streams[candidate.key], streams[_SHARES] = tee(stream)
                shared = True
            else:
                streams[candidate.key] = stream
    if not shared:
        streams[_SHARES] = shares.surfaces(history, windows, places)
    return streams


def _fine(pixels: History, share: Floats, first: int, end: int) -> list[Floats]:
    """Return per pixel: what happened in the window, what had in the year before it, and the expected share."""
    even = np.repeat(np.repeat(share / PIXELS**2, PIXELS, axis=0), PIXELS, axis=1)
    return [pixels.counts(first, end), pixels.counts(first - YEAR_DAYS, first), even]


def _floated(
    model: Model, pixels: History, fine: list[Floats], first: int, n_units: int
) -> tuple[Flagged, list[Floats]]:
    assert isinstance(model, FloatingModel)
    weight = weights_on_pixels(pixels, model.weights, first)
    squares = floating_squares(weight, pixels.inside, n_units)
    parts = [held(values, squares) for values in fine]
    half = PIXELS // 2
    raster = pixels.raster
    west = raster.west + (squares.column - half).astype(np.float64) * raster.side
    south = raster.south + (squares.row - half).astype(np.float64) * raster.side
    return Flagged(west, south, held(weight, squares), parts[2]), parts


def _most(counts: Floats, n: int) -> float:
    return float(np.sort(counts)[max(len(counts) - n, 0) :].sum())

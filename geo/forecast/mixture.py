"""Where the next incident falls: a mixture of memories and reaches whose weights are learnt from past windows.

Each component is the history weighted by 2^(-age / half-life), smoothed by a Gaussian, and scaled to 1 over the study
area; one more component is even. Weights come from expectation-maximisation over the incidents of past windows, each
judged by what was known when its window began.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from geo.forecast.history import History, Windows
from geo.forecast.raster import Floats, Integers, Mask

HALF_LIVES_DAYS = (7.0, 14.0, 28.0, 56.0, 112.0, 224.0, 365.0, 730.0, float("inf"))
SIGMAS_CELLS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
_TRUNCATE = 4.0
_SHORT_DAYS = 28
_PRIOR = 1.0  # incidents' worth of belief in the even start, so that a component may come back


@dataclass(frozen=True)
class Moment:
    """What the mixture says at the beginning of one window.

    Parameters
    ----------
    window
        Position of the window in those asked for; negative for windows before them, that only teach.
    first, end
        The window's days.
    share
        Chance that an incident falls into each cell, summing to 1 over the study area, shape (columns, rows).
    recent
        Part of `share` that comes from memories of at most 28 days, same shape.
    sharp
        Part of `share` that comes from reaches below one cell, same shape.
    weights
        Weight of each component, shape (reaches, memories), and of the even one, a float.
    """

    window: int
    first: int
    end: int
    share: Floats
    recent: Floats
    sharp: Floats
    weights: Floats
    even: float


def half_kernels(sigmas_cells: tuple[float, ...]) -> tuple[Floats, Integers]:
    """Return Gaussian half kernels as scipy's `gaussian_filter` makes them, and their reach in cells."""
    reach = np.asarray([int(_TRUNCATE * sigma + 0.5) if sigma else 0 for sigma in sigmas_cells], dtype=np.int64)
    kernels = np.zeros((len(sigmas_cells), int(reach.max()) + 1))
    for k, sigma in enumerate(sigmas_cells):
        if sigma == 0:
            kernels[k, 0] = 1.0
            continue
        away = np.arange(reach[k] + 1)
        half = np.exp(-0.5 * (away / sigma) ** 2)
        kernels[k, : reach[k] + 1] = half / (half[0] + 2 * half[1:].sum())
    return kernels, reach


def learnt(densities: Floats, start: Floats, steps: int) -> Floats:
    """Return the weights of mixture components by expectation-maximisation.

    Parameters
    ----------
    densities
        What each component says about each incident, shape (incidents, components), at least one of a row above 0.
    start
        Weights to begin with, summing to 1.
    steps
        Number of rounds.
    """
    weights = start
    prior = _PRIOR / len(start)
    for _ in range(steps):
        joint = densities * weights
        belongs = joint / joint.sum(axis=1, keepdims=True)
        held = belongs.sum(axis=0) + prior
        weights = held / held.sum()
    return weights


def rolling(
    history: History,
    windows: Windows,
    *,
    past: int = 104,
    window_days: int | None = None,
    half_lives_days: tuple[float, ...] = HALF_LIVES_DAYS,
    sigmas_cells: tuple[float, ...] = SIGMAS_CELLS,
    least_days: int = 180,
    relearn: int = 4,
    teachers: bool = False,
) -> Iterator[Moment]:
    """Yield what the mixture says at the beginning of each window, from what happened before it.

    Parameters
    ----------
    history
        Incidents; only those before a window's first day are used for it.
    windows
        Windows to forecast.
    past
        Number of windows before each that teach the weights.
    window_days
        Length of the windows before the first one; None: as long as the first.
    half_lives_days, sigmas_cells
        Memories and reaches, both ascending, of the components.
    least_days
        A window teaches only when the history before it is this long.
    relearn
        Weights are learnt anew every so many windows, and for the first one asked for.
    teachers
        Yield the windows before the first one too.
    """
    from geo.forecast.mixture_kernel import smoothed_at

    inside, shape = history.inside, history.raster.shape
    cells = int(inside.sum())
    kernels, reach = half_kernels(sigmas_cells)
    mass_of = np.stack([_smoothed(inside.astype(np.float64), sigma)[inside] for sigma in sigmas_cells])
    half_lives = np.asarray(half_lives_days)
    steps = _steps(history, windows, past, window_days, least_days)
    state = np.zeros((*shape, len(half_lives)))
    n_components = len(sigmas_cells) * len(half_lives) + 1
    weights = np.full(n_components, 1.0 / n_components)
    seen: deque[Floats] = deque(maxlen=max(past, 1))
    now: int | None = None
    for step, (window, first, end) in enumerate(steps):
        state, now = _advanced(history, state, half_lives, now, first), first
        held = state[inside]
        mass = mass_of @ held
        scale = np.divide(1.0, mass, out=np.zeros_like(mass), where=mass > 0)
        if window == 0 or (step % relearn == 0 and seen):
            known = np.concatenate(seen) if seen else np.empty((0, n_components))
            if len(known):
                weights = learnt(known, weights, 60 if window <= 0 else 12)
        if teachers or window >= 0:
            yield _moment(window, first, end, state, scale, weights, inside, sigmas_cells, half_lives, cells)
        cell = history.cell[history.span(first, end)]
        cell = cell[cell >= 0]
        cell = cell[inside.ravel()[cell]]
        said = smoothed_at(state, cell // shape[1], cell % shape[1], kernels, reach) * scale
        even = np.full((len(cell), 1), 1.0 / max(cells, 1))
        seen.append(np.concatenate([said.reshape(len(cell), n_components - 1), even], axis=1))


def _steps(
    history: History, windows: Windows, past: int, window_days: int | None, least_days: int
) -> list[tuple[int, int, int]]:
    """Return (position, first, end) of the teaching windows, then of those asked for."""
    if not len(windows):
        return []
    asked = windows.pairs()
    begin, end = asked[0]
    days = window_days or end - begin
    oldest = int(history.day[0]) if len(history) else begin
    n = int(np.clip((begin - oldest - least_days) // days, 0, past))
    before = Windows.before(begin, days, n).pairs()
    return [(k - n, *pair) for k, pair in enumerate(before)] + [(k, *pair) for k, pair in enumerate(asked)]


def _advanced(history: History, state: Floats, half_lives: Floats, then: int | None, now: int) -> Floats:
    rows = history.span(-(2**62) if then is None else then, now)
    if then is not None:
        state *= np.exp2(-(now - then) / half_lives)
    cell, age = history.cell[rows], (now - history.day[rows]).astype(np.float64)
    age, cell = age[cell >= 0], cell[cell >= 0]
    flat = state.reshape(-1, len(half_lives))
    np.add.at(flat, cell, np.exp2(-age[:, None] / half_lives))
    return state


def _smoothed(values: Floats, sigma: float) -> Floats:
    return ndimage.gaussian_filter(values, sigma, mode="constant", truncate=_TRUNCATE) if sigma else values


def _moment(
    window: int,
    first: int,
    end: int,
    state: Floats,
    scale: Floats,
    weights: Floats,
    inside: Mask,
    sigmas: tuple[float, ...],
    half_lives: Floats,
    cells: int,
) -> Moment:
    per_component = weights[:-1].reshape(len(sigmas), len(half_lives))
    factor = per_component * scale
    lost = float(per_component[scale == 0].sum())
    even = float(weights[-1]) + lost
    share = np.full(state.shape[:2], even / max(cells, 1))
    recent, sharp = np.zeros_like(share), np.zeros_like(share)
    short = int((half_lives <= _SHORT_DAYS).sum())
    blend = np.zeros((len(half_lives), 2 * len(sigmas)))
    blend[:short, ::2], blend[short:, 1::2] = factor[:, :short].T, factor[:, short:].T
    maps = np.ascontiguousarray((state.reshape(-1, len(half_lives)) @ blend).T).reshape(-1, *share.shape)
    for k, sigma in enumerate(sigmas):
        fresh, old = _smoothed(maps[2 * k], sigma), _smoothed(maps[2 * k + 1], sigma)
        share += fresh + old
        recent += fresh
        if sigma < 1:
            sharp += fresh + old
    share[~inside] = recent[~inside] = sharp[~inside] = 0.0
    return Moment(window, first, end, share, recent, sharp, per_component, even)

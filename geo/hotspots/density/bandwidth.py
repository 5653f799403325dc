"""Bandwidth by cross-validation: the one under which the incidents left out would have been least surprising."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geo.spatial.grid import Grid

Floats = npt.NDArray[np.float64]

EXACT_UP_TO = 1_500
"""Up to this many distinct places every one is left out in turn and every pair counted."""
_TESTED = 1_000
_CELLS_PER_BANDWIDTH = 4
_REACH = 5.0
_PER_OCTAVE = 4
_WIDEST_OVER_RULE = 1.5
_NARROWEST_OVER_WIDEST = 1 / 300


@dataclass(frozen=True)
class Bandwidth:
    """What cross-validation chose.

    Parameters
    ----------
    bandwidth_m
        The best candidate, metres.
    candidates_m, scores
        All candidates, rising, and the mean log likelihood of each.
    places
        Number of distinct places; `tested` of them were left out in turn.
    tested
        See `places`.
    """

    bandwidth_m: float
    candidates_m: Floats
    scores: Floats
    places: int
    tested: int

    @property
    def at_lower_end(self) -> bool:
        """Whether the narrowest candidate won, so that an even narrower one might be better."""
        return bool(self.scores.size > 1 and np.argmax(self.scores) == 0)


def cross_validated_bandwidth(
    places: Floats, area_m2: float, narrowest_m: float = 0.0, weights: Floats | None = None
) -> Bandwidth | None:
    """Choose the bandwidth of a Gaussian kernel by leave-one-out likelihood.

    Every distinct place is left out in turn together with *all* incidents recorded there: reports geocoded to one
    address would else predict each other and the narrowest candidate would always win. To the density without it
    comes a level background of one incident over the whole area, so that a lone incident far out costs a finite
    amount. With more than 1,500 places, 1,000 of them, evenly picked, are left out in turn, and the others are
    gathered into cells of a quarter of the candidate (each at its centre of mass). No randomness.

    Parameters
    ----------
    places
        Shape (n, 2), metres.
    area_m2
        Area of the study area, square metres.
    narrowest_m
        No candidate is narrower than this, metres.
    weights
        Weight of each incident, above 0; None: 1 each.

    Returns
    -------
    Bandwidth or None
        Candidates are powers of the fourth root of two (…, 431, 512, 609, 724 m, …), so that a few more incidents do
        not move them; from a 300th of the widest (or `narrowest_m`) up to one and a half times the normal reference
        rule. None when fewer than two distinct places are known.

    References
    ----------
    Silverman (1986), Density Estimation, sections 3.4.4 and 4.3.2; Loader (1999), Local Regression and Likelihood,
    section 5.3.
    """
    at, held = _distinct(places, weights)
    if len(at) < 2:
        return None
    candidates = _candidates(at, held, narrowest_m)
    tested = np.arange(len(at))
    if len(at) > EXACT_UP_TO:
        tested = np.unique(np.linspace(0, len(at) - 1, _TESTED).round().astype(np.int64))
    total = held.sum()
    level = held.mean() / max(area_m2, 1.0)
    scores = np.empty(len(candidates))
    for i, sigma in enumerate(candidates):
        sums = _left_out_sums(at, held, tested, float(sigma))
        density = (sums / (2 * np.pi * sigma**2) + level) / (total - held[tested] + held.mean())
        scores[i] = float(np.average(np.log(density), weights=held[tested]))
    return Bandwidth(float(candidates[int(np.argmax(scores))]), candidates, scores, len(at), tested.size)


def _distinct(places: Floats, weights: Floats | None) -> tuple[Floats, Floats]:
    # Whole centimetres: the same address after a projection there and back is the same place.
    rounded = np.round(np.asarray(places, dtype=np.float64), 2)
    order = np.lexsort((rounded[:, 1], rounded[:, 0]))
    ordered = rounded[order]
    first = np.ones(len(ordered), dtype=bool)
    first[1:] = (np.diff(ordered, axis=0) != 0).any(axis=1)
    held = np.ones(len(ordered)) if weights is None else np.asarray(weights, dtype=np.float64)[order]
    merged = np.bincount(np.cumsum(first) - 1, held, minlength=int(first.sum()))
    return np.asarray(ordered[first], dtype=np.float64), np.asarray(merged, dtype=np.float64)


def _candidates(at: Floats, held: Floats, narrowest_m: float) -> Floats:
    middle = np.average(at, axis=0, weights=held)
    spread = np.sqrt(np.average((at - middle) ** 2, axis=0, weights=held).mean())
    effective = held.sum() ** 2 / (held**2).sum()
    widest = max(_WIDEST_OVER_RULE * spread * effective ** (-1 / 6), narrowest_m, 0.01)
    low = max(narrowest_m, widest * _NARROWEST_OVER_WIDEST)
    first = int(np.ceil(np.log2(low) * _PER_OCTAVE - 1e-9))
    last = max(int(np.ceil(np.log2(widest) * _PER_OCTAVE - 1e-9)), first)
    return np.asarray(2.0 ** (np.arange(first, last + 1) / _PER_OCTAVE))


def _left_out_sums(at: Floats, held: Floats, tested: npt.NDArray[np.int64], sigma: float) -> Floats:
    """Return for each tested place the sum of the kernels (without their constant) of all other places."""
    asked = at[tested]
    if len(at) <= EXACT_UP_TO:
        squared = (asked[:, :1] - at[:, 0]) ** 2 + (asked[:, 1:] - at[:, 1]) ** 2
        kernel = np.exp(-squared / (2 * sigma**2))
        kernel[np.arange(tested.size), tested] = 0.0
        return np.asarray(kernel @ held)
    side = sigma / _CELLS_PER_BANDWIDTH
    grid = Grid.over((*at.min(axis=0), *at.max(axis=0)), side)
    member = np.unique(grid.index_of(at[:, 0], at[:, 1]), return_inverse=True)[1]
    mass = np.asarray(np.bincount(member, held), dtype=np.float64)
    x, y = (np.bincount(member, held * at[:, axis]) / mass for axis in (0, 1))
    middle = np.stack([x, y], axis=1)
    pairs = cKDTree(asked).sparse_distance_matrix(cKDTree(middle), _REACH * sigma, output_type="coo_matrix")
    own = member[tested]
    other = pairs.col != own[pairs.row]
    kernel = np.exp(-(pairs.data[other] ** 2) / (2 * sigma**2)) * mass[pairs.col[other]]
    sums = np.bincount(pairs.row[other], kernel, minlength=tested.size)
    return sums + _rest_of_own_cell(asked, held[tested], mass[own], middle[own], sigma)


def _rest_of_own_cell(asked: Floats, own: Floats, mass: Floats, middle: Floats, sigma: float) -> Floats:
    """Return the kernels of the others in each place's own cell, at *their* centre of mass."""
    rest = mass - own
    shared = rest > 1e-9 * mass
    others = np.where(shared, rest, 1.0)
    there = (middle * mass[:, None] - asked * own[:, None]) / others[:, None]
    squared = ((there - asked) ** 2).sum(axis=1)
    return np.where(shared, rest * np.exp(-squared / (2 * sigma**2)), 0.0)

"""From scores to places to visit: the best cells of a grid, or squares that float to where the incidents are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from geo.errors import ParameterError
from geo.forecast.history import History
from geo.forecast.raster import Floats, Integers, Mask, Raster
from geo.languages import Says

PIXELS = 5
"""A unit is this many pixels wide; odd, so that a square is centred on a pixel."""
MOST_PIXELS = 25_000_000
_TIE_WEIGHT = 1e-5
_TIE_SIGMA_UNITS = 2.0
_SPARSE = 200  # pixels per occupied pixel above which only those within reach are looked at


@dataclass(frozen=True)
class Squares:
    """Squares on pixels, best first.

    Parameters
    ----------
    column, row
        Pixel at the centre of each.
    score
        What each holds, ties included.
    """

    column: Integers
    row: Integers
    score: Floats


def pixels_of(raster: Raster) -> Raster:
    """Return the pixels of a raster's cells, 5 x 5 in each.

    Raises
    ------
    ParameterError
        When there would be more than 25 million; take a larger unit, or cells of a grid.
    """
    n = raster.size * PIXELS**2
    if n > MOST_PIXELS:
        problem = Says(
            "satuan {unit} m yang mengambang memerlukan {n} piksel; paling banyak {most}. "
            "Pakai paling sedikit {least} m, atau penempatan grid.",
            "floating units of {unit} m need {n} pixels; at most {most}. Take at least {least} m, or placement grid.",
        )
        least = math.ceil(raster.side * math.sqrt(n / MOST_PIXELS) * 1.02)
        raise ParameterError(
            name="unit_m", problem=problem.filled(unit=raster.side, n=n, most=MOST_PIXELS, least=least)
        )
    return Raster(raster.side / PIXELS, raster.west, raster.south, raster.columns * PIXELS, raster.rows * PIXELS)


def floating_squares(weight: Floats, allowed: Mask, n: int) -> Squares:
    """Place squares one after the other where they hold most, none overlapping another.

    Every pixel whose centre may be used is the centre of a candidate square of 5 x 5 pixels. The best is taken, all
    that overlap it are struck out, and so on: a greedy choice, not proved best. Equal sums are decided by 1e-5 times
    a wide blur of the same weights, then by x, then by y.

    Parameters
    ----------
    weight
        Weight of the incidents in each pixel, shape (columns, rows).
    allowed
        Pixels that may be a centre, same shape.
    n
        Number of squares; fewer come back where no more fit.
    """
    occupied = np.flatnonzero(weight)
    if occupied.size * _SPARSE < weight.size:
        found = _on_few(weight, occupied, allowed, n)
        if found is not None:
            return found
    sums = _box_sums(weight)
    sums += _TIE_WEIGHT * _wide_blur(weight)
    flat = np.where(allowed, sums, -np.inf).ravel()
    rows = weight.shape[1]
    placed = _Placed(weight.shape, n)
    usable = int(allowed.sum())
    looked, take = 0, min(usable, max(64, 64 * n))
    while not placed.full and looked < usable:
        placed.take(_best(flat, take)[looked:])
        looked, take = take, min(usable, take * 4)
    kept = placed.kept
    return Squares(kept // rows, kept % rows, flat[kept])


class _Placed:
    """Squares taken one after the other, none overlapping another."""

    def __init__(self, shape: tuple[int, int], n: int) -> None:
        self._free = np.ones((shape[0] + 2 * PIXELS, shape[1] + 2 * PIXELS), dtype=bool)
        self._rows, self._n, self._chosen = shape[1], n, list[int]()

    @property
    def full(self) -> bool:
        """Whether as many were taken as wanted."""
        return len(self._chosen) >= self._n

    @property
    def kept(self) -> Integers:
        """Flat indices of the pixels at their centres, in the order in which they were taken."""
        return np.asarray(self._chosen, dtype=np.int64)

    def take(self, candidates: Integers) -> None:
        """Take from candidates, best first, those that still have room, until there are enough."""
        for candidate in candidates.tolist():
            if self.full:
                return
            column, row = divmod(candidate, self._rows)
            if self._free[column + PIXELS, row + PIXELS]:
                self._chosen.append(candidate)
                self._free[column + 1 : column + 2 * PIXELS, row + 1 : row + 2 * PIXELS] = False


def _on_few(weight: Floats, occupied: Integers, allowed: Mask, n: int) -> Squares | None:
    """Place squares looking only at pixels within reach of an incident, where those are few.

    Returns None where a square without any incident might come before one of those found, or fewer than `n` were found:
    then only the ties decide, and they are known only of the whole raster.
    """
    columns, rows = weight.shape
    step = np.arange(-(PIXELS // 2), PIXELS // 2 + 1)
    column, row = np.divmod(occupied, rows)
    near_column = column[:, None, None] + step[None, :, None]
    near_row = row[:, None, None] + step[None, None, :]
    within = (near_column >= 0) & (near_column < columns) & (near_row >= 0) & (near_row < rows)
    each = np.broadcast_to(weight.ravel()[occupied][:, None, None], within.shape)[within]
    pixel, position = np.unique((near_column * rows + near_row)[within], return_inverse=True)
    sums = np.bincount(position, each)
    usable = allowed.ravel()[pixel]
    pixel, sums = pixel[usable], sums[usable]
    ties = _TIE_WEIGHT * _block_blur(weight)
    score = sums + ties[pixel // rows // PIXELS, pixel % rows // PIXELS]
    order = np.argsort(-score, kind="stable")
    placed = _Placed(weight.shape, n)
    placed.take(pixel[order])
    kept = placed.kept
    if not placed.full:
        return None
    of_kept = score[np.searchsorted(pixel, kept)]
    return Squares(kept // rows, kept % rows, of_kept) if of_kept.min() > ties.max() else None


def held(counts: Floats, squares: Squares) -> Floats:
    """Return how much each square holds of a quantity given per pixel, shape (squares,)."""
    half = PIXELS // 2
    columns, rows = counts.shape
    step = np.arange(-half, half + 1)
    column = squares.column[:, None, None] + step[None, :, None]
    row = squares.row[:, None, None] + step[None, None, :]
    within = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    values = counts[np.clip(column, 0, columns - 1), np.clip(row, 0, rows - 1)]
    return np.asarray(np.where(within, values, 0.0).sum(axis=(1, 2)))


def weights_on_pixels(pixels: History, weights: Callable[[Floats], Floats], at: int) -> Floats:
    """Return the weight of the incidents before day `at` in each pixel, shape (columns, rows)."""
    rows = pixels.span(-(2**62), at)
    cell = pixels.cell[rows]
    weight = weights((at - pixels.day[rows]).astype(np.float64))
    known = cell >= 0
    held_there = np.bincount(cell[known], weight[known], minlength=pixels.raster.size)
    return held_there.astype(np.float64, copy=False).reshape(pixels.raster.shape)


def floating_hits(pixels: History, weights: Callable[[Floats], Floats], first: int, end: int, n: int) -> float:
    """Return how many incidents of a window fall into the squares placed before it."""
    squares = floating_squares(weights_on_pixels(pixels, weights, first), pixels.inside, n)
    return float(held(pixels.counts(first, end), squares).sum())


def _box_sums(values: Floats) -> Floats:
    """Return the sum over 5 x 5 pixels around each; nothing lies beyond the raster."""
    half = PIXELS // 2
    columns, rows = values.shape
    padded = np.pad(values, half)
    across = padded[:columns].copy()
    for k in range(1, PIXELS):
        across += padded[k : k + columns]
    total = across[:, :rows].copy()
    for k in range(1, PIXELS):
        total += across[:, k : k + rows]
    return total


def _wide_blur(values: Floats) -> Floats:
    """Return the values smoothed over two units: blocks of 5 x 5 pixels are smoothed, which costs 25 times less."""
    columns, rows = values.shape
    smooth = _block_blur(values)
    return np.asarray(np.repeat(np.repeat(smooth, PIXELS, axis=0), PIXELS, axis=1)[:columns, :rows])


def _block_blur(values: Floats) -> Floats:
    """Return the smoothed mean of each block of 5 x 5 pixels."""
    occupied = np.flatnonzero(values)
    columns, rows = values.shape
    shape = (-(-columns // PIXELS), -(-rows // PIXELS))
    block = occupied // rows // PIXELS * shape[1] + occupied % rows // PIXELS
    blocks = np.bincount(block, values.ravel()[occupied], minlength=shape[0] * shape[1]).reshape(shape)
    return np.asarray(ndimage.gaussian_filter(blocks, _TIE_SIGMA_UNITS, mode="constant") / PIXELS**2)


def _best(flat: Floats, n: int) -> Integers:
    threshold = np.partition(flat, flat.size - n)[flat.size - n]
    near = np.flatnonzero((flat >= threshold) & (flat > -np.inf))
    return near[np.argsort(-flat[near], kind="stable")][: max(n, 1)]

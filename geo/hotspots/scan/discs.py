"""The scan statistic on the cells of a grid: discs of many sizes around every cell, over one or several periods."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from geo.hotspots.hot_cells.gi_star import disc_sums, half_widths
from geo.hotspots.monte_carlo import Draw, replicate_maxima
from geo.hotspots.scan.clusters import Scan, Window, best_centre, reported
from geo.hotspots.scan.disc_kernel import add_cases, best_windows, highest_ratio
from geo.hotspots.scan.disc_windows import DiscWindows, Weights, refuse_absurd
from geo.hotspots.scan.likelihood import Likelihood, fewest_cases, largest_bases

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_FEW = np.iinfo(np.uint16).max


def scan_discs(
    cases: Integers,
    weights: Weights,
    inside: npt.NDArray[np.bool_],
    windows: DiscWindows,
    draw: Draw,
    runs: int,
    *,
    bernoulli: bool = False,
    highest_p: float = 1.0,
    most: int = 1,
) -> Scan:
    """Scan a grid for the discs and intervals that hold more cases than chance explains.

    Parameters
    ----------
    cases
        Flat index (period x cells + cell) of each case, shape (n,).
    weights
        What is at risk; 0 outside the study area. For `bernoulli` cases and controls.
    inside
        Cells of the study area, shape (rows, columns): the centres of the discs.
    windows
        Which discs and intervals are tried.
    draw
        Gives the cases of a replicate, see `geo.hotspots.monte_carlo`.
    runs
        Number of replicates.
    bernoulli
        Compare with cases and controls instead of an expected number.
    highest_p, most
        Which clusters are reported beside the first, see `geo.hotspots.scan.clusters.reported`.

    Returns
    -------
    Scan
        Clusters with flat cells as places and radii in cells. The next cluster is the window with the highest
        ratio of all that hold no cell of those before it.

    Raises
    ------
    ParameterError
        When the windows would take too much memory or the replicates too much time; take larger cells, fewer
        radii, longer periods or fewer runs.

    References
    ----------
    Kulldorff (1997), Communications in Statistics - Theory and Methods 26, 1481-1496; Kulldorff et al. (2005), PLoS
    Medicine 2, e59 (space-time permutation).
    """
    periods = weights.periods.size
    refuse_absurd(inside.shape, windows, periods, cases.size, runs)
    scanner = DiscScanner(cases.size, weights, inside, windows, bernoulli)
    maxima = replicate_maxima(scanner, draw, runs)
    return Scan(reported(scanner.ordered(cases), scanner.likelihood, maxima, highest_p, most), maxima)


class DiscScanner:
    """All windows of one grid with their bases; holds the work space of the replicates."""

    def __init__(
        self, n: int, weights: Weights, inside: npt.NDArray[np.bool_], windows: DiscWindows, bernoulli: bool
    ) -> None:
        self.rows, self.columns = inside.shape
        self.windows = windows
        self.periods = weights.periods.size
        self.n = n
        whole = int(weights.places.sum())
        self.likelihood = Likelihood(bernoulli, float(n), float(whole if bernoulli else n))
        shapes = [half_widths(radius) for radius in windows.radii_cells.tolist()]
        self.margin = int(max(len(shape) for shape in shapes) // 2)
        self.discs, self.disc_start = _joined(shapes)
        self.strip = _strip_rows(n * _crowding(weights.places))
        self.strips, self.strip_start = _joined([_widened(shape, self.strip) for shape in shapes])
        self.sizes = np.stack([disc_sums(inside.astype(np.int64), shape) for shape in shapes]).astype(np.int32)
        self.bases = self._bases(weights, shapes, inside, self.likelihood.total / whole, whole)
        dtype = np.uint16 if n < _FEW else np.int32
        self.never = int(np.iinfo(dtype).max)
        wide = (self.rows + 2 * self.margin + self.strip, self.columns + 2 * self.margin + 1)
        self.totals = np.zeros((self.periods, *wide), dtype=dtype)
        self.least = np.empty(0, dtype=dtype)
        self.strip_least = self.least

    def _bases(
        self, weights: Weights, shapes: list[Integers], inside: npt.NDArray[np.bool_], scale: float, whole: int
    ) -> Floats:
        first, last = self.windows.first, self.windows.last
        bases = np.empty((len(shapes), first.size, self.rows, self.columns))
        by_period = weights.places.ndim == 3
        until = np.concatenate([[0.0], np.cumsum(weights.periods / weights.periods.sum())])
        until[-1] = 1.0
        for number, shape in enumerate(shapes):
            if by_period:
                sums = np.stack([disc_sums(layer, shape) for layer in weights.places])
                so_far = np.concatenate([np.zeros((1, *inside.shape), dtype=np.int64), np.cumsum(sums, axis=0)])
                held = so_far[-1]
                bases[number] = (so_far[last + 1] - so_far[first]) * scale
            else:
                held = disc_sums(weights.places, shape)
                bases[number] = (until[last + 1] - until[first])[:, None, None] * (held * scale)
            allowed = inside & (held <= self.windows.largest_share * (1 + 1e-9) * whole)
            bases[number][:, ~allowed] = np.inf
        return bases

    def prepare(self, level: float) -> None:
        """See `geo.hotspots.monte_carlo.Scanner`."""
        largest = largest_bases(self.likelihood, level)
        dtype = self.totals.dtype
        self.least = np.empty(self.bases.shape, dtype=dtype)
        for number, bases in enumerate(self.bases):
            self.least[number] = fewest_cases(largest, bases, self.windows.min_cases, self.never)
        edges = np.arange(0, self.rows, self.strip)
        self.strip_least = np.minimum.reduceat(self.least, edges, axis=2)

    def highest(self, cases: Integers) -> float:
        """See `geo.hotspots.monte_carlo.Scanner`."""
        add_cases(self.totals, cases, self.rows, self.columns, self.margin)
        return float(
            highest_ratio(
                self.totals,
                self.rows,
                self.columns,
                self.margin,
                self.discs,
                self.disc_start,
                self.strips,
                self.strip_start,
                self.strip,
                self.windows.first,
                self.windows.last,
                self.least,
                self.strip_least,
                self.bases,
                self.likelihood.bernoulli,
                self.likelihood.cases,
                self.likelihood.total,
            )
        )

    def ordered(self, cases: Integers) -> Iterator[Window]:
        """Yield the best window, then the best that shares no cell with those before it, and so on."""
        self.prepare(0.0)
        add_cases(self.totals, cases, self.rows, self.columns, self.margin)
        size = self.rows * self.columns
        ratio = np.zeros(size)
        radius_of, interval_of = np.full(size, -1), np.full(size, -1)
        taken = np.zeros((1, *self.totals.shape[1:]), dtype=np.int32)
        taken_cells = np.zeros(0, dtype=np.int64)
        centres = np.flatnonzero(np.isfinite(self.bases).any(axis=(0, 1)))
        y, x = np.divmod(np.arange(size), self.columns)
        radii = np.append(self.windows.radii_cells, -np.inf)  # -1: no window, out of everything's reach
        sizes = self.sizes.reshape(len(self.sizes), size).astype(np.int64)
        while True:
            best_windows(
                self.totals,
                self.columns,
                self.margin,
                self.discs,
                self.disc_start,
                self.windows.first,
                self.windows.last,
                centres,
                self.least,
                self.bases,
                self.sizes,
                taken,
                self.likelihood.bernoulli,
                self.likelihood.cases,
                self.likelihood.total,
                ratio,
                radius_of,
                interval_of,
            )
            best = best_centre(ratio, sizes[radius_of, np.arange(size)], radius_of)
            if best < 0:
                return
            window = self._window(best, int(radius_of[best]), int(interval_of[best]), float(ratio[best]))
            yield window
            taken_cells = np.concatenate([taken_cells, window.places])
            add_cases(taken, taken_cells, self.rows, self.columns, self.margin)
            apart = np.hypot(y - y[best], x - x[best])
            centres = np.flatnonzero(apart <= window.radius + radii[radius_of] + 1e-6)

    def _window(self, centre: int, radius: int, interval: int, ratio: float) -> Window:
        row, column = centre // self.columns, centre % self.columns
        widths = self.discs[self.disc_start[radius] : self.disc_start[radius + 1]]
        reach = len(widths) // 2
        cells = []
        for step, width in zip(range(-reach, reach + 1), widths.tolist(), strict=True):
            if 0 <= row + step < self.rows:
                low, high = max(column - width, 0), min(column + width, self.columns - 1)
                cells.append((row + step) * self.columns + np.arange(low, high + 1))
        first, last = int(self.windows.first[interval]), int(self.windows.last[interval])
        places = np.concatenate(cells)
        rows, columns = places // self.columns + self.margin, places % self.columns + self.margin
        held = self.totals[last, rows, columns + 1].astype(np.int64) - self.totals[last, rows, columns]
        if first > 0:
            held -= self.totals[first - 1, rows, columns + 1].astype(np.int64) - self.totals[first - 1, rows, columns]
        base = float(self.bases[radius, interval, row, column])
        return Window(
            places, centre, float(self.windows.radii_cells[radius]), first, last, float(held.sum()), base, ratio
        )


def _joined(shapes: list[Integers]) -> tuple[Integers, Integers]:
    return np.concatenate(shapes), np.concatenate([[0], np.cumsum([len(shape) for shape in shapes])]).astype(np.int64)


def _widened(widths: Integers, strip: int) -> Integers:
    """Return the half widths of the discs around `strip` cells in one column, joined."""
    wide = np.full(len(widths) + strip - 1, -1, dtype=np.int64)
    for step in range(strip):
        wide[step : step + len(widths)] = np.maximum(wide[step : step + len(widths)], widths)
    return wide


def _crowding(places: Integers) -> float:
    """Return the share of the whole in the cell of a case, on average over the cases."""
    by_cell = places.reshape(-1, *places.shape[-2:]).sum(axis=0, dtype=np.float64)
    return float((by_cell**2).sum() / by_cell.sum() ** 2)


def _strip_rows(cases_per_cell: float) -> int:
    """Return how many rows of centres to judge at once: many where cases are sparse, one where they are dense.

    A disc with e expected cases needs about sqrt(2 e x ratio) more to matter; the joined shape of a strip of k rows
    expects 2 (k - 1) r / (pi r^2) of e more. Their ratio depends on the cases per cell only.
    """
    reach = 1.1 / np.sqrt(np.pi * max(cases_per_cell, 1e-4))
    return int(np.clip(1 + 2 * np.floor(reach), 1, 15))

"""Which discs and times a scan of a grid tries, what they are compared with, and what that will cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.languages import Says

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
MOST_WINDOWS = 32_000_000
LONGEST_S = 1800.0
_TOP = 2**52  # weights are made whole numbers that add up to about this: sums are exact, and exact as float64
_S_PER_STEP = 1.2e-10  # measured: one row of one disc at one cell, and one window
_S_PER_WINDOW = 4e-10
_S_PER_CASE = 2e-8


@dataclass(frozen=True)
class DiscWindows:
    """Which windows are tried.

    Parameters
    ----------
    radii_cells
        Radii of the discs over the cell's side, rising; from `radii_up_to`.
    first, last
        First and last period of each interval, shape (intervals,), shortest and earliest first.
    largest_share
        No disc with a larger share of the whole weight.
    min_cases
        No window with fewer cases.
    """

    radii_cells: Floats
    first: Integers
    last: Integers
    largest_share: float
    min_cases: int


@dataclass(frozen=True)
class Weights:
    """What cases are compared with, as whole numbers.

    Parameters
    ----------
    places
        Per cell, shape (rows, columns); or per period and cell, shape (periods, rows, columns).
    periods
        Share of each period in the weight of a cell, shape (periods,); ignored when `places` knows the periods.
    """

    places: Integers
    periods: Floats


def whole_weights(weights: Floats) -> Integers:
    """Return weights as whole numbers in proportion, exact to 1e-15 of their sum."""
    return np.rint(weights * (_TOP / weights.sum())).astype(np.int64)


def radii_up_to(largest_cells: float, number: int) -> Floats:
    """Return up to `number` radii of discs of different shape, in cells, from a single cell to the largest.

    They grow in proportion, as far as there are different discs: each next one is about the same factor larger.
    """
    squared = int(largest_cells**2 * (1 + 1e-9))
    reach = np.arange(int(np.sqrt(squared)) + 1)
    shapes = np.unique((reach[:, None] ** 2 + reach**2).ravel())
    shapes = shapes[shapes <= squared]
    if shapes.size <= number:
        return np.sqrt(shapes)
    wanted = np.geomspace(1.0, shapes[-1], number - 1) if number > 1 else shapes[-1:].astype(float)
    chosen = {0, int(shapes[-1])} if number > 1 else {0}
    for value in wanted.tolist():
        free = [shape for shape in shapes[max(0, np.searchsorted(shapes, value) - 1) :].tolist() if shape not in chosen]
        if len(chosen) < number and free:
            chosen.add(int(free[0]))
    return np.sqrt(np.sort(np.fromiter(chosen, dtype=np.float64)))


def estimated_seconds(shape: tuple[int, int], windows: DiscWindows, periods: int, cases: int, runs: int) -> float:
    """Return roughly how long a scan takes on one processor, seconds."""
    cells = shape[0] * shape[1]
    steps = float((2 * windows.radii_cells + 1).sum()) * periods
    tried = windows.radii_cells.size * windows.first.size
    return runs * (cells * (steps * _S_PER_STEP + tried * _S_PER_WINDOW) + cases * _S_PER_CASE)


def refuse_absurd(shape: tuple[int, int], windows: DiscWindows, periods: int, cases: int, runs: int) -> None:
    """Refuse scans that need too much memory or time, before anything is allocated.

    Raises
    ------
    ParameterError
        With the estimate and the way out.
    """
    tried = shape[0] * shape[1] * windows.radii_cells.size * windows.first.size
    remedy = Says(
        "perbesar sel (cell_m), kurangi radii atau runs, atau perpanjang period_days",
        "take larger cells (cell_m), fewer radii or runs, or longer period_days",
    )
    if tried > MOST_WINDOWS:
        raise ParameterError(
            name="cell_m",
            problem=Says(
                "{tried} jendela ({cells} sel x {radii} radius x {intervals} selang waktu) lebih dari {most}; "
                "{remedy}.",
                "{tried} windows ({cells} cells x {radii} radii x {intervals} intervals) are more than {most}; "
                "{remedy}.",
            ).filled(
                tried=tried,
                cells=shape[0] * shape[1],
                radii=int(windows.radii_cells.size),
                intervals=int(windows.first.size),
                most=MOST_WINDOWS,
                remedy=remedy,
            ),
        )
    seconds = estimated_seconds(shape, windows, periods, cases, runs)
    if seconds > LONGEST_S:
        raise ParameterError(
            name="runs",
            problem=Says(
                "{runs} ulangan akan memakan kira-kira {minutes} menit, lebih dari {most}; {remedy}.",
                "{runs} runs would take about {minutes} minutes, more than {most}; {remedy}.",
            ).filled(runs=runs, minutes=round(seconds / 60), most=round(LONGEST_S / 60), remedy=remedy),
        )

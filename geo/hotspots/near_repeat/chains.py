"""Near-repeat chains: incidents linked by pairs that are near in space and time, against shuffles of the moments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.hotspots.space_time_cells import (
    SpaceTimeCells,
    beyond_reach,
    find_root,
    join_roots,
    space_time_cells,
    time_segments,
)
from geo.languages import Says
from geo.spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_MOST_COMPARISONS = 2e11  # a few minutes


@dataclass(frozen=True)
class Chains:
    """Chains of near repeats and how often chance makes such.

    Parameters
    ----------
    labels
        Chain of each incident, numbered from 0 by their first incident in row order; -1 for incidents in no chain of
        at least `min_incidents`. Shape (n,).
    sizes
        Incidents of each chain.
    p_values
        Share of shuffles, the observed one counted among them, whose largest chain is at least as large as this one.
        Since every chain is compared with the largest of each shuffle, this holds for all chains at once.
    largest_of_shuffles
        Size of the largest chain of each shuffle.
    pairs, expected_pairs
        Pairs near in space and time, and their exact mean over all shuffles.
    pairs_p_value
        Share of shuffles, the observed one counted among them, with at least as many such pairs.
    """

    labels: Integers
    sizes: Integers
    p_values: Floats
    largest_of_shuffles: Integers
    pairs: int
    expected_pairs: float
    pairs_p_value: float


def near_repeat_chains(
    places: Floats,
    moments: Floats,
    distance: float,
    window: float,
    *,
    min_incidents: int = 3,
    permutations: int = 99,
    seed: int = 0,
) -> Chains:
    """Find chains of near repeats and test the size of each.

    Parameters
    ----------
    places
        x and y in one unit, shape (n, 2), finite.
    moments
        Moment of each in one unit, shape (n,), finite.
    distance
        Two incidents are linked when no farther apart than this (straight line), in the unit of the places, …
    window
        … and no farther apart in time than this, in the unit of the moments.
    min_incidents
        Fewest incidents of a chain.
    permutations
        Shuffles of the moments over the places.
    seed
        Source of the shuffles; the same seed gives the same answer, in any order of the rows.

    Returns
    -------
    Chains
        Labels, sizes, p values, and the pairs behind them.

    Raises
    ------
    ParameterError
        When the shuffles would compare too many pairs; take a shorter distance or window, or fewer permutations.

    References
    ----------
    Knox (1964), Applied Statistics 13, 25-29; Townsley, Homel & Chaseling (2003), British Journal of Criminology 43,
    615-633; Johnson et al. (2007), Journal of Quantitative Criminology 23, 201-219; Westfall & Young (1993),
    Resampling-Based Multiple Testing (the largest of each shuffle).
    """
    n = len(places)
    if n == 0:
        nothing = np.empty(0, dtype=np.int64)
        return Chains(nothing, nothing, np.empty(0), np.zeros(permutations, dtype=np.int64), 0, 0.0, 1.0)
    # Sorted by place, then moment: the shuffles do not depend on the order of the rows.
    sorted_rows = np.lexsort((moments, places[:, 1], places[:, 0]))
    xy = np.ascontiguousarray(places[sorted_rows], dtype=np.float64)
    when = np.ascontiguousarray(moments[sorted_rows], dtype=np.float64)
    cells = space_time_cells(xy, distance, name="distance_m")
    by_time = np.argsort(when, kind="stable")
    ascending = when[by_time]
    _refuse_too_many(cells, float(ascending[-1] - ascending[0]), window, permutations)

    pairs, segment, root, order = _linked_at(cells, xy, by_time, ascending, window)
    chain = np.empty(n, dtype=np.int64)
    chain[sorted_rows[order]] = root[segment]
    labels, sizes = _numbered(chain, min_incidents)

    random = np.random.default_rng(seed)
    largest = np.zeros(permutations, dtype=np.int64)
    as_many = 0
    for turn in range(permutations):
        shuffled, segment, root, _ = _linked_at(cells, xy, random.permutation(n), ascending, window)
        largest[turn] = _largest(segment, root)
        as_many += int(shuffled >= pairs)
    at_least = permutations - np.searchsorted(np.sort(largest), sizes, side="left")
    everything = n * (n - 1) / 2
    near_in_space = _linked(*_in(cells, xy, np.arange(n), ascending), np.inf)[0]
    near_in_time = _near_in_time(ascending, float(window))
    return Chains(
        labels,
        sizes,
        (1 + at_least) / (1 + permutations),
        largest,
        int(pairs),
        near_in_space * near_in_time / everything if n > 1 else 0.0,
        (1 + as_many) / (1 + permutations),
    )


def _refuse_too_many(cells: SpaceTimeCells, period: float, window: float, permutations: int) -> None:
    """Refuse when the shuffles would compare more pairs than a few minutes allow (an estimate, from counts alone)."""
    count = np.diff(cells.start).astype(np.float64)
    own = np.repeat(np.arange(count.size), np.diff(cells.first))
    pairs = float((count[own] * count[cells.other])[~cells.whole].sum()) / 2
    share = min(1.0, 2 * window / period) if period > 0 else 1.0
    comparisons = pairs * (1 + share * (1 + permutations))
    if comparisons > _MOST_COMPARISONS:
        raise ParameterError(
            name="distance_m",
            problem=Says(
                "pengacakan harus membandingkan sekitar {n} pasangan kejadian, paling banyak {most}; "
                "perpendek jarak atau jendela waktu, atau kurangi permutasi.",
                "the shuffles would compare about {n} pairs of incidents, {most} at most; "
                "shorten the distance or the window, or take fewer permutations.",
            ).filled(n=int(comparisons), most=int(_MOST_COMPARISONS)),
        )


def _in(
    cells: SpaceTimeCells, xy: Floats, by_time: Integers, ascending: Floats
) -> tuple[Floats, Floats, Floats, Integers, Integers, Floats, Integers, Integers, npt.NDArray[np.bool_], float]:
    """Return what `_linked` takes when the row `by_time[k]` has the k-th of the ascending moments."""
    order = cells.in_time_order(by_time)
    given = np.empty(len(xy))
    given[by_time] = ascending
    xs, ys, ts = xy[order, 0], xy[order, 1], given[order]
    return xs, ys, ts, order, cells.start, cells.box, cells.first, cells.other, cells.whole, cells.squared


def _linked_at(
    cells: SpaceTimeCells, xy: Floats, by_time: Integers, ascending: Floats, window: float
) -> tuple[int, Integers, Integers, Integers]:
    inputs = _in(cells, xy, by_time, ascending)
    pairs, segment, root = _linked(*inputs, float(window))
    return int(pairs), segment, root, inputs[3]


def _numbered(chain: Integers, min_incidents: int) -> tuple[Integers, Integers]:
    """Number the chains that are long enough by their first row; return labels and sizes."""
    _, first, of_row, size = np.unique(chain, return_index=True, return_inverse=True, return_counts=True)
    kept = np.flatnonzero(size >= min_incidents)
    kept = kept[np.argsort(first[kept])]
    number = np.full(size.size, -1, dtype=np.int64)
    number[kept] = np.arange(kept.size)
    return number[of_row.reshape(-1)], size[kept].astype(np.int64)


@compiled
def _linked(  # type: ignore[no-untyped-def]  # compiled
    xs, ys, ts, order, start, box, first, other, whole, squared, window
):
    """Count the pairs near in space and time and join them: number of pairs, segment of each place, root of each."""
    segment = time_segments(ts, start, window)
    root = np.arange(segment[-1] + 1)
    pairs = 0
    for cell in range(start.size - 1):
        begin, end = start[cell], start[cell + 1]
        high = begin
        for k in range(begin, end):
            while high < end and ts[high] - ts[k] <= window:
                high += 1
            pairs += high - k - 1
        for at in range(first[cell], first[cell + 1]):
            b = other[at]
            if b < cell:
                continue
            low = high = start[b]
            for k in range(begin, end):
                while low < start[b + 1] and ts[k] - ts[low] > window:
                    low += 1
                high = max(high, low)
                while high < start[b + 1] and ts[high] - ts[k] <= window:
                    high += 1
                if low == high:
                    continue
                if whole[at]:
                    pairs += high - low
                    join_roots(root, segment[k], segment[low])
                    join_roots(root, segment[k], segment[high - 1])
                elif not beyond_reach(xs[k], ys[k], box, b, squared):
                    linked = -1
                    for j in range(low, high):
                        dx, dy = xs[k] - xs[j], ys[k] - ys[j]
                        if dx * dx + dy * dy <= squared:
                            pairs += 1
                            if segment[j] != linked:
                                linked = segment[j]
                                join_roots(root, segment[k], linked)
    for number in range(root.size):
        root[number] = find_root(root, number)
    return pairs, segment, root


@compiled
def _largest(segment, root):  # type: ignore[no-untyped-def]  # compiled
    size = np.zeros(root.size, np.int64)
    for k in range(segment.size):
        size[root[segment[k]]] += 1
    return size.max()


@compiled
def _near_in_time(ascending, window):  # type: ignore[no-untyped-def]  # compiled
    pairs, low = 0, 0
    for k in range(ascending.size):
        while ascending[k] - ascending[low] > window:
            low += 1
        pairs += k - low
    return pairs

"""k-anonymity by merging upwards: every incident is counted in the finest cell that can be shown, once.

A cell with at least k incidents is shown. What is left of its parent after its shown children are taken out is shown
as one piece when it has k incidents and no child's share in it could be told from the rest; else it goes up one level.
Every decision but "has at least k" follows from what everybody may know, so that the decisions tell nothing more
(against the minimality attack of Wong, Fu, Wang & Pei 2007). Counts are given in bands of k, rounded down: there is
no noise that repeated requests would average out, and one incident more or less changes nothing but where a band ends.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from geo.privacy.hierarchy import Ints
from geo.tables.agreements import LEAST_K

UNKNOWN = 10**9
"""Stands for "any number": what is left of a cell that was never to be shown tells nothing."""


@dataclass(frozen=True)
class Merged:
    """A partition of the finest cells into pieces.

    Parameters
    ----------
    level, node
        (pieces,) level and position (in the hierarchy's `cells` of that level) of the cell each piece is part of.
    owner
        (finest cells,) piece of each.
    n
        (pieces,) incidents; never published.
    shown
        (pieces,) whether a count is shown.
    most
        (pieces,) greatest lower end of a band that tells nothing of any child's share.
    """

    level: Ints
    node: Ints
    owner: Ints
    n: Ints
    shown: np.typing.NDArray[np.bool_]
    most: Ints


def merge(
    counts: Ints,
    parent: Sequence[Ints],
    k: int,
    *,
    households: Ints | None = None,
    least_households: int = 8,
    barred: Collection[tuple[int, int]] = (),
) -> Merged:
    """Merge cells until every piece that is shown has at least k incidents.

    Parameters
    ----------
    counts
        (finest cells,) incidents.
    parent
        By level, the position of each cell's parent in the next level.
    k
        Fewest incidents shown.
    households
        (finest cells,) households, or None where nobody knows; pieces with some, but fewer than `least_households`,
        are not shown.
    barred
        (level, position) of cells that must not be shown though they could be.

    Returns
    -------
    Merged
        Pieces by level, then position; the last ones may be left-overs that are not shown.
    """
    size = len(counts)
    left, cap = counts.astype(np.int64), np.full(size, k - 1, dtype=np.int64)
    homes = None if households is None else households.astype(np.int64)
    ancestor = np.arange(size, dtype=np.int64)
    owner = np.full(size, -1, dtype=np.int64)
    pieces: list[tuple[Ints, Ints, Ints, Ints, bool]] = []
    could = np.ones(size, dtype=bool)
    limit = np.full(size, UNKNOWN, dtype=np.int64)
    for level in range(len(parent) + 1):
        if level:
            above = parent[level - 1]
            ancestor = above[ancestor]
            left, cap, could, limit = gathered(left, cap, above, k)
            homes = None if homes is None else np.bincount(above, homes, minlength=len(left)).astype(np.int64)
        if homes is not None:
            could &= (homes == 0) | (homes >= least_households)
        shown = could & (left >= k)
        for position in (position for at, position in barred if at == level):
            shown[position] = False
        where = np.flatnonzero(shown)
        owner = _owned(owner, ancestor, shown, sum(len(piece[0]) for piece in pieces))
        pieces.append((np.full(len(where), level), where, left[where], limit[where], True))
        if level == 0:
            cap = np.where(could, k - 1, UNKNOWN)
        else:
            cap = np.where(could, k - 1, cap)
        left, cap = np.where(shown, 0, left), np.where(shown, 0, cap)
        if homes is not None:
            homes = np.where(shown, 0, homes)
    rest = np.zeros(len(left), dtype=bool)
    rest[ancestor[owner < 0]] = True
    where = np.flatnonzero(rest)
    owner = _owned(owner, ancestor, rest, sum(len(piece[0]) for piece in pieces))
    pieces.append((np.full(len(where), len(parent)), where, left[where], np.zeros(len(where), dtype=np.int64), False))
    return Merged(
        np.concatenate([piece[0] for piece in pieces]).astype(np.int64),
        np.concatenate([piece[1] for piece in pieces]),
        owner,
        np.concatenate([piece[2] for piece in pieces]),
        np.concatenate([np.full(len(piece[0]), piece[4]) for piece in pieces]),
        np.concatenate([piece[3] for piece in pieces]),
    )


def gathered(left: Ints, cap: Ints, above: Ints, k: int) -> tuple[Ints, Ints, np.typing.NDArray[np.bool_], Ints]:
    """Return what is left per parent, the most that may be, whether it may be shown, and its greatest lower end.

    Parameters
    ----------
    left, cap
        (children,) what is left of each, and the most that anybody must reckon with.
    above
        (children,) position of each one's parent.
    k
        Fewest incidents shown.
    """
    size = int(above.max()) + 1 if len(above) else 0
    total = np.bincount(above, left, minlength=size).astype(np.int64)
    most = np.bincount(above, cap, minlength=size).astype(np.int64)
    # What the others may hold at most: if that is k or more, a child's own share may be nothing.
    others = np.full(size, UNKNOWN, dtype=np.int64)
    taking_part = cap > 0
    np.minimum.at(others, above[taking_part], (most[above] - cap)[taking_part])
    others[np.bincount(above[taking_part], minlength=size) == 0] = 0
    return total, np.minimum(most, UNKNOWN), others >= k, others


def _owned(owner: Ints, ancestor: Ints, shown: np.typing.NDArray[np.bool_], first: int) -> Ints:
    number = np.cumsum(shown) - 1 + first
    return np.where((owner < 0) & shown[ancestor], number[ancestor], owner)


def step_of(k: int) -> int:
    """Return the k that is used for a k that was agreed: the next of 5, 10, 20, 40 …

    Bands of one agreement then lie wholly within those of another, so that two audiences who lay a cell's bands over
    each other learn no more than the finer one says.
    """
    step = LEAST_K
    while step < k:
        step *= 2
    return step


def band(n: int, k: int, most: int = UNKNOWN) -> tuple[int, int | None]:
    """Return the band that is shown for a count: (at least, at most), or (at least, None) for "or more".

    Parameters
    ----------
    n
        At least k.
    most
        Greatest lower end allowed.
    """
    highest = most // k * k
    low = min(n // k * k, highest)
    return low, None if low == highest else low + k - 1

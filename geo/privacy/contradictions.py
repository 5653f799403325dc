"""Sums that contradict one another, since records came late between two releases: which of them to leave out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.milp import INFINITE, Program
from geo.privacy.intervals import Known, consistent

_SECONDS = 10.0
_OLDER, _NEWER = 1.0, 1.001  # of two that explain a contradiction alike, the older sum is left out
_LEAST = 1e-6


def reconciled(known: Sequence[Known], older: Sequence[bool]) -> list[Known]:
    """Return what is known without the sums that contradict the rest.

    Releases of one period are made on different days. A record that came in between makes sums that no numbers fit, and
    an onlooker who sees that goes on with the rest, where nothing changed. So the fewest corrections that explain the
    contradictions are looked for (the sum of all that limits must give way is least), and the sums that they touch are
    left out, older ones first; everything else is kept.

    Parameters
    ----------
    known
        About whole numbers that are zero or more.
    older
        (known,) whether each was published before.

    Returns
    -------
    list
        All of `known` when it fits together; else as many facts as do, and the suppositions that fit these.
    """
    if not known or consistent(known):
        return list(known)
    facts = [(fact, old) for fact, old in zip(known, older, strict=True) if fact.surely]
    gave = _corrections([fact for fact, _ in facts], [_OLDER if old else _NEWER for _, old in facts])
    if gave is None:
        # Not to be explained in time: what is new is looked at by itself rather than not at all.
        return [fact for fact, old in facts if not old]
    kept = [fact for (fact, _), way in zip(facts, gave, strict=True) if way <= _LEAST]
    if kept and not consistent(kept):  # fractions fitted where whole numbers do not
        kept = []
    # Several may have given way a little where one would do: each comes back that fits, new ones and close ones first.
    doubtful = [(old, way, number) for number, ((_, old), way) in enumerate(zip(facts, gave, strict=True))]
    for _, _, number in sorted(doubtful):
        fact = facts[number][0]
        if not any(fact is one for one in kept) and consistent([*kept, fact]):
            kept.append(fact)
    return kept + _fitting([fact for fact in known if not fact.surely], kept)


def _fitting(supposed: Sequence[Known], facts: Sequence[Known]) -> list[Known]:
    """Return the suppositions that fit the facts, without those that do not."""
    if not supposed or not facts:
        return []
    gave = _corrections([*facts, *supposed], [None] * len(facts) + [1.0] * len(supposed))
    if gave is None:
        return []
    good = [fact for fact, way in zip(supposed, gave[len(facts) :], strict=True) if way <= _LEAST]
    # `consistent` would leave all suppositions out where one does not fit: then none is kept.
    return good if len(consistent([*facts, *good])) == len(facts) + len(good) else []


def _corrections(facts: Sequence[Known], costs: Sequence[float | None]) -> list[float] | None:
    """Return by how much the limits of each fact give way so that all fit, at the least cost; None: it may not."""
    size = len(facts[0].members) if facts else 0
    plenty = 10.0 + 4 * sum(max(fact.low, fact.high if fact.high < INFINITE else 0.0) for fact in facts)
    program = Program()
    numbers = [program.variable(0.0, plenty, integer=False) for _ in range(size)]
    cost: dict[int, float] = {}
    gives: list[int] = []
    for fact, price in zip(facts, costs, strict=True):
        way = program.variable(0.0, plenty if price is not None else 0.0, integer=False)
        cost[way] = price or 0.0
        gives.append(way)
        terms = {numbers[number]: 1.0 for number in np.flatnonzero(fact.members)}
        program.row({**terms, way: 1.0}, fact.low)
        if fact.high < INFINITE:
            program.row({**terms, way: -1.0}, high=fact.high)
    found = program.minimise(cost, seconds=_SECONDS)
    return None if found is None else [float(found.values[way]) for way in gives]

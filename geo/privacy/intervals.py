"""What can be told of a sum from other sums: its least and greatest value given everything that is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.milp import INFINITE, Program

Mask = npt.NDArray[np.bool_]
_SECONDS = 5.0


@dataclass(frozen=True, eq=False)
class Known:
    """One thing known: the sum over some numbers lies between two limits.

    Parameters
    ----------
    members
        (numbers,) which ones are summed.
    low, high
        Limits; `high` infinite for "or more".
    surely
        False for what an onlooker would only suppose; it is dropped when it contradicts the rest.
    """

    members: Mask
    low: float
    high: float
    surely: bool = True


@dataclass(frozen=True)
class Interval:
    """Least and greatest value a sum may have; `high` infinite when nothing limits it."""

    low: float
    high: float

    @property
    def values(self) -> float:
        """How many whole numbers it holds."""
        return self.high - self.low + 1

    def safe(self, k: int) -> bool:
        """Whether it leaves open what must stay open.

        It may be anything below k; or it is at least k, in a band of k values; or more than k values are possible.
        """
        if self.low <= 0:
            return self.high >= k - 1
        return self.values >= (k if self.low >= k else k + 1)


def intervals(known: Sequence[Known], asked: Sequence[Mask]) -> list[Interval | None]:
    """Return for each sum asked for the values it may have, or None when what is known contradicts itself.

    Exact: a closed form where at most one sum joins several numbers, else (integer) linear programs.

    Parameters
    ----------
    known
        About whole numbers that are zero or more.
    asked
        (numbers,) which ones each sum takes.
    """
    known = consistent(known)
    if not known:
        return [None for _ in asked]
    joint = [fact for fact in known if fact.members.sum() > 1]
    if len(joint) <= 1:
        return [_closed(known, joint[0] if joint else None, members) for members in asked]
    ends = _Ends(known)
    return [ends.interval(members) for members in asked]


def unsafe(known: Sequence[Known], asked: Sequence[Mask], k: int) -> list[tuple[int, Interval]]:
    """Return the sums (their place in `asked`) that tell too much, with the values they may have.

    As `intervals`, but numbers that fit what is known are kept: when they show that a sum may take values enough,
    nothing is solved for it.
    """
    known = consistent(known)
    if not known:
        return []
    joint = [fact for fact in known if fact.members.sum() > 1]
    if len(joint) <= 1:
        exact = [(number, _closed(known, joint[0] if joint else None, mask)) for number, mask in enumerate(asked)]
        return [(number, interval) for number, interval in exact if not interval.safe(k)]
    ends, found = _Ends(known), []
    for number, members in enumerate(asked):
        if not ends.seen(members).safe(k):
            interval = ends.interval(members)
            if interval is not None and not interval.safe(k):
                found.append((number, interval))
    return found


def consistent(known: Sequence[Known]) -> list[Known]:
    """Return what is known, without suppositions when these contradict the rest; nothing when the rest does too.

    What is left of facts that contradict one another is found by `geo.privacy.contradictions.reconciled`.
    """
    for facts in (list(known), [fact for fact in known if fact.surely]):
        joint = [fact for fact in facts if fact.members.sum() > 1]
        if len(joint) > 1:
            if _Ends(facts).interval(facts[0].members) is not None:
                return facts
            continue
        low, high = _own_limits(facts)
        if (low > high).any():
            continue
        inside = joint[0].members if joint else None
        if inside is None or (low[inside].sum() <= joint[0].high and high[inside].sum() >= joint[0].low):
            return facts
    return []


def _own_limits(known: Sequence[Known]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    size = len(known[0].members) if known else 0
    low, high = np.zeros(size), np.full(size, INFINITE)
    for fact in known:
        if fact.members.sum() == 1:
            low, high = np.where(fact.members, np.maximum(low, fact.low), low), np.where(
                fact.members, np.minimum(high, fact.high), high
            )  # fmt: skip
    return low, high


def _closed(known: Sequence[Known], joint: Known | None, members: Mask) -> Interval:
    low, high = _own_limits(known)
    if joint is None:
        return Interval(float(low[members].sum()), float(high[members].sum()))
    inside, beside, apart = members & joint.members, joint.members & ~members, members & ~joint.members
    least = low[apart].sum() + max(low[inside].sum(), joint.low - high[beside].sum())
    most = high[apart].sum() + min(high[inside].sum(), joint.high - low[beside].sum())
    return Interval(float(least), float(most))


class _Ends:
    """Finds the ends of intervals, and keeps every assignment of numbers that it meets on the way."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._known = known
        # More than every limit together can ask for stands for "no limit".
        self._plenty = 10.0 + 4 * sum(max(fact.low, fact.high if fact.high < INFINITE else 0.0) for fact in known)
        self._programs = self._program(integer=False), self._program(integer=True)
        self._met = np.zeros((256, len(known[0].members)))
        self._count = 0

    def _program(self, *, integer: bool) -> Program:
        program = Program()
        for _ in range(len(self._known[0].members)):
            program.variable(0.0, self._plenty, integer=integer)
        for fact in self._known:
            program.row({int(number): 1.0 for number in np.flatnonzero(fact.members)}, fact.low, fact.high)
        return program

    def seen(self, members: Mask) -> Interval:
        """Return the span of the values that the sum takes in the assignments met so far."""
        if not self._count:
            return Interval(1.0, 0.0)
        values = self._met[: self._count] @ members.astype(np.float64)
        return Interval(float(values.min()), float(values.max()))

    def interval(self, members: Mask) -> Interval | None:
        """Return the least and the greatest value of a sum, or None when nothing fits what is known."""
        ends = []
        for sign in (1.0, -1.0):
            numbers = self._best({int(number): sign for number in np.flatnonzero(members)})
            if numbers is None:
                return None
            self._keep(numbers)
            # A value that was reached, never a bound that may not be: rather too much is refused than too little.
            ends.append(float(numbers[members].sum()))
        return Interval(ends[0], INFINITE if ends[1] >= self._plenty else ends[1])

    def _keep(self, numbers: npt.NDArray[np.float64]) -> None:
        if self._count == len(self._met):
            self._met = np.concatenate([self._met, np.zeros_like(self._met)])
        self._met[self._count] = numbers
        self._count += 1

    def _best(self, objective: dict[int, float]) -> npt.NDArray[np.float64] | None:
        for program in self._programs:
            found = program.minimise(objective, seconds=_SECONDS)
            if found is None:
                return None
            whole = np.round(found.values)
            if found.optimal and np.abs(found.values - whole).max() < 1e-6:
                return whole
        return whole

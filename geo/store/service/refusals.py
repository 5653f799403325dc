"""Remembers what the last round of releases could not publish, and why: for those who can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from geo.languages import Says
from geo.store.service.file import ServiceFile
from geo.store.service.upkeep import Upkeep

CHORE = "releases"


@dataclass(frozen=True)
class Refusal:
    """A release that was not made.

    Parameters
    ----------
    agreement_id
        Under which agreement; empty: the whole round.
    period
        Label of the period, or the year of a restatement; empty: of no period yet.
    restated
        Whether it was the yearly restatement.
    why
        The reason, and how to mend it.
    """

    agreement_id: str
    period: str
    restated: bool
    why: Says


class Refusals:
    """What the last round of releases refused.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def note(self, refused: Sequence[Refusal], now: datetime) -> None:
        """Write down what a round that ended now refused; it takes the place of what the round before did."""
        told = [
            {"agreement": one.agreement_id, "period": one.period, "restated": one.restated, **one.why.as_dict()}
            for one in refused
        ]
        upkeep = Upkeep(self.file)
        upkeep.begin(CHORE, now)
        upkeep.end(CHORE, now, good=not refused, told={"refused": told})

    def of(self, agreement_id: str) -> tuple[datetime | None, tuple[Refusal, ...]]:
        """Return when the last round ended, and what it refused under one agreement, newest period first."""
        last = Upkeep(self.file).get(CHORE)
        if last is None or last.ended is None:
            return None, ()
        found = [
            Refusal(one["agreement"], one["period"], bool(one["restated"]), Says(one["id"], one["en"]))
            for one in last.told.get("refused", ())
            if one["agreement"] in {agreement_id, ""}
        ]
        return last.ended, tuple(sorted(found, key=lambda one: one.period, reverse=True))

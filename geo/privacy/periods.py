"""Fixed periods of the calendar: months, quarters and years in the region's time zone, never any other stretch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from geo.errors import ParameterError
from geo.languages import Says
from geo.spatial.periods import zone
from geo.tables.agreements import Agreement, PeriodKind

_LABEL = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?")
_MONTHS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, order=True)
class Period:
    """A month (`2026-03`), quarter (`2026-Q1`) or year (`2026`)."""

    year: int
    first_month: int
    kind: PeriodKind

    @classmethod
    def parse(cls, label: str) -> Period:
        """Read a label.

        Raises
        ------
        ParameterError
            When it is none; write `2026-03`, `2026-Q1` or `2026`.
        """
        match = _LABEL.fullmatch(label)
        if match is None or not 1900 <= int(match[1]) <= 9998:
            problem = Says(
                f"{label[:40]!r} bukan periode; tulis 2026-03, 2026-Q1 atau 2026",
                f"{label[:40]!r} is no period; write 2026-03, 2026-Q1 or 2026",
            )
            raise ParameterError(name="period", problem=problem)
        year = int(match[1])
        if match[2]:
            return cls(year, int(match[2]), "month")
        return cls(year, 3 * int(match[3]) - 2, "quarter") if match[3] else cls(year, 1, "year")

    @classmethod
    def holding(cls, day: date, kind: PeriodKind) -> Period:
        """Return the period of this kind that `day` lies in."""
        months = _MONTHS[kind]
        return cls(day.year, (day.month - 1) // months * months + 1, kind)

    @property
    def label(self) -> str:
        """The period as it is written everywhere."""
        if self.kind == "year":
            return f"{self.year:04d}"
        if self.kind == "quarter":
            return f"{self.year:04d}-Q{(self.first_month + 2) // 3}"
        return f"{self.year:04d}-{self.first_month:02d}"

    @property
    def first_day(self) -> date:
        """First local day."""
        return date(self.year, self.first_month, 1)

    @property
    def next_day(self) -> date:
        """Local day after the last."""
        month = self.first_month + _MONTHS[self.kind]
        return date(self.year + (month > 12), month - 12 if month > 12 else month, 1)

    @property
    def following(self) -> Period:
        """The period after this one."""
        return Period.holding(self.next_day, self.kind)

    @property
    def months(self) -> tuple[str, ...]:
        """Labels of its months."""
        return tuple(f"{self.year:04d}-{self.first_month + step:02d}" for step in range(_MONTHS[self.kind]))

    def bounds(self, timezone: str) -> tuple[datetime, datetime]:
        """Return its first moment and the first moment after it, UTC."""
        local = zone(timezone)
        start, end = (datetime.combine(day, time(), local).astimezone(UTC) for day in (self.first_day, self.next_day))
        return start, end

    def due(self, delay_days: int) -> date:
        """Return the local day from which it may be published: its last day must be `delay_days` full days ago."""
        return self.next_day + timedelta(days=delay_days)


def periods_due(agreement: Agreement, timezone: str, first: date, as_of: datetime) -> tuple[Period, ...]:
    """Return the agreement's periods that may be published at a moment, oldest first.

    Parameters
    ----------
    agreement
        Gives the length of a period and the delay.
    timezone
        The region's.
    first
        A day in the first period wanted.
    as_of
        With its zone.
    """
    today = as_of.astimezone(zone(timezone)).date()
    period, found = Period.holding(first, agreement.period), []
    while period.due(agreement.delay_days) <= today:
        found.append(period)
        period = period.following
    return tuple(found)

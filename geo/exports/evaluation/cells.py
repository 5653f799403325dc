"""What stands in a cell of a page table, and how it is written in each language."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from geo.evaluation.period import Period
from geo.languages import Language, Says, date_text, moment_text, number_text

Cell: TypeAlias = str | int | float | Says | None
UNKNOWN = "–"


@dataclass(frozen=True)
class PageTable:
    """A table as a page shows it.

    Parameters
    ----------
    code
        Name for programs, for example `counts`.
    title
        Heading.
    columns
        Column headings.
    rows
        Cells: `Says`, text, number, or None for what is not known.
    note
        A sentence below it, or None.
    """

    code: str
    title: Says
    columns: tuple[Says, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Says | None = None

    def texts(self, language: Language) -> list[list[str]]:
        """Return the heading and all rows as texts in `language`."""
        head = [says.text(language) for says in self.columns]
        return [head, *([cell_text(cell, language) for cell in row] for row in self.rows)]


def cell_text(cell: Cell, language: Language) -> str:
    """Write a cell: numbers with the language's separators, `–` for what is not known, `∞` for no limit."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return UNKNOWN
    if isinstance(cell, Says):
        return cell.text(language)
    if isinstance(cell, float) and math.isinf(cell):
        return "∞" if cell > 0 else "-∞"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return number_text(cell, language)
    return str(cell)


def span(low: float, high: float, digits: int = 1) -> Says:
    """Write an interval: `-98,2 … -15,8`; `–` where neither end is finite."""
    if not math.isfinite(low) and not math.isfinite(high):
        return Says(UNKNOWN, UNKNOWN)
    ends = [_rounded(low, digits), _rounded(high, digits)]
    return Says(*(" … ".join(cell_text(end, language) for end in ends) for language in ("id", "en")))


def chance(p_value: float) -> Cell:
    """Write a p-value: three decimals, `< 0.001` below."""
    if math.isnan(p_value):
        return None
    if p_value < 0.001:
        return Says("< 0,001", "< 0.001")
    return Says(f"{p_value:.3f}".replace(".", ","), f"{p_value:.3f}")


def percent(share: float | None) -> Cell:
    """Write a share as a percentage without decimals."""
    if share is None or not math.isfinite(share):
        return None
    return Says(*(f"{number_text(round(100 * share), language)} %" for language in ("id", "en")))


def signed_percent(ratio: float) -> Cell:
    """Write a ratio as a change: `-24 %`."""
    return None if not math.isfinite(ratio) else f"{round(100 * (ratio - 1)):+d} %"


def days_of(period: Period, zone: ZoneInfo) -> Says:
    """Write a period by its first and last local day."""
    first = period.begins.astimezone(zone).date()
    last = (period.ends - timedelta(seconds=1)).astimezone(zone).date()
    return Says(*(f"{date_text(first, language)} – {date_text(last, language)}" for language in ("id", "en")))


def moment_of(moment: datetime, zone: ZoneInfo) -> Says:
    """Write a moment in local time."""
    return Says(moment_text(moment, zone, "id"), moment_text(moment, zone, "en"))


def listed(items: Sequence[str]) -> Cell:
    """Write a list with commas, None when it is empty."""
    return ", ".join(items) or None


def _rounded(value: float, digits: int) -> float:
    return round(value, digits) if math.isfinite(value) else value

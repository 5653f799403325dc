"""The row of periods over what a map shows, and how many incidents lie in each step of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from geo.languages import date_text
from webmap.incident_index import UNKNOWN, IncidentIndex
from webmap.languages import language, t
from webmap.questions import Shown
from webmap.time_questions import Step, steps_over


def row_over(index: IncidentIndex, shown: Shown, timezone: str) -> list[Step]:
    """Return the steps that cover a period; where it has no limits, the incidents shown."""
    moments = index.moment[index.matching(shown)]
    moments = moments[moments != UNKNOWN]
    first = shown.since if shown.since is not None else int(moments.min()) if len(moments) else 0
    last = shown.until - 1 if shown.until is not None else int(moments.max()) if len(moments) else -1
    return steps_over(first, last, timezone)


def counts_over(row: list[Step], moments: npt.NDArray[np.int64]) -> list[int]:
    """Return how many moments (seconds since 1970) lie in each step of a row; those unknown lie in none."""
    if not row:
        return []
    edges = np.array([row[0].since, *(one.until for one in row)], dtype=np.int64)
    ordered = np.sort(moments[moments != UNKNOWN])
    return [int(n) for n in np.diff(np.searchsorted(ordered, edges))]


def step_text(step: Step, timezone: str) -> str:
    """Return a step in words: `14 Mar 2026`, `minggu 12: 16 Mar 2026 – 22 Mar 2026`, `Mar 2026`, `2026`."""
    zone = ZoneInfo(timezone)
    first = datetime.fromtimestamp(step.since, zone).date()
    day = date_text(first, language())
    if step.unit == "week":
        last = date_text(first + timedelta(days=6), language())
        return t("week_n", n=int(step.name[-2:]), first=day, last=last)
    return {"day": day, "month": day.split(" ", 1)[1], "year": step.name}[step.unit]

"""What the list of incidents can be narrowed to: kinds, steps of time and hours of the day, each with its count."""

from __future__ import annotations

from webmap.incident_hours import Times, in_band
from webmap.incident_index import IncidentIndex
from webmap.languages import number
from webmap.period_row import counts_over, row_over, step_text
from webmap.questions import Shown
from webmap.services import Services
from webmap.time_questions import Step, narrowed
from webmap.wording import kind_name

BAND_H = 3
Choice = tuple[str, str]
"""Value in the address, and words with the count."""


def kind_choices(of: Services, index: IncidentIndex, shown: Shown) -> list[Choice]:
    """Return the kinds that occur within the period and the step, by name."""
    region = of.region()
    counts = index.count_by_kind(Shown((), shown.since, shown.until))
    named = [(kind_name(region, code), code, n) for code, n in counts.items() if n]
    return [(code.replace(",", "%2C"), f"{name} ({number(n)})") for name, code, n in sorted(named)]


def step_choices(of: Services, index: IncidentIndex, shown: Shown) -> list[Choice]:
    """Return the steps of the row of periods that hold incidents, the newest first."""
    timezone = of.region().timezone
    row = row_over(index, shown, timezone)
    counts = counts_over(row, index.moment[index.matching(shown)])
    told = [(step.name, f"{step_text(step, timezone)} ({number(n)})") for step, n in zip(row, counts, strict=True) if n]
    return told[::-1]


def band_choices(index: IncidentIndex, times: Times, shown: Shown, step: Step | None) -> list[Choice]:
    """Return the bands of three hours with the incidents that are known to have happened in them."""
    rows = index.matching(narrowed(shown, step))
    told = []
    for first in range(0, 24, BAND_H):
        n = int((rows & in_band(times, (first, first + BAND_H))).sum())
        told.append((f"{first:02d}-{first + BAND_H:02d}", f"{first:02d}–{first + BAND_H:02d} ({number(n)})"))
    return told

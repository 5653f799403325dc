"""What else is known about a period besides incidents: dose, response, clearance, the places that could be chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from geo.errors import TableError
from geo.evaluation.clearance import Clearance
from geo.evaluation.findings import DoseDone
from geo.evaluation.response import ResponseTimes

_NEEDED = ("place_id", "kind", "visits", "minutes")


@dataclass(frozen=True)
class Evidence:
    """All of it optional; what lacks is said to lack on the scorecard.

    Parameters
    ----------
    doses
        Form of `geo.tables.doses`, for the period judged; rows of kind `zone` with the declared ids count, else all
        hotspots.
    response
        Response times in the period judged.
    clearance
        Reported and cleared by unit and month.
    candidates
        Counts, in the period before, of all places among which the zones were chosen, by id; the declared zones' ids
        must be among them. Gives the fall to be expected by regression to the mean.
    """

    doses: pd.DataFrame | None = None
    response: ResponseTimes | None = None
    clearance: Clearance | None = None
    candidates: Mapping[str, int] | None = None


def dose_done(doses: pd.DataFrame, zone_ids: Collection[str]) -> DoseDone | None:
    """Sum the dose of the declared zones.

    Parameters
    ----------
    doses
        Form of `geo.tables.doses`; place_id, kind, visits and minutes are needed.
    zone_ids
        Declared zones. Where none of them has a row, the hotspots' rows are summed.

    Returns
    -------
    DoseDone or None
        None when nothing of either is there.

    Raises
    ------
    TableError
        When a needed column is missing.
    """
    for column in _NEEDED:
        if column not in doses.columns:
            raise TableError(table="doses", missing=column, present=list(doses.columns))
    rows = doses[(doses["kind"] == "zone") & doses["place_id"].isin(list(zone_ids))]
    if rows.empty:
        rows = doses[doses["kind"] == "hotspot"]
    if rows.empty:
        return None
    planned = _sum(rows, "planned_visits")
    coverage = pd.to_numeric(rows["coverage"], errors="coerce").dropna() if "coverage" in rows.columns else None
    return DoseDone(
        places=len(rows),
        unvisited=int((rows["visits"] == 0).sum()),
        visits=int(rows["visits"].sum()),
        minutes=float(rows["minutes"].sum()),
        person_hours=_sum(rows, "person_hours"),
        planned_visits=None if planned is None else int(planned),
        planned_minutes=_sum(rows, "planned_minutes"),
        coverage=None if coverage is None or coverage.empty else float(coverage.mean()),
    )


def _sum(rows: pd.DataFrame, column: str) -> float | None:
    """Return the sum of what is known, None when nothing is."""
    if column not in rows.columns:
        return None
    known = pd.to_numeric(rows[column], errors="coerce").dropna()
    return None if known.empty else float(known.sum())

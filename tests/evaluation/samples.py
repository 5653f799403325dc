"""Scorecards for tests: a full one, a late one, and one with hardly any data."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.evaluation.clearance import clearance
from geo.evaluation.declaration import declare
from geo.evaluation.evidence import Evidence
from geo.evaluation.response import response_times
from geo.evaluation.scorecard import Scorecard, judge
from tests.evaluation.grounds import AFTER, BEFORE, CONTROLS, DECLARED, DONE, EARLIER, ZONES, incidents, plan, rings

HARM = {"CURAT": 3.0, "CURAS": 7.0}


def counted_incidents(*, treated_after: int = 61, ring_after: int = 35, seed: int = 1) -> gpd.GeoDataFrame:
    """Return incidents of five half-years: alike until the last, in which the zones may differ."""
    counts = []
    for period in (*EARLIER, BEFORE, AFTER):
        last = period == AFTER
        zones = treated_after if last else 116
        ring = ring_after if last else 36
        counts += [(ZONES["Z1"], period, zones // 2), (ZONES["Z2"], period, zones - zones // 2)]
        counts += [(CONTROLS["K1"], period, 51), (CONTROLS["K2"], period, 45)]
        counts += [(rings()["Z1"], period, ring // 2), (rings()["Z2"], period, ring - ring // 2)]
    return incidents(counts, seed=seed, kinds=("CURAT", "CURAS"))


def evidence() -> Evidence:
    """Return dose, response times, clearance and candidates."""
    doses = pd.DataFrame(
        {
            "place_id": ["Z1", "Z2"],
            "kind": "zone",
            "visits": [140, 96],
            "minutes": [1960.0, 1290.0],
            "person_hours": [163.3, 107.5],
            "planned_visits": [180, 180],
            "planned_minutes": [2520.0, 2520.0],
            "coverage": [0.62, 0.48],
        }
    )
    reports = counted_incidents().iloc[-40:]
    visits = reports.iloc[:30].assign(
        begins=lambda rows: rows["occurred_from"] + pd.to_timedelta(np.arange(30) * 3 + 6, unit="min"), ends=pd.NaT
    )
    units = pd.DataFrame(
        {
            "unit": ["Polsek Talang Kelapa", "Polsek Sungsang"] * 3,
            "month": ["2026-01", "2026-01", "2026-02", "2026-02", "2026-03", "2026-03"],
            "reported": [12, 3, 9, 0, 11, 4],
            "cleared": [7, 5, 9, 2, 4, 4],
        }
    )
    candidates = {"Z1": 58, "Z2": 58, **{f"D{number}": 10 + number for number in range(19)}}
    return Evidence(doses, response_times(reports, visits, data_as_of=DONE), clearance(units), candidates)


def full(**changes: object) -> Scorecard:
    """Return a scorecard in which incidents fell and everything is known."""
    sealed = declare(plan(earlier=EARLIER, harm=HARM, **changes), now=DECLARED)
    return judge(sealed.row(), counted_incidents(), computed=DONE, data_as_of=DONE, evidence=evidence())


def late(**changes: object) -> Scorecard:
    """Return a scorecard of a late declaration that amends another, with nothing but incidents."""
    first = declare(plan(**changes), now=DECLARED)
    rows = pd.DataFrame([first.row()])
    second = declare(
        plan(scale="area", **changes), now=AFTER.ends, earlier=rows, supersedes=first.declaration_id, late=True
    )
    rows = pd.DataFrame([first.row(), second.row()])
    return judge(second.row(), counted_incidents(), computed=DONE, data_as_of=DONE, declarations=rows)


def tiny() -> Scorecard:
    """Return a scorecard with three incidents in all."""
    sealed = declare(plan(), now=DECLARED)
    few = incidents([(ZONES["Z1"], BEFORE, 2), (CONTROLS["K1"], AFTER, 1)])
    return judge(sealed.row(), few, computed=DONE, data_as_of=DONE)

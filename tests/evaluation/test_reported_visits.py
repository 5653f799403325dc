from __future__ import annotations

import json

import pandas as pd

from geo.evaluation.reported_visits import reported_figures
from geo.tables.tracks import PATROL_RESULTS
from tests.evaluation.patrols import at

PERIOD = (at(0).to_pydatetime(), at(1440).to_pydatetime())


def results(*rows: tuple[int, str, str, float | None, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["stop", "place_id", "outcome", "minutes", "reason"])
    begins = [pd.NaT if pd.isna(t) else at(t) for t in frame["minutes"]]
    return PATROL_RESULTS.shaped(frame.assign(result_id="x", order_id="R", begins=begins))


def test_counts_and_reasons() -> None:
    told = results(
        (1, "a", "done", 10, None),
        (1, "a", "done", 10, None),
        (2, "a", "partly", None, None),
        (3, "a", "skipped", None, "banjir"),
        (4, "a", "skipped", None, "banjir"),
        (5, "b", "skipped", None, None),
        (6, "b", "done", 2000, None),
    )
    got = reported_figures(told, ["a", "b", "c"], PERIOD)
    assert list(got["reported_visits"]) == [2, 0, 0]
    assert [json.loads(text) for text in got["skipped"]] == [{"banjir": 2}, {"–": 1}, {}]


def test_without_results() -> None:
    assert reported_figures(None, ["a"], PERIOD) == {"skipped": ["{}"]}

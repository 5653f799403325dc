"""From report to incident: places, times, and an id that is always the same."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from flask import Flask

from geo.agencies.packs import load_region
from geo.errors import ParameterError
from geo.store.service.reports import Reports
from tests.webmap import samples
from webmap.triage.becoming import incident_id_of, incident_row, proposed_place

REGION = load_region(samples.pack())
SAID = {"kind": "CURAT", "lat": "-2.7", "lon": "104.75"}


def test_the_row_has_the_tables_form(triage_app: Flask, reports: Reports) -> None:
    report = reports.get("L0001")
    row = incident_row(report, REGION, SAID | {"when": "2026-11-22"}, verified=True).iloc[0]
    assert row["incident_id"] == incident_id_of(report)
    assert (row["time_precision"], row["status"], row["outside"]) == ("day", "verified", False)
    assert row["occurred_to"] - row["occurred_from"] == pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    assert row["attributes"] == "{}"
    unknown = incident_row(report, REGION, SAID, verified=False).iloc[0]
    assert unknown["time_precision"] == "unknown"
    assert pd.isna(unknown["occurred_from"])
    with pytest.raises(ParameterError):
        incident_row(report, REGION, SAID | {"when": "22/11/2026"}, verified=False)


def test_the_place_to_begin_with(triage_app: Flask, reports: Reports) -> None:
    assert proposed_place(REGION, reports.get("L0001")) == (104.75, -2.7, None)
    nowhere = replace(reports.get("L0004"), district=None)
    assert proposed_place(REGION, nowhere) is None
    assert proposed_place(REGION, replace(nowhere, district="x")) is None
    assert proposed_place(replace(REGION, layers={}), reports.get("L0004")) is None


@pytest.mark.parametrize(
    "when",
    [
        "0001-01-01T00:00",
        "0000-01-01",
        "9999-12-31",
        "2026-11-22T21:30+05:00",
        "now",
        "2026",
        "2026-02-30",
        "²026-01-01",
    ],
)
def test_a03_times_that_cannot_be_are_said_and_never_a_fault(triage_app: Flask, reports: Reports, when: str) -> None:
    with pytest.raises(ParameterError, match="2026-11-23T21:30"):
        incident_row(reports.get("L0001"), REGION, SAID | {"when": when}, verified=False)

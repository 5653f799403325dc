"""Proposals from what is stored: reports and incidents of the own agency, masked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from geo.store.service.reports import Reports
from tests.webmap import samples
from tests.webmap.samples import NOW
from tests.webmap.triage.conftest import TOLD
from webmap.services import services_of


def _incident(store: Store, seed: int, **more: object) -> None:
    when = NOW - timedelta(hours=2)
    rows = samples.incidents(1, seed=seed, kinds=["CURAT"], occurred_from=when, occurred_to=when, **more)
    rows = rows.set_geometry(rows.translate(104.751 - rows.geometry.x.iloc[0], -2.7 - rows.geometry.y.iloc[0]))
    samples.take_in(store, rows)


def test_a_stored_incident_nearby_is_proposed_masked(in_charge: FlaskClient, own_store: Store) -> None:
    words = json.dumps({"uraian": "rumah Pak Budi Santoso dibobol motor merah"})
    _incident(own_store, 7, attributes=words)
    page = in_charge.get("/triase/L0001?lang=en").text
    assert 'name="into" value="I7-0"' in page
    assert "Budi Santoso" not in page


def test_a02_another_agencys_own_incident_is_not(in_charge: FlaskClient, own_store: Store) -> None:
    _incident(own_store, 8, agency="KODIM", sharing="own")
    _incident(own_store, 9, agency="KODIM", sharing="joint")
    page = in_charge.get("/triase/L0001").text
    assert "I8-0" not in page
    assert "I9-0" in page


def test_a_flood_of_other_reports_does_not_hide_the_one_that_is_the_same(
    triage_app: Flask, in_charge: FlaskClient
) -> None:
    reports = Reports(services_of(triage_app).service, b"s" * 32)
    for n in range(301):
        reports.add(replace(TOLD, kind="BANJIR", text=f"air {n}"), [], NOW)
    assert "/triase/L0002" in in_charge.get("/triase/L0001").text

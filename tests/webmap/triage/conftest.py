"""A service with citizens' reports, and staff of two agencies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.service.photos import Photo
from geo.store.service.reports import NewReport, Reports
from tests.webmap.forms import save
from tests.webmap.samples import NOW
from tests.webmap.signing import sign_in
from tests.webmap.test_photos import picture
from webmap.services import services_of

TEXT = "Rumah Pak Ahmad Yani dibobol, NIK 1607012305870001, telp 081234567890, plat BG 1234 AB, dua orang motor merah"
TOLD = NewReport(
    "CURAT", "map", NOW - timedelta(hours=1), "minute", "id", text=TEXT, contact="0899-7777-6666", lon=104.75, lat=-2.7,
    district="16.07.12", agency="POLRES",
)  # fmt: skip
SECRETS = ("Ahmad Yani", "1607012305870001", "081234567890", "BG 1234 AB", "0899-7777-6666")


@pytest.fixture
def triage_app(own_app: Flask) -> Flask:
    """Return an application with four reports: two alike, one sheltered, one with a coarse place of long ago."""
    reports = Reports(services_of(own_app).service, b"s" * 32)
    content = picture()
    reports.add(TOLD, [Photo(content, 64, 48)], NOW - timedelta(hours=1))
    again = replace(TOLD, text="rumah dibobol dua orang naik motor merah", lon=104.753, contact="")
    reports.add(again, [], NOW - timedelta(minutes=30))
    reports.add(replace(TOLD, kind="PPA", text="KANARI anak dipukul Pak Ahmad Yani"), [], NOW - timedelta(minutes=20))
    coarse = replace(TOLD, kind="BANJIR", place_how="district", lon=None, lat=None, text="air naik", doubts=("coarse",))
    reports.add(replace(coarse, occurred=NOW - timedelta(days=9)), [], NOW - timedelta(days=9))
    return own_app


@pytest.fixture
def reports(triage_app: Flask) -> Reports:
    """Return the reports."""
    return Reports(services_of(triage_app).service)


@pytest.fixture
def officer(triage_app: Flask) -> FlaskClient:
    """Return an analyst of the police."""
    return sign_in(triage_app, "analyst")


@pytest.fixture
def in_charge(officer: FlaskClient) -> FlaskClient:
    """Return an analyst who has taken the first case."""
    assert save(officer, "/triase/L0001/ambil", page="/triase/L0001").status_code == 303
    return officer

"""The inbox: oldest first with what is due, masked, without contact, of the own agency only."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webmap.forms import save
from tests.webmap.signing import post, sign_in
from tests.webmap.triage.conftest import SECRETS


@pytest.mark.parametrize("role", ["commander", "analyst", "admin"])
def test_r09_the_list_shows_no_person_to_any_role(triage_app: Flask, role: str) -> None:
    page = sign_in(triage_app, role).get("/triase/").text
    for secret in SECRETS:
        assert secret not in page
    assert "[nama]" in page
    assert "[NIK]" in page
    assert "KANARI" not in page  # of a kind that no map shows, not a word
    assert "104.75" not in page


def test_the_oldest_stands_first_with_its_age_and_what_is_overdue(officer: FlaskClient) -> None:
    page = officer.get("/triase/?lang=en").text
    assert page.index("L0004") < page.index("L0001") < page.index("L0003")
    assert "9 days old" in page
    assert "overdue" in page
    assert "Pass on by 26 Nov 2026 23:59 WIB" in page
    assert page.count('class="late"') == 1


def test_filters_and_pages(officer: FlaskClient, in_charge: FlaskClient) -> None:
    assert "L0001" in officer.get("/triase/?filter=mine").text
    assert "L0002" not in officer.get("/triase/?filter=mine").text
    assert "L0004" in officer.get("/triase/?kind=BANJIR").text
    assert "L0002" not in officer.get("/triase/?kind=BANJIR").text
    assert "Tidak ada laporan" in officer.get("/triase/?filter=decided").text
    for query in ("filter=x", "kind=x", "page=2", "page=x", "sort=text", "filter=all&filter=open"):
        assert officer.get(f"/triase/?{query}").status_code == 400


def test_a02_another_agency_sees_nothing_until_it_is_passed_on(triage_app: Flask, in_charge: FlaskClient) -> None:
    army = sign_in(triage_app, "analyst", "KODIM")
    assert "L0001" not in army.get("/triase/?filter=all").text
    missing = army.get("/triase/L0999")
    for path in ("/triase/L0001", "/triase/L0001/foto/1"):
        met = army.get(path)
        assert met.status_code == missing.status_code == 404
        assert len(met.data) == pytest.approx(len(missing.data), rel=0.05)
    for step in ("ambil", "lengkap", "teruskan", "terima", "gabung", "tolak", "jawab", "tutup", "buka", "verifikasi"):
        assert post(army, f"/triase/L0001/{step}", {"text": "x", "reason": "x", "into": "L0002"}).status_code == 404
    assert save(in_charge, "/triase/L0001/teruskan", {"agency": "KODIM"}, page="/triase/L0001").status_code == 303
    assert army.get("/triase/L0001").status_code == 200
    assert in_charge.get("/triase/L0001").status_code == 404


def test_commanders_read_and_do_not_act(triage_app: Flask) -> None:
    commander = sign_in(triage_app, "commander")
    page = commander.get("/triase/L0001")
    assert page.status_code == 200
    assert "<form" not in page.text.split("<main")[1]
    for step in ("ambil", "lengkap", "terima", "tolak"):
        assert post(commander, f"/triase/L0001/{step}").status_code == 403
    assert commander.get("/triase/L0001/foto/1").status_code == 403
    assert triage_app.test_client().get("/triase/").status_code == 303
    assert sign_in(triage_app, "partner", "KODIM").get("/triase/").status_code == 403

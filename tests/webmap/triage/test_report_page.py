"""One report: masked; in full for the officer in charge alone, each reading written down (R09)."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from geo.store.service.audit import Audit
from geo.store.service.reports_correspondence import Correspondence
from tests.webmap.forms import save
from tests.webmap.signing import post, sign_in
from tests.webmap.triage.conftest import SECRETS
from webmap.services import services_of


def test_r09_masked_until_the_officer_in_charge_asks(triage_app: Flask, in_charge: FlaskClient) -> None:
    letters = Correspondence(services_of(triage_app).service)
    page = in_charge.get("/triase/L0001").text
    assert not [secret for secret in SECRETS if secret in page]
    assert letters.views("L0001") == []
    full = post(in_charge, "/triase/L0001/lengkap")
    assert full.status_code == 200
    assert not [secret for secret in SECRETS if secret not in full.text]
    assert full.headers["Cache-Control"] == "no-store"
    assert len(letters.views("L0001")) == 1
    post(in_charge, "/triase/L0001/lengkap")
    assert len(letters.views("L0001")) == 2
    entries, _ = Audit(services_of(triage_app).service).entries(action="report.read")
    assert [one.what for one in entries] == ["L0001", "L0001"]


def test_r09_nobody_else_reads_it_in_full(triage_app: Flask, in_charge: FlaskClient) -> None:
    other = sign_in(triage_app, "admin")
    refused = post(other, "/triase/L0001/lengkap")
    assert refused.status_code == 409
    assert "Ahmad" not in refused.text
    assert in_charge.get("/triase/L0001/lengkap").status_code == 405
    assert post(in_charge, "/triase/L0002/lengkap").status_code == 409


def test_r06_photos_are_served_bare_after_a_reading_that_was_logged(in_charge: FlaskClient) -> None:
    assert in_charge.get("/triase/L0001/foto/1").status_code == 404
    post(in_charge, "/triase/L0001/lengkap")
    answer = in_charge.get("/triase/L0001/foto/1")
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'inline; filename="L0001-1.jpg"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(b"\xff\xd8")
    for position in ("2", "0", "-1", "x", "99999999999"):
        assert in_charge.get(f"/triase/L0001/foto/{position}").status_code == 404


def test_sheltered_kinds_show_neither_word_nor_place_nor_map(officer: FlaskClient) -> None:
    save(officer, "/triase/L0003/ambil", page="/triase/L0003")
    page = officer.get("/triase/L0003").text
    assert "KANARI" not in page
    assert "104.75" not in page
    assert "place-map" not in page
    full = post(officer, "/triase/L0003/lengkap").text
    assert "KANARI" in full
    assert "place-map" not in full


def test_both_clocks_and_the_likeness_are_shown(in_charge: FlaskClient) -> None:
    page = in_charge.get("/triase/L0001?lang=en").text
    assert "Received, by the server" in page
    assert "Perhaps the same incident" in page
    assert "L0002" in page
    assert "330 m away" in page
    assert "L0003" not in page  # another kind, and sheltered


def test_a_case_in_english_and_one_that_is_not_there(officer: FlaskClient) -> None:
    assert '<html lang="en">' in officer.get("/triase/L0001?lang=en").text
    for path in ("L0009", "x", "L0001'", "%00"):
        assert officer.get(f"/triase/{path}").status_code == 404
    assert officer.get("/triase/L0001?full=1").status_code == 400

"""Steps that decide nothing yet, each in the audit trail without a word of the report."""

from __future__ import annotations

import json

from flask import Flask
from flask.testing import FlaskClient

from geo.store.service.audit import Audit
from geo.store.service.reports import Reports
from geo.store.service.reports_casework import Casework
from geo.store.service.reports_correspondence import Correspondence
from geo.store.service.users import Users
from tests.webmap.forms import save
from tests.webmap.signing import post, sign_in
from tests.webmap.triage.conftest import SECRETS
from webmap.services import services_of


def test_a_case_belongs_to_one_officer_until_it_is_passed_on(
    triage_app: Flask, in_charge: FlaskClient, reports: Reports
) -> None:
    services = services_of(triage_app)
    other = Users(services.service).add("siti", "Siti", "POLRES", "analyst", services.now())
    save(in_charge, "/triase/L0001/teruskan", {"agency": "POLRES", "handler": other.user_id}, page="/triase/L0001")
    met = reports.get("L0001")
    assert (met.handler, met.agency, met.state) == (other.user_id, "POLRES", "reviewing")
    assert save(in_charge, "/triase/L0001/ambil", page="/triase/L0001").status_code == 409
    assert post(in_charge, "/triase/L0001/tolak", {"reason": "x"}).status_code == 409
    assert save(sign_in(triage_app, "admin"), "/triase/L0001/ambil", page="/triase/L0001").status_code == 303


def test_another_officers_case_is_not_taken_by_passing_it_on(
    triage_app: Flask, officer: FlaskClient, reports: Reports
) -> None:
    """R09: the full text is for the officer in charge; forwarding it to oneself would have been a way around."""
    services = services_of(triage_app)
    other = Users(services.service).add("siti", "Siti", "POLRES", "analyst", services.now())
    Casework(services.service).assign("L0001", other.user_id, "POLRES", services.now())
    for data in ({"handler": Users(services.service).get("analyst-polres").user_id}, {"agency": "KODIM"}):
        assert post(officer, "/triase/L0001/teruskan", data).status_code == 409
    assert (reports.get("L0001").handler, reports.get("L0001").agency) == (other.user_id, "POLRES")
    assert (
        save(
            sign_in(triage_app, "admin"), "/triase/L0001/teruskan", {"agency": "KODIM"}, page="/triase/L0001"
        ).status_code
        == 303
    )


def test_nobody_and_nowhere_cannot_be_put_in_charge(in_charge: FlaskClient, reports: Reports) -> None:
    for data in ({"agency": "X"}, {}, {"agency": "POLRES", "handler": "U999"}):
        assert post(in_charge, "/triase/L0001/teruskan", data).status_code == 400
    assert reports.get("L0001").agency == "POLRES"


def test_a_question_and_an_answer_reach_the_citizen(
    triage_app: Flask, in_charge: FlaskClient, reports: Reports
) -> None:
    post(in_charge, "/triase/L0001/jawab", {"text": "Jam berapa?", "asks": "yes"})
    assert (reports.get("L0001").state, reports.get("L0001").waiting) == ("reviewing", True)
    post(in_charge, "/triase/L0001/jawab", {"text": "Terima kasih, sudah ditangani"})
    assert reports.get("L0001").state == "answered"
    letters = Correspondence(services_of(triage_app).service).messages("L0001")
    assert [one.text for one in letters] == ["Jam berapa?", "Terima kasih, sudah ditangani"]
    for text in ("", " ", "x" * 2001):
        assert post(in_charge, "/triase/L0001/jawab", {"text": text}).status_code == 400
    post(in_charge, "/triase/L0001/buka")
    post(in_charge, "/triase/L0001/tutup")
    assert reports.get("L0001").state == "closed"


def test_l09_every_step_is_in_the_trail_and_no_word_of_the_report(triage_app: Flask, in_charge: FlaskClient) -> None:
    post(in_charge, "/triase/L0001/lengkap")
    post(in_charge, "/triase/L0001/jawab", {"text": "KATA-KATA", "asks": "yes"})
    post(in_charge, "/triase/L0001/tolak", {"reason": "ALASAN"})
    entries, _ = Audit(services_of(triage_app).service).entries(action="report.")
    told = json.dumps([[one.action, one.what, one.who, str(one)] for one in entries])
    assert [one.action for one in reversed(entries)] == [
        "report.taken",
        "report.read",
        "report.asked",
        "report.refused",
    ]
    for secret in (*SECRETS, "KATA-KATA", "ALASAN"):
        assert secret not in told


def test_l04_a_step_needs_the_token_of_the_session(triage_app: Flask, reports: Reports) -> None:
    officer = sign_in(triage_app, "analyst")
    assert officer.post("/triase/L0001/ambil", headers={"Origin": "http://localhost"}).status_code == 403
    assert officer.post("/triase/L0001/ambil", headers={"Origin": "https://evil.test"}).status_code == 403
    assert officer.get("/triase/L0001/ambil").status_code == 405
    assert reports.get("L0001").handler is None

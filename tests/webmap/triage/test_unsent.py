"""Words that an officer wrote for a step that was refused come back."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.service.reports_casework import Casework
from geo.store.service.users import Users
from tests.webmap.signing import post, sign_in
from webmap.services import services_of

WORDS = "Panjang <b>sekali</b> yang ditulis petugas"
STEPS = [
    ("jawab", {"text": WORDS}),
    ("tolak", {"reason": WORDS}),
    ("terima", {"note": WORDS, "kind": "CURAT", "lon": "104.75", "lat": "-2.7"}),
]


@pytest.mark.parametrize(("step", "form"), STEPS)
@pytest.mark.parametrize(("agency", "status"), [("POLRES", 409), ("KODIM", 404)])
def test_what_was_written_while_the_case_was_passed_on_comes_back(
    triage_app: Flask, in_charge: FlaskClient, step: str, form: dict[str, str], agency: str, status: int
) -> None:
    of = services_of(triage_app)
    other = Users(of.service).add("siti", "Siti", agency, "analyst", of.now())
    Casework(of.service).assign("L0001", other.user_id, agency, of.now())
    answer = post(in_charge, f"/triase/L0001/{step}?lang=en", form)
    assert answer.status_code == status
    assert "Panjang &lt;b&gt;sekali&lt;/b&gt; yang ditulis petugas</textarea>" in answer.text
    assert "Not sent" in answer.text
    assert ('href="/triase/L0001"' in answer.text) == (status == 409)
    assert ("not with your agency" in answer.text) == (status == 404)


def test_what_is_too_long_comes_back_too(in_charge: FlaskClient) -> None:
    answer = post(in_charge, "/triase/L0001/jawab", {"text": "kata " * 500})
    assert answer.status_code == 400
    assert "kata kata" in answer.text
    assert "Belum terkirim" in answer.text


def test_a_step_without_words_is_refused_as_everywhere(triage_app: Flask, officer: FlaskClient) -> None:
    answer = post(officer, "/triase/L0001/tutup")
    assert answer.status_code == 409
    assert "Belum terkirim" not in answer.text
    assert post(sign_in(triage_app, "analyst", "KODIM"), "/triase/L0001/tutup").status_code == 404
    assert officer.get("/triase/L0099").status_code == 404

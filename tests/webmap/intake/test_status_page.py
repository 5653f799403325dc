"""`/lapor/status`: by code only; answers, additions, deletion (R04, R10)."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.service.audit import Audit
from geo.store.service.reports import Reports
from geo.store.service.reports_casework import Casework
from geo.store.service.reports_correspondence import Correspondence
from tests.webmap.samples import NOW
from webmap.services import services_of

TOLD = {"kind": "PPA", "tell": "KANARI anak dipukul", "contact": "KANARI-0812"}


@pytest.fixture
def code(citizen: FlaskClient) -> str:
    """Return the code of a report that was just sent."""
    return str(citizen.post("/lapor", data=TOLD, headers={"Accept": "application/json"}).json["code"])


def test_the_case_is_shown_by_its_code_and_not_by_an_address(
    citizen: FlaskClient, code: str, intake_app: Flask
) -> None:
    assert code not in citizen.get("/lapor/status", query_string={"code": code}).text
    page = citizen.post("/lapor/status?lang=en", data={"code": code.lower().replace(" ", "-")})
    assert page.status_code == 200
    assert "Received, waiting to be looked at" in page.text
    assert "Sexual violence" in page.text
    assert "KANARI" not in page.text  # whoever holds the phone later reads no account
    assert "Set-Cookie" not in page.headers
    cases = Casework(services_of(intake_app).service)
    cases.answer("L0001", "Ada saksi?", "U001", NOW, asks=True)
    page = citizen.post("/lapor/status", data={"code": code}).text
    assert "Ada saksi?" in page
    assert "Petugas bertanya" in page
    assert "U001" not in page


def test_r04_every_wrong_code_has_the_same_answer_and_after_ten_comes_a_delay(citizen: FlaskClient, code: str) -> None:
    wrong = ["", "x", "0" * 16, "' OR 1=1", code[:-1], "?" * 90, code + "0", "\u0660" * 16, "0000 0000 0000 0001", "a"]
    answers = [citizen.post("/lapor/status", data={"code": typed}) for typed in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    late = citizen.post("/lapor/status", data={"code": "y"})
    assert late.status_code == 429
    assert 0 < int(late.headers["Retry-After"]) <= 900
    assert 'href="tel:110"' in late.text
    # Guessing is over; who has a code is not locked out by somebody behind the same address.
    assert citizen.post("/lapor/status", data={"code": code}).status_code == 200
    for path in ("pesan", "hapus"):
        assert citizen.post(f"/lapor/status/{path}", data={"code": "z", "text": "x", "sure": "yes"}).status_code == 429


def test_a_citizen_adds_to_the_report(citizen: FlaskClient, code: str, intake_app: Flask, reports: Reports) -> None:
    page = citizen.post("/lapor/status/pesan", data={"code": code, "text": "pelaku kembali <b>tadi</b>"})
    assert "pelaku kembali &lt;b&gt;tadi&lt;/b&gt;" in page.text
    assert reports.get("L0001").unread
    assert len(Correspondence(services_of(intake_app).service).messages("L0001")) == 1
    for text in ("", "  ", "x" * 2001):
        assert citizen.post("/lapor/status/pesan", data={"code": code, "text": text}).status_code == 400
    for _ in range(9):
        citizen.post("/lapor/status/pesan", data={"code": code, "text": "lagi"})
    assert citizen.post("/lapor/status/pesan", data={"code": code, "text": "lagi"}).status_code == 429


def test_r10_a_citizen_has_the_content_deleted(
    citizen: FlaskClient, code: str, intake_app: Flask, reports: Reports
) -> None:
    service = services_of(intake_app).service
    assert citizen.post("/lapor/status/hapus", data={"code": code}).status_code == 400
    assert reports.get("L0001").text is not None
    page = citizen.post("/lapor/status/hapus", data={"code": code, "sure": "yes"})
    assert "Isi laporan dihapus" in page.text
    assert reports.get("L0001").forgotten is not None
    folder = service.path.parent
    assert b"KANARI" not in b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    again = citizen.post("/lapor/status/pesan", data={"code": code, "text": "x"})
    assert again.status_code == 400
    audit, _ = Audit(service).entries(action="report.")
    assert [one.action for one in audit] == ["report.forgotten", "report.received"]


@pytest.mark.parametrize("path", ["", "/pesan", "/hapus"])
def test_a11_following_changes_nothing_by_reading_nor_from_elsewhere(
    citizen: FlaskClient, code: str, path: str
) -> None:
    data = {"code": code, "text": "x", "sure": "yes"}
    assert citizen.get(f"/lapor/status{path}", query_string=data).status_code in {200, 405}
    foreign = citizen.post(f"/lapor/status{path}", data=data, headers={"Origin": "https://evil.test"})
    assert foreign.status_code == 403

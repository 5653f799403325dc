"""`/lapor/status`: by code only; answers, additions, deletion (R04, R10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.service.audit import Audit
from geo.store.service.reports import Reports
from geo.store.service.reports_casework import Casework
from geo.store.service.reports_correspondence import Correspondence
from tests.webmap.samples import NOW
from webmap.intake import waits
from webmap.services import services_of

TOLD = {"kind": "PPA", "tell": "KANARI anak dipukul", "contact": "KANARI-0812"}


@pytest.fixture
def code(citizen: FlaskClient) -> str:
    """Return the code of a report that was just sent."""
    return str(citizen.post("/lapor", data=TOLD, headers={"Accept": "application/json"}).json["code"])


def test_it_is_said_what_a_code_looks_like_as_codes_do(citizen: FlaskClient, code: str) -> None:
    page = citizen.get("/lapor/status?lang=en").text
    length = len(code.replace(" ", ""))
    assert f"The {length} letters and digits shown after the report was sent." in page
    assert 'aria-describedby="code-help"' in page


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
    for path in ("pesan", "hapus"):
        assert citizen.post(f"/lapor/status/{path}", data={"code": "z", "text": "x", "sure": "yes"}).status_code == 429


def _slip(page: str) -> str:
    return page.split('name="slip" value="')[1].partition('"')[0]


def _guess(app: Flask, times: int, address: str = "127.0.0.1") -> None:
    for n in range(times):
        app.test_client().post(
            "/lapor/status",
            data={"code": f"{n:016d}"},
            environ_overrides={"REMOTE_ADDR": address},
            base_url="https://localhost",
        )


def test_r04_after_ten_wrong_codes_a_right_one_waits_as_a_wrong_one_does(
    intake_app: Flask, citizen: FlaskClient, code: str
) -> None:
    _guess(intake_app, 10)
    right, wrong = (citizen.post("/lapor/status", data={"code": typed}) for typed in (code, code[::-1]))
    assert (right.status_code, wrong.status_code) == (429, 429)
    assert right.headers["Retry-After"] == wrong.headers["Retry-After"] == "30"
    assert right.text.replace(_slip(right.text), "").replace(code, "") == wrong.text.replace(
        _slip(wrong.text), ""
    ).replace(code[::-1], "")
    early = citizen.post("/lapor/status", data={"code": code, "slip": _slip(right.text)})
    assert early.status_code == 429
    assert _slip(early.text) == _slip(right.text)  # pressed too soon, the wait goes on and does not begin anew


def test_r04_who_has_a_code_waits_half_a_minute_however_long_a_stranger_guesses(
    intake_app: Flask, citizen: FlaskClient, code: str, reports: Reports
) -> None:
    """Nobody behind one address is locked out, neither of the case nor of what can be done about it."""
    _guess(intake_app, 10)
    for typed in ("0000 0000 0000 0001", code):
        with intake_app.app_context():
            over = waits.slip_for(typed, NOW - timedelta(seconds=waits.SECONDS))
        _guess(intake_app, 200)
        looked = citizen.post("/lapor/status", data={"code": typed.lower().replace(" ", ""), "slip": over})
        assert looked.status_code == (200 if typed == code else 404)
    message = {"code": code, "text": "baris satu\nbaris dua"}
    held = citizen.post("/lapor/status/pesan", data=message)
    assert held.status_code == 429
    assert 'action="/lapor/status/pesan' in held.text
    assert "baris satu\nbaris dua" in held.text  # what was written is not lost
    assert citizen.post("/lapor/status/pesan", data={**message, "slip": _slip(looked.text)}).status_code == 200
    assert reports.get("L0001").unread


@pytest.mark.parametrize("age", [-1, 29, 86_401])
def test_r04_a_slip_is_of_one_code_and_of_its_time(
    intake_app: Flask, citizen: FlaskClient, code: str, age: int
) -> None:
    _guess(intake_app, 10)
    with intake_app.app_context():
        others = waits.slip_for("0" * 16, NOW - timedelta(seconds=60))
        wrong = waits.slip_for(code, NOW - timedelta(seconds=age))
    since, proof = wrong.split("-", 1) if age >= 0 else ("1", "0" * 64)
    for slip in ("", "x", others, wrong, f"{int(since) - 60}-{proof}", "9" * 90):
        assert citizen.post("/lapor/status", data={"code": code, "slip": slip}).status_code == 429


def test_a_stranger_who_asks_much_uses_up_nobody_elses_looks(
    intake_app: Flask, citizen: FlaskClient, code: str
) -> None:
    """A village behind one address: another's many looks, at codes that are wrong, are not counted against it."""
    _guess(intake_app, 9)
    for _ in range(130):
        citizen.get("/lapor/status")
    other = citizen.post("/lapor", data={"kind": "CURAT", "tell": "lain"}, headers={"Accept": "application/json"})
    answers = [citizen.post("/lapor/status", data={"code": other.json["code"]}).status_code for _ in range(121)]
    assert answers == [200] * 120 + [429]
    assert citizen.post("/lapor/status", data={"code": code}).status_code == 200


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

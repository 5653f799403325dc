"""`/lapor`: taken from anybody, once, without a cookie, small, in both languages."""

from __future__ import annotations

import gzip
import io
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.service.audit import Audit
from geo.store.service.photos import Photos
from geo.store.service.reports import Reports
from geo.store.service.reports_correspondence import Correspondence
from tests.webmap.test_photos import CANARY, flood, picture, with_metadata
from webmap.assets import content_of
from webmap.intake.offline import PAGE_FILES
from webmap.services import services_of

TOLD = {"kind": "CURAT", "tell": "rumah dibobol", "where": "map", "lon": "104.75", "lat": "-2.7"}
JSON = {"Accept": "application/json"}


def _photo(content: bytes, name: str = "a.jpg") -> Any:
    return (io.BytesIO(content), name, "image/jpeg")


def test_the_first_load_is_at_most_14_kilobytes(citizen: FlaskClient) -> None:
    page = citizen.get("/lapor", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    files = [len(gzip.compress(content_of(name), 6)) for name in (*PAGE_FILES, "icon.svg")]
    assert len(page.data) + sum(files) <= 14 * 1024


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_needs_no_sign_in_sets_no_cookie_and_shows_the_numbers(citizen: FlaskClient, language: str) -> None:
    page = citizen.get(f"/lapor?lang={language}")
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert "Set-Cookie" not in page.headers
    assert 'href="tel:110"' in page.text
    assert 'href="tel:112"' in page.text
    assert "leaflet.js" not in page.text.replace('data-leaflet="', "").split("<form")[0]
    assert citizen.get("/lapor/").headers["Location"].endswith("/lapor")


def test_only_this_room_may_ask_for_the_position(citizen: FlaskClient) -> None:
    assert "geolocation=(self)" in citizen.get("/lapor").headers["Permissions-Policy"]
    assert "geolocation=()" in citizen.get("/masuk").headers["Permissions-Policy"]


def test_kinds_are_asked_in_plain_words_those_never_mapped_too(citizen: FlaskClient) -> None:
    page = citizen.get("/lapor").text
    for code in ("PPA", "KDRT", "CURAT", "INFO"):
        assert f'value="{code}"' in page
    for code in ("TITIKPANAS", "LAYAR"):
        assert f'value="{code}"' not in page
    assert "Begal, jambret" in page


def test_a_report_is_stored_and_its_receipt_shown(citizen: FlaskClient, reports: Reports, intake_app: Flask) -> None:
    answer = citizen.post("/lapor", data=TOLD)
    assert answer.status_code == 200
    assert 'class="code"' in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    met = reports.get("L0001")
    assert (met.state, met.text, met.district, met.agency) == ("new", "rumah dibobol", "16.07.12", "POLRES")
    audit, _ = Audit(services_of(intake_app).service).entries(action="report.")
    assert [(one.action, one.what, one.who, one.source) for one in audit] == [
        ("report.received", "L0001", "public", "")  # R04: who reports anonymously leaves no address
    ]


def test_r04_no_address_of_the_sender_is_kept(citizen: FlaskClient, intake_app: Flask) -> None:
    citizen.post("/lapor", data=TOLD, environ_overrides={"REMOTE_ADDR": "203.0.113.77"})
    folder = services_of(intake_app).service.path.parent
    kept = b"".join(path.read_bytes() for path in folder.glob("*service*"))
    assert b"203.0.113" not in kept


def test_a14_what_no_citizen_may_say_is_ignored(citizen: FlaskClient, reports: Reports) -> None:
    forbidden = {"state": "accepted", "role": "admin", "agency": "KODIM", "agency_id": "KODIM", "is_admin": "1"}
    forbidden |= {"incident_id": "I1", "handler": "U001", "report_id": "L0777", "number": "9", "status": "verified"}
    assert citizen.post("/lapor", data=TOLD | forbidden).status_code == 200
    met = reports.get("L0001")
    assert (met.state, met.agency, met.incident_id, met.handler, met.number) == ("new", "POLRES", None, None, 1)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a11_reading_changes_nothing(citizen: FlaskClient, reports: Reports, method: str) -> None:
    getattr(citizen, method)("/lapor", query_string=TOLD)
    assert citizen.post("/lapor", data=TOLD, headers={"X-HTTP-Method-Override": "GET"}).status_code == 405
    assert citizen.post("/lapor", data=TOLD, headers={"Origin": "https://evil.test"}).status_code == 403
    for wrong in (citizen.put, citizen.delete, citizen.patch):
        assert wrong("/lapor").status_code == 405
    assert reports.count() == 0


def test_a12_the_same_post_twenty_times_at_once_is_one_report(intake_app: Flask, reports: Reports) -> None:
    answers: list[Any] = []

    def send() -> None:
        answers.append(intake_app.test_client().post("/lapor", data=TOLD, headers=JSON | {"Idempotency-Key": "k1"}))

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert reports.count() == 1


def test_r03_synced_twice_and_in_the_wrong_order_is_stored_once(citizen: FlaskClient, reports: Reports) -> None:
    first = TOLD | {"id": "a" * 32, "written": "1795000000000"}
    second = TOLD | {"id": "b" * 32, "written": "1794000000000", "tell": "yang lama"}
    codes = [
        citizen.post("/lapor", data=told | {"sent": str(1795400000000 + n)}, headers=JSON).json["code"]
        for n, told in enumerate((first, second, first, second))
    ]
    assert codes[:2] == codes[2:]
    assert reports.count() == 2


def test_a_form_filled_in_anew_is_another_report(citizen: FlaskClient, reports: Reports) -> None:
    citizen.post("/lapor", data=TOLD | {"id": "same"})
    citizen.post("/lapor", data=TOLD | {"id": "same", "tell": "kejadian lain"})
    assert reports.count() == 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("way", ["form", "script", "sync"])
def test_r05_no_metadata_of_a_photo_is_kept_by_any_way(
    citizen: FlaskClient, intake_app: Flask, reports: Reports, kind: str, way: str
) -> None:
    more = {"id": "x", "written": "1", "sent": "2"} if way == "sync" else {}
    data = TOLD | more | {"photo": _photo(with_metadata(kind), f"{CANARY.decode()}.jpg")}
    assert citizen.post("/lapor", data=data, headers=JSON if way != "form" else {}).status_code == 200
    service = services_of(intake_app).service
    kept = Photos(service).get("L0001", 1)
    assert kept is not None
    assert b"Exif" not in kept.content
    everything = b"".join(path.read_bytes() for path in service.path.parent.glob("*service*"))
    assert CANARY not in everything


@pytest.mark.parametrize(
    "files",
    [
        [b""],
        [b"<svg onload='alert(1)'/>"],
        [flood(12_000)],
        [b"\xff\xd8\xff" + b"x" * 100],
        [picture()] * 50,
        [picture(), b"%PDF-1.7"],
    ],
    ids=["empty", "svg", "flood", "broken", "fifty", "second"],
)
def test_r06_a_bad_photo_is_refused_whole(citizen: FlaskClient, reports: Reports, files: list[bytes]) -> None:
    answer = citizen.post("/lapor", data=TOLD | {"photo": [_photo(file) for file in files]}, headers=JSON)
    assert answer.status_code == 400
    assert set(answer.json) == {"code", "field", "id", "en"}
    assert answer.json["field"] == "foto"
    assert reports.count() == 0
    assert citizen.get("/healthz").status_code == 200


def test_the_bad_inputs_of_the_project_are_refused_or_lose_their_tail(
    citizen: FlaskClient, intake_app: Flask, bad_inputs: Path
) -> None:
    """R06 with the files that lie beside the project."""
    wrong = [citizen.post("/lapor", data=TOLD | {"photo": _photo((bad_inputs / name).read_bytes())}).status_code
             for name in ("foto_pixel_flood.png", "foto_svg_script.jpg")]  # fmt: skip
    assert wrong == [400, 400]
    content = (bad_inputs / "foto_polyglot.jpg").read_bytes()
    assert citizen.post("/lapor", data=TOLD | {"photo": _photo(content)}).status_code == 200
    kept = Photos(services_of(intake_app).service).get("L0001", 1)
    assert kept is not None
    assert b"<script" not in kept.content
    assert len(kept.content) < len(content)


def test_what_is_to_be_mended_stands_in_the_form_again(citizen: FlaskClient, reports: Reports) -> None:
    answer = citizen.post("/lapor?lang=en", data={"tell": "two men <b>ran</b>", "contact": "0812", "id": "keep"})
    assert answer.status_code == 400
    assert "choose what happened" in answer.text
    assert "two men &lt;b&gt;ran&lt;/b&gt;" in answer.text
    assert 'value="0812"' in answer.text
    assert 'name="id" value="keep"' in answer.text
    assert reports.count() == 0


def test_too_large_a_body_is_refused_before_it_is_read(citizen: FlaskClient) -> None:
    answer = citizen.post("/lapor", data=b"x" * (41 * 2**20), content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "112" in answer.text


def test_contact_and_account_are_kept_apart(citizen: FlaskClient, intake_app: Flask, reports: Reports) -> None:
    citizen.post("/lapor", data=TOLD | {"contact": "0812-1111-2222"})
    assert "0812" not in repr(reports.get("L0001"))
    assert Correspondence(services_of(intake_app).service).contact("L0001") == "0812-1111-2222"

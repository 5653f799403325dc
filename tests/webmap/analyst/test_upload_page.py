"""Sending a file: what is taken, what is refused with which code, and that a refusal leaves nothing behind."""

from __future__ import annotations

import io
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from geo.store.service.audit import Audit
from geo.tables.chosen import Chosen
from tests.webmap import samples
from tests.webmap.analyst.data_samples import INDONESIAN, address_of, files_left, send, wait_while
from tests.webmap.signing import post, sign_in
from webmap import create_app
from webmap.analyst import data_access
from webmap.jobs.uploads import UploadRunner
from webmap.services import services_of
from webmap.sessions import COOKIE


@pytest.fixture
def app(empty_store: Store) -> Flask:
    return create_app(samples.settings_of(empty_store, max_upload_bytes=2 * 2**20), empty_store)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let uploads lie unread, where only their arrival matters."""
    monkeypatch.setattr(data_access, "WAIT_SECONDS", 0.0)
    monkeypatch.setattr(UploadRunner, "preview", lambda self, upload_id, round_: None)


@pytest.fixture
def analyst(app: Flask) -> FlaskClient:
    return sign_in(app, "analyst")


def trail(app: Flask) -> list[tuple[str, dict[str, Any]]]:
    """Return actions and details of the audit trail."""
    return [(entry.action, entry.details) for entry in Audit(services_of(app).service).entries()[0]]


def refused(app: Flask, analyst: FlaskClient, tmp_path: Path, answer: Any, status: int, code: str) -> None:
    """Assert that a refusal says why in both languages, is in the trail, and that nothing else is left of the file."""
    assert answer.status_code == status, answer.text[:1500]
    assert f'<small class="code">{code}</small>' in answer.text
    assert '<p lang="id">' in answer.text
    assert '<p lang="en" class="quiet">' in answer.text
    assert services_of(app).store.counts(Chosen(with_left_out=True))["n"].sum() == 0
    assert files_left(tmp_path / "uploads") == []
    assert ("import.refused", code) in [(action, details.get("code")) for action, details in trail(app)]
    assert analyst.get("/healthz").status_code == 200


def test_the_form_names_formats_and_limit_in_both_languages(analyst: FlaskClient) -> None:
    page = analyst.get("/analyst/data/unggah").text
    assert "paling besar 2 MB" in page
    assert 'enctype="multipart/form-data"' in page
    assert "at most 2 MB" in analyst.get("/analyst/data/unggah?lang=en").text


def test_a_file_leads_to_its_preview(app: Flask, analyst: FlaskClient, tmp_path: Path) -> None:
    address = address_of(send(analyst, INDONESIAN))
    assert wait_while(analyst, address, "uploaded") == "previewed"
    assert len(files_left(tmp_path / "uploads")) == 1
    assert "import.upload" in [action for action, _ in trail(app)]


@pytest.mark.parametrize(
    ("content", "name", "kind", "status", "code"),
    [
        pytest.param(INDONESIAN, "a.csv", "image/png", 415, "wrong_type", id="U32-declared-picture"),
        pytest.param(b"PK\x03\x04" + b"\0" * 60, "a.csv", "text/csv", 422, "other_content", id="U32-csv-holds-zip"),
        pytest.param(b"", "a.csv", "text/csv", 422, "empty_file", id="U32-empty"),
        pytest.param(b"x", "a.csv", "text/csv", 422, "unknown_format", id="U32-one-byte"),
        pytest.param(b"\x80\x04\x95" + b"\0" * 40, "a.parquet", "application/octet-stream", 422, "pickle", id="U09"),
        pytest.param(
            b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/passwd">]><gpx>&a;</gpx>',
            "a.gpx", "application/gpx+xml", 422, "doctype", id="U08",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused(
    app: Flask, analyst: FlaskClient, tmp_path: Path, content: Any, name: str, kind: str, status: int, code: str
) -> None:
    """U08, U09, U32: 4xx with a code and a sentence in both languages, nothing stored, no file left."""
    refused(app, analyst, tmp_path, send(analyst, content, name, kind), status, code)


def test_a_form_without_a_file_is_refused(analyst: FlaskClient) -> None:
    answer = post(analyst, "/analyst/data/unggah", {"x": "y"}, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "no_file" in answer.text


def test_a_body_over_the_limit_is_refused_unread(analyst: FlaskClient, tmp_path: Path) -> None:
    """U32: the declared length alone is enough; nothing is read, nothing is kept."""

    class Unread(io.RawIOBase):
        at = 0

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def seek(self, offset: int, whence: int = 0) -> int:
            self.at = 3 * 2**20 if whence == io.SEEK_END else offset
            return self.at

        def tell(self) -> int:
            return self.at

        def readinto(self, buffer: Any) -> int:
            raise AssertionError("the body was read")

    answer = analyst.post(
        "/analyst/data/unggah",
        input_stream=Unread(),
        headers={"Origin": "http://localhost", "X-CSRF-Token": analyst.csrf},  # type: ignore[attr-defined]
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413
    assert files_left(tmp_path / "uploads") == []


def test_programs_get_the_refusal_as_json(analyst: FlaskClient) -> None:
    answer = post(
        analyst,
        "/analyst/data/unggah",
        {"berkas": (io.BytesIO(b"x"), "a.csv")},
        content_type="multipart/form-data",
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert set(answer.get_json()) == {"code", "id", "en"}


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/cron.d/x.csv",
        "..\\..\\x.csv",
        "CON.csv",
        'x"; filename="y.html\r\nX-Evil: 1.csv',
        "\x1b[31mmerah.csv",
        "<script>document.title='X1'</script>.csv",
        "${document.title='X3'}.csv",
        "a" * 300 + ".csv",
    ],
)
def test_hostile_file_names_are_text_and_never_a_path(analyst: FlaskClient, tmp_path: Path, name: str) -> None:
    """U06, M01, L05: no path outside the folder of uploads, no header split, no markup, no control characters."""
    answer = send(analyst, INDONESIAN, name)
    address = address_of(answer)
    assert "X-Evil" not in answer.headers
    (left,) = files_left(tmp_path / "uploads")
    assert len(left) < 50
    assert left.replace(".", "").isalnum()
    page = analyst.get(address).text
    assert "<script>document.title" not in page
    assert "\x1b" not in page
    assert page.count("<h1>") == 1


@pytest.mark.usefixtures("unread")
def test_one_key_sent_twenty_times_at_once_is_one_upload(app: Flask, analyst: FlaskClient) -> None:
    """A12: one object, twenty equal answers."""
    cookie = analyst.get_cookie(COOKIE)
    assert cookie is not None
    answers: list[str] = []
    failures: list[str] = []

    def once() -> None:
        client = app.test_client()
        client.set_cookie(COOKIE, cookie.value, domain="localhost", secure=True)
        client.csrf = analyst.csrf  # type: ignore[attr-defined]  # kept with the client
        answer = send(client, INDONESIAN, headers={"Idempotency-Key": "k-1"})
        (answers if answer.status_code == 303 else failures).append(
            str(answer.headers.get("Location", answer.status_code))
        )

    threads = [threading.Thread(target=once) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(set(answers)) == 1
    assert len([action for action, _ in trail(app) if action == "import.upload"]) == 1


@pytest.mark.usefixtures("unread")
def test_the_same_file_while_it_is_on_its_way_is_the_same_upload(analyst: FlaskClient, tmp_path: Path) -> None:
    first = address_of(send(analyst, INDONESIAN))
    assert address_of(send(analyst, INDONESIAN, "lain.csv")) == first
    assert len(files_left(tmp_path / "uploads")) == 1


def test_only_analysts_may_upload(app: Flask) -> None:
    assert send(sign_in(app, "commander"), INDONESIAN).status_code == 403
    assert app.test_client().get("/analyst/data").status_code == 303


def test_answers_hold_no_number_that_json_does_not_know(analyst: FlaskClient) -> None:
    """U07: NaN and infinity of a file never come back in an answer."""
    bad = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"waktu":NaN},'
        '"geometry":{"type":"Point","coordinates":[NaN,Infinity]}}]}'
    )
    answer = send(analyst, bad, "a.geojson", "application/geo+json")
    address = address_of(answer)
    wait_while(analyst, address, "uploaded")

    def never(text: str) -> None:
        raise AssertionError(text)

    json.loads(analyst.get(address + "/keadaan.json").text, parse_constant=never)
    assert analyst.get(address).status_code == 200


def test_uploads_end_with_their_application_and_begin_again_when_it_is_used(app: Flask, analyst: FlaskClient) -> None:
    def running() -> set[threading.Thread]:
        return {one for one in threading.enumerate() if one.name.startswith("upload-")}

    before = running()
    for name in ("satu.csv", "dua.csv"):
        wait_while(analyst, address_of(send(analyst, INDONESIAN.replace("kebun", name), name)), "uploaded")
        mine = running() - before
        assert len(mine) == 3
        services_of(app).close()
        assert not any(one.is_alive() for one in mine)

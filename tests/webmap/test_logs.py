"""L05, L09, E06: one event a line of JSON, no control characters, no secrets."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.settings import load_settings
from tests.webmap.signing import post, sign_in
from webmap import logs

CANARY = "kanari-9f3b2c7d1e5a4f6b8c0d"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch):
    """Return what the log wrote so far, as text."""
    stream = io.StringIO()
    monkeypatch.setattr(logs.sys, "stderr", stream)
    root = logging.getLogger("petarawan")
    before = (list(root.handlers), root.level, root.propagate)
    logs.configure(load_settings({}))
    yield stream
    root.handlers, root.propagate = list(before[0]), before[2]
    root.setLevel(before[1])


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_one_request_is_one_line_with_who_and_how_long(app: Flask, written: io.StringIO) -> None:
    client = sign_in(app, "analyst")
    written.truncate(0), written.seek(0)
    answer = client.get("/commander/tentang?lang=en&page=2")
    (line,) = lines(written)
    assert set(line) == {"time", "level", "event", "request", "method", "path", "status", "ms", "user", "agency"}
    assert (line["event"], line["level"], line["method"], line["status"]) == ("request", "info", "GET", 200)
    assert line["path"] == "/commander/tentang?lang=en&page=2"
    assert line["user"].startswith("U")
    assert line["agency"] == "POLRES"
    assert line["ms"] > 0
    assert answer.headers["X-Request-Id"] == line["request"]
    assert line["time"].endswith("+00:00")


@pytest.mark.real_data
def test_l05_hostile_texts_stay_one_line_without_control_characters(
    app: Flask, bad_inputs: Path, written: io.StringIO
) -> None:
    hostile = json.loads((bad_inputs / "strings.json").read_text())["log"]
    client = sign_in(app)
    for text in hostile:
        before = len(written.getvalue().splitlines())
        client.get("/commander/daftar/kejadian", query_string={"kind": text, text[:40]: "1"})
        client.get(
            "/tidak-ada",
            query_string={"q": text},
            headers={"User-Agent": text.encode("ascii", "ignore").decode().replace("\r", "").replace("\n", "")},
        )
        logs.logging.getLogger("petarawan.web").error("zone %s: %r", text, text)
        logs.access.info("x", extra={"event": "zone", "fields": {"name": text}})
        assert len(written.getvalue().splitlines()) == before + 4
    content = written.getvalue()
    assert content.isascii()
    assert all(32 <= ord(sign) < 127 for line in content.split("\n") for sign in line)
    assert all("time" in line for line in lines(written))


def test_e06_l09_a_canary_secret_is_never_written(app: Flask, written: io.StringIO) -> None:
    client = sign_in(app)
    client.set_cookie("kanari", CANARY, domain="localhost")
    headers = {"Authorization": f"Bearer {CANARY}", "X-Token": CANARY, "Referer": f"http://localhost/x?t={CANARY}"}
    for path in (
        f"/masuk/tautan/{CANARY}",
        f"/embed/{CANARY}",
        f"/tidak/ada/{CANARY}",
        f"/commander/?token={CANARY}",
        f"/commander/?{CANARY}=1",
        f"/commander/?lang={CANARY}",
        f"/lapor/status?kode={CANARY}",
        f"/commander/titik/{CANARY}",
    ):
        client.get(path, headers=headers)
    post(client, "/masuk", {"name": CANARY, "password": CANARY, "code": CANARY})
    post(client, f"/masuk/tautan/{CANARY}", {"password": CANARY})
    assert len(lines(written)) >= 10
    assert CANARY not in written.getvalue()
    token = client.get_cookie("__Host-petarawan")
    assert token is None or token.value not in written.getvalue()


def test_receipt_codes_are_hidden_wherever_they_stand(app: Flask, written: io.StringIO) -> None:
    app.test_client().get("/tidak/ada/ABCD-EFGH-JKLM-NP")
    assert "ABCD" not in written.getvalue()


def test_an_unexpected_error_names_the_place_and_not_the_content(app: Flask, written: io.StringIO) -> None:
    with app.test_request_context(f"/tidak/{CANARY}"):
        try:
            raise ValueError(CANARY)
        except ValueError:
            logging.getLogger("petarawan.web").exception("failed")
    (line,) = lines(written)
    assert (line["level"], line["error"], line["message"]) == ("error", "ValueError", "failed")
    assert CANARY not in written.getvalue()


def test_a_file_is_rotated_and_readable_by_owner_and_group_only(tmp_path: Path) -> None:
    file = tmp_path / "log" / "petarawan.log"
    root = logging.getLogger("petarawan")
    before = (list(root.handlers), root.level, root.propagate)
    root.handlers = []
    logs.configure(load_settings({}, log_file=str(file), log_mb=1, log_keep=2))
    try:
        for number in range(40):
            logs.access.info("x", extra={"event": "big", "fields": {"n": number, "text": "x" * 100_000}})
    finally:
        for handler in root.handlers:
            handler.close()
        root.handlers, root.propagate = list(before[0]), before[2]
        root.setLevel(before[1])
    kept = sorted(path.name for path in file.parent.iterdir())
    assert kept == ["petarawan.log", "petarawan.log.1", "petarawan.log.2"]
    assert all(path.stat().st_mode & 0o007 == 0 for path in file.parent.iterdir())
    assert all(json.loads(line) for path in file.parent.iterdir() for line in path.read_text().splitlines())


def test_an_answer_to_a_stranger_names_nobody(stranger: FlaskClient, written: io.StringIO) -> None:
    stranger.get("/healthz")
    (line,) = lines(written)
    assert (line["user"], line["agency"]) == (None, None)

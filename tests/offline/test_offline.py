"""No request ever leaves the machine: not from the server, not from what it sends."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webmap import samples
from tests.webmap.test_app import ANSWERS, PAGES
from webmap import create_app

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """Return a reader of a filled store."""
    store = samples.full_store(tmp_path)
    return create_app(samples.settings_of(store), store).test_client()


def test_the_server_opens_no_connection(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: socket.socket, address: object) -> None:
        raise AssertionError(f"a connection to {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for address in PAGES + ANSWERS:
        assert client.get(address).status_code == 200


def test_no_answer_names_a_foreign_address(client: FlaskClient) -> None:
    for address in PAGES + ANSWERS:
        if address.endswith(".png"):
            continue
        text = client.get(address).text
        assert set(re.findall(r"https?://[^\s\"'<)]+", text)) == set(), address


def test_templates_and_scripts_name_no_foreign_address() -> None:
    for path in (ROOT / "webmap").rglob("*"):
        if path.suffix in {".html", ".js", ".css", ".py", ".toml", ".svg"} and "vendor" not in path.parts:
            found = set(re.findall(r"https?://(?!127\.0\.0\.1|\{)[^\s\"'`<)]+", path.read_text(encoding="utf-8")))
            assert found <= {"http://www.w3.org/2000/svg", "http://HOST:PORT"}, path

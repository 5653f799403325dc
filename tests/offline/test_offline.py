"""No request ever leaves the machine: not from the server, not from what it sends."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webmap import samples
from tests.webmap.signing import sign_in
from tests.webmap.test_app import ANSWERS, PAGES
from webmap import create_app

ROOT = Path(__file__).resolve().parents[2]
# Names of standards, which look like addresses and are never asked; and examples in texts for partners.
NAMES = (
    "http://www.w3.org/2000/svg",
    "http://www.opengis.net/spec",
    "http://www.opengis.net/def/",
    "https://json-schema.org/draft/",
    "https://oembed.com",
    "https://transport.example.org",
    "https://dishub.contoh.go.id",
)


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """Return a commander with a filled store."""
    store = samples.full_store(tmp_path)
    return sign_in(create_app(samples.settings_of(store), store))


def test_the_server_opens_no_connection(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """M02."""

    def refuse(self: socket.socket, address: object) -> None:
        raise AssertionError(f"a connection to {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for address in PAGES + ANSWERS:
        assert client.get(address).status_code == 200, address


def test_no_answer_names_a_foreign_address(client: FlaskClient) -> None:
    """M02."""
    for address in PAGES + ANSWERS:
        if address.endswith(".png"):
            continue
        text = client.get(address).text
        assert set(re.findall(r"https?://[^\s\"'<)]+", text)) == set(), address


def test_templates_and_scripts_name_no_foreign_address() -> None:
    """M02."""
    for path in (ROOT / "webmap").rglob("*"):
        if path.suffix in {".html", ".js", ".css", ".py", ".toml", ".svg"} and "vendor" not in path.parts:
            found = set(re.findall(r"https?://(?!127\.0\.0\.1|\{)[^\s\"'`<)]+", path.read_text(encoding="utf-8")))
            foreign = {name for name in found if not name.startswith(NAMES)}
            assert foreign <= {"http://HOST:PORT", "http://petarawan;\\n"}, path

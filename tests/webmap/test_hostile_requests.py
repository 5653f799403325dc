"""Hostile questions and bodies at every address: an answer or a refusal, never a fault, and nothing has changed."""

from __future__ import annotations

import inspect
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webmap.signing import post, sign_in
from tests.webmap.whole_service import fresh_limits, routes_with, whole_app
from webmap.services import services_of

SQL = [
    "' OR '1'='1",
    "1; DROP TABLE incidents;--",
    "kind) UNION SELECT name,password FROM users--",
    "id DESC, (SELECT CASE WHEN (1=1) THEN 1 ELSE randomblob(1000000000) END)",
    "strStartsWith(kind,'x'') = true and 1=(SELECT 1)",
    "%' ESCAPE '\\'",
    "\"; ATTACH DATABASE '/nowhere/x.db' AS x;--",
    "\x00\u202e\ud800\r\nX-Evil: 1".encode("utf-8", "replace").decode(),
]
# Names that programs try, whether or not a view knows them.
USUAL = {"q", "sort", "fields", "limit", "next", "page", "lang"}
FINE = {200, 204, 301, 303, 304, 400, 401, 403, 404, 409}
REFUSED = {400, 401, 403, 404, 405, 409, 413, 415, 422}
# What a visit itself writes down: who did what, how often an embed was opened, what a session last asked.
WRITTEN_BY_VISITS = {"audit", "sessions"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return a service in which every room holds something."""
    return whole_app(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def readers(whole: Flask) -> dict[str, FlaskClient]:
    """Return somebody who may read nearly everything, a partner, and a stranger."""
    staff, partner = sign_in(whole, "admin"), sign_in(whole, "partner", "KODIM")
    return {"staff": staff, "partner": partner, "stranger": whole.test_client()}


def state(app: Flask) -> dict[str, Any]:
    """Return the form of both files and how many rows every table has."""
    store = Path(app.config["WEB_SETTINGS"].store.removeprefix("sqlite:///"))
    found: dict[str, Any] = {}
    for path in (store, Path(services_of(app).service.path)):
        con = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        found[path.name] = con.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()
        for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if name not in WRITTEN_BY_VISITS:
                found[f"{path.name}.{name}"] = con.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        con.close()
    return found


def names_of(app: Flask, endpoint: str, address: str, reader: FlaskClient) -> set[str]:
    """Return the parameters that an address knows: what its refusal lists, or what its module mentions."""
    answer = reader.get(f"{address}?tidak_dikenal=1", headers={"Accept": "application/json"})
    listed = re.search(r"known: ([\w, -]*)", answer.text) if answer.status_code == 400 else None
    if listed:
        return set(re.findall(r"[\w-]+", listed[1])) or {"q"}
    module = inspect.getmodule(inspect.unwrap(app.view_functions[endpoint]))
    source = inspect.getsource(module) if module else ""
    return set(re.findall(r'args(?:\.get)?[(\[]"(\w+)"', source)) | USUAL


def test_a03_hostile_texts_in_every_parameter_of_every_address(whole: Flask, readers: dict[str, FlaskClient]) -> None:
    """A03: an answer or a refusal in words; the databases have the same form and the same rows as before."""
    before, asked, wrong = state(whole), 0, []
    for endpoint, address in routes_with(whole, "GET"):
        fresh_limits(whole)
        for who in ("staff", "stranger"):
            reader = readers["partner" if who == "staff" and endpoint.startswith("partner.") else who]
            if reader.get(address).status_code in {301, 303, 401, 403} and who == "stranger":
                continue  # sent away before anything is read
            strict = 0
            for at, name in enumerate(sorted(names_of(whole, endpoint, address, reader))):
                for text in SQL if name not in USUAL else (SQL[at % len(SQL)],):
                    answer = reader.get(address, query_string={name: text})
                    asked, strict = asked + 1, strict + 1
                    if (
                        answer.status_code not in FINE
                        or "X-Evil" in answer.headers
                        or re.search(b"syntax error|OperationalError", answer.data)
                    ):
                        wrong.append((address, name, text, answer.status_code))
            assert strict
    assert wrong == []
    assert asked > 800
    assert state(whole) == before


@pytest.mark.parametrize(
    "box", ["2,2,1,1", "1,2,0,3", "nan,0,1,1", "0,0,inf,1", "1,2,3,4,5", "1,2,3", "170,0,-170,1", "a,b,c,d", ""]
)
def test_a06_a_box_that_cannot_be_is_refused_wherever_boxes_are_known(
    whole: Flask, readers: dict[str, FlaskClient], box: str
) -> None:
    """A06. The OGC API has its own boxes and its own test."""
    fresh_limits(whole)
    for address, more in (("/api/cells", {"zoom": "9"}), ("/api/hours", {}), ("/api/hours/cells", {"zoom": "9"})):
        assert readers["staff"].get(address, query_string={"bbox": box, **more}).status_code == 400, address


LISTS = [
    "/commander/daftar/hotspot",
    "/commander/daftar/zona",
    "/commander/daftar/rute",
    "/commander/daftar/kejadian",
    "/commander/daftar/perintah",
    "/commander/daftar/objek",
    "/analyst/analisis",
    "/analyst/data/impor/M0001/karantina",
    "/admin/jejak-audit",
    "/triase/",
]


@pytest.mark.parametrize("address", LISTS)
def test_a06_no_page_or_limit_gives_everything(whole: Flask, readers: dict[str, FlaskClient], address: str) -> None:
    """A06: a page or limit that cannot be is refused or cut; the answer is never larger than the first page."""
    reader = readers["staff"]
    first = reader.get(address)
    assert first.status_code == 200
    for value in ("-1", "0", "1000000000", "1e3", "1.5", "", "9" * 400, "٣"):
        for name in ("page", "limit"):
            answer = reader.get(address, query_string={name: value})
            assert answer.status_code in {200, 400, 404}, (address, name)
            assert len(answer.data) <= len(first.data) + 2000, (address, name)


def test_a06_a_parameter_given_twice_is_refused_where_parameters_are_known(
    whole: Flask, readers: dict[str, FlaskClient]
) -> None:
    """A06: parameter pollution."""
    fresh_limits(whole)
    for address, name in (
        ("/api/cells", "zoom"),
        ("/api/hours", "bbox"),
        ("/api/hotspots", "run"),
        ("/api/summary", "period"),
        ("/analyst/analisis", "page"),
        ("/commander/daftar/objek", "page"),
        ("/triase/", "page"),
        ("/ogc/", "f"),
    ):
        assert readers["staff"].get(f"{address}?{name}=1&{name}=2").status_code == 400, address


BODIES = {
    "deep": b"[" * 1000 + b"]" * 1000,
    "deep-object": b'{"secret":' * 1000 + b"1" + b"}" * 1000,
    "duplicate-keys": b'{"role": "commander", "role": "admin", "secret": "a", "secret": "b"}',
    "utf-16": '{"role": "admin", "secret": "x"}'.encode("utf-16"),
    "lone-surrogate": b'{"name": "\\ud800", "secret": "\\udfff"}',
    "cut": b'{"secret": "x',
    "nan": b'{"secret": NaN}',
    "number": b"1",
    "empty": b"",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=[f"A10-{name}" for name in BODIES])
def test_a10_broken_json_at_every_address_that_takes_a_body(
    whole: Flask, readers: dict[str, FlaskClient], body: bytes
) -> None:
    """A10: refused, and nothing has changed. One address takes JSON; everywhere else it is the wrong type."""
    before = state(whole)
    for endpoint, address in routes_with(whole, "POST"):
        fresh_limits(whole)
        reader = readers["partner" if endpoint.startswith("partner.") else "staff"]
        answer = post(reader, address, body, content_type="application/json")
        expected = REFUSED if endpoint == "embed.enter" else {415}
        assert answer.status_code in expected, (address, answer.status_code)
    assert state(whole) == before


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "image/png", "application/octet-stream", "x"])
def test_a10_a_body_of_another_type_is_refused_everywhere(
    whole: Flask, readers: dict[str, FlaskClient], kind: str
) -> None:
    before = state(whole)
    for endpoint, address in routes_with(whole, "POST"):
        fresh_limits(whole)
        reader = readers["partner" if endpoint.startswith("partner.") else "staff"]
        answer = post(reader, address, b'{"secret": "x"}', content_type=kind)
        assert answer.status_code in ({401, 415} if endpoint == "embed.enter" else {415}), address
        if answer.status_code == 415 and "application/json" in answer.mimetype:
            assert answer.json["code"] == "wrong_type"  # type: ignore[index]  # JSON
    assert state(whole) == before


def test_a10_ten_megabytes_of_json_are_refused(whole: Flask, readers: dict[str, FlaskClient]) -> None:
    """A10: larger than any address takes without a file."""
    body = json.dumps({"secret": "x" * (10 * 2**20)}).encode()
    fresh_limits(whole)
    for _, address in routes_with(whole, "POST"):
        answer = post(readers["staff"], address, body, content_type="application/json")
        assert answer.status_code in {403, 413, 415}, address

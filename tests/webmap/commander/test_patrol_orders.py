"""Downloads of issued orders: right bytes and types, nothing sniffed or cached, 404 for all else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from geo.pipelines.orders import FORMATS, MEDIA, issue_orders
from geo.settings import load_settings
from geo.store import open_store
from geo.store.protocol import Store
from tests.pipelines.patrol_store import NOW, copy_of
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app


@pytest.fixture(scope="module")
def ordered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with two issued orders."""
    file = copy_of("routes", tmp_path_factory.mktemp("orders"))
    with open_store(f"sqlite:///{file}") as store:
        issue_orders(store, "latest:routes", load_settings({}, store=store.url, now=NOW))
        yield store


@pytest.fixture(scope="module")
def reader(ordered: Store) -> FlaskClient:
    return sign_in(create_app(samples.settings_of(ordered), ordered))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_comes_as_what_it_is(reader: FlaskClient, name: str) -> None:
    answer = reader.get(f"/commander/perintah/S2026-0001.{name}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].split(";")[0] == MEDIA[name].split(";")[0]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    kind, _, rest = answer.headers["Content-Disposition"].partition(";")
    assert kind == ("inline" if name == "pdf" else "attachment")
    assert f"S2026-0001.{name}" in rest
    heads = {"pdf": b"%PDF", "gpx": b"<?xml", "kml": b"<?xml", "kmz": b"PK", "gpkg": b"SQLite format 3", "xlsx": b"PK"}
    assert answer.data.startswith(heads.get(name, b""))
    assert answer.data


def test_the_language_is_the_readers(ordered: Store) -> None:
    client = sign_in(create_app(samples.settings_of(ordered), ordered))
    texts = {code: client.get(f"/commander/perintah/S2026-0001.txt?lang={code}").text for code in ("id", "en")}
    assert texts["id"] != texts["en"]
    assert "S2026-0001" in texts["id"]
    assert "S2026-0001" in texts["en"]


@pytest.mark.parametrize(
    "name",
    [
        "S2026-0099.pdf",
        "S2026-0001",
        "S2026-0001.",
        "S2026-0001.PDF",
        "S2026-0001.doc",
        "S2026-0001.html",
        "S2026-0001.pdf.exe",
        ".pdf",
        "S2026-0001%00.pdf",
        "S2026-0001%0A.pdf",
        "S2026-0001.pdf%0A",
        "S2026-0001%0D%0ASet-Cookie:a=b.pdf",
        "..%2F..%2Fetc%2Fpasswd.pdf",
        "..%5Cp.db",
        "../p.db",
        "%22onload%3D.pdf",
        "%3Cscript%3E.pdf",
        "S2026-0001'--.pdf",
        "S" * 500 + ".pdf",
        "%F0%9F%98%80.pdf",
        "S2026-%D9%A1.pdf",
    ],
)
def test_whatever_else_is_not_there(reader: FlaskClient, name: str) -> None:
    answer = reader.get(f"/commander/perintah/{name}")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
    assert "Set-Cookie: a=b" not in str(answer.headers)


def test_downloading_issues_nothing(reader: FlaskClient, ordered: Store) -> None:
    before = ordered.kept("orders")
    reader.get("/commander/perintah/S2026-0002.pdf")
    reader.get("/commander/perintah/S2026-0003.pdf")
    assert ordered.kept("orders").equals(before)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_only_reading_is_allowed(reader: FlaskClient, method: str) -> None:
    assert getattr(reader, method)("/commander/perintah/S2026-0001.pdf").status_code in {400, 403, 405}


def test_two_readings_give_the_same_bytes(reader: FlaskClient) -> None:
    first, second = (reader.get("/commander/perintah/S2026-0001.pdf").data for _ in range(2))
    assert first == second


def test_the_list_of_routes_leads_to_the_files(reader: FlaskClient) -> None:
    page = reader.get("/commander/daftar/rute").text
    assert "/commander/perintah/S2026-0001.pdf" in page

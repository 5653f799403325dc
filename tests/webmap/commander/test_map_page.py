"""The map page: small whatever the data, complete as a document, nothing inline, nothing of a user's in scripts."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app

ADDRESSES = [
    "/commander/",
    "/commander/daftar/hotspot",
    "/commander/daftar/zona",
    "/commander/daftar/rute",
    "/commander/daftar/selisih",
    "/commander/daftar/prakiraan",
    "/commander/daftar/kejadian",
    "/commander/titik/H001",
    "/commander/analisis/A0001",
    "/commander/analisis/A0003",
    "/commander/tentang",
]


class Elements(HTMLParser):
    """Lists all elements with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_is_small(client: FlaskClient, language: str) -> None:
    assert 500 < len(client.get(f"/commander/?lang={language}").data) <= 10_240


def test_the_page_does_not_grow_with_the_data(client: FlaskClient, empty_client: FlaskClient) -> None:
    assert abs(len(client.get("/commander/").data) - len(empty_client.get("/commander/").data)) < 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_runs_or_is_styled_inline(compared: FlaskClient, address: str) -> None:
    page = compared.get(address).text
    elements = Elements(page)
    assert all(script.get("src", "").startswith("/") for script in elements.of("script"))
    assert not re.search(r"<script[^>]*>[^<]", page)
    assert not elements.of("style")
    for tag, attributes in elements.found:
        assert not {name for name in attributes if name.startswith("on") or name == "style"}, tag
    foreign = [a for _, a in elements.found if re.match(r"(https?:)?//", a.get("src") or a.get("href") or "")]
    assert foreign == []


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_a_whole_document(compared: FlaskClient, address: str, language: str) -> None:
    page = compared.get(f"{address}?lang={language}").text
    elements = Elements(page)
    assert page.startswith("<!doctype html>")
    assert elements.of("html")[0]["lang"] == language
    assert len(elements.of("main")) == len(elements.of("h1")) == len(elements.of("title")) == 1
    assert all(nav.get("aria-label") for nav in elements.of("nav"))
    assert "user-scalable" not in page
    ids = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    skip = next(a for a in elements.of("a") if a.get("class") == "skip")
    assert (skip["href"] or "")[1:] in ids
    assert "Banyuasin" in page
    assert "WIB" in page
    assert ("Data sintetis" if language == "id" else "Synthetic data") in page


def test_links_to_the_other_language_keep_what_is_shown(client: FlaskClient) -> None:
    page = client.get("/commander/?period=7d&selected=zone:Z01").text
    assert 'href="?period=7d&amp;selected=zone%3AZ01&amp;lang=en"' in page


def test_stale_data_are_said(store: object) -> None:
    from dataclasses import replace
    from datetime import timedelta

    settings = replace(samples.settings_of(store), now=samples.NOW + timedelta(days=30))  # type: ignore[arg-type]
    page = sign_in(create_app(settings, store)).get("/commander/").text  # type: ignore[arg-type]
    assert "lebih tua dari 7 hari" in page


def test_an_empty_store_says_so(empty_client: FlaskClient) -> None:
    page = empty_client.get("/commander/").text
    assert "Belum ada data" in page or "Data per" in page
    assert "Tidak ada kejadian" in empty_client.get("/commander/daftar/kejadian").text


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("daftar/hotspot", "/analyst/analisis/baru"),
        ("daftar/zona", "/analyst/analisis/baru"),
        ("daftar/rute", "/analyst/analisis/baru/routes/joint_routes"),
        ("daftar/perintah", "/analyst/surat-perintah"),
        ("daftar/selisih", "/analyst/analisis/baru"),
        ("daftar/prakiraan", "/analyst/analisis/baru/forecast/auto"),
        ("analisis", "/analyst/analisis/baru"),
        ("", "/analyst/data/unggah"),
    ],
)
def test_what_to_do_about_nothing_depends_on_who_can_do_it(empty_store: Store, page: str, address: str) -> None:
    """A commander is told whom to ask, an analyst led to the page that does it; nobody needs a command line."""
    app = create_app(samples.settings_of(empty_store), empty_store)
    asked = sign_in(app).get(f"/commander/{page}").text
    assert "Minta analis" in asked
    assert not re.search(r"petarawan [a-z]", asked.replace("petarawan <span>", ""))
    analyst = sign_in(app, "analyst")
    led = analyst.get(f"/commander/{page}?lang=en").text
    assert f'href="{address}"' in unescape(led).replace('"href": "', 'href="')
    assert analyst.get(address).status_code == 200
    assert "Ask an analyst" not in led
    assert not re.search(r"petarawan [a-z]", led.replace("petarawan <span>", ""))


def test_hostile_names_are_escaped_on_every_page(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path, samples.hostile_pack(), rows=samples.incidents(60))
    found = samples.hotspots(8, texts=samples.HOSTILE)
    samples.add_runs(store, found, samples.zones(found, 8, texts=samples.HOSTILE))
    samples.add_runs(store, found.assign(hotspot_id=[f"{text} {n}" for n, text in enumerate(samples.HOSTILE)]))
    tested = samples.backtests().assign(model=list(samples.HOSTILE[:3]))
    text = samples.HOSTILE[0] + samples.HOSTILE[1]
    samples.add_forecast(store, tested=tested, text=text, model=text, placement=text)
    reader = sign_in(create_app(samples.settings_of(store), store))
    pages = ["/commander/daftar/selisih?older=A0001&newer=A0003", "/commander/titik/H001"]
    for address in (
        *ADDRESSES[:-4],
        "/commander/analisis/A0001",
        "/commander/analisis/A0004",
        "/commander/tentang",
        *pages,
    ):
        answer = reader.get(address)
        assert answer.status_code == 200
        assert "<img" not in answer.text
        assert "</script><script>" not in answer.text
        assert "<iframe" not in answer.text
        assert "49" not in answer.text or "{{ 7*7 }}" in answer.text or "7*7" not in answer.text
    assert "&lt;img src=x" in reader.get("/commander/").text
    assert (
        "title="
        not in reader.get(
            re.findall(r'src="(/maps/[^"]+)"', reader.get("/commander/").text)[0].replace("&amp;", "&")
        ).text
    )
    store.close()

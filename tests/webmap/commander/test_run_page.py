"""A run laid open."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from geo.pipelines.command_line import command_of
from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app


def test_everything_that_made_the_result_is_there(client: FlaskClient) -> None:
    page = client.get("/commander/analisis/A0001").text
    for text in (
        "dbscan",
        "eps_m=400",
        "min_samples=6",
        "ab" * 32,
        "12.358,3 km²",
        "ditolak: 3",
        "1,25 detik",
        "petarawan 0.1.0",
    ):
        assert text in page, text
    assert "12.358,3" in page
    assert "12,358.3" in client.get("/commander/analisis/A0001?lang=en").text


def test_what_was_asked_is_told_in_words(client: FlaskClient) -> None:
    """A commander reads who may see a run and what ground it had, not how the store keeps it."""
    page = unescape(client.get("/commander/analisis/A0001?lang=en").text).split("<h2>")[0]
    assert "<dt>Who may see it</dt>" in page
    assert "<dt>Period</dt>" in page
    assert not re.search(r"audience=|ground=|\{'|\['", page)


def test_the_command_is_the_one_that_the_analyst_reads(client: FlaskClient, store: Store) -> None:
    timezone = store.region().timezone
    for run_id in ("A0001", "A0002"):
        page = unescape(client.get(f"/commander/analisis/{run_id}").text)
        assert f"<code>{command_of(store.run(run_id), timezone).text}</code>" in page


def test_a_zones_run_shows_its_proven_gap(client: FlaskClient) -> None:
    page = client.get("/commander/analisis/A0002").text
    assert "1,25 %" in page
    assert "<dt>Dari analisis</dt><dd>A0001</dd>" in page
    assert "of_run" not in page.split("<h2>")[0]


@pytest.mark.parametrize("name", ["A9999", "a b", "..", "A0001x", "%3Cimg%3E", "A" * 90])
def test_other_runs_are_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/commander/analisis/{name}").status_code == 404


def test_a_forecast_run_leads_to_its_page_and_map(compared: FlaskClient) -> None:
    page = compared.get("/commander/analisis/A0003").text
    assert 'href="/commander/daftar/prakiraan?run=A0003"' in page
    assert 'href="/commander/?forecast=A0003"' in page
    assert ">prakiraan<" in page
    assert 'href="/commander/daftar/selisih?newer=A0002"' in compared.get("/commander/analisis/A0002").text


def test_a_failed_run_says_why(empty_store: Store) -> None:
    row = {"task": "hotspots", "method": "dbscan", "parameters": {}, "seed": 0, "chosen": {}, "audience": []}
    run_id = empty_store.start_run(row, samples.NOW)
    empty_store.update_run(
        run_id, {"status": "failed", "error": {"code": "x", "id": "Data belum cukup.", "en": "Not enough data."}}
    )
    reader = sign_in(create_app(samples.settings_of(empty_store), empty_store), "analyst")
    page = reader.get(f"/commander/analisis/{run_id}").text
    assert "Data belum cukup." in page
    assert ">gagal<" in page
    assert "Not enough data." in reader.get(f"/commander/analisis/{run_id}?lang=en").text
    assert "gagal" in reader.get("/commander/analisis?lang=id").text


def test_the_list_of_runs_links_each(client: FlaskClient) -> None:
    page = client.get("/commander/analisis").text
    assert 'href="/commander/analisis/A0001"' in page
    assert 'href="/commander/analisis/A0002"' in page

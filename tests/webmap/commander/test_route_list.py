"""The list of routes: crews, stops with times and reasons, orders where they were issued."""

from __future__ import annotations

import re
from pathlib import Path

from flask.testing import FlaskClient

from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app


def test_every_stop_has_its_local_time_place_and_reason(client: FlaskClient) -> None:
    page = client.get("/commander/daftar/rute").text
    assert "R01 Sungsang" in page
    assert ">Polres<" in page
    assert ">Kodim 0430<" in page
    assert "7 orang" in page
    assert "13.00–13.14" in page  # 06:00 UTC in WIB
    assert "-2.90000, 104.30000" in page
    assert "Sebab Sungsang" in page
    assert "(wajib)" in page
    assert "Because Sungsang" in client.get("/commander/daftar/rute?lang=en").text


def test_the_draw_and_the_validator_stand_above(client: FlaskClient) -> None:
    page = client.get("/commander/daftar/rute?lang=en").text
    assert "Independent validator: 0 breaches" in page
    assert "0123456789abcdef" in page
    assert "straight lines" in page


def test_without_orders_it_is_said_what_to_do(client: FlaskClient, analyst: FlaskClient) -> None:
    assert "belum dikeluarkan. Minta analis mengeluarkannya." in client.get("/commander/daftar/rute").text
    link = 'belum dikeluarkan. <a href="/analyst/surat-perintah">Keluarkan Surat Perintah</a>'
    assert link in analyst.get("/commander/daftar/rute").text


def test_the_time_on_the_way_is_told_in_hours(client: FlaskClient) -> None:
    page = client.get("/commander/daftar/rute").text
    travel = re.findall(r"<dt>Waktu tempuh</dt><dd>([^<]+)</dd>", page)
    assert travel
    assert all(re.fullmatch(r"\d+ menit|\d+ jam( \d+ menit)?", one) for one in travel)


def test_texts_of_strangers_stay_texts(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    found = samples.hotspots(2)
    _, zones = samples.add_runs(store, found, samples.zones(found))
    samples.add_routes(store, str(zones), samples.routes(texts=samples.HOSTILE))
    page = sign_in(create_app(samples.settings_of(store), store)).get("/commander/daftar/rute").text
    assert "<script>alert" not in page
    store.close()

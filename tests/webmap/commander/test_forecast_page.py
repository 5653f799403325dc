"""The forecast's page: what is served and why, how every model fared, what unit size costs; honest when empty."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from flask.testing import FlaskClient

from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.commander.forecast_page import curve, interval
from webmap.forecast_summary import TradeOff


def test_the_headline_says_what_when_where_and_why(compared: FlaskClient) -> None:
    page = re.sub(r"<[^>]+>", "", compared.get("/commander/daftar/prakiraan").text)
    assert "23 Nov 2026 12.00 WIB sampai 30 Nov 2026 12.00 WIB: diperkirakan 11,7 kejadian di 60 tempat" in page
    assert "masing-masing bujur sangkar bersisi 250 m, luas seluruhnya 3,75 km²" in page
    assert "Model yang dipakai: mixture, mengambang. Bagian tertangkap tertinggi dalam uji." in page
    assert "Dihitung dari 5.321 kejadian" in page
    assert "Catatan tertinggi." in page
    english = re.sub(r"<[^>]+>", "", compared.get("/commander/daftar/prakiraan?lang=en").text)
    assert "11.7 incidents expected in 60 places" in english
    assert "Highest share caught" in english


def test_places_in_pages_each_with_its_place_on_the_map(compared: FlaskClient) -> None:
    first, last = (compared.get(f"/commander/daftar/prakiraan?page={page}").text for page in (1, 3))
    assert "1–20 dari 60" in first
    assert "41–60 dari 60" in last
    assert "forecast=A0003&amp;selected=forecast:U0000" in first.replace("%3A", ":")
    assert ">2,50<" in first
    assert ">5,0 %<" in first
    assert compared.get("/commander/daftar/prakiraan?page=4").status_code == 400


def test_every_model_stands_with_its_intervals_and_the_served_one_is_marked(compared: FlaskClient) -> None:
    page = compared.get("/commander/daftar/prakiraan").text
    models = page[page.index('class="models') : page.index("</table>", page.index('class="models'))]
    rows = models.split("<tr")[2:]
    assert len(rows) == 3
    assert [("✓ dipakai" in row) for row in rows] == [True, False, False]
    assert "8,7 %" in rows[0]
    assert "7,6 s.d. 9,9 %" in rows[0]
    assert "-0,04 s.d. +1,60" in rows[0]
    assert ">–<" in rows[2]
    for name in ("PAI", "PEI", "RRI", "1 berarti sempurna", "keunggulannya tidak pasti"):
        assert name in page


def test_the_trade_off_is_drawn_and_also_a_table(compared: FlaskClient) -> None:
    page = compared.get("/commander/daftar/prakiraan").text
    assert page.count('<svg class="chart"') == 1
    assert page.count('<rect class="square"') == page.count("<circle") == 4
    assert page.count(">375<") == 4  # two labels, two cells
    assert ">14,5 s.d. 16,5 %<" in page
    assert "garis tegak" in page


def test_a_trade_off_without_intervals_has_no_empty_column(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    samples.add_forecast(store, trade_off=[{"unit_m": 250, "places": 9, "placement": "grid", "hit_rate": 0.1}])
    page = sign_in(create_app(samples.settings_of(store), store)).get("/commander/daftar/prakiraan").text
    assert "Selang 95 %" not in page
    assert "garis tegak" not in page
    assert ">10,0 %<" in page
    store.close()


def test_without_a_forecast_it_says_how_to_make_one(empty_client: FlaskClient) -> None:
    assert "Minta analis membuatnya." in empty_client.get("/commander/daftar/prakiraan").text


def test_what_was_not_computed_is_said(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    none = samples.backtests().iloc[:0]
    samples.add_forecast(
        store, samples.forecasts(1).iloc[:0], none, trade_off=[], history=None, notices=[], unit_m=None
    )
    page = sign_in(create_app(samples.settings_of(store), store)).get("/commander/daftar/prakiraan").text
    for text in ("tidak menandai satu tempat pun", "belum diuji mundur", "ukuran satuan tidak dihitung"):
        assert text in page
    assert "<svg" not in page
    assert "None" not in page
    assert not re.search(r"\bnan\b", page)
    store.close()


def test_a_window_that_is_over_is_said(compared_store: Store) -> None:
    for days, over in ((6, False), (8, True)):
        settings = replace(samples.settings_of(compared_store), now=samples.NOW + timedelta(days=days))
        page = sign_in(create_app(settings, compared_store)).get("/commander/daftar/prakiraan").text
        assert ("sudah lewat. Minta analis membuat yang baru." in page) is over


@pytest.mark.parametrize("run", ["A0001", "A9999", "", "%3Cimg%3E"])
def test_other_runs_are_not_found(compared: FlaskClient, run: str) -> None:
    assert compared.get(f"/commander/daftar/prakiraan?run={run}").status_code == 404


def test_thousands_of_places_and_many_models_stay_one_small_page(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    many = pd.concat([samples.backtests()] * 10, ignore_index=True)
    samples.add_forecast(store, samples.forecasts(2000), many)
    answer = sign_in(create_app(samples.settings_of(store), store)).get("/commander/daftar/prakiraan")
    assert len(answer.data) < 100_000
    store.close()


def test_one_size_alone_is_drawn_too() -> None:
    from flask import Flask

    from webmap.languages import init_app
    from webmap.settings import WebSettings

    app = Flask(__name__)
    init_app(app, WebSettings(store=""))
    with app.test_request_context("/"):
        assert curve(()) is None
        drawn = str(curve((TradeOff(250.0, "grid", None, 0.0, None, None),)))
        assert "nan" not in drawn
        assert interval(-0.001, 0.001, signed=True) == "0,00 s.d. +0,00"
        assert interval(None, 1.0) == ""

"""The list of changes: signs, counts, sentences, a form that works without script, and honest empty states."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app


def test_counts_stand_on_top_and_every_row_has_sign_word_and_sentence(compared: FlaskClient) -> None:
    page = compared.get("/commander/daftar/selisih").text
    tally = page[page.index('class="tally"') : page.index("</ul>", page.index('class="tally"'))]
    assert re.findall(r'aria-hidden="true">(.)</span> (\w+) <b>(\d+)</b>', tally) == [
        ("▲", "baru", "1"),
        ("○", "hilang", "1"),
        ("↗", "membesar", "1"),
        ("↘", "mengecil", "1"),
        ("→", "berpindah", "3"),
        ("●", "tetap", "1"),
        ("÷", "terpisah", "1"),
        ("+", "bergabung", "1"),
    ]
    assert "100 → 180" in page
    assert "Terpisah dari H005 (96 kejadian)" in page
    assert page.count('class="why"') == 10
    assert "– → 40" in page
    assert "93 → –" in page
    assert "Grown: 100 incidents before" in compared.get("/commander/daftar/selisih?lang=en").text


def test_rows_lead_to_map_and_history(compared: FlaskClient) -> None:
    page = compared.get("/commander/daftar/selisih").text.replace("%2C", ",").replace("%3A", ":").replace("&amp;", "&")
    assert 'href="/commander/?run=A0002&diff=A0001,A0002"' in page
    assert 'href="/commander/?run=A0002&diff=A0001,A0002&selected=change:3"' in page
    assert 'href="/commander/titik/H006"' in page


def test_the_form_offers_finished_runs_and_shows_what_is_compared(compared: FlaskClient) -> None:
    page = compared.get("/commander/daftar/selisih?older=A0002&newer=A0001").text
    assert re.findall(r'<option value="(A\d+)" selected', page) == ["A0002", "A0001"]
    assert 'value="A0003"' not in page
    assert 'method="get"' in page
    assert "terbalik terhadap waktu" in page
    assert "terbalik terhadap waktu" not in compared.get("/commander/daftar/selisih").text


def test_the_same_run_twice_is_refused_but_can_be_mended(compared: FlaskClient) -> None:
    answer = compared.get("/commander/daftar/selisih?older=A0002&newer=A0002")
    assert answer.status_code == 400
    assert "Kedua analisis sama" in answer.text
    assert "<select" in answer.text


@pytest.mark.parametrize(
    ("query", "status"),
    [("older=A9999", 404), ("newer=A0003", 404), ("older=%3Cb%3E", 404), ("page=2", 400), ("page=x", 400)],
)
def test_other_runs_and_pages_are_refused(compared: FlaskClient, query: str, status: int) -> None:
    answer = compared.get(f"/commander/daftar/selisih?{query}")
    assert answer.status_code == status
    assert "<b>" not in answer.text


def test_a_first_run_says_what_to_do(compared: FlaskClient, client: FlaskClient) -> None:
    page = compared.get("/commander/daftar/selisih?newer=A0001").text
    assert "tidak punya pendahulu" in page
    assert '<option value="A0002" selected' in page
    alone = client.get("/commander/daftar/selisih").text
    assert "tidak punya pendahulu" in alone
    assert "minta analis menjalankan yang baru" in alone
    assert "<form" not in alone


def test_changes_in_pages_of_fifty(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    for days in (7, 0):
        samples._finish_hotspots(store, samples.hotspots(60), samples.NOW - timedelta(days=days), None)
    reader = sign_in(create_app(samples.settings_of(store), store))
    page = reader.get("/commander/daftar/selisih?older=A0001&newer=A0002&page=2").text
    assert "51–60 dari 60" in page
    assert page.count('class="why"') == 10
    assert "selected=change%3A60" in page or "selected=change:60" in page
    assert "older=A0001" in page
    store.close()


def test_two_runs_without_hotspots(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    for days in (7, 0):
        samples._finish_hotspots(store, samples.hotspots(1).iloc[:0], samples.NOW - timedelta(days=days), None)
    reader = sign_in(create_app(samples.settings_of(store), store))
    assert "tidak menemukan titik rawan" in reader.get("/commander/daftar/selisih?older=A0001").text
    store.close()

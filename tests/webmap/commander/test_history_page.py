"""A hotspot's history: every run that found it, drawn and as a table, with splits and merges from both sides."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app


def test_every_run_that_found_it_newest_first(compared: FlaskClient) -> None:
    page = compared.get("/commander/titik/H001").text
    assert re.findall(r'scope="row"><a href="/commander/analisis/(A\d+)"', page) == ["A0002", "A0001"]
    assert "Dikenal sejak 16 Nov 2026" in page
    assert "92 %" in page
    assert 'aria-label="Jumlah kejadian dari analisis terlama ke terbaru: 100, 180"' in page
    assert page.count('<svg class="chart"') == 2
    assert "Tidak pernah terpisah" in page
    assert "Known since 16 Nov 2026" in compared.get("/commander/titik/H001?lang=en").text


@pytest.mark.parametrize(
    ("hotspot", "text", "other"),
    [
        ("H005", "darinya terpisah", "H009"),
        ("H009", "terpisah dari", "H005"),
        ("H007", "memuat juga", "H008"),
        ("H008", "bergabung ke", "H007"),
    ],
)
def test_splits_and_merges_are_told_from_both_sides(compared: FlaskClient, hotspot: str, text: str, other: str) -> None:
    page = compared.get(f"/commander/titik/{hotspot}").text
    assert re.search(rf'{text} <a href="/commander/titik/{other}">{other}</a>', page)
    assert page.count('<a href="/commander/titik/') == 1


def test_one_run_makes_no_line(compared: FlaskClient) -> None:
    page = compared.get("/commander/titik/H010").text
    assert "<svg" not in page
    assert 'href="/commander/analisis/A0002"' in page


@pytest.mark.parametrize(
    "name", ["H999", "..", "a b", "%3Cimg%20src=x%3E", "H001%0A", "H" * 41, "a/b", "${x}", "H001%00"]
)
def test_other_ids_are_not_found(compared: FlaskClient, name: str) -> None:
    answer = compared.get(f"/commander/titik/{name}")
    assert answer.status_code == 404
    assert "<img" not in answer.text


def test_different_methods_are_said(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    samples.add_runs(store, samples.hotspots(1))
    row = {"task": "hotspots", "method": "kernel_density", "parameters": {}, "seed": 0, "chosen": {}, "audience": []}
    run_id = store.start_run(row, samples.NOW)
    finished = {"finished": samples.NOW + timedelta(days=1)}
    store.finish_run(run_id, finished, {"hotspots": samples.hotspots(1).assign(run_id=run_id)})
    page = sign_in(create_app(samples.settings_of(store), store)).get("/commander/titik/H001").text
    assert "metode yang berbeda-beda" in page
    store.close()


def test_hundreds_of_runs_stay_one_small_page(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    for days in range(205, 0, -1):
        samples._finish_hotspots(store, samples.hotspots(1), samples.NOW - timedelta(days=days), None)
    answer = sign_in(create_app(samples.settings_of(store), store)).get("/commander/titik/H001")
    assert len(answer.data) < 200_000
    assert answer.text.count("<circle") == 400
    assert "Hanya 200 analisis terbaru" in answer.text
    assert "yang menemukannya: 205" in answer.text
    store.close()

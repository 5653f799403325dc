"""A run laid open."""

from __future__ import annotations

import shlex

import pytest
from flask.testing import FlaskClient

from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.commander.run_page import repeating


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


def test_the_command_repeats_the_run() -> None:
    run = {
        "task": "hotspots",
        "method": "dbscan",
        "parameters": {"min_samples": 6, "eps_m": 400.0, "area": None},
        "seed": 7,
        "chosen": {
            "kinds": ["CURAT", "a b"],
            "since": "2026-01-01T00:00:00+00:00",
            "until": None,
            "bbox": [104.0, -3.0, 105.5, -2.0],
        },
    }
    words = shlex.split(repeating(run))
    assert words[:4] == ["petarawan", "hotspots", "--method", "dbscan"]
    assert words[4:8] == ["--param", "eps_m=400", "--param", "min_samples=6"]
    assert words[words.index("--bbox") + 1] == "104,-3,105.5,-2"
    assert [words[at + 1] for at, word in enumerate(words) if word == "--kind"] == ["CURAT", "a b"]
    assert words[-2:] == ["--seed", "7"]


def test_the_command_of_a_forecast_is_one_that_there_is() -> None:
    from geo.cli.forecast import forecast

    parameters = {"unit_m": 250.0, "area_km2": None, "n_places": 60, "window_days": 7, "tested_windows": 104}
    more = {"placement": "grid", "with_patrol": True, "at": "2026-11-23"}
    run = {"task": "forecast", "method": "auto", "parameters": parameters | more, "seed": 3, "chosen": {}}
    words = shlex.split(repeating(run))
    assert words[:4] == ["petarawan", "forecast", "--model", "auto"]
    assert words[words.index("--unit-m") + 1] == "250"
    assert words[words.index("--at") + 1] == "2026-11-23"
    assert "--with-patrol" in words
    assert "--area-km2" not in words
    known = {name for option in forecast.params for name in option.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_a_zones_run_shows_its_proven_gap(client: FlaskClient) -> None:
    page = client.get("/commander/analisis/A0002").text
    assert "1,25 %" in page
    assert "of_run=A0001" in page


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

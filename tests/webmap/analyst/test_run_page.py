"""A run's page, the history, the bench and comparing: what is shown agrees with the store, in both languages."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.pipelines.command_line import command_of
from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.analyst.run_samples import app_of, ask, asked, clumped_store, work
from tests.webmap.signing import sign_in


@pytest.fixture(scope="module")
def own_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with clumps, two runs of hotspots, a forecast and zones."""
    made = clumped_store(tmp_path_factory.mktemp("pages"))
    app = app_of(made)
    client = sign_in(app, "analyst")
    first = asked(client, p_eps_m="500", replicates="5")
    work(made)
    asked(client, p_eps_m="1500", kinds="CURAT", replicates="5")
    asked(client, "/analyst/analisis/baru/forecast/decayed", p_n_places="5", p_tested_windows="12", p_window_days="14")
    asked(client, "/analyst/analisis/baru/zones/joint_zones", of_run=first, before="none", seconds="2")
    work(made)
    asked(client, p_eps_m="2500")
    yield made
    made.close()


@pytest.fixture(scope="module")
def own_app(own_store: Store) -> Flask:
    """Return the application on it."""
    return app_of(own_store)


@pytest.fixture
def bench(own_app: Flask) -> FlaskClient:
    """Return an analyst of the police on it."""
    return sign_in(own_app, "analyst")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("run_id", ["A0001", "A0002", "A0003", "A0004", "A0005"])
def test_every_kind_of_run_has_a_page(bench: FlaskClient, own_store: Store, run_id: str, language: str) -> None:
    answer = bench.get(f"/analyst/analisis/{run_id}?lang={language}")
    assert answer.status_code == 200
    run = own_store.run(run_id)
    command = shlex.join(command_of(run, own_store.region().timezone).words)
    assert command in answer.text.replace("&#39;", "'")
    if run["status"] == "done":
        assert str(run["input_digest"]) in answer.text
        assert f"/unduh/petarawan-{run_id}.zip" in answer.text
    assert "<script>" not in answer.text
    assert "style=" not in answer.text


def test_the_page_shows_parameters_result_and_charts(bench: FlaskClient, own_store: Store) -> None:
    page = bench.get("/analyst/analisis/A0002?lang=en").text
    assert "1,500 m" in page
    rows = own_store.result("A0002", "hotspots")
    assert len(rows)
    for hotspot_id in rows["hotspot_id"]:
        assert hotspot_id in page
    for name in ("hours", "weekdays", "months"):
        assert f'id="plot-{name}"' in page
    months = re.findall(r'<th scope="row" data-v="[\d.]+">(\d{4}-\d{2})</th><td class="number" data-v="([\d.]+)"', page)
    assert sum(float(n) for _, n in months) == 60  # every incident of that kind


def test_a_forecasts_page_shows_backtest_and_unit_sizes(bench: FlaskClient, own_store: Store) -> None:
    page = bench.get("/analyst/analisis/A0003?lang=en").text
    tested = own_store.result("A0003", "backtests")
    assert len(tested)
    assert 'id="plot-backtest"' in page
    assert 'id="plot-trade_off"' in page


def test_curves_of_a_run_are_computed_on_demand(bench: FlaskClient) -> None:
    assert "plot-k_distance" not in bench.get("/analyst/analisis/A0001").text
    assert "plot-k_distance" in bench.get("/analyst/analisis/A0001?kurva=1").text


def test_the_history_is_filtered(bench: FlaskClient) -> None:
    def ids(query: str) -> list[str]:
        page = bench.get(f"/analyst/analisis{query}").text
        return re.findall(r'scope="row"><a href="/analyst/analisis/(A\d+)"', page)

    assert ids("") == ["A0005", "A0004", "A0003", "A0002", "A0001"]
    assert ids("?task=forecast") == ["A0003"]
    assert ids("?status=queued") == ["A0005"]
    assert ids("?method=dbscan&status=done") == ["A0002", "A0001"]
    assert ids("?asked_by=analyst-polres&shown=draft&task=zones") == ["A0004"]


@pytest.mark.parametrize("query", ["?task=x'--", "?page=-1", "?page=1e3", "?task=zones&task=routes", "?sort=1;drop"])
def test_filters_take_only_what_there_is(bench: FlaskClient, own_store: Store, query: str) -> None:
    """A03, A06: refused with 400; the store is as it was."""
    assert bench.get(f"/analyst/analisis{query}").status_code == 400
    assert len(own_store.runs()) == 5


def test_the_bench_shows_imports_methods_queue_and_history(bench: FlaskClient) -> None:
    page = bench.get("/analyst/?lang=en").text
    for part in ("uji.csv", "/analyst/data/unggah", "/baru/hotspots/dbscan", "A0005", "A0001", 'data-run="A0005"'):
        assert part in page


def test_two_runs_are_laid_side_by_side_with_their_differences(bench: FlaskClient) -> None:
    page = bench.get("/analyst/banding?a=A0001&b=A0002&lang=en").text
    assert re.search(r'class="differs"><th scope="row">Reach.*?<td>500 m</td><td>1,500 m</td>', page)
    assert re.search(r'<tr><th scope="row">Fewest incidents around', page)
    assert 'data-a="/analyst/analisis/A0001/bentuk.json"' in page
    outlines = bench.get("/analyst/analisis/A0001/bentuk.json").json
    assert outlines["features"]
    order = re.findall(r'<span class="sign change-(\w+)" aria-hidden="true">[^<]*</span> [^<]*</span></th>', page)
    known = ["new", "gone", "split", "merged", "grown", "shrunk", "moved", "same"]
    assert order
    assert order == sorted(order, key=known.index)


@pytest.mark.parametrize("query", ["?a=A0001&b=A0003", "?a=A0001&b=A0005", "?a=A0001&b=A0002&change=worse"])
def test_what_cannot_be_compared_is_refused(bench: FlaskClient, query: str) -> None:
    assert bench.get(f"/analyst/banding{query}").status_code == 400


def test_a_run_that_is_not_there_is_not_compared(bench: FlaskClient) -> None:
    assert bench.get("/analyst/banding?a=A0001&b=A0999").status_code == 404
    assert bench.get("/analyst/banding?a=A0001&b=A0001").status_code == 200


@pytest.mark.parametrize("name", ["A", "A1%00", "latest", "..", "A" + "9" * 40, "%3Cb%3E"])
def test_odd_names_are_no_runs(bench: FlaskClient, name: str) -> None:
    assert bench.get(f"/analyst/analisis/{name}").status_code == 404


def test_hostile_words_stay_words(tmp_path: Any) -> None:
    """M01: names of kinds, places and agencies are text on every page of this room."""
    store = samples.make_store(tmp_path, samples.hostile_pack())
    samples.take_in(store, samples.incidents(60))
    app = app_of(store)
    client = sign_in(app, "analyst")
    run_id = asked(client, p_eps_m="9000")
    work(store)
    paths = ("/analyst/", f"/analyst/analisis/{run_id}", "/analyst/analisis/baru/hotspots/dbscan", "/analyst/analisis")
    for path in paths:
        page = client.get(path).text
        assert "<img src=x" not in page
        assert "</script><script>" not in page
        assert "<iframe" not in page
    assert ask(client, p_eps_m="<img src=x onerror=1>").text.count("<img src=x") == 0
    store.close()


def test_a_finished_run_has_a_map_of_what_it_found(own_store: Store, own_app: Flask) -> None:
    client = sign_in(own_app, "analyst")
    for task in ("hotspots", "forecast", "zones"):
        run_id = own_store.runs(task, "done")["run_id"].iloc[-1]
        page = client.get(f"/analyst/analisis/{run_id}").text
        found = re.search(r'data-shapes="([^"]+)"', page)
        assert found is not None
        assert len(client.get(found[1]).get_json()["features"]) > 0
    waiting = own_store.runs("hotspots", "queued")["run_id"].iloc[0]
    assert "data-shapes" not in client.get(f"/analyst/analisis/{waiting}").text

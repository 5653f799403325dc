"""Orders from the browser: for routes that commanders see, numbered on, never twice, and on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from geo.store.address import path_of
from geo.store.protocol import Store
from geo.store.secret import secret_path
from tests.webmap import samples
from tests.webmap.analyst.run_samples import audit_actions
from tests.webmap.signing import post, sign_in
from webmap import create_app

PAGE = "/analyst/surat-perintah"


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Store]:
    """Return a store with two routes that commanders see, and no order."""
    store = samples.full_store(tmp_path)
    yield store
    store.close()


@pytest.fixture
def planned_app(planned: Store) -> Flask:
    """Return the application on it."""
    return create_app(samples.settings_of(planned), planned)


def run_of(store: Store) -> str:
    return str(store.shown_runs("routes")[0])


def orders(store: Store) -> dict[str, str]:
    kept = store.kept("orders")
    return dict(zip(kept["route_id"], kept["order_id"], strict=True))


def test_what_is_ticked_gets_its_order_and_keeps_it(planned: Store, planned_app: Flask) -> None:
    analyst, run_id = sign_in(planned_app, "analyst"), run_of(planned)
    page = analyst.get(PAGE).text
    assert page.count('name="route"') == 2
    assert "belum dikeluarkan." in page
    answer = post(analyst, PAGE, {"run": run_id, "route": ["R02"]})
    assert (answer.status_code, answer.location) == (303, "/commander/daftar/perintah")
    assert orders(planned) == {"R02": "S2026-0001"}
    told = analyst.get(answer.location).text
    assert "1 Surat Perintah dikeluarkan; 0 sudah ada sebelumnya." in told
    assert 'href="/commander/perintah/S2026-0001.pdf"' in told
    page = analyst.get(PAGE).text
    assert 'value="R01"' in page
    assert 'value="R02"' not in page
    post(analyst, PAGE, {"run": run_id, "route": ["R01", "R02"]})
    assert orders(planned) == {"R02": "S2026-0001", "R01": "S2026-0002"}
    assert "Semua rute sudah punya Surat Perintah." in analyst.get(PAGE).text
    issued = [what for action, what in audit_actions(planned_app) if action == "order.issue"]
    assert sorted(issued) == ["S2026-0001", "S2026-0002"]
    assert sign_in(planned_app).get("/commander/perintah/S2026-0001.pdf").data.startswith(b"%PDF")


def test_without_the_secret_it_is_said_that_codes_prove_nothing(planned: Store, planned_app: Flask) -> None:
    analyst, run_id = sign_in(planned_app, "analyst"), run_of(planned)
    warning = "Kode verifikasi dibuat tanpa kunci"
    answer = post(analyst, PAGE, {"run": run_id, "route": ["R01"]})
    assert warning not in analyst.get(answer.location).text
    secret_path(path_of(planned.url)).unlink()
    answer = post(analyst, PAGE, {"run": run_id, "route": ["R02"]})
    assert warning in analyst.get(answer.location).text


def test_only_for_routes_that_commanders_see(planned: Store, planned_app: Flask) -> None:
    analyst, run_id = sign_in(planned_app, "analyst"), run_of(planned)
    planned.withdraw_run(run_id, samples.NOW)
    page = analyst.get(f"{PAGE}?run={run_id}&lang=en").text
    assert "commanders do not see these routes yet" in page
    assert f'href="/analyst/analisis/{run_id}/terbitkan"' in page
    assert 'name="route"' not in page
    refused = post(analyst, PAGE, {"run": run_id, "route": ["R01"]})
    assert refused.status_code == 400
    assert orders(planned) == {}
    assert "Make patrol routes" in analyst.get(f"{PAGE}?lang=en").text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"route": []}, 400),
        ({"route": ["R99"]}, 400),
        ({"run": "A0001", "route": ["R01"]}, 404),
        ({"run": "A9999", "route": ["R01"]}, 404),
        ({"run": "", "route": ["R01"]}, 404),
    ],
)
def test_what_makes_no_sense_issues_nothing(
    planned: Store, planned_app: Flask, sent: dict[str, object], status: int
) -> None:
    answer = post(sign_in(planned_app, "analyst"), PAGE, {"run": run_of(planned), **sent})
    assert answer.status_code == status
    assert orders(planned) == {}


def test_reading_issues_nothing_and_commanders_cannot(planned: Store, planned_app: Flask) -> None:
    """A01, A11: the page changes nothing; issuing is for analysts."""
    commander = sign_in(planned_app)
    assert commander.get(PAGE).status_code == 403
    assert post(commander, PAGE, {"run": run_of(planned), "route": ["R01"]}).status_code == 403
    sign_in(planned_app, "analyst").get(PAGE)
    assert orders(planned) == {}


def test_a_route_that_should_have_left_is_not_ticked(planned: Store) -> None:
    from dataclasses import replace
    from datetime import timedelta

    late = replace(samples.settings_of(planned), now=samples.NOW + timedelta(hours=1))
    page = sign_in(create_app(late, planned), "analyst").get(f"{PAGE}?lang=en").text
    assert page.count("already past") == 2
    assert "For another day, make new routes." in page
    assert " checked" not in page
    assert (
        "already past"
        not in sign_in(create_app(samples.settings_of(planned), planned), "analyst").get(f"{PAGE}?lang=en").text
    )


def test_the_page_of_routes_and_the_navigation_lead_there(planned: Store, planned_app: Flask) -> None:
    analyst, run_id = sign_in(planned_app, "analyst"), run_of(planned)
    page = analyst.get(f"/analyst/analisis/{run_id}").text
    assert f'href="{PAGE}?run={run_id}"' in page
    assert f'href="{PAGE}"' in page


def test_nothing_ticked_brings_the_page_back(planned: Store, planned_app: Flask) -> None:
    answer = post(sign_in(planned_app, "analyst"), PAGE, {"run": run_of(planned)})
    assert answer.status_code == 400
    assert "Pilih paling sedikit satu rute." in answer.text
    assert answer.text.count('name="route"') == 2

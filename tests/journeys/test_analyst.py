"""The analyst in a real browser, network cut: rerun, watch, compare, publish; cancel; a failure told; rights lost."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from geo.settings import Settings
from geo.store.protocol import Store
from geo.store.service.users import Users
from tests.journeys.axe import violations
from tests.journeys.conftest import Journey
from tests.webmap import samples
from tests.webmap.analyst.run_samples import app_of, asked, clumped_store, settings_of
from tests.webmap.signing import sign_in, user_of
from webmap.jobs.worker import Worker
from webmap.services import services_of

FORM = "/analyst/analisis/baru/hotspots/dbscan"
EYES = [("id", 360), ("en", 1440)]


@dataclass
class Bench:
    """A served application with a worker of its own."""

    address: str
    app: Flask
    store: Store


@pytest.fixture(scope="module")
def bench_of(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Flask], str]) -> Iterator[Callable[..., Bench]]:
    """Return what serves a store of its own with a worker; `run_seconds` is the worker's limit."""
    workers: list[tuple[Worker, threading.Thread, Store]] = []

    def start(**limits: Any) -> Bench:
        store = clumped_store(tmp_path_factory.mktemp("bench"))
        app = app_of(store)
        settings: Settings = settings_of(store).model_copy(update=limits)
        worker = Worker(settings)
        thread = threading.Thread(target=worker.work, daemon=True)
        thread.start()
        workers.append((worker, thread, store))
        return Bench(serve(app), app, store)

    yield start
    for worker, thread, store in workers:
        worker.stop()
        thread.join(20)
        store.close()


@pytest.fixture(scope="module")
def bench(bench_of: Callable[..., Bench]) -> Bench:
    """Return a bench with usual limits and two finished runs."""
    made = bench_of()
    client = sign_in(made.app, "analyst")
    ids = [asked(client, p_eps_m=reach, replicates="5") for reach in ("300", "900")]
    until = time.monotonic() + 60
    while time.monotonic() < until and {made.store.run(one)["status"] for one in ids} != {"done"}:
        time.sleep(0.2)
    return made


def children_of(run_id: str) -> list[str]:
    """Return the processes that compute a run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"webmap.jobs.child" in words and run_id.encode() in words:
            found.append(path.parent.name)
    return found


def ended(page: Any, word: str) -> None:
    """Wait until the run's page shows a state by itself."""
    page.locator(f".standing .state-{word}").wait_for(timeout=60_000)


def run_of(page: Any) -> str:
    """Return the run whose page is open."""
    found = re.search(r"/analisis/(A\d+)", page.url)
    assert found is not None
    return found[1]


def beautiful(page: Any) -> None:
    """Assert that nothing hangs over the side and that axe-core finds nothing."""
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page, "main") == []


@pytest.mark.parametrize(("language", "width"), EYES)
def test_an_analyst_reruns_watches_compares_and_publishes(
    travel: Callable[..., Journey], bench: Bench, language: str, width: int
) -> None:
    journey = travel(bench.address, role="analyst", width=width)
    page = journey.open(f"/analyst/?lang={language}")
    beautiful(page)
    with page.expect_navigation():
        page.get_by_role("link", name="dbscan", exact=True).click()
    beautiful(page)
    reach = "500" if language == "id" else "501"
    page.locator('[id="f-p.eps_m"]').fill(reach)
    with page.expect_navigation():
        page.get_by_role("button", name={"id": "Minta analisis", "en": "Ask for the run"}[language]).click()
    ended(page, "done")
    first = run_of(page)
    beautiful(page)
    assert page.locator("canvas").count() >= 3
    with page.expect_navigation():
        page.get_by_role("link", name={"id": "Terbitkan", "en": "Publish"}[language]).click()
    beautiful(page)
    with page.expect_navigation():
        page.get_by_role("button", name={"id": "Terbitkan", "en": "Publish"}[language]).click()
    page.locator(".shown-published").wait_for()
    with page.expect_navigation():
        page.get_by_role("link", name={"id": "Ulangi dengan perubahan", "en": "Repeat with changes"}[language]).click()
    page.locator('[id="f-p.eps_m"]').fill({"id": "1500,5", "en": "1500.6"}[language])
    page.locator('[id="f-p.eps_m"]').blur()
    page.locator("#told .matching").wait_for()
    with page.expect_navigation():
        page.get_by_role("button", name={"id": "Minta analisis", "en": "Ask for the run"}[language]).click()
    page.locator("[data-watch]").wait_for()
    ended(page, "done")
    second = run_of(page)
    assert second != first
    page.locator("select[name=a]").select_option(first)
    with page.expect_navigation():
        page.get_by_role("button", name={"id": "Bandingkan", "en": "Compare"}[language]).click()
    page.locator("#swipe-map path").first.wait_for()
    journey.rest()
    beautiful(page)
    page.locator("#swipe").focus()
    page.keyboard.press("Home")
    assert page.locator(".swipe-name-a").is_hidden()
    with page.expect_navigation():
        page.get_by_role("link", name=f"B: {second}").click()
    with page.expect_navigation():
        page.get_by_role("link", name={"id": "Terbitkan", "en": "Publish"}[language]).click()
    with page.expect_navigation():
        page.get_by_role("button", name={"id": "Terbitkan", "en": "Publish"}[language]).click()
    page.locator(".shown-published").wait_for()
    journey.flawless()
    commander = travel(bench.address, role="commander")
    commander.open("/commander/")
    assert bench.store.shown_runs("hotspots", "POLRES")[0] == second
    assert any("/api/hotspots" in url for url in commander.asked)
    assert commander.page.request.get(bench.address + "/api/hotspots").json()["run"]["run_id"] == second
    commander.flawless()


def test_a_long_run_is_cancelled_and_its_process_is_gone(travel: Callable[..., Journey], bench: Bench) -> None:
    """J05: cancelled in the browser, the process group is killed within five seconds."""
    journey = travel(bench.address, role="analyst")
    page = journey.open("/analyst/analisis/baru/hotspots/scan?lang=en")
    page.locator('[id="f-p.runs"]').fill("99999")
    page.locator('[id="f-p.cell_m"]').fill("300")
    with page.expect_navigation():
        page.get_by_role("button", name="Ask for the run").click()
    run_id = run_of(page)
    page.locator(".going .share", has_text="%").wait_for(timeout=60_000)
    assert children_of(run_id)
    with page.expect_navigation():
        page.get_by_role("button", name=f"Cancel {run_id}").click()
    page.get_by_role("heading", name="Queue").wait_for()
    until = time.monotonic() + 5
    while children_of(run_id) and time.monotonic() < until:
        time.sleep(0.1)
    assert children_of(run_id) == []
    assert bench.store.run(run_id)["status"] == "cancelled"
    beautiful(page)
    journey.flawless()


@pytest.mark.parametrize(("language", "width"), EYES)
def test_a_failing_run_shows_its_reason_and_what_to_do(
    travel: Callable[..., Journey], bench_of: Callable[..., Bench], language: str, width: int
) -> None:
    bench = bench_of(run_seconds=1)
    journey = travel(bench.address, role="analyst", width=width)
    page = journey.open(f"{FORM}?lang={language}")
    with page.expect_navigation():
        page.get_by_role("button", name={"id": "Minta analisis", "en": "Ask for the run"}[language]).click()
    ended(page, "failed")
    alert = page.locator("[role=alert]").text_content()
    assert {"id": "Batas waktu 1 detik tercapai", "en": "The time limit of 1 s was reached"}[language] in alert
    assert {"id": "Yang dapat dilakukan:", "en": "What can be done:"}[language] in alert
    first = page.locator(".reason p").first
    assert first.evaluate("one => getComputedStyle(one).display") == "inline"  # in one line with the mark of warning
    beautiful(page)
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile({"id": "Jalankan lagi", "en": "Run it again"}[language])).click()
    ended(page, "failed")
    journey.flawless()


@pytest.mark.parametrize(("language", "width"), EYES)
def test_refusals_stand_beside_their_fields_and_curves_advise(
    travel: Callable[..., Journey], bench: Bench, language: str, width: int
) -> None:
    journey = travel(bench.address, role="analyst", width=width)
    page = journey.open(f"{FORM}?lang={language}")
    page.locator('[id="f-p.eps_m"]').fill("-4")
    with page.expect_navigation():
        page.get_by_role("button", name={"id": "Minta analisis", "en": "Ask for the run"}[language]).click()
    page.locator('[id="wrong-p.eps_m"]').wait_for()
    page.locator("#faults:focus").wait_for()  # focused by a deferred script
    # A refused form is answered with 400, which the browser notes; that is no fault of the page.
    journey.faults[:] = [told for told in journey.faults if "400" not in told]
    beautiful(page)
    page.locator('[id="f-p.eps_m"]').fill("500")
    with page.expect_navigation():
        page.get_by_role("button", name={"id": "Hitung kurva", "en": "Compute curves"}[language]).click()
    page.locator("#plot-k_distance").wait_for(timeout=60_000)
    journey.rest()
    assert page.locator(".drawn canvas").count() >= 2
    beautiful(page)
    with page.expect_navigation():
        page.locator(".advice button").first.click()
    page.locator('[id="f-p.eps_m"]').wait_for()
    assert page.locator('[id="f-p.eps_m"]').input_value() != "500"
    journey.flawless()


def test_everything_works_without_script(browser: Any, bench: Bench, travel: Callable[..., Journey]) -> None:
    journey = travel(bench.address, role="analyst", java_script_enabled=False)
    journey.page.goto(bench.address + FORM + "?lang=en")
    page = journey.page
    page.locator('[id="f-p.eps_m"]').fill("750")
    with page.expect_navigation():
        page.get_by_role("button", name="Count incidents").click()
    assert "240 incidents match." in page.locator("#told").text_content()
    with page.expect_navigation():
        page.get_by_role("button", name="Ask for the run").click()
    run_id = run_of(page)
    until = time.monotonic() + 60
    while bench.store.run(run_id)["status"] in {"queued", "running"} and time.monotonic() < until:
        if page.locator("[data-watch]").count():
            with page.expect_navigation():
                page.get_by_role("link", name="Reload").click()
        time.sleep(0.5)
    page.goto(f"{bench.address}/analyst/analisis/{run_id}")
    assert page.locator("figure.plot table").count() >= 3
    page.goto(f"{bench.address}/analyst/banding")
    assert page.locator("#changes").count() == 1
    assert journey.foreign == []


@pytest.mark.parametrize(("language", "width"), EYES)
def test_every_page_of_the_room_is_without_faults(
    travel: Callable[..., Journey], bench: Bench, language: str, width: int
) -> None:
    """M02, M03."""
    journey = travel(bench.address, role="analyst", width=width)
    for path in ("/analyst/", "/analyst/analisis/baru", "/analyst/antrean", "/analyst/analisis", "/analyst/banding",
                 "/analyst/analisis/baru/forecast/auto", "/analyst/analisis/baru/zones/joint_zones",
                 "/analyst/analisis/baru/routes/joint_routes", "/analyst/analisis/baru/hotspots/scan"):  # fmt: skip
        page = journey.open(f"{path}?lang={language}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        beautiful(page)
    journey.flawless()


def test_the_dark_page_is_without_faults(travel: Callable[..., Journey], bench: Bench) -> None:
    journey = travel(bench.address, role="analyst", color_scheme="dark")
    done = bench.store.runs("hotspots", "done")["run_id"].iloc[0]
    for path in ("/analyst/", FORM, f"/analyst/analisis/{done}", "/analyst/banding"):
        page = journey.open(path)
        beautiful(page)
    journey.flawless()


def test_a_role_taken_away_shuts_the_open_page(travel: Callable[..., Journey], bench: Bench) -> None:
    """L10: whoever is no analyst any more gets 403 at the next click."""
    journey = travel(bench.address, role="analyst", agency="DISHUB")
    page = journey.open(f"{FORM}?lang=en")
    user = user_of(bench.app, "analyst", "DISHUB")
    Users(services_of(bench.app).service).change(user.name, samples.NOW, role="commander")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered, page.expect_navigation():
        page.get_by_role("button", name="Ask for the run").click()
    assert answered.value.status == 403
    assert not len(bench.store.runs()[lambda runs: runs["asked_by"] == user.name])

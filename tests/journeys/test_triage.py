"""Staff look at citizens' reports in a real browser: from the inbox to a verified incident and an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from geo.store.service.photos import Photo
from geo.store.service.reports import Reports
from geo.tables.chosen import Chosen
from tests.journeys.axe import violations
from tests.journeys.conftest import Journey
from tests.webmap import samples
from tests.webmap.samples import HOSTILE, NOW
from tests.webmap.test_photos import picture
from tests.webmap.triage.conftest import SECRETS, TOLD
from webmap import create_app
from webmap.services import services_of

pytestmark = pytest.mark.browser


@pytest.fixture
def here(tmp_path: Path, serve: Callable[[Flask], str]) -> Iterator[tuple[str, Flask]]:
    """Return where a service with reports is served, and the service."""
    with samples.make_store(tmp_path) as store:
        app = create_app(samples.settings_of(store), store)
        reports = Reports(services_of(app).service, b"s" * 32)
        reports.add(TOLD, [Photo(picture("JPEG", (640, 480)), 640, 480)], NOW)
        reports.add(replace(TOLD, text="rumah dibobol dua orang motor merah", lon=104.752), [], NOW)
        hostile = " ".join(HOSTILE)
        reports.add(replace(TOLD, text=hostile, place_text=hostile, contact=hostile, kind="BANJIR"), [], NOW)
        yield serve(app), app


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("language", ["id", "en"])
def test_from_the_inbox_to_a_verified_incident(
    travel: Callable[..., Journey], here: tuple[str, Flask], width: int, language: str, tmp_path: Path
) -> None:
    """M02, M03."""
    address, app = here
    journey = travel(address, role="analyst", width=width, height=800)

    def look(name: str) -> None:
        assert violations(page, "#content") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=tmp_path / f"triase_{name}_{language}_{width}.png", full_page=True)

    page = journey.open(f"/triase/?lang={language}")
    look("inbox")
    with page.expect_navigation():
        page.click("a:has-text('L0001')")
    look("report")
    with page.expect_navigation():
        page.click("form[action$='/ambil'] button")
    assert not [secret for secret in SECRETS if secret in page.content()]
    with page.expect_navigation():
        page.click("form[action$='/lengkap'] button")
    page.wait_for_selector(".photos img")
    assert not [secret for secret in SECRETS if secret not in page.content()]
    assert page.evaluate("() => document.querySelector('.photos img').naturalWidth") == 640
    look("full")
    page.goto(f"{address}/triase/L0001")
    assert page.locator(".alike a").all_inner_texts() == ["L0002"]
    page.wait_for_selector("#place-map canvas")
    page.click("#place-map", position={"x": 60, "y": 60})
    assert page.input_value("input[name=lon]") != "104.75"
    page.fill("textarea[name=note]", "Pembobolan rumah, dua pelaku")
    with page.expect_navigation():
        page.click("form[action$='/terima'] button")
    page.wait_for_selector("form[action$='/verifikasi']")
    store = services_of(app).store
    assert len(store.incidents(Chosen())) == 0
    look("accepted")
    page.fill("form[action$='/verifikasi'] input[name=reason]", "cek lapangan")
    with page.expect_navigation():
        page.click("form[action$='/verifikasi'] button")
    page.wait_for_selector("[role=status]")
    assert len(store.incidents(Chosen())) == 1
    page.click("summary:has-text('pelapor')" if language == "id" else "summary:has-text('citizen')")
    page.fill("form[action$='/jawab'] textarea", "Terima kasih")
    with page.expect_navigation():
        page.click("form[action$='/jawab'] button")
    page.wait_for_selector(".letters .staff")
    look("answered")
    journey.flawless()


def test_m01_hostile_words_stay_words(travel: Callable[..., Journey], here: tuple[str, Flask]) -> None:
    address, _ = here
    journey = travel(address, role="analyst")
    page = journey.open("/triase/L0003")
    with page.expect_navigation():
        page.click("form[action$='/ambil'] button")
    with page.expect_navigation():
        page.click("form[action$='/lengkap'] button")
    page.wait_for_selector(".big")
    assert "${document.title='X3'}" in page.inner_text(".big")
    assert page.title().startswith("L0003")
    journey.open("/triase/?filter=all")
    assert page.title().startswith("Laporan warga")
    journey.flawless()


def test_a_case_is_worked_without_script(travel: Callable[..., Journey], here: tuple[str, Flask]) -> None:
    address, app = here
    page: Any = travel(address, role="analyst", java_script_enabled=False).page
    page.goto(f"{address}/triase/")
    with page.expect_navigation():
        page.click("a:has-text('L0002')")
    with page.expect_navigation():
        page.click("form[action$='/ambil'] button")
    with page.expect_navigation():
        page.click("form[action$='/gabung'] button >> nth=0")
    assert Reports(services_of(app).service).get("L0002").merged_into == "L0001"


def test_a_commander_reads_and_finds_no_button(travel: Callable[..., Journey], here: tuple[str, Flask]) -> None:
    address, _ = here
    journey = travel(address, role="commander", width=360, height=740)
    page = journey.open("/triase/L0001")
    assert page.locator("main form").count() == 0
    assert violations(page, "#content") == []
    journey.flawless()


@pytest.mark.parametrize(("width", "language"), [(360, "id"), (1440, "en")])
def test_a_report_is_passed_to_an_agency_that_has_nobody(
    travel: Callable[..., Journey], here: tuple[str, Flask], width: int, language: str
) -> None:
    """Said before, said after, and said to administrators until somebody is there."""
    address, app = here
    journey = travel(address, role="analyst", width=width, height=800)
    page = journey.open(f"/triase/L0001?lang={language}")
    page.locator("#form-forward summary").click()
    option = page.locator("#form-forward option[value=KODIM]").inner_text()
    assert ("belum ada pengguna" if language == "id" else "no users yet") in option
    page.locator("#form-forward select[name=agency]").select_option("KODIM")
    with page.expect_navigation():
        page.locator("#form-forward button").click()
    said = page.locator("[role=status]").all_inner_texts()
    assert any(("belum ada yang dapat menangani" if language == "id" else "can take L0001 yet") in one for one in said)
    assert Reports(services_of(app).service).get("L0001").agency == "KODIM"
    administrator = travel(address, role="admin", width=width, height=800)
    overview = administrator.open(f"/admin/?lang={language}")
    assert violations(overview, "#content") == []
    assert overview.evaluate("document.documentElement.scrollWidth") <= width
    with overview.expect_navigation():
        overview.locator("main a[href='/triase/L0001']").click()
    overview.wait_for_selector("#form-take")
    journey.flawless()
    administrator.flawless()

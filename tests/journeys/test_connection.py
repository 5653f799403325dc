"""A commander on a bad connection: slow, cut in the middle, and with a session that ended; nothing false is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.journeys.conftest import Journey, give_orders
from tests.webmap import samples
from webmap import create_app

pytestmark = pytest.mark.browser
Travel = Callable[..., Journey]
# What the browser itself writes when nobody answers; anything else is a fault.
CUT = ("net::ERR_INTERNET_DISCONNECTED", "401 (UNAUTHORIZED)")


def only_cut(journey: Journey) -> None:
    assert journey.foreign == []
    assert [fault for fault in journey.faults if not any(one in fault for one in CUT)] == []


@pytest.mark.parametrize(
    ("language", "unknown", "none", "cut"),
    [
        ("id", "Belum dapat diambil.", "Belum ada Surat Perintah", "Tidak ada sambungan"),
        ("en", "Could not be fetched yet.", "No order was issued", "no connection"),
    ],
)
def test_cut_off_in_the_middle_and_back_again(
    travel: Travel, ordered: str, shots: Path, language: str, unknown: str, none: str, cut: str
) -> None:
    journey = travel(ordered, width=360, height=740)
    page = journey.open(f"/commander/?lang={language}")
    page.evaluate("petarawan.lookForNews()")
    page.context.set_offline(True)
    page.evaluate("petarawan.choose('zone:Z01')")
    page.locator("#card .orders", has_text=unknown).wait_for()
    assert none not in page.locator("#card").text_content()
    assert cut in page.locator("#failed").text_content()
    page.evaluate("petarawan.choose('incident:1')")
    page.locator("#card", has_text=unknown).wait_for()
    page.evaluate("petarawan.choose('crew:104.75,-2.7')")
    page.locator("#card", has_text=unknown).wait_for()
    page.evaluate("petarawan.choose('zone:Z01')")
    page.evaluate("petarawan.lookForNews()")
    page.locator("#cut-off").wait_for()
    assert "WIB" in page.locator("#cut-off").text_content()
    page.screenshot(path=shots / f"commander-360-{language}-cut.png")
    page.context.set_offline(False)
    page.locator("#card .order a").first.wait_for()
    page.locator("#cut-off").wait_for(state="detached")
    assert not page.locator("#failed").is_visible()
    only_cut(journey)


def test_what_is_slow_is_said_to_be_on_its_way(travel: Travel, ordered: str) -> None:
    journey = travel(ordered, width=360, height=740)
    page = journey.page
    held = [True]

    def slow(route: Any) -> None:
        while held[0]:
            page.wait_for_timeout(20)
        route.continue_()

    page.context.route("**/api/zones*", slow)
    page.context.route("**/api/hotspots*", slow)
    page.context.route("**/api/objects*", slow)
    page.goto(ordered + "/commander/?lang=id", wait_until="commit")
    page.locator("#list", has_text="Sedang memuat").wait_for()
    held[0] = False
    page.locator("#list button[data-key='zone:Z01']").wait_for()
    assert "Sedang memuat" not in page.locator("#list").text_content()
    only_cut(journey)


@pytest.mark.parametrize(("language", "told"), [("id", "Masuk lagi"), ("en", "Sign in again")])
def test_a_session_that_ended_leads_to_the_door_and_back(
    travel: Travel, ordered: str, language: str, told: str
) -> None:
    journey = travel(ordered, width=1440, height=900)
    page = journey.open(f"/commander/?lang={language}")
    page.context.clear_cookies()
    page.check("input[name=period][value='1y']", force=True)
    link = page.locator("#failed a")
    link.wait_for()
    assert link.text_content() == told
    assert page.locator("#failed button").count() == 0
    link.click()
    page.wait_for_url("**/masuk?**")
    assert "period%3D1y" in page.url
    only_cut(journey)


def test_a_session_that_ended_is_noticed_by_the_quiet_look_for_news(travel: Travel, ordered: str) -> None:
    journey = travel(ordered)
    page = journey.open("/commander/?lang=id")
    page.context.clear_cookies()
    page.evaluate("petarawan.lookForNews()")
    page.locator("#failed a").wait_for()
    assert page.locator("#cut-off").count() == 0
    only_cut(journey)


def test_a_withdrawn_run_is_not_called_a_new_one(travel: Travel, serve: Callable[[Flask], str], tmp_path: Path) -> None:
    """What holds then is older than what was shown; at last nothing is left."""
    store = samples.full_store(tmp_path)
    found = samples.hotspots(3, tested=True, resampled=True)
    run_id, _ = samples.add_runs(store, found, samples.zones(found))
    journey = travel(serve(create_app(samples.settings_of(store), store)))
    page = journey.open("/commander/?lang=id")
    page.evaluate("petarawan.lookForNews()")
    store.withdraw_run(run_id, samples.NOW)
    page.evaluate("petarawan.lookForNews()")
    page.locator("#news", has_text=f"Analisis {run_id} ditarik; yang berlaku sekarang A0001.").wait_for()
    page.locator("#news button").click()
    journey.rest()
    page.locator("#list button[data-key='hotspot:H006']").wait_for()
    third, _ = samples.add_runs(store, samples.hotspots(2))
    page.evaluate("petarawan.lookForNews()")
    page.locator("#news", has_text=f"Analisis baru {third} terbit").wait_for()
    store.withdraw_run(third, samples.NOW)
    page.evaluate("petarawan.lookForNews()")
    page.locator("#news").wait_for(state="detached")  # as it was: no news
    store.withdraw_run("A0001", samples.NOW)
    page.evaluate("petarawan.lookForNews()")
    page.locator("#news", has_text="Analisis A0001 ditarik.").wait_for()
    page.locator("#news button").click()
    page.locator("#list", has_text="Belum ada titik rawan.").wait_for()
    journey.flawless()
    store.close()


def test_a_card_of_an_older_run_has_the_orders_of_that_run(
    travel: Travel, serve: Callable[[Flask], str], tmp_path: Path
) -> None:
    store = samples.full_store(tmp_path)
    give_orders(store)
    samples.add_runs(store, samples.hotspots(3))
    journey = travel(serve(create_app(samples.settings_of(store), store)))
    page = journey.open("/commander/?run=A0001&selected=zone:Z01&routes=latest&lang=id")
    page.locator("#card .order a").first.wait_for()
    assert page.locator("#list button[data-key^=route]").count() == 2
    journey.flawless()
    store.close()


def test_an_address_with_an_older_run_shows_the_new_one_when_asked(
    travel: Travel, serve: Callable[[Flask], str], tmp_path: Path
) -> None:
    store = samples.full_store(tmp_path)
    journey = travel(serve(create_app(samples.settings_of(store), store)))
    page = journey.open("/commander/?run=A0001")
    page.evaluate("petarawan.lookForNews()")
    found = samples.hotspots(3, tested=True, resampled=True)
    samples.add_runs(store, found, samples.zones(found))
    page.evaluate("petarawan.lookForNews()")
    page.locator("#news button").click()
    journey.rest()
    page.locator("#list button[data-key^='hotspot']").nth(3).wait_for(state="detached")
    assert page.locator("#list button[data-key^='hotspot']").count() == 3
    assert "run=" not in page.url
    journey.flawless()
    store.close()

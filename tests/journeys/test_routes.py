"""Routes on the map and as a list, in a real browser with the network cut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.journeys.conftest import Journey
from tests.webmap import samples
from webmap import create_app

pytestmark = pytest.mark.browser


def paths(page: Any) -> int:
    return page.locator(".leaflet-routes-pane path").count()


@pytest.mark.parametrize(("language", "must", "stops"), [("id", "wajib", "3 perhentian"), ("en", "must", "3 stops")])
@pytest.mark.parametrize("width", [360, 1440])
def test_routes_are_switched_on_chosen_and_explained(
    travel: Callable[..., Journey], address: str, language: str, must: str, stops: str, width: int
) -> None:
    journey = travel(address, width=width)
    page = journey.open(f"/commander/?lang={language}")
    assert not journey.api("routes")
    if width < 900:
        page.click("#legend summary")
    page.check("input[data-layer=routes]")
    journey.rest()
    # Two lines with their pale casings, the pale middle of the river, three rings on each.
    assert paths(page) == 2 + 2 + 1 + 6
    assert "routes=latest" in page.url
    assert stops in page.locator("#list").text_content()
    page.click("#list button[data-key='route:R02']")
    journey.rest()
    card = page.locator("#card").text_content()
    assert must in card
    assert "7" in page.locator("#list").text_content()
    assert page.locator("#card ol.stops > li").count() == 3
    assert page.locator(".label.stop").all_text_contents() == ["1", "2", "3"]
    page.reload()
    journey.rest()
    assert page.locator("#card ol.stops > li").count() == 3
    if width < 900:
        page.click("#legend summary")
    page.uncheck("input[data-layer=routes]")
    assert paths(page) == 0
    assert page.locator(".label.stop").count() == 0
    assert "routes" not in page.url.replace("selected", "")
    journey.flawless()


def test_means_of_travel_differ_without_colour(journey: Journey) -> None:
    page = journey.open("/commander/?routes=latest")
    widths = page.eval_on_selector_all(
        ".leaflet-routes-pane path[fill=none]", "all => [...new Set(all.map(one => one.getAttribute('stroke-width')))]"
    )
    assert {"4", "6", "1.75"} <= set(widths)  # road, river, and the pale middle that makes it double
    journey.flawless()


def test_from_the_card_to_the_list_and_back(journey: Journey) -> None:
    page = journey.open("/commander/?routes=latest&selected=route:R01")
    with page.expect_navigation():
        page.get_by_role("link", name="Surat Perintah dan berkas").click()
    journey.rest()
    assert page.locator("h1").text_content() == "Daftar rute patroli bersama"
    assert page.locator("section.route").count() == 2
    page.get_by_role("link", name="Peta", exact=True).click()
    journey.rest()
    journey.flawless()


def test_without_routes_the_list_says_what_to_do(travel: Callable[..., Journey], compared_address: str) -> None:
    journey = travel(compared_address)
    page = journey.open("/commander/?routes=latest")
    assert "Belum ada rute untuk zona ini. Minta analis menyusunnya." in page.locator("#list").text_content()
    journey.flawless()


def test_routes_with_hostile_texts_stay_inert(
    travel: Callable[..., Journey], serve: Callable[[Flask], str], tmp_path: Path
) -> None:
    store = samples.make_store(tmp_path, samples.hostile_pack(), rows=samples.incidents(20))
    found = samples.hotspots(4)
    _, zones = samples.add_runs(store, found, samples.zones(found))
    samples.add_routes(store, str(zones), samples.routes(len(samples.HOSTILE), texts=samples.HOSTILE))
    journey = travel(serve(create_app(samples.settings_of(store), store)))
    page = journey.open("/commander/?routes=latest")
    title = page.title()
    for button in page.locator("#list button[data-key^=route]").all():
        button.click()
        journey.rest()
        assert page.locator("#card img, #card script, #card iframe, #card svg[onload]").count() == 0
    assert page.title() == title
    assert samples.HOSTILE[2] in page.locator("#list").text_content() + page.locator("#card").text_content()
    journey.flawless()
    store.close()

"""Nothing, one, and many: the page stays itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.journeys.conftest import Journey
from tests.webmap import samples
from webmap import create_app

pytestmark = pytest.mark.browser


def test_an_empty_store_says_what_to_do(
    travel: Callable[..., Journey], serve: Callable[[Flask], str], tmp_path: Path
) -> None:
    store = samples.make_store(tmp_path)
    journey = travel(serve(create_app(samples.settings_of(store), store)))
    page = journey.open()
    told = page.locator("#list").text_content()
    assert "Belum ada titik rawan. Minta analis mencarinya." in told
    assert "Belum ada zona untuk titik rawan ini. Minta analis menyusunnya." in told
    assert page.locator("#shown").text_content().endswith("Minta analis memasukkannya.")
    assert not re.search(r"petarawan [a-z]", page.locator("#morning").text_content())
    journey.flawless()
    page = travel(journey.address, role="analyst").open()
    links = page.locator("#list .empty a")
    told = {link.text_content(): link.get_attribute("href") for link in links.all()}
    assert told["Minta analisis titik rawan"] == "/analyst/analisis/baru"
    assert told["Susun zona patroli"] == "/analyst/analisis/baru/zones/joint_zones"
    page.locator("#shown a").click()
    page.wait_for_url("**/analyst/data/unggah")


def test_one_incident_one_hotspot(
    travel: Callable[..., Journey], serve: Callable[[Flask], str], tmp_path: Path
) -> None:
    store = samples.make_store(tmp_path, rows=samples.incidents(1))
    found = samples.hotspots(1)
    samples.add_runs(store, found)
    journey = travel(serve(create_app(samples.settings_of(store), store)))
    page = journey.open("/commander/?lang=en")
    assert page.locator("#list button[data-key^=zone], #list button[data-key^=hotspot]").count() == 1
    assert (
        "1 incident in this period" in page.locator("#shown").text_content()
        or "1 incidents" in page.locator("#shown").text_content()
    )
    assert "There are no zones" in page.locator("#list").text_content()
    page.click("#list button[data-key='hotspot:H001']")
    journey.rest()
    assert "not tested" in page.locator("#card").text_content()
    assert page.locator(".leaflet-hotspots-pane path").get_attribute("stroke-dasharray")
    journey.flawless()


def test_hotspots_that_are_not_significant_are_hatched(journey: Journey) -> None:
    page = journey.open()
    fills = page.eval_on_selector_all(
        ".leaflet-hotspots-pane path", "paths => paths.map(path => path.getAttribute('fill'))"
    )
    assert fills.count("url(#hatch)") == 3
    assert page.locator("#hatch").count() == 1


def test_fifty_thousand_incidents_and_five_hundred_zones(
    travel: Callable[..., Journey], serve: Callable[[Flask], str], tmp_path: Path
) -> None:
    """M04."""
    store = samples.make_store(tmp_path, rows=samples.incidents(50_000))
    found = samples.hotspots(600)
    samples.add_runs(store, found, samples.zones(found, 500))
    journey = travel(serve(create_app(samples.settings_of(store), store)))
    sizes: list[int] = []
    journey.page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", 0))))
    page = journey.open()
    assert page.evaluate("petarawan.layers.incidents._answer.total") == 50_000
    assert page.evaluate("petarawan.layers.incidents._answer.cells.length") <= 9000
    assert max(sizes) < 500_000
    for step in range(4):
        page.mouse.move(800, 400)
        page.mouse.down()
        page.mouse.move(500 + 20 * step, 300)
        page.mouse.up()
    for zoom in (12, 15):
        page.evaluate(f"void petarawan.map.setZoom({zoom})")
        journey.rest()
    assert page.locator("#list button[data-key^=zone]").count() == 20
    page.locator("#list .more").first.click()
    assert page.locator("#list button[data-key^=zone]").count() == 500
    assert "500 teratas dari 600" in page.locator("#list").text_content()
    journey.flawless()

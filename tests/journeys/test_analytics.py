"""How sure, what changed, what is expected: opened, switched on and off, and read, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import Journey
from tests.journeys.test_looks import BASICS, CONTRAST

pytestmark = pytest.mark.browser
FILLED = [
    "/commander/daftar/hotspot",
    "/commander/daftar/selisih",
    "/commander/daftar/prakiraan",
    "/commander/titik/H005",
    "/commander/analisis/A0003",
    "/commander/?selected=hotspot:H003",
    "/commander/?diff=A0001,A0002&selected=change:3",
    "/commander/?forecast=A0003&selected=forecast:U0002",
]


def paths(page: Any, pane: str) -> int:
    return int(page.locator(f".leaflet-{pane}-pane path.leaflet-interactive").count())


@pytest.mark.parametrize(
    ("language", "sure", "weak", "spread"),
    [
        ("id", "Keyakinan 31 %; peringkat 3–5", "? lemah", "dibagi rata"),
        ("en", "Confidence 31 %; rank 3–5", "? weak", "spread evenly"),
    ],
)
def test_a_hotspot_says_how_sure_it_is(
    travel: Callable[..., Journey], compared_address: str, language: str, sure: str, weak: str, spread: str
) -> None:
    journey = travel(compared_address)
    page = journey.open(f"/commander/?lang={language}")
    assert not journey.api("borders")
    opacities = page.eval_on_selector_all(
        ".leaflet-hotspots-pane path:not([fill^=url])", "all => all.map(one => one.getAttribute('fill-opacity'))"
    )
    assert {"0.85", "0.5", "0.18"} == set(opacities)
    row = page.locator("#list button[data-key='hotspot:H003']")
    assert weak in row.text_content()
    row.click()
    journey.rest()
    card = page.locator("#card").text_content()
    for text in (sure, weak, spread, "25 Agu 2026" if language == "id" else "25 Aug 2026"):
        assert text in card
    assert page.locator(".label.selected").text_content() == "3?"
    page.locator(".leaflet-hotspots-pane path.core").first.wait_for()
    page.click("#list button[data-key='hotspot:H001']")
    journey.rest()
    assert page.locator(".leaflet-hotspots-pane path.core").count() == 2  # a line and its pale casing
    assert len(journey.api("borders")) == 1
    page.keyboard.press("Escape")
    assert page.locator(".leaflet-hotspots-pane path.core").count() == 0
    page.click("#list button[data-key='hotspot:H005']")
    with page.expect_navigation():
        page.locator("#card a", has_text=re.compile("^H005$")).click()
    journey.rest()
    assert page.url.split("?")[0].endswith("/commander/titik/H005")
    assert page.locator("svg.chart").count() == 2
    journey.flawless()


@pytest.mark.parametrize(("language", "all_on_map"), [("id", "Lihat semua di peta"), ("en", "Show all on the map")])
def test_what_changed_is_listed_and_drawn(
    travel: Callable[..., Journey], compared_address: str, language: str, all_on_map: str
) -> None:
    journey = travel(compared_address)
    page = journey.open(f"/commander/daftar/selisih?lang={language}")
    assert page.locator(".tally li").count() == 8
    assert page.locator("tbody tr:not(.why)").count() == 10
    page.get_by_text(all_on_map).click()
    journey.rest()
    assert paths(page, "changes") == 10
    assert "diff=A0001,A0002" in page.url.replace("%2C", ",")
    assert page.locator("#legend-changes li").count() == 8
    assert page.locator("input[data-layer=diff]").is_checked()
    dashes = page.eval_on_selector_all(
        ".leaflet-changes-pane path.leaflet-interactive",
        "all => all.map(one => one.getAttribute('stroke-dasharray') + one.getAttribute('stroke-width'))",
    )
    assert len(set(dashes)) == 8  # told apart without colour
    page.click("#list button[data-key='change:1']")
    journey.rest()
    assert page.locator("#card h2").text_content().startswith("▲")
    assert page.locator(".label.selected").text_content() == "▲"
    page.uncheck("input[data-layer=diff]")
    assert paths(page, "changes") == page.locator("#list button[data-key^=change]").count() == 0
    assert "diff" not in page.url
    assert not page.locator("#card").is_visible()
    page.check("input[data-layer=diff]")
    journey.rest()
    assert paths(page, "changes") == 10
    assert "diff=latest" in page.url
    journey.flawless()


@pytest.mark.parametrize(
    ("language", "on_map", "expected"),
    [("id", "Peta", "diperkirakan 1,25 kejadian"), ("en", "Map", "1.25 incidents expected")],
)
def test_what_is_expected_is_listed_and_drawn(
    travel: Callable[..., Journey], compared_address: str, language: str, on_map: str, expected: str
) -> None:
    journey = travel(compared_address)
    page = journey.open(f"/commander/daftar/prakiraan?lang={language}")
    assert page.locator("table.models tr.served").count() == 1
    assert page.locator("svg.chart").count() == 1
    page.get_by_role("link", name=re.compile(rf"^{on_map} 2$")).click()
    journey.rest()
    assert paths(page, "forecasts") == 60
    assert expected in page.locator("#card").text_content()
    assert page.evaluate("petarawan.map.getZoom()") > 13
    blues = page.eval_on_selector_all(
        ".leaflet-forecasts-pane path", "all => [...new Set(all.map(one => one.getAttribute('fill')))]"
    )
    assert sorted(blues) == sorted(page.evaluate("petarawan.colours.forecast"))
    page.click("#list button[data-key='forecast:U0004']")
    assert "selected=forecast%3AU0004" in page.url
    page.go_back()
    assert expected in page.locator("#card").text_content()
    page.uncheck("input[data-layer=forecast]")
    assert paths(page, "forecasts") == 0
    assert "forecast" not in page.url
    page.check("input[data-layer=forecast]")
    journey.rest()
    assert paths(page, "forecasts") == 60
    journey.flawless()


def test_layers_without_a_result_say_what_to_do(journey: Journey) -> None:
    page = journey.open()
    assert not journey.api("forecast")
    assert not journey.api("differences")
    page.check("input[data-layer=forecast]")
    page.check("input[data-layer=diff]")
    journey.rest()
    told = page.locator("#list").text_content()
    assert "Belum ada prakiraan. Minta analis membuatnya." in told
    assert "Tidak ada analisis sebelumnya" in told
    journey.flawless()


def test_the_form_compares_without_script(travel: Callable[..., Journey], compared_address: str) -> None:
    page = travel(compared_address, java_script_enabled=False).page
    page.goto(compared_address + "/commander/daftar/selisih")
    page.select_option("select[name=older]", "A0002")
    page.select_option("select[name=newer]", "A0001")
    with page.expect_navigation():
        page.click("form.choose button")
    assert "older=A0002&newer=A0001" in page.url
    assert page.locator("tbody tr:not(.why)").count() >= 8


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1440, "dark"), (1440, "light")])
@pytest.mark.parametrize("path", FILLED)
def test_filled_pages_fit_and_can_be_read(
    travel: Callable[..., Journey], compared_address: str, width: int, scheme: str, path: str
) -> None:
    journey = travel(compared_address, width=width, color_scheme=scheme)
    page = journey.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BASICS) == []
    assert page.evaluate(CONTRAST) == []
    journey.flawless()


def test_forecast_and_changes_print_on_one_sheet(travel: Callable[..., Journey], compared_address: str) -> None:
    journey = travel(compared_address, width=1440, height=900)
    page = journey.open("/commander/?print=1&diff=A0001,A0002&forecast=A0003&selected=change:1")
    sheet = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)", sheet) == [b"1"]
    journey.flawless()

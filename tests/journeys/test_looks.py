"""Fits the hand and the paper: phone, tablet, desk, print; names for everything that can be reached."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import Journey
from tests.journeys.test_commander import PAGES

pytestmark = pytest.mark.browser
BASICS = (Path(__file__).parent / "basics.js").read_text(encoding="utf-8")
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("path", [*PAGES, "/commander/?selected=hotspot:H001", "/commander/?selected=zone:Z02"])
def test_no_page_is_wider_than_the_screen(travel: Callable[..., Journey], address: str, width: int, path: str) -> None:
    journey = travel(address, width=width, height=800)
    page = journey.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    journey.flawless()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, "/commander/?selected=hotspot:H001", "/commander/?selected=zone:Z02"])
def test_everything_has_a_name_and_can_be_read(
    travel: Callable[..., Journey], address: str, scheme: str, path: str
) -> None:
    page = travel(address, color_scheme=scheme).open(path)
    assert page.evaluate(BASICS) == []
    assert page.evaluate(CONTRAST) == []


def test_on_a_phone_the_legend_is_one_tap_away(travel: Callable[..., Journey], address: str) -> None:
    page = travel(address, width=360, height=740, has_touch=True).open()
    assert page.locator("#legend").get_attribute("open") is None
    page.tap("#legend summary")
    assert page.locator("input[data-layer=zones]").is_visible()
    box = page.locator("#map-holder").bounding_box()
    assert box["height"] > 300
    assert box["width"] == 360


def test_on_a_phone_a_choice_shows_the_card(travel: Callable[..., Journey], address: str) -> None:
    page = travel(address, width=360, height=740, has_touch=True).open()
    page.tap("#list button[data-key='zone:Z01']")
    page.locator("#card h2").wait_for(state="visible")
    assert page.evaluate("document.getElementById('card').getBoundingClientRect().top") < 740


@pytest.mark.parametrize(
    "path",
    [
        "/commander/",
        "/commander/?selected=zone:Z02",
        "/commander/?selected=hotspot:H001&lang=en",
        "/commander/?print=1",
    ],
)
def test_the_map_prints_on_one_sheet(travel: Callable[..., Journey], address: str, path: str) -> None:
    journey = travel(address, width=1440, height=900)
    page = journey.open(path)
    sheet = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)", sheet) == [b"1"]
    assert len(sheet) > 20_000
    assert page.locator("body.on-paper").count() == (1 if "print=1" in path else 0)
    journey.flawless()


def test_paper_carries_date_source_legend_and_no_buttons(travel: Callable[..., Journey], address: str) -> None:
    page = travel(address).open("/commander/?print=1&selected=zone:Z01")
    for place in (".as-of", ".synthetic", "#legend", "#card", "#list", ".leaflet-control-scale-line"):
        assert page.locator(place).first.is_visible(), place
    for place in ("nav.pages", "#print", ".leaflet-control-zoom", "#kinds", ".card .close"):
        assert not page.locator(place).first.is_visible(), place
    holder = page.locator(".map-box").bounding_box()
    assert holder["width"] > 400
    assert holder["height"] > 400  # upright paper: the rows stand below the map


def test_a_dark_screen_prints_a_light_sheet(travel: Callable[..., Journey], address: str) -> None:
    page = travel(address, color_scheme="dark").open("/commander/?print=1")
    assert page.evaluate("petarawan.colour('land')") == "#fbfaf6"
    page.evaluate("document.body.classList.remove('on-paper')")
    assert page.evaluate("petarawan.colour('land')") != "#fbfaf6"

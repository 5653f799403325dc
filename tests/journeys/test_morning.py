"""The commander's morning on phone and desk, in both languages, the network cut: times, crews, objects, paper, news."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.journeys.axe import violations
from tests.journeys.conftest import Journey
from tests.webmap import samples
from webmap import create_app

pytestmark = pytest.mark.browser
BOTH = [(360, "id"), (360, "en"), (1440, "id"), (1440, "en")]
AXE_PAGES = [
    *("/commander/", "/commander/?selected=hotspot:H001", "/commander/?selected=zone:Z02", "/commander/?routes=latest"),
    *("/commander/?selected=object:PEL-TAA", "/commander/?selected=crew:104.75,-2.7", "/commander/?hours=21-24"),
    *("/commander/daftar/hotspot", "/commander/daftar/zona", "/commander/daftar/rute", "/commander/daftar/kejadian"),
    *("/commander/daftar/perintah", "/commander/daftar/objek", "/commander/objek/PEL-TAA", "/commander/simpan-peta"),
    *("/commander/regu-terdekat?lon=104.75&lat=-2.7", "/commander/daftar/selisih", "/commander/daftar/prakiraan"),
    *("/commander/titik/H001", "/commander/analisis", "/commander/analisis/A0001", "/commander/tentang"),
]


def go(journey: Journey, path: str, language: str) -> Any:
    """Open a page in a language."""
    return journey.open(path + ("&" if "?" in path else "?") + f"lang={language}")


def until(page: Any, expression: str) -> None:
    """Wait until an expression holds; asked from outside, since the page's policy forbids evaluating texts."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


def up(page: Any, steps: int = 2) -> None:
    """Draw the phone's sheet up; on the desk there is none."""
    for _ in range(steps):
        if page.locator("#sheet .handle").is_visible():
            page.click("#sheet .handle")


@pytest.mark.parametrize("part", ["[data-band='21-24']", ".hours svg"])
def test_a_tap_is_not_lost_to_figures_that_come_in_the_middle_of_it(
    travel: Callable[..., Journey], ordered: str, part: str
) -> None:
    journey = travel(ordered, width=1440, height=900)
    page = go(journey, "/commander/", "id")
    box = page.locator(f"#when {part}").bounding_box()
    page.mouse.move(box["x"] + 0.95 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    with page.expect_response("**/api/hours*"):
        page.evaluate("() => { petarawan.events.fire('shown') }")
    journey.rest()
    page.mouse.up()
    assert "hours=21-24" in page.url
    journey.rest()
    assert page.locator("#when [aria-pressed=true]").get_attribute("data-band") == "21-24"
    journey.flawless()


@pytest.mark.parametrize(("width", "language"), BOTH)
def test_m02_m03_a_morning_from_first_look_to_order(
    travel: Callable[..., Journey], ordered: str, shots: Path, width: int, language: str
) -> None:
    journey = travel(ordered, width=width, height=740 if width < 900 else 900, has_touch=width < 900)
    page = go(journey, "/commander/", language)
    page.screenshot(path=shots / f"commander-{width}-{language}-map.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "2026" in page.locator(".as-of").text_content()
    up(page)
    page.click("#list button[data-key='zone:Z01']")
    journey.rest()
    page.locator("#card .order a").first.wait_for()
    page.screenshot(path=shots / f"commander-{width}-{language}-zone.png")
    with page.expect_download() as begun:
        page.click("#card .order a[aria-label$='GPX']")
    assert begun.value.suggested_filename == "S2026-0001.gpx"
    page.click("#card .close")
    up(page)
    page.locator("#when [data-band='21-24']").click()
    journey.rest()
    assert "hours=21-24" in page.url
    page.screenshot(path=shots / f"commander-{width}-{language}-hours.png")
    answer = page.evaluate("petarawan.layers.incidents._answer.total")
    assert 0 < answer < 500
    assert str(answer) in page.locator("#shown").text_content()
    page.locator("#when [data-band='21-24']").click()
    journey.rest()
    assert "hours" not in page.url
    journey.flawless()


def test_the_slider_goes_through_the_periods(travel: Callable[..., Journey], ordered: str) -> None:
    journey = travel(ordered, width=1440, height=900)
    page = journey.open()
    assert "Seluruh periode · 500 kejadian" in page.locator("#step-told").text_content()
    page.focus("#step")
    page.keyboard.press("End")
    journey.rest()
    assert page.locator("#step-told").text_content().startswith("November 2026")
    assert "step=2026-11" in page.url
    n = page.evaluate("petarawan.layers.incidents._answer.total")
    assert f"{n} kejadian" in page.locator("#step-told").text_content()
    page.keyboard.press("ArrowLeft")
    journey.rest()
    assert page.locator("#step").get_attribute("aria-valuetext").startswith("Oktober 2026")
    page.click(".play")
    until(page, "document.getElementById('step-told').textContent.startsWith('November 2026')")
    until(page, "document.querySelector('.play').textContent === '▶'")
    again = travel(ordered, width=1440, height=900).open("/commander/?step=2026-10&period=1y")
    until(again, "document.getElementById('step-told').textContent.includes('2026')")
    assert again.evaluate("petarawan.layers.incidents._answer.total") > 0
    journey.flawless()


@pytest.mark.parametrize(("width", "language"), [(360, "id"), (1440, "en")])
def test_the_nearest_crews_to_a_click(
    travel: Callable[..., Journey], ordered: str, shots: Path, width: int, language: str
) -> None:
    journey = travel(ordered, width=width, height=740 if width < 900 else 900)
    page = go(journey, "/commander/", language)
    if width < 900:
        page.click("#toolbox summary")
    page.click("#tools button:nth-child(2)")
    up(page, 2)
    box = page.locator("#map-holder").bounding_box()
    page.mouse.click(box["x"] + 0.55 * box["width"], box["y"] + 0.3 * box["height"])
    page.locator("#card .crews li").first.wait_for()
    page.screenshot(path=shots / f"commander-{width}-{language}-crews.png")
    assert page.locator("#card .crews li").count() >= 5
    assert "selected=crew%3A" in page.url
    assert page.locator(".leaflet-routes-pane path").count() >= 3
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.25 * box["height"], button="right")
    journey.rest()
    assert "selected=crew%3A" in page.url
    page.keyboard.press("Escape")
    assert not page.locator("#card").is_visible()
    journey.flawless()


def test_m07_a_clicked_place_is_the_place_shown(travel: Callable[..., Journey], ordered: str) -> None:
    journey = travel(ordered, width=1440, height=900)
    page = journey.open("/commander/#12/-2.7/104.75")
    expected = page.evaluate(
        """() => { const box = document.getElementById('map-holder').getBoundingClientRect();
        return petarawan.map.containerPointToLatLng([900 - box.x, 400 - box.y]); }"""
    )
    page.mouse.click(900, 400, button="right")
    page.locator("#card .big").wait_for()
    lat, lon = re.match(r"(-?[\d.]+), (-?[\d.]+) · UTM", page.locator("#card .big").text_content()).groups()
    assert (float(lat), float(lon)) == pytest.approx((expected["lat"], expected["lng"]), abs=3.5e-4)  # one pixel
    assert "WGS 84" in page.locator("#legend").text_content()
    assert "desimal" in page.locator("#legend").text_content()
    journey.rest()
    journey.flawless()


def test_by_keyboard_alone(travel: Callable[..., Journey], ordered: str) -> None:
    journey = travel(ordered, width=1440, height=900)
    page = journey.open()

    def tab_to(selector: str) -> None:
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(selector)

    tab_to("input[name=period]")
    page.keyboard.press("ArrowLeft")
    journey.rest()
    assert "period=1y" in page.url
    tab_to("#agency")
    page.keyboard.press("ArrowDown")
    assert "agency=KODIM" in page.url
    tab_to("#tools button:nth-child(2)")
    page.keyboard.press("Enter")
    tab_to("#card input[name=lat]")
    page.keyboard.type("-2,7")
    page.keyboard.press("Tab")
    page.keyboard.type("104,75")
    page.keyboard.press("Enter")
    page.locator("#card .crews li").first.wait_for()
    assert page.evaluate("document.activeElement.id") == "card"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('#tools button:nth-child(2)')")
    tab_to("#list button[data-key='zone:Z01']")
    page.keyboard.press("Enter")
    journey.rest()
    assert page.evaluate("document.activeElement.id") == "card"
    tab_to("#card .order a")
    tab_to("#when [data-band='00-03']")
    page.keyboard.press("Space")
    journey.rest()
    assert "hours=00-03" in page.url
    assert page.evaluate("document.activeElement.dataset.band") == "00-03"
    journey.flawless()


def test_an_agency_sees_its_zones(travel: Callable[..., Journey], ordered: str) -> None:
    journey = travel(ordered, width=1440, height=900)
    page = journey.open("/commander/?agency=POLRES")
    assert page.locator("#list button[data-key^=zone]").count() == 1
    assert page.locator("#agency").input_value() == "POLRES"
    assert page.locator(".leaflet-zones-pane path").count() == 2
    page.select_option("#agency", "")
    assert page.locator("#list button[data-key^=zone]").count() == 2
    assert "agency" not in page.url
    journey.flawless()


def test_compare_with_the_last_run_in_one_click(travel: Callable[..., Journey], compared_address: str) -> None:
    journey = travel(compared_address, width=1440, height=900)
    page = journey.open()
    page.click("#tools button:nth-child(1)")
    journey.rest()
    assert "diff=latest" in page.url
    assert page.locator("#list button[data-key^=change]").count() > 3
    assert page.locator("#tools button:nth-child(1)").get_attribute("aria-pressed") == "true"
    page.click("#tools button:nth-child(1)")
    assert page.locator("#list button[data-key^=change]").count() == 0
    journey.flawless()


def test_a_vital_object_leads_to_its_page(travel: Callable[..., Journey], ordered: str, shots: Path) -> None:
    journey = travel(ordered, width=360, height=740)
    page = journey.open("/commander/?selected=object:PEL-TAA")
    page.locator("#card table.rings").wait_for()
    assert page.evaluate("document.getElementById('sheet').scrollWidth <= 360")
    with page.expect_navigation():
        page.click("#card .links a")
    journey.rest()
    assert page.url.endswith("/commander/objek/PEL-TAA")
    page.screenshot(path=shots / "commander-360-id-object.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    journey.flawless()


def test_the_sheet_is_drawn_up_by_hand_and_by_button(travel: Callable[..., Journey], ordered: str) -> None:
    journey = travel(ordered, width=360, height=740)
    page = journey.open()
    height = "document.getElementById('sheet').offsetHeight"
    low = page.evaluate(height)
    box = page.locator(".handle").bounding_box()
    page.mouse.move(180, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(180, box["y"] - 150, steps=5)
    page.mouse.up()
    half = page.evaluate(height)
    assert half > low + 80
    assert page.locator("#sheet").get_attribute("data-step") == "half"
    page.click(".handle")
    assert page.evaluate(height) > half
    page.focus(".handle")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(height) == low
    journey.flawless()


def test_targets_on_a_phone_are_large_enough(travel: Callable[..., Journey], ordered: str) -> None:
    page = travel(ordered, width=360, height=740, has_touch=True).open("/commander/?selected=zone:Z01")
    small = page.evaluate(
        """names => [...document.querySelectorAll(names)].filter(e => e.getClientRects().length)
        .map(e => [e.className || e.id || e.tagName, e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 43.5 || box.width < 40)
        .map(([name, box]) => `${name} ${box.width}x${box.height}`)""",
        "#filters .chips label, #filters summary, #agency, .handle, .rows button, .bands button, .play, "
        ".card .close, .card button.plain",
    )
    assert small == []


@pytest.mark.parametrize(
    "path", ["/commander/", "/commander/?selected=hotspot:H001&lang=en", "/commander/objek/PEL-TAA"]
)
def test_it_prints_on_one_upright_sheet(
    travel: Callable[..., Journey], ordered: str, tmp_path: Path, path: str
) -> None:
    journey = travel(ordered, width=1440, height=900)
    page = journey.open(path)
    file = tmp_path / "a.pdf"
    file.write_bytes(page.pdf(prefer_css_page_size=True))
    told = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+1\n", told)
    assert "A4" in told
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    for words in (r"TERBATAS|RESTRICTED", "A0001", r"Data per|Data as of"):
        assert re.search(words, text), words
    journey.flawless()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", ("Periode: 1 tahun", "pukul 18–21", "Pencurian dengan pemberatan", "zona dan rute Kodim 0430")),
        ("en", ("Period: 1 year", "hours 18–21", "Aggravated theft", "zones and routes of Kodim 0430")),
    ],
)
def test_paper_says_what_was_left_out(
    travel: Callable[..., Journey], ordered: str, tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    """Nobody can press a filter on paper; and its own controls and the links of a card are not printed."""
    page = go(travel(ordered), "/commander/?period=1y&kinds=CURAT&hours=18-21&agency=KODIM&selected=zone:Z01", language)
    file = tmp_path / "a.pdf"
    file.write_bytes(page.pdf(prefer_css_page_size=True))
    text = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True).stdout
    paper = " ".join(text.split())
    assert all(one in paper for one in words)
    assert "GPKG" not in paper


def test_news_wait_for_the_reader(
    travel: Callable[..., Journey], serve: Callable[[Flask], str], tmp_path: Path, shots: Path
) -> None:
    store = samples.full_store(tmp_path)
    journey = travel(serve(create_app(samples.settings_of(store), store)), width=1440, height=900)
    page = journey.open("/commander/#12/-2.7/104.75")
    page.evaluate("petarawan.lookForNews()")
    assert page.locator("#news").count() == 0
    found = samples.hotspots(3, tested=True, resampled=True)
    run_id, _ = samples.add_runs(store, found, samples.zones(found))
    samples.take_in(store, samples.incidents(5, seed=7), samples.NOW + timedelta(minutes=1))
    page.evaluate("petarawan.lookForNews()")
    page.locator("#news").wait_for()
    page.screenshot(path=shots / "commander-1440-id-news.png")
    assert run_id in page.locator("#news").text_content()
    assert "WIB" in page.locator("#news").text_content()
    assert page.locator("#list button[data-key^=hotspot]").count() == 6  # nothing moved under the finger
    place = page.url.split("#")[1]
    page.click("#news button")
    journey.rest()
    until(page, "document.querySelectorAll(\"#list button[data-key^='hotspot']\").length === 3")
    assert page.locator("#news").count() == 0
    assert page.url.split("#")[1] == place
    journey.flawless()
    store.close()


@pytest.mark.parametrize("path", AXE_PAGES)
@pytest.mark.parametrize(("width", "language"), [(360, "en"), (1440, "id")])
def test_axe_finds_nothing(travel: Callable[..., Journey], ordered: str, path: str, width: int, language: str) -> None:
    journey = travel(ordered, width=width, height=740 if width < 900 else 900)
    page = go(journey, path, language)
    assert violations(page) == []
    journey.flawless()


@pytest.mark.parametrize(
    "path",
    ["/commander/?diff=latest&forecast=latest", "/commander/daftar/selisih", "/commander/daftar/prakiraan"],
)
def test_axe_finds_nothing_in_changes_and_forecast(
    travel: Callable[..., Journey], compared_address: str, path: str
) -> None:
    assert violations(travel(compared_address).open(path)) == []


@pytest.mark.parametrize(
    "path", ["/commander/?selected=object:PEL-TAA", "/commander/regu-terdekat?lon=104.75&lat=-2.7"]
)
def test_axe_finds_nothing_in_the_dark(travel: Callable[..., Journey], ordered: str, path: str) -> None:
    page = travel(ordered, color_scheme="dark").open(path)
    assert violations(page) == []


def test_without_script_everything_is_reached_from_lists(travel: Callable[..., Journey], ordered: str) -> None:
    without = travel(ordered, java_script_enabled=False)
    page = without.page
    page.goto(ordered + "/commander/")
    links = [str(link.get_attribute("href")) for link in page.locator("#list a").all()]
    assert len(links) == 7
    for link in links:
        assert page.goto(ordered + link).status == 200
    page.goto(ordered + "/commander/regu-terdekat")
    page.fill("input[name=lat]", "-2,7")
    page.fill("input[name=lon]", "104,75")
    with page.expect_navigation():
        page.click("main button[type=submit]")
    assert page.locator("tbody tr").count() > 5
    assert without.foreign == []


def test_m01_a_saved_map_opened_elsewhere_stays_inert(
    travel: Callable[..., Journey], serve: Callable[[Flask], str], tmp_path: Path, browser: Any, shots: Path
) -> None:
    store = samples.make_store(tmp_path, samples.hostile_pack(), rows=samples.incidents(50))
    found = samples.hotspots(8, texts=samples.HOSTILE)
    samples.add_runs(store, found, samples.zones(found, 8, texts=samples.HOSTILE))
    journey = travel(serve(create_app(samples.settings_of(store), store)))
    page = journey.open("/commander/simpan-peta")
    with page.expect_download() as begun:
        page.click("main button[type=submit]")
    kept = tmp_path / "peta.html"
    begun.value.save_as(kept)
    context = browser.new_context()
    asked: list[str] = []
    elsewhere = context.new_page()
    elsewhere.on("request", lambda request: asked.append(request.url))
    elsewhere.on("dialog", lambda dialog: asked.append("dialog"))
    elsewhere.goto(kept.as_uri())
    title = elsewhere.title()
    elsewhere.wait_for_timeout(200)
    elsewhere.screenshot(path=shots / "saved-map.png", full_page=True)
    assert asked == [kept.as_uri()]
    assert elsewhere.title() == title
    assert elsewhere.locator("svg[role=img]").count() == 1
    context.close()
    store.close()


def test_m04_sizes_with_fifty_thousand_incidents_and_five_hundred_zones(
    travel: Callable[..., Journey], serve: Callable[[Flask], str], tmp_path: Path
) -> None:
    store = samples.make_store(tmp_path, rows=samples.incidents(50_000))
    found = samples.hotspots(600)
    samples.add_runs(store, found, samples.zones(found, 500))
    journey = travel(serve(create_app(samples.settings_of(store), store)))
    sizes: list[int] = []
    journey.page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", 0))))
    page = journey.open()
    assert max(sizes) < 500_000
    assert len(page.request.get(journey.address + "/commander/").body()) <= 10_240
    assert page.evaluate("petarawan.layers.incidents._answer.total") == 50_000
    page.locator("#when [data-band='21-24']").click()
    journey.rest()
    assert 0 < page.evaluate("petarawan.layers.incidents._answer.total") < 50_000
    journey.flawless()

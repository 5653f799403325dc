"""What is easily forgotten: a low or narrow phone, paper in a dark room, one incident, links to what is gone."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from geo.pipelines.basemap_build import BuildRequest, build_basemap
from geo.pipelines.basemap_file import add_basemap
from geo.pipelines.release import ensure_public, make_due
from geo.settings import load_settings
from geo.store.service.file import open_service
from tests.journeys.conftest import Journey
from tests.journeys.test_basemap import PAINTED
from tests.webmap import released_samples, samples
from webmap import create_app

pytestmark = pytest.mark.browser

Travel = Callable[..., Journey]
# Pixels of the incidents' canvas that are painted.
DRAWN = """() => {
  const canvas = document.querySelector('.leaflet-incidents-pane canvas');
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const pixels = copy.getImageData(0, 0, canvas.width, canvas.height).data;
  let painted = 0;
  for (let at = 3; at < pixels.length; at += 4) {
    painted += pixels[at] > 200 ? 1 : 0;
  }
  return painted;
}"""
OUTLINE = "() => petarawan.layers.base._outline.getLayers()[0].options.color"
GROUND = "() => petarawan.layers.base._drawn.boundary.getLayers()[0].options.fillColor"


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Flask], str]) -> Iterator[str]:
    """Serve a store with one incident, of the police alone."""
    store = samples.make_store(tmp_path_factory.mktemp("single"))
    samples.take_in(store, samples.incidents(1, agency="POLRES", sharing="own", status="verified"))
    yield serve(create_app(samples.settings_of(store), store))
    store.close()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Flask], str]) -> Iterator[str]:
    """Serve the public's release over a basemap of the shipped region."""
    folder = tmp_path_factory.mktemp("published")
    store = released_samples.planted_store(folder, 2000)
    service = open_service(store.url)
    ensure_public(service, store.region(), samples.NOW)
    make_due(store, service, load_settings({}, store=store.url), samples.NOW)
    build_basemap(store.region(), BuildRequest(), folder / "built.pmtiles")
    add_basemap(folder / "built.pmtiles", store.url, store.region().bounds)
    yield serve(create_app(samples.settings_of(store), store))
    store.close()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_head_leaves_the_map_most_of_a_phone(travel: Travel, ordered: str, language: str) -> None:
    journey = travel(ordered, width=360, height=740)
    page = journey.open(f"/commander/?lang={language}")
    head = page.locator(".map-box").bounding_box()["y"]
    assert head < 740 * 0.32
    assert page.locator(".as-of").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    journey.flawless()


def test_a_phone_held_across_shows_map_and_handle(travel: Travel, ordered: str) -> None:
    page = travel(ordered, width=740, height=360).open("/commander/")
    handle, box = page.locator(".handle").bounding_box(), page.locator(".map-box").bounding_box()
    assert handle["y"] + 44 <= 360
    assert handle["y"] - box["y"] > 100
    page.click(".handle")
    page.click(".handle")
    assert page.locator("#list .rows button").first.is_visible()


@pytest.mark.parametrize("key", ["hotspot:GONE", "zone:GONE", "incident:x", "route:GONE", "object:GONE"])
def test_a_link_to_what_is_gone_says_so(travel: Travel, ordered: str, key: str) -> None:
    journey = travel(ordered)
    page = journey.open(f"/commander/?lang=en&selected={key}")
    page.wait_for_selector("#card:has-text('is not among what is shown now')")
    page.click("#card .close")
    assert page.locator("#card").is_hidden()
    assert "selected" not in page.url
    journey.flawless()


def test_a_link_to_nonsense_opens_the_map_alone(travel: Travel, ordered: str) -> None:
    page = travel(ordered).open("/commander/?selected=nonsense")
    assert page.locator("#card").is_hidden()
    assert not page.evaluate("document.body.classList.contains('with-card')")


def test_m02_orders_on_a_phone_need_no_sideways_scrolling(travel: Travel, ordered: str) -> None:
    page = travel(ordered, width=360, height=740).open("/commander/daftar/perintah")
    wide = page.locator(".wide").first
    assert wide.evaluate("box => box.scrollWidth <= box.clientWidth")
    for link in page.locator("td.files a").all():
        box = link.bounding_box()
        assert box["x"] + box["width"] <= 360
        assert box["height"] >= 44


# Whether what a closed list says fits into it, beside its arrow.
FITS = """() => {
  const list = document.getElementById('agency'), style = getComputedStyle(list);
  const pen = new OffscreenCanvas(9, 9).getContext('2d');
  pen.font = style.font;
  const room = list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(list.selectedOptions[0].text).width + 16 <= room;
}"""


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_choice_of_an_agency_is_read_whole_on_a_phone(travel: Travel, ordered: str, language: str) -> None:
    page = travel(ordered, width=360, height=740).open(f"/commander/?lang={language}")
    assert page.evaluate(FITS)


@pytest.mark.parametrize("path", ["/commander/analisis/A0001", "/analyst/analisis/A0001"])
def test_long_labels_leave_their_values_half_of_a_phone(travel: Travel, ordered: str, path: str) -> None:
    page = travel(ordered, role="analyst", width=360, height=740).open(path)
    labels = page.locator("dl.facts dt").all_inner_texts()
    assert any(len(label) > 20 for label in labels)
    widths = page.eval_on_selector_all("dl.facts dd", "all => all.map(one => one.getBoundingClientRect().width)")
    assert min(widths) >= 160


def test_a_list_on_paper_has_no_forms_and_no_navigation(travel: Travel, ordered: str) -> None:
    page = travel(ordered, role="analyst").open("/commander/daftar/zona")
    assert page.locator("form.choose").is_visible()
    assert page.locator("nav.rooms").is_visible()
    page.emulate_media(media="print")
    assert page.locator("form.choose").is_hidden()
    assert page.locator("nav.rooms").is_hidden()
    assert page.locator("h1").is_visible()


def test_without_script_no_empty_map_stands_before_the_lists(travel: Travel, ordered: str) -> None:
    page = travel(ordered, width=360, height=740, java_script_enabled=False).page
    page.goto(ordered + "/commander/")
    assert page.locator(".map-box").is_hidden()
    assert page.locator("#filters").is_hidden()
    assert page.locator("#list a").first.bounding_box()["y"] < 400


def test_paper_is_light_in_a_dark_room_and_the_map_comes_back(travel: Travel, ordered: str, tmp_path: Path) -> None:
    journey = travel(ordered, width=1440, height=900, color_scheme="dark")
    page = journey.open("/commander/?lang=en")
    dark, before = page.evaluate(OUTLINE), page.evaluate("petarawan.map.getBounds().toBBoxString()")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(OUTLINE) == "#6b5b4b" != dark
    assert page.evaluate(GROUND) == "#fbfaf6"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(OUTLINE) == dark
    after = page.evaluate("petarawan.map.getBounds().toBBoxString()")
    assert [round(float(edge), 2) for edge in after.split(",")] == [round(float(edge), 2) for edge in before.split(",")]
    file = tmp_path / "a.pdf"
    file.write_bytes(page.pdf(prefer_css_page_size=True))
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert "Joint patrol zones" in text
    assert "Hotspots" in text.split("Joint patrol zones")[1]
    journey.flawless()


def test_a_low_window_keeps_times_and_zoom_buttons_within_reach(travel: Travel, ordered: str) -> None:
    journey = travel(ordered, width=1280, height=600)
    page = journey.open("/commander/?selected=zone:Z01")
    page.click("#when [data-band='21-24']")
    journey.rest()
    assert "hours=21-24" in page.url
    assert page.locator("#step").is_visible()
    legend, zoom, box = (page.locator(one).bounding_box() for one in ("#legend", ".leaflet-control-zoom", ".map-box"))
    assert legend["y"] >= zoom["y"] + zoom["height"]
    assert legend["y"] + legend["height"] <= box["y"] + box["height"]
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    journey.flawless()


@pytest.mark.parametrize("width", [360, 1440])
def test_a_single_incident_is_seen_from_afar(travel: Travel, single: str, width: int) -> None:
    journey = travel(single, width=width, height=800)
    page = journey.open("/commander/")
    assert page.evaluate(DRAWN) >= 50
    journey.flawless()


def test_who_may_see_nothing_is_told_so(travel: Travel, single: str) -> None:
    page = travel(single, agency="KODIM").open("/commander/?lang=id")
    assert page.inner_text("#shown") == (
        "Belum ada kejadian yang dapat dilihat instansi Anda. Minta analis memasukkannya."
    )
    assert page.evaluate(DRAWN) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_public_map_stands_on_the_basemap_and_fits_its_paper(travel: Travel, published: str, scheme: str) -> None:
    journey = travel(published, role=None, width=1440, height=900, color_scheme=scheme)
    page = journey.open("/peta?lang=id")
    for _ in range(200):
        if page.evaluate(PAINTED)[0] > 1000:
            break
        page.wait_for_timeout(30)
    assert page.evaluate(PAINTED)[0] > 1000
    assert page.locator(".map-attribution").is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.querySelectorAll('.leaflet-base-pane canvas').length") == 1
    box = page.locator(".released-map").bounding_box()
    assert 690 < box["width"] < 715
    home = page.evaluate("petarawan.home.toBBoxString()")
    shown = page.evaluate("petarawan.map.getBounds().toBBoxString()")
    west, south, east, north = (float(edge) for edge in shown.split(","))
    inner = [float(edge) for edge in home.split(",")]
    assert west <= inner[0]
    assert south <= inner[1]
    assert east >= inner[2]
    assert north >= inner[3]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".released-map").bounding_box()["width"] > 1000
    journey.flawless()


def test_paper_over_a_basemap_waits_for_no_tiles(travel: Travel, published: str) -> None:
    """The region's own ground is drawn on paper, names too, and taken away again."""
    journey = travel(published, width=1440, height=900)
    page = journey.open("/commander/?lang=en")
    counted = "petarawan.layers.base.getLayers().length"
    assert page.evaluate(counted) == 1
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(counted) > 4
    assert page.evaluate("petarawan.layers.base._names._places.length") > 10
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(counted) == 1
    assert page.evaluate("petarawan.layers.base._names._places.length") == 0
    journey.flawless()


@pytest.mark.parametrize("path", ["/peta", "/lapor"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_emergency_numbers_stand_in_one_line_on_a_phone(
    travel: Travel, published: str, path: str, language: str
) -> None:
    page = travel(published, role=None, width=360, height=740).open(f"{path}?lang={language}")
    bar = page.locator(".emergency, .urgent")
    assert bar.bounding_box()["height"] < 64
    for link in bar.locator("a").all():
        box = link.bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44

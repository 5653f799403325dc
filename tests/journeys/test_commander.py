"""The commander's morning, in a real browser with the network cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import Journey
from tests.webmap import samples

pytestmark = pytest.mark.browser
PAGES = [
    *(
        "/commander/",
        "/commander/daftar/hotspot",
        "/commander/daftar/zona",
        "/commander/daftar/rute",
        "/commander/daftar/selisih",
        "/commander/daftar/prakiraan",
    ),
    *(
        "/commander/daftar/kejadian",
        "/commander/titik/H001",
        "/commander/analisis",
        "/commander/analisis/A0001",
        "/commander/tentang",
    ),
]


def selected(page: Any) -> list[str]:
    return page.eval_on_selector_all("#list [aria-pressed=true]", "rows => rows.map(row => row.dataset.key)")


def test_the_first_view_shows_map_list_and_legend(journey: Journey) -> None:
    page = journey.open()
    assert page.locator("#list button[data-key^=zone]").count() == 2
    assert page.locator("#list button[data-key^=hotspot]").count() == 6
    assert page.locator(".leaflet-zones-pane path").count() == 4  # each with its pale casing
    assert page.locator(".leaflet-hotspots-pane path").count() == 6
    assert page.evaluate("petarawan.layers.incidents._answer.total") == 500
    assert page.locator("#legend").get_attribute("open") is not None
    assert "500 kejadian" in page.locator("#shown").text_content()
    assert "WGS 84" in page.locator("#legend").text_content()
    assert page.locator(".leaflet-control-scale-line").text_content()
    assert page.locator("#legend-agencies").text_content().strip() == "Polres"
    journey.flawless()


def test_the_ground_is_drawn_and_never_grey(journey: Journey) -> None:
    page = journey.open()
    colours = page.evaluate(
        """() => { const canvas = document.querySelector('.leaflet-base-pane canvas');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const seen = new Set();
        for (let at = 0; at < data.length; at += 400) if (data[at + 3]) seen.add(data.slice(at, at + 3).join());
        return seen.size; }"""
    )
    assert colours >= 4


@pytest.mark.parametrize("address_path", PAGES)
def test_no_page_asks_for_anything_outside_or_breaks_the_policy(journey: Journey, address_path: str) -> None:
    """M02, M03."""
    journey.open(address_path)
    journey.flawless()
    assert len(journey.asked) > 1


def test_everything_on_the_map_page_works_under_the_policy(journey: Journey) -> None:
    """M03."""
    page = journey.open()
    page.check("input[data-layer=density]")
    journey.rest()
    assert journey.api("density")
    for layer in ("hotspots", "zones", "incidents"):
        page.uncheck(f"input[data-layer={layer}]")
    assert page.locator(".leaflet-hotspots-pane path").count() == 0
    for layer in ("hotspots", "zones", "incidents"):
        page.check(f"input[data-layer={layer}]")
    page.click(".leaflet-control-zoom-in")
    journey.rest()
    page.mouse.move(800, 400)
    page.mouse.wheel(0, -300)
    journey.rest()
    journey.flawless()


def test_choosing_in_the_list_marks_the_map_and_the_address(journey: Journey) -> None:
    page = journey.open()
    page.click("#list button[data-key='hotspot:H002']")
    journey.rest()
    assert selected(page) == ["hotspot:H002"]
    assert "selected=hotspot%3AH002" in page.url
    card = page.locator("#card")
    assert card.is_visible()
    for text in (
        "Titik rawan H002",
        "peringkat 2 dari 6",
        "Pencurian dengan pemberatan",
        "mengapa",
        "tidak bermakna",
        "A0001",
    ):
        assert text in card.text_content()
    assert card.locator("svg.bars").count() == 2
    assert page.locator(".label.selected").text_content() == "2"
    page.click("#card .close")
    assert not card.is_visible()
    assert "selected" not in page.url
    assert selected(page) == []
    journey.flawless()


def test_choosing_on_the_map_marks_the_list(journey: Journey) -> None:
    page = journey.open("/commander/#11/-2.7/104.75")
    page.locator(".label.round", has_text=re.compile("^4$")).click()
    journey.rest()
    assert selected(page) == ["hotspot:H004"]
    assert "selected=hotspot%3AH004" in page.url


def test_an_address_brings_the_same_view_back(journey: Journey) -> None:
    page = journey.open("/commander/?selected=zone:Z02&period=28d")
    assert selected(page) == ["zone:Z02"]
    assert page.locator("input[name=period]:checked").get_attribute("value") == "28d"
    card = page.locator("#card").text_content()
    for text in ("Zona 2: Betung", "belum ada pemimpin", "Betung kurang", "Kodim 0430"):
        assert text in card
    assert page.evaluate("petarawan.map.getZoom()") > 9.5
    journey.flawless()


def test_back_undoes_a_choice(journey: Journey) -> None:
    page = journey.open()
    page.click("#list button[data-key='zone:Z01']")
    page.click("#list button[data-key='hotspot:H001']")
    page.go_back()
    assert selected(page) == ["zone:Z01"]
    page.go_back()
    assert selected(page) == []
    assert not page.locator("#card").is_visible()


def test_an_unknown_choice_in_the_address_harms_nothing(journey: Journey) -> None:
    page = journey.open("/commander/?selected=hotspot:${alert(1)}<img src=x onerror=alert(1)>&kinds=%3Cb%3E&period=zzz")
    assert page.locator("#list button[data-key^=zone], #list button[data-key^=hotspot]").count() == 8
    journey.faults[:] = [
        fault for fault in journey.faults if "400 (BAD REQUEST)" not in fault
    ]  # the unknown kind is refused
    journey.flawless()


def test_the_list_works_by_keyboard(journey: Journey) -> None:
    page = journey.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.key") == "zone:Z01"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert selected(page) == ["hotspot:H001"]
    page.keyboard.press("Escape")
    assert not page.locator("#card").is_visible()
    assert page.evaluate("document.activeElement.dataset.key") == "hotspot:H001"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.dataset.key") == "object:PAB-KARET-1"


def test_a_period_asks_anew_and_is_kept_in_the_address(journey: Journey) -> None:
    page = journey.open()
    before = len(journey.api("cells"))
    page.check("input[name=period][value='7d']", force=True)
    journey.rest()
    assert len(journey.api("cells")) > before
    assert "period=7d" in journey.api("cells")[-1]
    assert "period=7d" in page.url
    total = page.evaluate("petarawan.layers.incidents._answer.total")
    assert 0 < total < 60
    assert f"{total} kejadian" in page.locator("#shown").text_content()
    journey.flawless()


def test_kinds_are_chosen_from_those_that_occur(journey: Journey) -> None:
    page = journey.open()
    page.click("#kinds summary")
    assert page.locator("#kinds-list input").count() == len(samples.KINDS)
    assert "Kejahatan konvensional" in page.locator("#kinds-list").text_content()
    page.check("#kinds-list input[value=CURAT]")
    journey.rest()
    assert "kinds=CURAT" in page.url
    assert page.evaluate("petarawan.layers.incidents._answer.total") == 125
    assert "1 jenis dipilih" in page.locator("#kinds summary").text_content()
    page.keyboard.press("Escape")
    assert page.locator("#kinds").get_attribute("open") is None
    page.click("#kinds summary")
    page.click("#kinds-list button")
    journey.rest()
    assert "kinds" not in page.url
    journey.flawless()


def test_an_incident_opens_where_it_was_clicked(journey: Journey) -> None:
    page = journey.open("/commander/#14/-2.7/104.75")
    place = page.evaluate(
        """() => { const box = document.getElementById('map-holder').getBoundingClientRect();
        const view = petarawan.map.getSize();
        const onMap = p => ({n: p.number, ...petarawan.map.layerPointToContainerPoint([p.x, p.y])});
        const inside = petarawan.layers.incidents._places.map(onMap)
          .filter(p => p.x > view.x / 2 && p.x < view.x - 60 && p.y > 60 && p.y < view.y - 80);
        return {n: inside[0].n, x: box.x + inside[0].x, y: box.y + inside[0].y}; }"""
    )
    page.mouse.click(place["x"], place["y"])
    journey.rest()
    card = page.locator("#card").text_content()
    assert f"incident%3A{place['n']}" in page.url
    assert "belum diperiksa" in card
    assert "UTM 48S" in card
    journey.flawless()


def test_the_pointers_place_is_the_clicked_place(journey: Journey) -> None:
    """M07."""
    from pyproj import Transformer

    page = journey.open("/commander/#12/-2.7/104.75")
    page.mouse.move(760, 420)
    expected = page.evaluate(
        """() => { const box = document.getElementById('map-holder').getBoundingClientRect();
        return petarawan.map.containerPointToLatLng([760 - box.x, 420 - box.y]); }"""
    )
    told = page.locator("#pointer-place").text_content()
    parts = re.fullmatch(r"(-?[\d.]+), (-?[\d.]+) · UTM 48S (\d+) (\d+)", told)
    assert parts is not None
    lat, lon, east, north = parts.groups()
    assert (float(lat), float(lon)) == pytest.approx((expected["lat"], expected["lng"]), abs=3.5e-4)  # one pixel
    x, y = Transformer.from_crs(4326, 32748, always_xy=True).transform(float(lon), float(lat))
    assert (int(east), int(north)) == pytest.approx((x, y), abs=1.5)


@pytest.mark.parametrize(
    ("lat", "lon", "crs"), [(-2.7, 104.75, 32748), (-3.3, 103.1, 32748), (51.5, -0.12, 32630), (60.2, 24.9, 32635)]
)
def test_utm_agrees_with_proj(journey: Journey, lat: float, lon: float, crs: int) -> None:
    from pyproj import Transformer

    page = journey.open()
    found = page.evaluate(f"petarawan.utm({lat}, {lon}, {crs % 100}, {str(crs // 100 == 327).lower()})")
    expected = Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat)
    assert (found["easting"], found["northing"]) == pytest.approx(expected, abs=0.001)


def test_english_is_one_click_away_and_keeps_the_view(journey: Journey) -> None:
    page = journey.open("/commander/?selected=hotspot:H001")
    page.click("nav.lang a[lang=en]")
    journey.rest()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "Joint patrol zones" in page.locator("#list").text_content()
    assert "rank 1 of 6" in page.locator("#card").text_content()
    assert selected(page) == ["hotspot:H001"]
    journey.flawless()


def test_a_failed_request_is_said_and_can_be_tried_again(journey: Journey) -> None:
    page = journey.open()
    broken = [True]
    page.context.route("**/api/cells*", lambda route: route.abort() if broken[0] else route.continue_())
    page.check("input[name=period][value='1y']", force=True)
    page.locator("#failed").wait_for(state="visible")
    assert "Coba lagi" in page.locator("#failed").text_content()
    broken[0] = False
    page.click("#failed button")
    journey.rest()
    assert not page.locator("#failed").is_visible()
    assert page.evaluate("petarawan.layers.incidents._answer.total") < 500


def test_lists_work_without_script(travel: Callable[..., Journey], address: str) -> None:
    without = travel(address, java_script_enabled=False)
    page = without.page
    page.goto(address + "/commander/")
    links = [link.get_attribute("href") for link in page.locator("noscript a, .list a").all()]
    page.goto(address + "/commander/daftar/zona")
    assert page.locator("tbody tr").count() >= 2
    page.goto(address + "/commander/daftar/kejadian")
    with page.expect_navigation():
        page.click("a[rel=next]")
    assert "51–100" in page.locator(".pager").first.text_content()
    with page.expect_navigation():
        page.click("nav.chips a >> text=7 hari")
    assert "period=7d" in page.url
    assert without.foreign == []
    assert links is not None

"""A citizen reports from a phone: with and without script, by keyboard, without a connection, and follows the case."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from geo.store.service.photos import Photos
from geo.store.service.reports import Reports
from tests.journeys.axe import violations
from tests.journeys.conftest import Journey
from tests.webmap import samples
from tests.webmap.test_photos import CANARY, with_metadata
from webmap import create_app
from webmap.services import services_of

pytestmark = pytest.mark.browser
PHONE = {"role": None, "width": 360, "height": 740}
WORDS = {
    "id": ("Kebakaran dan bencana", "Api di hutan, kebun atau lahan", "{n} dari 6", "Terkirim", "Laporan diterima"),
    "en": ("Fire and disaster", "Fire in forest, plantation or on land", "{n} of 6", "Sent", "Report received"),
}
SMALL_TARGETS = """() => [...document.querySelectorAll(
  'button, select, textarea, summary, .pick, .urgent a, nav a, input')]
  .filter(one => one.getClientRects().length && !one.matches('[type=radio], [type=checkbox], [type=hidden]'))
  .map(one => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44).map(([html]) => html)"""
NUMBERS_SEEN = """() => ['110', '112'].every(number => {
  const box = document.querySelector(`.urgent a[href='tel:${number}']`).getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return top && top.closest('a')?.href === `tel:${number}`; })"""
LOSE_ONE = """() => { const real = fetch; window.lost = 0;
  window.fetch = (...all) => real(...all).then(answer => {
    if (window.lost++) return answer;
    throw new TypeError('lost'); }); }"""
Here = tuple[str, Flask]


@pytest.fixture
def here(tmp_path: Path, serve: Callable[[Flask], str]) -> Iterator[Here]:
    """Return where a service of one's own is served, and the service."""
    with samples.make_store(tmp_path) as store:
        app = create_app(samples.settings_of(store), store)
        yield serve(app), app


def taken_in(app: Flask) -> list[Any]:
    return Reports(services_of(app).service).chosen()


def to_step(page: Any, step: int) -> None:
    page.click("#next")
    page.wait_for_function("step => document.querySelectorAll('.step')[step - 1].classList.contains('now')", arg=step)


def worker_ready(page: Any) -> None:
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")


def fill(page: Any, told: str) -> None:
    """Fill in a report up to its last question."""
    page.check("text=Lainnya, atau belum tahu")
    for step in range(2, 5):
        to_step(page, step)
    page.fill("#tell", told)
    for step in (5, 6):
        to_step(page, step)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_question_a_screen_to_the_receipt(
    travel: Callable[..., Journey], here: Here, language: str, scheme: str, tmp_path: Path
) -> None:
    """M02, M03."""
    address, app = here
    group, kind, progress, sent, _ = WORDS[language]
    journey = travel(address, **PHONE, color_scheme=scheme)
    page = journey.open(f"/lapor?lang={language}")
    assert page.inner_text("#progress") == progress.format(n=1)
    page.click("#next")  # nothing chosen yet
    assert page.locator("#problem").is_visible()
    page.click(f"summary:has-text('{group}')")
    page.check(f"text={kind}")
    for step in range(1, 7):
        assert page.inner_text("#progress") == progress.format(n=step)
        assert page.locator(".step:visible").count() == 1
        assert violations(page) == []
        assert page.evaluate(SMALL_TARGETS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert page.evaluate(NUMBERS_SEEN)  # however far down somebody is
        page.screenshot(path=tmp_path / f"lapor_{language}_{scheme}_{step}.png", full_page=True)
        if step == 2:
            page.select_option("#district", "16.07.02/Sungsang")
        if step == 4:
            page.fill("#tell", "Api besar </script><b>dekat</b> dermaga")
        if step < 6:
            to_step(page, step + 1)
    page.go_back()  # the button of the phone goes back one question
    page.wait_for_function("() => document.getElementById('progress').textContent.startsWith('5')")
    to_step(page, 6)
    page.click("#send")
    page.wait_for_selector("#outbox .code")
    assert sent in page.inner_text("#outbox")
    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    (report,) = taken_in(app)
    assert (report.kind, report.village, report.language) == ("TITIKAPI", "Sungsang", language)
    assert report.text == "Api besar </script><b>dekat</b> dermaga"
    with page.expect_navigation():
        page.click("#outbox form button")
    page.wait_for_selector(".state")
    assert violations(page) == []
    assert page.context.cookies() == []
    journey.flawless()


@pytest.mark.parametrize("language", ["id", "en"])
def test_without_script_it_is_one_long_form(travel: Callable[..., Journey], here: Here, language: str) -> None:
    address, app = here
    group, kind, _, _, received = WORDS[language]
    page = travel(address, **PHONE, java_script_enabled=False).page
    page.goto(f"{address}/lapor?lang={language}")
    assert page.locator(".step:visible").count() == 6
    assert not page.locator("#next, #here, #progress").first.is_visible()
    with page.expect_navigation():
        page.click("button[type=submit]")
    assert page.locator("#problem").is_visible()
    page.click(f"summary:has-text('{group}')")
    page.check(f"text={kind}")
    page.fill("#tell", "api")
    page.set_input_files("#photo", [{"name": "a.png", "mimeType": "image/png", "buffer": with_metadata("PNG")}])
    with page.expect_navigation():
        page.click("button[type=submit]")
    assert page.inner_text("h1") == received
    assert len(page.inner_text(".code").replace(" ", "")) == 16
    (report,) = taken_in(app)
    kept = Photos(services_of(app).service).get(report.report_id, 1)
    assert kept is not None
    assert CANARY not in kept.content
    with page.expect_navigation():
        page.click("main form button")
    assert page.locator(".state").is_visible()
    page.check("input[name=sure]")
    with page.expect_navigation():
        page.click("button.grave")
    assert taken_in(app)[0].forgotten is not None


def _tab_to(page: Any, selector: str) -> None:
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"never reached by Tab: {selector}")


def test_by_keyboard_alone(travel: Callable[..., Journey], here: Here) -> None:
    address, app = here
    journey = travel(address, **PHONE)
    page, keys = journey.open("/lapor"), journey.page.keyboard
    _tab_to(page, "details:nth-of-type(2) summary")
    keys.press("Enter")
    _tab_to(page, "details:nth-of-type(2) input")
    keys.press("Space")
    for step in range(1, 6):
        _tab_to(page, "#next")
        keys.press("Enter")
        page.wait_for_function(
            "n => document.activeElement.closest('.step') === document.querySelectorAll('.step')[n]", arg=step
        )
        if step == 1:
            _tab_to(page, "#point")
            keys.press("Enter")
            page.wait_for_selector("#map .cross")
            assert page.evaluate("document.activeElement.id") == "map"
            keys.press("ArrowLeft")
            _tab_to(page, "#middle")
            keys.press("Enter")
            assert "104." in page.inner_text("#placed")
            _tab_to(page, "#district")
            keys.type("Sungs")
            assert page.input_value("#district") == "16.07.02/Sungsang"
        if step == 3:
            _tab_to(page, "#tell")
            keys.type("pemukulan di pasar")
    _tab_to(page, "#send")
    keys.press("Enter")
    page.wait_for_selector("#outbox .code")
    (report,) = taken_in(app)
    assert (report.place_how, report.text) == ("map", "pemukulan di pasar")
    assert report.lon is not None
    journey.flawless()


def test_the_map_is_loaded_only_when_it_is_asked_for(travel: Callable[..., Journey], here: Here) -> None:
    address, _ = here
    journey = travel(address, **PHONE)
    page = journey.open("/lapor")
    assert not [url for url in journey.asked if "leaflet" in url or "peta.json" in url]
    page.check("text=Lainnya, atau belum tahu")
    to_step(page, 2)
    page.click("#point")
    page.wait_for_selector("#map .cross")
    page.wait_for_timeout(300)
    assert violations(page) == []
    page.evaluate("document.getElementById('map').scrollIntoView({block: 'start'})")
    assert page.evaluate(NUMBERS_SEEN)  # the map lies below them
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + 200, box["y"] + 150)
    assert "Titik di peta" in page.inner_text("#placed")
    lon, lat = (float(page.input_value(f"[name={name}]")) for name in ("lon", "lat"))
    west, south, east, north = 103.5, -3.6, 106.0, -1.4
    assert west < lon < east
    assert south < lat < north
    journey.flawless()


@pytest.mark.parametrize(("accuracy", "doubts"), [(35, ()), (50_000, ("coarse",))])
def test_r07_the_present_position_with_its_accuracy(
    travel: Callable[..., Journey], here: Here, accuracy: int, doubts: tuple[str, ...]
) -> None:
    address, app = here
    place = {"latitude": -2.7, "longitude": 104.75, "accuracy": accuracy}
    journey = travel(address, **PHONE, geolocation=place, permissions=["geolocation"])
    page = journey.open("/lapor")
    page.check("text=Lainnya, atau belum tahu")
    to_step(page, 2)
    page.click("#here")
    page.wait_for_function("() => document.querySelector('[name=lon]').value !== ''")
    assert ("35 m" if accuracy == 35 else "50.000 m") in page.inner_text("#placed")
    for step in range(3, 7):
        to_step(page, step)
    page.click("#send")
    page.wait_for_selector("#outbox .code")
    (report,) = taken_in(app)
    assert (report.place_how, report.lon, report.accuracy_m) == ("position", 104.75, accuracy)
    assert set(report.doubts) - {"clock"} == set(doubts)  # the service's clock is a fixed one here
    journey.flawless()


def test_a_position_or_point_can_be_taken_back(travel: Callable[..., Journey], here: Here) -> None:
    """Whoever pressed "use my position" at home, and not where it happened, sends it to nobody."""
    address, app = here
    place = {"latitude": -2.7, "longitude": 104.75, "accuracy": 35}
    journey = travel(address, **PHONE, geolocation=place, permissions=["geolocation"])
    page = journey.open("/lapor")
    page.check("text=Lainnya, atau belum tahu")
    to_step(page, 2)
    assert page.locator("#unplace").is_hidden()
    page.click("#point")
    page.wait_for_selector("#map .cross")
    page.click("#middle")
    assert page.input_value("[name=where]") == "map"
    page.context.clear_permissions()
    page.click("#here")  # refused: the point before it is not used in silence
    page.wait_for_function("() => document.getElementById('placed').textContent.includes('Posisi tidak didapat')")
    assert page.input_value("[name=lon]") == ""
    page.context.grant_permissions(["geolocation"])
    page.click("#here")
    page.wait_for_function("() => document.querySelector('[name=lon]').value !== ''")
    page.click("#unplace button")
    assert page.locator("#unplace").is_hidden()
    assert page.inner_text("#placed") == ""
    for step in (3, 4):
        to_step(page, step)
    page.fill("#tell", "lampu jalan mati")
    for step in (5, 6):
        to_step(page, step)
    page.click("#send")
    page.wait_for_selector("#outbox .code")
    (report,) = taken_in(app)
    assert (report.lon, report.lat, report.accuracy_m) == (None, None, None)
    assert report.place_how not in ("map", "position")
    journey.flawless()


def test_photos_are_taken_one_after_another_and_each_can_be_removed(
    travel: Callable[..., Journey], here: Here, tmp_path: Path
) -> None:
    address, app = here
    files = []
    for number in range(6):
        files.append(tmp_path / f"kamera-{number}.jpg")
        Image.new("RGB", (40 + number, 30), "teal").save(files[-1])
    journey = travel(address, **PHONE)
    page = journey.open("/lapor")
    page.check("text=Lainnya, atau belum tahu")
    for step in range(2, 6):
        to_step(page, step)
    for file in files[:2]:  # a camera gives one at a time
        page.set_input_files("#photo", [file])
    assert page.locator("#chosen li").count() == 2
    assert page.evaluate("document.getElementById('photo').files.length") == 2
    page.set_input_files("#photo", files[2:])  # six: too many, and the two stay
    assert "Paling banyak 5 foto." in page.inner_text("#problem")
    assert page.locator("#chosen li").count() == 2
    assert page.evaluate(SMALL_TARGETS) == []
    page.get_by_role("button", name="Buang kamera-0.jpg").click()
    assert page.locator("#chosen li").all_inner_texts() == ["kamera-1.jpg\nBuang"]
    to_step(page, 6)
    page.click("#send")
    page.wait_for_selector("#outbox .code")
    (report,) = taken_in(app)
    kept = Photos(services_of(app).service)
    assert kept.get(report.report_id, 1) is not None
    assert kept.get(report.report_id, 2) is None
    journey.flawless()


def test_without_permission_the_list_is_offered(travel: Callable[..., Journey], here: Here) -> None:
    address, _ = here
    journey = travel(address, **PHONE)
    page = journey.open("/lapor")
    page.check("text=Lainnya, atau belum tahu")
    to_step(page, 2)
    page.click("#here")
    page.wait_for_function("() => document.getElementById('placed').textContent.includes('Pilih kecamatan')")


def test_r03_written_without_a_connection_it_is_sent_once(
    travel: Callable[..., Journey], here: Here, tmp_path: Path
) -> None:
    address, app = here
    journey = travel(address, **PHONE)
    page = journey.open("/lapor?lang=id")
    worker_ready(page)
    page.context.set_offline(True)
    page.reload()  # the page is there without a connection
    assert page.locator("#net").is_visible()
    page.check("text=Lainnya, atau belum tahu")
    for step in range(2, 5):
        to_step(page, step)
    page.fill("#tell", "air naik di dermaga")
    to_step(page, 5)
    large = io.BytesIO()
    Image.effect_noise((2400, 1800), 40).convert("RGB").save(large, "JPEG", exif=_exif())
    page.set_input_files("#photo", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": large.getvalue()}])
    to_step(page, 6)
    page.click("#send")
    page.wait_for_selector("#outbox li")
    assert "Belum terkirim" in page.inner_text("#outbox")
    assert page.locator("#outbox .code").count() == 0
    assert violations(page) == []
    page.screenshot(path=tmp_path / "belum_terkirim.png", full_page=True)
    page.reload()
    page.wait_for_selector("#outbox li")
    assert "Belum terkirim" in page.inner_text("#outbox")  # it outlives the page
    assert taken_in(app) == []
    page.context.set_offline(False)
    page.wait_for_selector("#outbox .code")
    assert "Terkirim 23 Nov 2026, 12.00 WIB" in page.inner_text("#outbox")
    page.screenshot(path=tmp_path / "terkirim.png", full_page=True)
    page.evaluate("() => laporQueue.sendAll()")
    page.reload()
    page.wait_for_selector("#outbox .code")
    (report,) = taken_in(app)
    assert report.text == "air naik di dermaga"
    assert report.device_time is not None
    kept = Photos(services_of(app).service).get(report.report_id, 1)
    assert kept is not None
    assert (kept.width, kept.height) == (1600, 1200)
    waiting = page.evaluate("() => laporQueue.all().then(all => JSON.stringify(all))")
    assert "dermaga" not in waiting  # what was sent has left the phone
    page.click("#outbox button:has-text('Hapus dari ponsel')")
    page.click("#outbox button:has-text('Tekan sekali lagi')")
    page.wait_for_selector("#outbox", state="hidden")
    assert [fault for fault in journey.faults if "INTERNET_DISCONNECTED" not in fault] == []
    assert journey.foreign == []


def _exif() -> Image.Exif:
    made = Image.Exif()
    made[0x010E] = CANARY.decode()
    return made


def test_an_answer_that_was_lost_is_asked_for_again(travel: Callable[..., Journey], here: Here) -> None:
    """R03: the service had it, the phone did not learn so; the second sending changes nothing and brings the code."""
    address, app = here
    journey = travel(address, **PHONE)
    page = journey.open("/lapor")
    worker_ready(page)
    page.check("text=Lainnya, atau belum tahu")
    for step in range(2, 5):
        to_step(page, step)
    page.fill("#tell", "hilang di jalan")
    for step in range(5, 7):
        to_step(page, step)
    page.evaluate(LOSE_ONE)
    page.click("#send")
    page.wait_for_function("() => window.lost === 1 && document.querySelector('#outbox li')")
    page.click("#outbox button:has-text('Kirim sekarang')")
    page.wait_for_selector("#outbox .code")
    assert len(taken_in(app)) == 1
    journey.flawless()


def test_what_is_refused_says_why_and_can_be_mended(travel: Callable[..., Journey], here: Here) -> None:
    address, app = here
    journey = travel(address, **PHONE)
    page = journey.open("/lapor?lang=en")
    page.check("text=Something else, or not sure")
    for step in range(2, 7):
        to_step(page, step)
    page.click("#send")  # neither place nor account nor photo
    page.wait_for_selector("#outbox .bad")
    assert "one of them is enough" in page.inner_text("#outbox .bad")
    page.click("#outbox button:has-text('Mend it')")
    page.wait_for_function("() => document.getElementById('step-tell').classList.contains('now')")
    page.fill("#tell", "smoke over the village")
    for step in (5, 6):
        to_step(page, step)
    page.click("#send")
    page.wait_for_selector("#outbox .code")
    assert [one.text for one in taken_in(app)] == ["smoke over the village"]
    assert [fault for fault in journey.faults if "400" not in fault] == []


def test_the_keyboards_enter_is_next_and_sends_nothing_unfinished(travel: Callable[..., Journey], here: Here) -> None:
    address, app = here
    journey = travel(address, **PHONE)
    page = journey.open("/lapor")
    page.check("text=Lainnya, atau belum tahu")
    to_step(page, 2)
    page.fill("#place", "dermaga")
    page.press("#place", "Enter")
    page.wait_for_function("() => document.querySelectorAll('.step')[2].classList.contains('now')")
    assert page.locator("#outbox li").count() == 0
    assert taken_in(app) == []
    for step in range(4, 7):
        to_step(page, step)
    page.press("#contact", "Enter")  # of the last question it sends
    page.wait_for_selector("#outbox .code")
    assert [one.place_text for one in taken_in(app)] == ["dermaga"]
    journey.flawless()


@pytest.mark.parametrize("path", ["/lapor", "/lapor/status"])
@pytest.mark.parametrize("width", [360, 1440])
def test_pages_have_names_and_fit_the_screen(
    travel: Callable[..., Journey], here: Here, path: str, width: int, tmp_path: Path
) -> None:
    address, _ = here
    journey = travel(address, role=None, width=width, height=800)
    page = journey.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    page.screenshot(path=tmp_path / f"{path.strip('/').replace('/', '_')}_{width}.png", full_page=True)
    journey.flawless()

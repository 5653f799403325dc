"""What waits on a citizen's phone: kept, sent once, nothing lost, and the citizen told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.journeys.axe import violations
from tests.journeys.conftest import Journey
from tests.journeys.test_citizen import PHONE, Here, fill, taken_in, to_step, worker_ready
from tests.webmap import samples
from webmap import create_app

pytestmark = pytest.mark.browser
QUEUED = """told => { const one = {id: told.padEnd(32, 'x'), made: Date.now(), state: 'waiting', after: 0,
  address: document.getElementById('form').action, fields: [['kind', told === 'salah' ? 'X' : 'INFO'], ['tell', told]],
  photos: []}; return laporQueue.put(one); }"""
# The page looks into its queue when it opens, in three steps; what is put there before the second it sends itself.
COUNTED = """window.looks = 0; const asked = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...all) { window.looks++; return asked.apply(this, all); };"""
FULL = """() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"""
ANSWERS = """answer => { window.tries = 0; window.real = fetch;
  window.fetch = () => { window.tries++; return Promise.resolve(new Response(answer.body, {status: answer.status,
    headers: {'Content-Type': answer.type, 'Retry-After': '30'}})); }; }"""
STATES = "() => laporQueue.all().then(all => all.map(one => one.state))"


def opened(journey: Journey, path: str) -> Any:
    """Open the form and wait until it has looked into its queue."""
    journey.page.add_init_script(COUNTED)
    page = journey.open(path)
    page.wait_for_function("() => window.looks >= 3")
    return page


@pytest.fixture
def here(tmp_path: Path, serve: Callable[[Flask], str]) -> Iterator[Here]:
    """Return where a service of one's own is served, and the service."""
    with samples.make_store(tmp_path) as store:
        app = create_app(samples.settings_of(store), store)
        yield serve(app), app


def test_the_first_visit_loads_each_thing_once_and_the_page_at_most_twice(
    travel: Callable[..., Journey], here: Here
) -> None:
    """A phone on 2G: six requests to see the form, and for its keeping two more; the rest when it is asked for."""
    address, _ = here
    journey = travel(address, **PHONE)
    sent: list[str] = []
    journey.page.context.on("request", lambda request: sent.append(request.url.removeprefix(address)))
    page = journey.open("/lapor?lang=en")
    worker_ready(page)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    pages = [url for url in sent if url.partition("?")[0] == "/lapor"]
    assert pages == ["/lapor?lang=en", "/lapor?lang=en"]
    page.context.set_offline(True)
    for language, asked in (("en", "?lang=en"), ("en", ""), ("en", "?lang=id")):
        page.goto(f"{address}/lapor{asked}")  # whatever is asked for, the form is there, in the language that is kept
        assert page.get_attribute("html", "lang") == language
    page.context.set_offline(False)
    page.goto(f"{address}/lapor?lang=id")
    assert page.get_attribute("html", "lang") == "id"
    page.context.set_offline(True)
    page.reload()
    assert page.get_attribute("html", "lang") == "id"


def test_r03_a_full_phone_sends_at_once_or_says_that_it_could_not(travel: Callable[..., Journey], here: Here) -> None:
    address, app = here
    journey = travel(address, **PHONE)
    page = journey.open("/lapor")
    fill(page, "tidak ada ruang")
    page.evaluate(FULL)
    page.context.set_offline(True)
    page.click("#send")
    page.wait_for_selector("#problem:not([hidden])")
    assert "tidak punya ruang" in page.inner_text("#problem")
    assert page.input_value("#tell") == "tidak ada ruang"  # nothing that was written is lost
    page.context.set_offline(False)
    page.click("#send")
    page.wait_for_selector("#outbox .code")
    assert violations(page) == []
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.wait_for_timeout(200)
    assert page.locator("#outbox .code").count() == 1  # its code stays on the screen
    assert [one.text for one in taken_in(app)] == ["tidak ada ruang"]
    assert [fault for fault in journey.faults if "INTERNET_DISCONNECTED" not in fault] == []


def test_r03_two_tabs_send_once_and_both_say_so(travel: Callable[..., Journey], here: Here) -> None:
    address, app = here
    journey = travel(address, **PHONE)
    first = journey.open("/lapor?lang=id")
    worker_ready(first)
    second = first.context.new_page()
    second.goto(f"{address}/lapor?lang=id")
    first.context.set_offline(True)
    fill(first, "dua jendela")
    first.click("#send")
    first.wait_for_selector("#outbox li")
    second.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    second.wait_for_selector("#outbox li")
    first.context.set_offline(False)
    for page in (first, second):
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    first.wait_for_selector("#outbox .code")
    second.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    second.wait_for_selector("#outbox .code")
    assert first.inner_text("#outbox .code") == second.inner_text("#outbox .code")
    assert len(taken_in(app)) == 1


def test_r03_one_refused_of_three_holds_up_no_other_and_outlives_its_mending(
    travel: Callable[..., Journey], here: Here
) -> None:
    address, app = here
    journey = travel(address, **PHONE)
    page = opened(journey, "/lapor?lang=id")
    for told in ("satu", "salah", "tiga"):
        page.evaluate(QUEUED, told)
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.wait_for_function("() => document.querySelectorAll('#outbox .code').length === 2")
    assert "pilih apa yang terjadi" in page.inner_text("#outbox .bad")
    assert sorted(one.text for one in taken_in(app)) == ["satu", "tiga"]
    page.click("#outbox button:has-text('Perbaiki')")
    page.wait_for_selector("#form:visible")
    page.reload()  # the phone went off before it was mended
    page.wait_for_selector("#outbox .bad")
    page.click("#outbox button:has-text('Perbaiki')")
    page.check("text=Lainnya, atau belum tahu")
    for step in range(2, 7):
        to_step(page, step)
    assert page.input_value("#tell") == "salah"
    page.click("#send")
    page.wait_for_function("() => document.querySelectorAll('#outbox .code').length === 3")
    assert page.evaluate(STATES) == ["sent"] * 3
    assert sorted(one.text for one in taken_in(app)) == ["salah", "satu", "tiga"]
    assert [fault for fault in journey.faults if "400" not in fault] == []


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({"status": 200, "type": "text/html", "body": "<h1>Hotspot login</h1>"}, "waiting"),
        ({"status": 200, "type": "application/json", "body": "{}"}, "waiting"),
        ({"status": 404, "type": "text/html", "body": "x"}, "waiting"),
        ({"status": 429, "type": "application/json", "body": '{"id": "x", "en": "x"}'}, "waiting"),
        ({"status": 503, "type": "text/html", "body": "x"}, "waiting"),
        ({"status": 413, "type": "text/html", "body": "<h1>413</h1>"}, "refused"),
        ({"status": 413, "type": "application/json", "body": '{"id": "besar", "en": "large"}'}, "refused"),
    ],
)
def test_r03_only_the_services_own_word_ends_the_waiting(
    travel: Callable[..., Journey], here: Here, answer: dict[str, Any], state: str
) -> None:
    """A network that wants a sign-in first answers everything; the report waits. Too large a body will not shrink."""
    address, app = here
    journey = travel(address, **PHONE)
    page = opened(journey, "/lapor?lang=id")
    page.evaluate(QUEUED, "satu")
    page.evaluate(ANSWERS, answer)
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.wait_for_function("() => window.tries === 1")
    page.wait_for_function("state => laporQueue.all().then(all => all[0].state === state)", arg=state)
    if state == "refused":
        page.wait_for_selector("#outbox .bad")
        assert "besar" in page.inner_text("#outbox .bad")
        return
    page.wait_for_selector("#outbox button:has-text('Kirim sekarang')")
    page.evaluate("() => { window.fetch = window.real; }")
    page.click("#outbox button:has-text('Kirim sekarang')")
    page.wait_for_selector("#outbox .code")
    assert len(taken_in(app)) == 1


def test_what_was_removed_from_the_phone_while_it_was_being_sent_does_not_come_back(
    travel: Callable[..., Journey], here: Here
) -> None:
    address, _ = here
    page = opened(travel(address, **PHONE), "/lapor")
    page.evaluate(QUEUED, "satu")
    page.evaluate(ANSWERS, {"status": 503, "type": "text/html", "body": "x"})
    page.evaluate("""() => { const answers = window.fetch;
      window.fetch = (...all) => laporQueue.remove('satu'.padEnd(32, 'x')).then(() => answers(...all));
      return laporQueue.sendAll(); }""")
    assert page.evaluate(STATES) == []


def test_a_clock_that_was_set_back_holds_nothing_for_years(travel: Callable[..., Journey], here: Here) -> None:
    """R03: told to rest by a phone in 2030, sent by the same phone in 2026."""
    address, app = here
    page = opened(travel(address, **PHONE), "/lapor")
    page.evaluate(QUEUED, "satu")
    page.evaluate("() => laporQueue.change('satu'.padEnd(32, 'x'), {after: Date.now() + 4 * 365 * 86400000})")
    page.evaluate("() => laporQueue.sendAll()")
    assert len(taken_in(app)) == 1


def test_r03_the_browser_sends_after_the_page_was_closed_and_tries_again(
    travel: Callable[..., Journey], here: Here
) -> None:
    """The worker's own part: what waits goes without a page; while something waits, its task is not ended as done."""
    address, app = here
    journey = travel(address, **PHONE)
    page = opened(journey, "/lapor")
    worker_ready(page)
    page.reload()
    page.wait_for_function("() => window.looks >= 3")
    page.evaluate(QUEUED, "tanpa halaman")
    (worker,) = page.context.service_workers
    page.goto(f"{address}/lapor/status")
    task = """() => { let task = null; const event = new ExtendableEvent('sync'); event.tag = 'lapor';
      event.waitUntil = promise => { task = promise; }; self.dispatchEvent(event);
      return task.then(() => 'done', () => 'again'); }"""
    worker.evaluate("() => { self.real = self.fetch; self.fetch = () => Promise.reject(new TypeError('lost')); }")
    assert worker.evaluate(task) == "again"
    assert taken_in(app) == []
    worker.evaluate("() => { self.fetch = self.real; }")
    assert worker.evaluate(task) == "done"
    assert [one.text for one in taken_in(app)] == ["tanpa halaman"]


@pytest.mark.parametrize("lost", ["queue.js", "form.js", ".css"])
def test_with_one_file_lost_on_the_way_the_form_still_works(
    travel: Callable[..., Journey], here: Here, lost: str
) -> None:
    address, app = here
    page = travel(address, **PHONE).page
    page.route(lambda url: lost in url.split("?")[0], lambda route: route.abort())
    page.goto(f"{address}/lapor?lang=id")
    assert page.locator(".urgent a[href='tel:110']").is_visible()
    page.check("text=Lainnya, atau belum tahu")
    if page.locator("#next").is_visible():
        fill(page, "berkas hilang")
    else:
        page.fill("#tell", "berkas hilang")
    page.click("#send")
    page.wait_for_selector(".code")
    assert [one.text for one in taken_in(app)] == ["berkas hilang"]

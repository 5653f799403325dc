"""A real browser on a served application, with every address but its own cut off, watched for faults."""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Error as PlaywrightError

from geo.pipelines.orders import issue_orders
from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import session_of
from webmap import create_app
from webmap.serve import run
from webmap.sessions import COOKIE

# Everything that may go wrong silently is written to the console, where the journey sees it.
WATCH = """document.addEventListener('securitypolicyviolation', event =>
  console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI));"""
# Nothing asked for is under way, now and two frames later.
RESTS = """() => new Promise(done => {
  const bar = document.getElementById('bar');
  const busy = () => document.readyState !== 'complete' || (bar && !bar.hidden);
  const before = busy();
  setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done(!before && !busy()))), 30);
})"""


# The application behind each served address, so that a journey can be given a session.
SERVED: dict[str, Flask] = {}


@dataclass
class Journey:
    """One browser page with what it asked for and what went wrong."""

    page: Any
    address: str
    asked: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self, path: str = "/commander/") -> Any:
        """Open a page and wait until it rests."""
        self.page.goto(self.address + path)
        self.rest()
        return self.page

    def rest(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(400):
            if self.page.evaluate(RESTS):
                return
        raise AssertionError(f"never at rest: {self.page.url}, {self.faults}")

    def api(self, name: str) -> list[str]:
        """Return the requests to one endpoint so far."""
        return [url for url in self.asked if f"/api/{name}" in url]

    def flawless(self) -> None:
        """Assert that nothing left the machine and nothing failed."""
        assert self.foreign == []
        assert self.faults == []


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Flask], str]]:
    """Return what serves an application and gives its address; all end with the session."""
    running: list[tuple[threading.Event, threading.Thread]] = []

    def start(app: Flask) -> str:
        stopping, ready, found = threading.Event(), threading.Event(), []

        def listening(host: str, port: int) -> None:
            found.append(f"http://{host}:{port}")
            ready.set()

        more = {"stopping": stopping, "listening": listening}
        thread = threading.Thread(target=run, args=(app, "127.0.0.1", 0), kwargs=more)
        thread.start()
        running.append((stopping, thread))
        assert ready.wait(30)
        SERVED[found[0]] = app
        return found[0]

    yield start
    for stopping, thread in running:
        stopping.set()
        thread.join(20)


@pytest.fixture(scope="session")
def full_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with incidents, hotspots and zones."""
    made = samples.full_store(tmp_path_factory.mktemp("journeys"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def address(full_store: Store, serve: Callable[[Flask], str]) -> str:
    """Return where the filled application is served."""
    return serve(create_app(samples.settings_of(full_store), full_store))


@pytest.fixture(scope="session")
def compared_address(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Flask], str]) -> Iterator[str]:
    """Return where two runs of hotspots and a forecast are served."""
    made = samples.compared_store(tmp_path_factory.mktemp("compared"))
    yield serve(create_app(samples.settings_of(made), made))
    made.close()


class _Clock:
    """Stands for settings: only the clock is asked."""

    @staticmethod
    def clock() -> datetime:
        """Return the moment at which the samples are looked at."""
        return samples.NOW


def give_orders(store: Store) -> None:
    """Issue the orders of a store's newest routes."""
    issue_orders(store, "latest:routes", _Clock)  # type: ignore[arg-type]  # only the clock is asked


@pytest.fixture(scope="session")
def ordered(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Flask], str]) -> Iterator[str]:
    """Return where zones, hotspots, routes and issued orders are served."""
    made = samples.full_store(tmp_path_factory.mktemp("ordered"))
    give_orders(made)
    yield serve(create_app(samples.settings_of(made), made))
    made.close()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """Return the browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        made = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield made
        made.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the last view of every journey is kept: `PETARAWAN_TEST_SHOTS`, else pytest's own folder."""
    given = os.environ.get("PETARAWAN_TEST_SHOTS")
    folder = Path(given) if given else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def travel(browser: Any, shots: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., Journey]]:
    """Return what opens a watched page: `travel(address, role=…, width=…)`; a commander's at first."""
    contexts: list[Any] = []

    def start(
        address: str,
        *,
        role: str | None = "commander",
        agency: str | None = "POLRES",
        width: int = 1280,
        height: int = 800,
        **more: Any,
    ) -> Journey:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        if role is not None and address in SERVED:
            token, _ = session_of(SERVED[address], role, agency)
            cookie = {"name": COOKIE, "value": token, "url": address.replace("http:", "https:"), "secure": True}
            context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax"}])
        contexts.append(context)
        context.add_init_script(WATCH)
        page = context.new_page()
        journey = Journey(page, address)

        def check(route: Any) -> None:
            url = route.request.url
            journey.foreign.append(url)
            route.abort()

        def note(request: Any) -> None:
            (journey.asked if request.url.startswith((address, "data:", "blob:")) else journey.foreign).append(
                request.url
            )

        # The network is cut for everything but the application's own address.
        context.route(lambda url: not url.startswith((address, "data:", "blob:")), check)
        page.on("request", note)
        page.on("console", lambda told: journey.faults.append(told.text) if told.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: journey.faults.append(str(error)))
        page.on("dialog", lambda dialog: (journey.faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
        return journey

    yield start
    name = re.sub(r"[^a-z0-9]+", "-", request.node.nodeid.lower().removeprefix("tests/journeys/"))[:100]
    for number, context in enumerate(contexts):
        for page in context.pages[:1]:
            with contextlib.suppress(PlaywrightError):  # a page that a journey left in the middle of something
                page.screenshot(path=shots / f"{name}-{number}.png", timeout=5000)
        context.close()


@pytest.fixture
def journey(travel: Callable[..., Journey], address: str) -> Journey:
    """Return a watched desk-sized page on the filled application."""
    return travel(address)

"""Embeds in a real browser, framed by real sites: the listed ones, others, and such without an origin."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from geo.store.service.embeds import Embeds
from tests.webmap import released_samples as released
from tests.webmap import samples
from webmap import create_app

pytestmark = pytest.mark.browser
FRAME = (
    '<!doctype html><title>Mitra</title><h1>Situs mitra</h1><iframe id="peta" src="{address}" title="Peta" '
    'width="{width}" height="{height}" referrerpolicy="strict-origin" '
    'sandbox="allow-scripts allow-same-origin allow-popups" '
    "data-petarawan></iframe>{more}"
)


@dataclass
class Site:
    """A site of somebody else on this machine: what it serves, and who asked for what with which Referer."""

    port: int
    pages: dict[str, str]
    asked: list[tuple[str, str | None]]

    def origin(self, name: str = "localhost") -> str:
        """Return the site's origin under a name of this machine."""
        return f"http://{name}:{self.port}"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Return another site."""
    made = Site(0, {"/favicon.ico": "x"}, [])

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, self.headers.get("Referer")))
            body = made.pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, form: str, *args: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def served(serve: Callable[..., str]) -> str:
    """Return where the application with releases is served."""
    store, _ = released.shared()
    return serve(create_app(samples.settings_of(store), store))


@dataclass
class Visit:
    """One page of the other site, opened."""

    page: Any
    told: list[str]
    asked: list[Any]

    @property
    def frame(self) -> Any:
        """The frame inside it."""
        return self.page.frames[1]

    def shows(self) -> bool:
        """Wait until the frame shows a release or a message, and say whether it is a release."""
        self.frame.wait_for_selector('#embed[data-ready="1"], .embed-message:not([hidden])')
        for _ in range(100):
            if self.frame.locator('#embed[data-ready="1"]').count():
                return True
            text = self.frame.locator(".embed-message").first.inner_text()
            if text and "…" not in text:
                return False
            self.page.wait_for_timeout(50)
        raise AssertionError(self.told)

    def hears(self, *words: str) -> bool:
        """Wait until the browser's console says one of these words, and say whether it did."""
        for _ in range(200):
            if any(word in text for text in self.told for word in words):
                return True
            self.page.wait_for_timeout(50)
        return False


@pytest.fixture
def visit(browser: Any, site: Site) -> Iterator[Callable[..., Visit]]:
    """Return what opens a page of the other site: `visit(address_of_embed, name=…)`."""
    contexts: list[Any] = []

    def start(
        address: str, *, name: str = "localhost", width: int = 640, height: int = 480, more: str = "", html: str = FRAME
    ) -> Visit:
        site.pages["/"] = html.format(address=address, width=width, height=height, more=more)
        context = browser.new_context(viewport={"width": max(700, width + 60), "height": height + 200})
        contexts.append(context)
        page = context.new_page()
        made = Visit(page, [], [])
        page.on("console", lambda told: made.told.append(told.text))
        page.on("request", lambda request: made.asked.append(request))  # noqa: PLW0108 - it wants a function of ours
        page.goto(f"{site.origin(name)}/")
        return made

    yield start
    for context in contexts:
        context.close()


def test_an_embed_works_in_the_listed_site_without_cookies_or_storage(
    visit: Callable[..., Visit], site: Site, served: str
) -> None:
    """E02 E06 E07: it shows its release, sets nothing, and no address that leaves the frame carries the secret."""
    _, service = released.shared()
    embed, secret = released.embed(service, site.origin())
    seen = visit(f"{served}/embed/{embed.embed_id}#{secret}")
    assert seen.shows()
    assert "2026" in seen.frame.locator(".embed-dates").inner_text()
    assert seen.frame.locator(".embed-map path.leaflet-interactive").count() > 50
    assert seen.page.context.cookies() == []
    # Storage of a framed site is shut in this browser: whatever touched it would have failed above.
    stored = "(() => { try { return localStorage.length; } catch (error) { return error.name; } })()"
    assert seen.frame.evaluate(stored) in (0, "SecurityError")
    assert seen.frame.evaluate("document.cookie + location.href") == f"{served}/embed/{embed.embed_id}"
    addresses = [request.url for request in seen.asked] + [request.headers.get("referer", "") for request in seen.asked]
    # It stands in the fragment of the frame's own address, which is never sent.
    assert [url for url in addresses if secret in url] == []
    assert all(url.startswith((site.origin(), served)) for url in addresses if url)
    assert seen.told == []


def test_a_link_out_of_an_embed_tells_no_address(visit: Callable[..., Visit], site: Site, served: str) -> None:
    """E06: the site that an outside link or picture leads to learns neither the embed nor its secret."""
    _, service = released.shared()
    embed, secret = released.embed(service, site.origin())
    seen = visit(f"{served}/embed/{embed.embed_id}#{secret}")
    assert seen.shows()
    site.pages["/luar"] = "<title>Luar</title>"
    site.asked.clear()
    follow = (
        "address => { const a = document.createElement('a'); a.href = address; document.body.append(a); a.click(); }"
    )
    with seen.page.expect_event("framenavigated"):
        seen.frame.evaluate(follow, f"{site.origin('127.0.0.1')}/luar")
    seen.page.wait_for_timeout(200)
    assert [referer for path, referer in site.asked if path == "/luar"] == [None]


@pytest.mark.parametrize("case", ["another site", "another name", "another port", "no origin", "data"])
def test_an_embed_is_blocked_everywhere_else(visit: Callable[..., Visit], site: Site, served: str, case: str) -> None:
    """E02: other origins, also near ones and such without an origin, see nothing of it."""
    _, service = released.shared()
    listed = {"another site": "https://kodim.example", "another port": "http://localhost:9"}.get(case, site.origin())
    embed, secret = released.embed(service, listed)
    address = f"{served}/embed/{embed.embed_id}#{secret}"
    html = FRAME
    if case == "no origin":
        inner = f"<iframe src='{address}'></iframe>"
        html = '<title>x</title><iframe sandbox="allow-scripts" srcdoc="' + inner + '"></iframe>'
    elif case == "data":
        html = '<title>x</title><iframe src="data:text/html,<iframe src=%22{address}%22></iframe>"></iframe>'
        address = address.replace("#", "%23")
    seen = visit(address, name="127.0.0.1" if case == "another name" else "localhost", html=html)
    assert seen.hears("frame-ancestors"), seen.told
    seen.page.wait_for_timeout(600)  # time for what must not be asked
    assert not [request for request in seen.asked if "/masuk" in request.url]


@pytest.mark.parametrize("path", ["/peta", "/masuk", "/lapor", "/commander/", "/tidak-ada", "/embed/tidak-ada"])
def test_no_other_page_can_be_framed(visit: Callable[..., Visit], served: str, path: str) -> None:
    """E01: pages, sign-in and errors are blocked in every frame."""
    seen = visit(served + path)
    assert seen.hears("frame-ancestors", "X-Frame-Options"), seen.told


def test_a_revoked_embed_shuts_within_five_seconds_where_it_is_open(
    visit: Callable[..., Visit], site: Site, served: str
) -> None:
    """E04: what was loaded is taken away, and nothing more is answered."""
    _, service = released.shared()
    embed, secret = released.embed(service, site.origin())
    seen = visit(f"{served}/embed/{embed.embed_id}#{secret}")
    assert seen.shows()
    Embeds(service).revoke(embed.embed_id, now=released.NOW)
    seen.frame.wait_for_selector(".embed-message:not([hidden])", timeout=5000)
    assert not seen.frame.locator(".embed-body").is_visible()
    assert seen.frame.locator("path.leaflet-interactive").count() == 0
    assert seen.frame.locator(".embed-list").inner_text() == ""


@pytest.mark.parametrize("case", ["wrong", "none", "other", "long"])
def test_a_bad_secret_shows_a_sentence(visit: Callable[..., Visit], site: Site, served: str, case: str) -> None:
    """E04: whatever is wrong with it, the page says that the map is not available, and shows no data."""
    _, service = released.shared()
    embed, secret = released.embed(service, site.origin())
    _, other = released.embed(service, site.origin())
    given = {"wrong": "#" + secret[:-1] + "!", "none": "", "other": "#" + other, "long": "#" + "x" * 5000}[case]
    seen = visit(f"{served}/embed/{embed.embed_id}{given}")
    assert not seen.shows()
    assert not seen.frame.locator(".embed-body").is_visible()


def test_the_frame_takes_the_height_of_its_list(visit: Callable[..., Visit], site: Site, served: str) -> None:
    """The partner's copy of the resize script hears its own frame, and no message from anybody else."""
    _, service = released.shared()
    embed, secret = released.embed(service, site.origin(), page="list")
    more = f'<script src="{served}/embed.js"></script>'
    seen = visit(f"{served}/embed/{embed.embed_id}#{secret}", more=more)
    assert seen.shows()
    seen.page.wait_for_function("() => document.getElementById('peta').clientHeight > 1000")
    height = seen.page.evaluate("document.getElementById('peta').clientHeight")
    seen.page.evaluate("window.postMessage({type: 'petarawan:resize', v: 1, height: 123}, '*')")
    seen.page.wait_for_timeout(100)
    assert seen.page.evaluate("document.getElementById('peta').clientHeight") == height
    assert seen.told == []


def test_language_list_and_districts_can_be_chosen(visit: Callable[..., Visit], site: Site, served: str) -> None:
    """At 300 x 300 pixels map, legend, list, language and the one line are all there."""
    _, service = released.shared()
    embed, secret = released.embed(service, site.origin())
    seen = visit(f"{served}/embed/{embed.embed_id}#{secret}", width=300, height=300)
    assert seen.shows()
    assert "paling sedikit 5" in seen.frame.locator(".embed-line").inner_text()
    box = seen.frame.locator(".embed-map").bounding_box()
    assert box["height"] > 80
    assert seen.frame.locator(".embed-legend li").count() == 6
    seen.frame.locator('[data-page-choice="list"]').press("Enter")
    assert seen.frame.locator(".embed-list tbody tr").count() > 50
    seen.frame.locator(".embed-level").select_option("districts")
    assert seen.frame.locator(".embed-list tbody tr").count() == 21
    seen.frame.locator('.embed-lang a[lang="en"]').click()
    seen.frame.wait_for_selector('html[lang="en"] #embed[data-ready="1"]')
    assert "at least 5" in seen.frame.locator(".embed-line").inner_text()
    assert secret not in seen.frame.evaluate("location.href")
    assert seen.told == []


@pytest.mark.parametrize("width", [300, 640])
def test_an_embed_of_one_place_shows_its_rows_and_counts(
    visit: Callable[..., Visit], site: Site, served: str, width: int
) -> None:
    """A village or company has a page of its own: map with its outline, list that leads to the map, counts."""
    _, service = released.shared()
    embed, secret = released.embed(service, site.origin(), place="object:BDR-SMB", page="counts")
    seen = visit(f"{served}/embed/{embed.embed_id}#{secret}", width=width, height=360)
    assert seen.shows()
    frame = seen.frame
    assert "Bandara Sultan Mahmud Badaruddin II" in frame.locator(".embed-place").inner_text()
    frame.wait_for_selector(".embed-counts tbody tr")
    assert "Triwulan III 2026" in frame.locator(".embed-counts tbody").inner_text()
    frame.locator('[data-page-choice="map"]').click()
    shown = frame.locator(".embed-map path.leaflet-interactive").count()
    assert 0 < shown < 60
    assert frame.locator(".leaflet-labels-pane path").count() == 1
    frame.locator('[data-page-choice="list"]').press("Enter")
    assert frame.locator(".embed-list tbody tr").count() == shown
    name = frame.locator(".embed-list .row-link").first.inner_text()
    frame.locator(".embed-list .row-link").first.press("Enter")
    assert frame.locator(".embed-map").is_visible()
    assert frame.locator(".embed-card").inner_text().startswith(name)
    assert frame.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.told == []


def test_an_embed_asks_again_when_the_network_failed(visit: Callable[..., Visit], site: Site, served: str) -> None:
    """What the message promises is done; the answer of a period chosen before does not come over that chosen last."""
    _, service = released.shared()
    embed, secret = released.embed(service, site.origin())
    failing = {"n": 1}

    def answer(route: Any) -> None:
        failing["n"] -= 1
        if failing["n"] >= 0:
            route.abort()
        else:
            route.continue_()

    seen = visit("about:blank")
    seen.page.route("**/data/rilis", answer)
    site.pages["/"] = FRAME.format(address=f"{served}/embed/{embed.embed_id}#{secret}", width=640, height=480, more="")
    seen.page.goto(f"{site.origin()}/")
    seen.frame.wait_for_selector(".embed-message:not([hidden])")
    seen.frame.wait_for_selector('#embed[data-ready="1"]', timeout=12_000)
    assert failing["n"] < 0
    assert not seen.frame.locator(".embed-message").first.is_visible()

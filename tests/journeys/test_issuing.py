"""From published routes to the crew's paper: an analyst issues orders in the browser, the commander downloads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.journeys.axe import violations
from tests.journeys.conftest import Journey
from tests.webmap import samples
from webmap import create_app

pytestmark = pytest.mark.browser
WORDS = {
    "id": ("Keluarkan surat untuk rute terpilih", "1 Surat Perintah dikeluarkan"),
    "en": ("Issue orders for the routes chosen", "Orders issued: 1;"),
}


@pytest.fixture
def here(tmp_path: Path, serve: Callable[[Flask], str]) -> Iterator[str]:
    """Return where a service is served whose commanders see two routes without an order."""
    with samples.full_store(tmp_path) as store:
        yield serve(create_app(samples.settings_of(store), store))


@pytest.mark.parametrize(("language", "width", "scheme"), [("id", 360, "dark"), ("en", 1440, "light")])
def test_issued_in_the_browser_and_downloaded_by_the_commander(
    travel: Callable[..., Journey], here: str, language: str, width: int, scheme: str
) -> None:
    issue, told = WORDS[language]
    journey = travel(here, role="analyst", width=width, color_scheme=scheme)
    page = journey.open(f"/commander/daftar/rute?lang={language}")
    page.locator("dd a[href='/analyst/surat-perintah']").first.click()
    page.wait_for_url("**/analyst/surat-perintah")
    page.goto(f"{here}/analyst/surat-perintah?lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page, "main") == []
    second = page.locator("input[name=route]").nth(1)
    second.focus()
    page.keyboard.press("Space")  # the first stays ticked
    page.get_by_role("button", name=issue).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/commander/daftar/perintah")
    assert told in page.locator(".banners").inner_text()
    journey.flawless()
    commander = travel(here, role="commander", width=width)
    page = commander.open(f"/commander/daftar/perintah?lang={language}")
    with page.expect_download() as got:
        page.get_by_role("link", name="PDF").click()
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF")
    assert page.locator("tbody tr").count() == 1
    commander.flawless()


def test_orders_are_issued_without_script(travel: Callable[..., Journey], here: str) -> None:
    page = travel(here, role="analyst", java_script_enabled=False).page
    page.goto(f"{here}/analyst/surat-perintah?lang=en")
    with page.expect_navigation():
        page.get_by_role("button", name="Issue orders").click()
    assert "Orders issued: 2;" in page.locator(".banners").inner_text()

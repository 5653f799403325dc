"""From the first link to the first map, and out again, in a real browser: keyboard alone, both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from geo.store.service.links import Links
from geo.store.service.users import Users
from tests.journeys.axe import violations
from tests.journeys.conftest import Journey
from tests.webmap import samples
from tests.webmap.samples import NOW
from webmap import create_app
from webmap.services import services_of

pytestmark = pytest.mark.browser
PASSWORD = "kuda baterai stapler benar"


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Flask], str]) -> Iterator[tuple[Flask, str]]:
    """Return a service that nobody has used yet, and its address."""
    with samples.full_store(tmp_path_factory.mktemp("pintu")) as store:
        app = create_app(samples.settings_of(store), store)
        yield app, serve(app)


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_first_administrator_comes_in_leaves_and_comes_back(
    own: tuple[Flask, str], travel: Callable[..., Journey], language: str, width: int
) -> None:
    app, address = own
    token = Links(services_of(app).service).make(None, NOW)
    journey = travel(address, role=None, width=width)
    page = journey.open(f"/masuk/tautan/{token}?lang={language}")
    assert violations(page) == []
    page.focus("#name")
    page.keyboard.press("Control+A")
    page.keyboard.type("budi")
    page.keyboard.press("Tab")
    page.keyboard.type("Budi Santoso")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/commander/**")
    journey.rest()
    assert "budi" in page.inner_text("header")
    cookie = next(one for one in page.context.cookies() if one["name"] == "__Host-petarawan")
    assert cookie["secure"]
    assert cookie["httpOnly"]
    assert "budi" not in page.evaluate("document.cookie")
    journey.open("/akun")
    assert violations(page) == []
    page.focus("form[action='/keluar'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/masuk")
    assert violations(page) == []
    page.focus("#name")
    page.keyboard.type("budi")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/**")
    journey.rest()
    journey.flawless()


def test_who_asked_for_a_page_comes_to_it_after_signing_in(
    own: tuple[Flask, str], travel: Callable[..., Journey]
) -> None:
    from webmap.accounts import passwords

    app, address = own
    users = Users(services_of(app).service)
    users.add("siti", "Siti", "POLRES", "commander", NOW)
    users.set_password("U001", passwords.hashed(PASSWORD), NOW)
    journey = travel(address, role=None)
    page = journey.open("/commander/daftar/zona?lang=en")
    assert "/masuk" in page.url
    page.fill("#name", "siti")
    page.fill("#password", "salah salah salah")
    with page.expect_navigation():
        page.press("#password", "Enter")
    page.wait_for_selector("[role=alert]")
    assert journey.faults.pop().startswith("Failed to load resource")  # the browser's own word for 401
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.press("#password", "Enter")
    page.wait_for_url("**/commander/daftar/zona?lang=en")
    journey.flawless()

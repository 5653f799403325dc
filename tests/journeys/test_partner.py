"""The partner's journey: agreement, release on the map, an embed and a token made and revoked; and the public's map."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.axe import violations
from tests.journeys.conftest import Journey
from tests.webmap import released_samples as released
from tests.webmap import samples
from webmap import create_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(serve: Callable[..., str]) -> str:
    """Return where the application with releases is served."""
    store, _ = released.shared()
    return serve(create_app(samples.settings_of(store), store))


@pytest.mark.parametrize(("language", "width"), [("id", 1440), ("en", 360)])
def test_a_partner_sees_its_release_and_makes_an_embed(
    travel: Callable[..., Journey], served: str, language: str, width: int
) -> None:
    """M02, M03: From the agreement to the snippet, without a fault, without a request to anywhere else."""
    journey = travel(served, role="partner", agency="KODIM", width=width, height=800)
    page = journey.open(f"/partner/?lang={language}")
    with page.expect_navigation():
        page.get_by_role("link", name="Perjanjian KODIM" if language == "id" else "Agreement KODIM").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Triwulan III 2026" if language == "id" else "Quarter III of 2026").first.click()
    page.wait_for_selector(".released-map[data-ready]")
    assert page.locator(".released-map path.leaflet-interactive").count() > 100
    page.locator(".released-map path.leaflet-interactive").nth(40).dispatch_event("click")
    assert page.locator(".released-card").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.go_back()
    page.locator("details.make summary").first.click()
    page.fill("#embed-title", "Peta uji")
    page.fill("#origins", "https://kodim.example")
    with page.expect_navigation():
        page.locator("details.make").first.locator("button.primary").click()
    assert "/embed/" in page.locator("#made textarea").first.input_value()
    with page.expect_navigation():
        page.locator(".agreement form button").first.click()
    page.wait_for_selector(".told")
    journey.flawless()


@pytest.mark.parametrize(("language", "width"), [("id", 360), ("en", 1440)])
def test_anybody_reads_the_public_map(travel: Callable[..., Journey], served: str, language: str, width: int) -> None:
    """E07 M02: no sign-in, no cookie, no other host; the choice of a level is a new page."""
    journey = travel(served, role=None, width=width, height=800)
    page = journey.open(f"/peta?lang={language}")
    page.wait_for_selector(".released-map[data-ready]")
    assert page.locator(".released-legend li").count() == 6
    page.locator('select[name="tampilan"]').select_option("districts")
    page.wait_for_url("**tampilan=districts**")
    page.wait_for_selector(".released-map[data-ready]")
    assert page.locator("tbody tr").count() == 21
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.context.cookies() == []
    journey.flawless()


@pytest.mark.parametrize(("language", "width"), [("id", 360), ("en", 1440)])
def test_the_pages_of_the_api_fit_and_have_no_fault(
    travel: Callable[..., Journey], served: str, language: str, width: int
) -> None:
    """From the front page through collection, features, columns and tiles to the explanation, as links lead."""
    journey = travel(served, role=None, width=width, height=800)
    page = journey.open(f"/ogc/?f=html&lang={language}")
    begin = "/ogc/collections/PUBLIK"
    for path in (
        "/ogc/",
        "/ogc/conformance",
        "/ogc/collections",
        begin,
        f"{begin}/queryables",
        f"{begin}/items",
        f"{begin}/tiles",
    ):
        journey.open(f"{path}?f=html&lang={language}")
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert violations(page) == [], path
    journey.open(f"/api/docs?lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    journey.flawless()


@pytest.mark.parametrize("width", [360, 1440])
def test_a_row_of_the_list_leads_to_the_map(travel: Callable[..., Journey], served: str, width: int) -> None:
    """By keyboard too; no two rows share a name; what is chosen is marked in both."""
    journey = travel(served, role=None, width=width, height=800)
    page = journey.open("/peta")
    page.wait_for_selector(".released-map[data-ready]")
    names = page.locator("tbody .row-link").all_inner_texts()
    assert len(names) == len(set(names)) > 25
    page.locator("tbody .row-link").nth(3).press("Enter")
    assert page.locator(".released-card").inner_text().startswith(names[3])
    assert page.locator("tbody tr.chosen .row-link").all_inner_texts() == [names[3]]
    assert page.evaluate("document.activeElement.classList.contains('released-map')")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    journey.flawless()


def test_the_public_list_is_read_without_script(travel: Callable[..., Journey], served: str) -> None:
    journey = travel(served, role=None, java_script_enabled=False)
    journey.page.goto(f"{served}/peta")
    assert journey.page.locator("tbody tr").count() > 25
    assert not journey.page.locator(".released").is_visible()
    journey.page.locator('select[name="tampilan"]').select_option("districts")
    with journey.page.expect_navigation():
        journey.page.locator(".released-choose button").first.click()
    assert journey.page.locator("tbody tr").count() == 21

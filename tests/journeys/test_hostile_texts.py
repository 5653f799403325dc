"""Names made to run as code do nothing but appear: in every place where a name can stand, on every page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.journeys.conftest import Journey
from tests.webmap import samples
from webmap import create_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Flask], str], bad_inputs: Path) -> str:
    """Serve a store in which every text is hostile."""
    given = json.loads((bad_inputs / "strings.json").read_text(encoding="utf-8"))
    texts = [*samples.HOSTILE, *given["sql"], *(text[:300] for text in given["log"])]
    folder = tmp_path_factory.mktemp("hostile")
    rows = samples.incidents(200)
    rows["source"] = [texts[number % len(texts)] for number in range(len(rows))]
    rows["agency"] = samples.HOSTILE[0]
    store = samples.make_store(folder, samples.hostile_pack(), rows=rows)
    found = samples.hotspots(len(texts), texts=texts)
    found["hotspot_id"] = [f"{text} {number}" for number, text in enumerate(texts)]
    found["kinds"] = json.dumps(dict.fromkeys(samples.HOSTILE, 3))
    samples.add_runs(store, found, samples.zones(found, len(texts), texts=texts))
    return serve(create_app(samples.settings_of(store), store))


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_map_stays_inert(travel: Callable[..., Journey], hostile: str, language: str) -> None:
    """M01."""
    journey = travel(hostile)
    page = journey.open(f"/commander/?lang={language}")
    title = page.title()
    page.click("#kinds summary")
    for button in page.locator("#list button[data-key]").all():
        button.click()
        journey.rest()
    for number in range(1, 12):
        page.evaluate(f"petarawan.choose('incident:{number}')")
        journey.rest()
    page.check("input[data-layer=density]")
    journey.rest()
    assert page.title() == title
    assert "X" not in title.replace("X1", "").replace("X3", "") or title == page.evaluate("document.title")
    assert (
        page.locator(
            "#list img, #list script, #list iframe, #card img, #card svg[onload], #card iframe, #legend img"
        ).count()
        == 0
    )
    assert samples.HOSTILE[2] in page.locator("#list").text_content()
    journey.flawless()


def test_changes_and_a_forecast_stay_inert(
    travel: Callable[..., Journey], serve: Callable[[Flask], str], tmp_path: Path
) -> None:
    """M01."""
    text = "".join(samples.HOSTILE[:6])
    store = samples.make_store(tmp_path, samples.hostile_pack(), rows=samples.incidents(20))
    for number in (8, 9):
        found = samples.hotspots(number, texts=samples.HOSTILE)
        found["hotspot_id"] = [f"{samples.HOSTILE[n % 8]} {n}" for n in range(number)]
        samples.add_runs(store, found)
    tested = samples.backtests().assign(model=list(samples.HOSTILE[:3]))
    places = samples.forecasts(8).assign(unit_id=list(samples.HOSTILE))
    samples.add_forecast(store, places, tested, text=text, model=text)
    journey = travel(serve(create_app(samples.settings_of(store), store)))
    page = journey.open("/commander/?diff=A0001,A0002&forecast=A0003")
    title = page.title()
    for button in page.locator("#list button[data-key^=change], #list button[data-key^=forecast]").all():
        button.click()
        journey.rest()
        assert page.locator("#card img, #card script, #card iframe, #card svg[onload]").count() == 0
    assert samples.HOSTILE[2] in page.locator("#card").text_content() + page.locator("#list").text_content()
    for path in ("/commander/daftar/selisih?older=A0001&newer=A0002", "/commander/daftar/prakiraan"):
        assert journey.open(path).locator("main img, main iframe, main script").count() == 0
        assert samples.HOSTILE[0] in page.locator("main").text_content()
    assert title
    journey.flawless()
    store.close()


@pytest.mark.parametrize(
    "path",
    [
        "/commander/daftar/hotspot",
        "/commander/daftar/zona",
        "/commander/daftar/rute",
        "/commander/daftar/kejadian",
        "/commander/analisis",
        "/commander/analisis/A0001",
        "/commander/tentang",
    ],
)
def test_pages_stay_inert(travel: Callable[..., Journey], hostile: str, path: str) -> None:
    """M01."""
    journey = travel(hostile)
    page = journey.open(path)
    before = page.title()
    assert page.locator("main img, main iframe, main script").count() == 0
    assert page.title() == before
    journey.flawless()


def test_paper_stays_inert(travel: Callable[..., Journey], hostile: str) -> None:
    """M01."""
    journey = travel(hostile)
    page = journey.open("/commander/?selected=zone:Z01")
    title = page.title()
    assert page.pdf(prefer_css_page_size=True)
    assert page.title() == title
    journey.flawless()

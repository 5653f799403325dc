"""The map over a basemap file, network cut: drawn, named, legible in light and dark, and without the file as before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from geo.pipelines.basemap_build import BuildRequest, build_basemap
from geo.pipelines.basemap_file import add_basemap
from tests.journeys.conftest import Journey
from tests.webmap import samples
from webmap import create_app

pytestmark = pytest.mark.browser

Travel = Callable[..., Journey]
# How many pixels of the basemap's tiles are painted, and in how many colours.
PAINTED = """() => {
  let painted = 0;
  const colours = new Set();
  document.querySelectorAll('.leaflet-basemap-pane canvas').forEach(tile => {
    if (!tile.width) {
      return;
    }
    // A copy is read: reading the tile itself makes the browser complain.
    const pen = new OffscreenCanvas(tile.width, tile.height).getContext('2d', { willReadFrequently: true });
    pen.drawImage(tile, 0, 0);
    const pixels = pen.getImageData(0, 0, tile.width, tile.height).data;
    for (let at = 0; at < pixels.length; at += 64) {
      if (pixels[at + 3] === 255) {
        painted += 1;
        colours.add(pixels[at] + ',' + pixels[at + 1] + ',' + pixels[at + 2]);
      }
    }
  });
  return [painted, Array.from(colours)];
}"""


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Flask], str]) -> Iterator[str]:
    """Return where a filled application with a basemap of the shipped region is served."""
    folder = tmp_path_factory.mktemp("mapped")
    store = samples.full_store(folder)
    region = store.region()
    build_basemap(region, BuildRequest(), folder / "built.pmtiles")
    add_basemap(folder / "built.pmtiles", store.url, region.bounds)
    yield serve(create_app(samples.settings_of(store), store))
    store.close()


def drawn(journey: Journey, path: str = "/commander/") -> Any:
    """Open the map and wait until the basemap is painted."""
    page = journey.open(path)
    for _ in range(200):
        if page.evaluate(PAINTED)[0] > 1000:
            journey.rest()
            return page
        page.wait_for_timeout(30)
    raise AssertionError(f"never painted: {journey.faults}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_basemap_is_drawn_and_its_makers_are_named(
    mapped: str, travel: Travel, width: int, scheme: str, tmp_path: Path
) -> None:
    journey = travel(mapped, width=width, height=800, color_scheme=scheme)
    page = drawn(journey)
    land = page.evaluate("petarawan.colour('land')").lstrip("#")
    water = page.evaluate("petarawan.colour('water')").lstrip("#")
    colours = page.evaluate(PAINTED)[1]
    for colour in (land, water):
        assert ",".join(str(int(colour[at : at + 2], 16)) for at in (0, 2, 4)) in colours
    said = page.locator(".map-attribution")
    assert said.is_visible()
    assert "skematis" in said.inner_text()
    assert said.bounding_box()["x"] + said.bounding_box()["width"] <= width
    asked = [url for url in journey.asked if "/basemap/" in url]
    assert asked
    # Only the outline comes from the region's own layers now.
    asked = [url.rpartition("/")[2] for url in journey.api("base/")]
    told = page.evaluate("fetch('/api/base').then(answer => answer.json()).then(answer => answer.layers)")
    assert asked == (["boundary"] if width == 360 else told)  # a desk keeps the rest for paper
    assert page.evaluate("petarawan.layers.base.getLayers().length") == 1
    page.screenshot(path=tmp_path / f"basemap_{scheme}_{width}.png")
    journey.flawless()


def test_in_english_it_is_called_so(mapped: str, travel: Travel) -> None:
    journey = travel(mapped)
    page = drawn(journey, "/commander/?lang=en")
    assert page.locator(".map-attribution").inner_text().startswith("Basemap: ")
    journey.flawless()


def test_another_scheme_redraws_it_and_paper_is_light(mapped: str, travel: Travel) -> None:
    journey = travel(mapped, color_scheme="light")
    page = drawn(journey)
    light = set(page.evaluate(PAINTED)[1])
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("() => petarawan.basemap._land === petarawan.colour('land')")
    drawn_dark = page.evaluate("petarawan.colour('land')")
    for _ in range(200):
        painted, colours = page.evaluate(PAINTED)
        if painted > 1000 and set(colours) != light:  # drawn, not merely wiped
            break
        page.wait_for_timeout(30)
    else:
        raise AssertionError(f"never painted anew: {light}")
    page.evaluate("document.body.classList.add('on-paper')")
    page.wait_for_function("land => petarawan.basemap._land !== land", arg=drawn_dark)
    assert page.locator(".map-attribution").is_visible()
    journey.flawless()


def test_without_a_file_the_ground_is_as_before(address: str, journey: Journey) -> None:
    page = journey.open()
    said = page.locator(".map-attribution")
    assert said.inner_text() == "Peta: petarawan (skematis / schematic)"
    assert said.is_visible()
    assert not [url for url in journey.asked if "protomaps" in url]
    assert len(journey.api("base/")) > 3
    journey.flawless()


def test_a_hostile_source_and_hostile_names_are_only_texts(
    tmp_path: Path, travel: Travel, serve: Callable[[Flask], str]
) -> None:
    """M01: names in a basemap and its attribution never run, in tiles and beside them."""
    store = samples.make_store(tmp_path, samples.hostile_pack())
    region = store.region()
    build_basemap(region, BuildRequest(zooms=(5, 10)), tmp_path / "built")
    add_basemap(tmp_path / "built", store.url, region.bounds, " ".join(samples.HOSTILE))
    journey = travel(serve(create_app(samples.settings_of(store), store)))
    page = drawn(journey)
    sent = "fetch('/commander/').then(a => a.text()).then(t => new DOMParser().parseFromString(t, 'text/html').title)"
    assert page.title() == page.evaluate(sent)
    said = page.locator(".map-attribution")
    assert "${document.title='X3'}" in said.inner_text()
    assert said.evaluate("element => element.children.length") == 0
    journey.flawless()
    store.close()

"""The analyst brings a sheet in, in a real browser, the network cut: preview, a swapped column, store, mend a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from geo.store.protocol import Store
from geo.tables.chosen import Chosen
from tests.journeys.axe import violations
from tests.journeys.conftest import Journey
from tests.webmap import samples
from tests.webmap.analyst.data_samples import INDONESIAN
from webmap import create_app
from webmap.services import services_of

EYES = [("id", 360), ("en", 1440)]
WORDS = {
    "id": ("Baca berkas", "Simpan", "koma (2,9)", "Periksa perbaikan", "baru disimpan"),
    "en": ("Read the file", "Store", "comma (2,9)", "Check what I mended", "newly stored"),
}


@dataclass
class Bench:
    """A served application on a store that holds a region and nothing else."""

    address: str
    store: Store


@pytest.fixture
def bench(tmp_path: Path, serve: Callable[..., str]) -> Iterator[Bench]:
    store = samples.make_store(tmp_path)
    app = create_app(samples.settings_of(store), store)
    yield Bench(serve(app), store)
    services_of(app).close()  # ends the threads that work through uploads, before their store closes
    store.close()


def press(journey: Journey, button: Any) -> Any:
    """Press a button and wait until the page that follows shows no work in progress; its own script looks again."""
    with journey.page.expect_navigation(timeout=60_000):
        button.click()
    journey.page.locator("[data-watch]").wait_for(state="detached", timeout=60_000)
    journey.page.wait_for_load_state()
    journey.rest()
    return journey.page


def looked_at(journey: Journey, name: str, folder: Path) -> None:
    """Keep a picture, and let nothing be wider than the window or closed to anyone."""
    journey.page.screenshot(path=str(folder / f"{name}.png"), full_page=True)
    assert journey.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(journey.page, "main") == []


@pytest.mark.parametrize(("language", "width"), EYES)
def test_a_sheet_with_indonesian_headings_comes_in(
    bench: Bench, travel: Callable[..., Journey], tmp_path: Path, language: str, width: int
) -> None:
    """M02, M03."""
    read, store, decimal, check, newly = WORDS[language]
    sheet = tmp_path / "kejadian oktober.csv"
    sheet.write_text(INDONESIAN, encoding="utf-8")
    journey = travel(bench.address, role="analyst", width=width)
    page = journey.open(f"/analyst/data/unggah?lang={language}")
    looked_at(journey, "form", tmp_path)
    page.set_input_files("#berkas", str(sheet))
    press(journey, page.get_by_role("button", name=read))
    looked_at(journey, "preview", tmp_path)
    assert decimal in page.content()
    assert page.locator("tr.is-new").count() == 3
    # The columns are taken the wrong way round, seen to be wrong, and taken right again.
    page.select_option("#map_lat", label="Bujur")
    page.select_option("#map_lon", label="Lintang")
    press(journey, page.locator("form.options button"))
    assert page.locator("tr.is-new").count() == 0
    assert page.locator("form.fix button").count() == 1
    looked_at(journey, "swapped", tmp_path)
    press(journey, page.locator("form.fix button"))
    assert page.locator("tr.is-new").count() == 3
    assert len(bench.store.imports()) == 0
    press(journey, page.get_by_role("button", name=store, exact=True))
    looked_at(journey, "report", tmp_path)
    assert f"3 {newly}" in " ".join(page.inner_text("ul.figures").split())
    assert len(bench.store.incidents(Chosen(with_left_out=True))) == 3
    # The row that was held is mended where it is shown, checked, and stored.
    page.goto(bench.address + "/analyst/data/impor/M0001/karantina")
    journey.rest()
    looked_at(journey, "held", tmp_path)
    page.fill("input[name=v1]", "-2,71")
    press(journey, page.get_by_role("button", name=check))
    assert page.locator("tr.is-new").count() == 1
    press(journey, page.get_by_role("button", name=store, exact=True))
    assert len(bench.store.incidents(Chosen(with_left_out=True))) == 4
    page.goto(bench.address + "/analyst/data")
    journey.rest()
    looked_at(journey, "list", tmp_path)
    assert page.locator("table.imports tbody tr").count() == 2
    journey.flawless()


def test_hostile_names_and_cells_do_nothing(bench: Bench, travel: Callable[..., Journey], tmp_path: Path) -> None:
    """M01: file names, headings and cells with markup, templates and back-ticks stay text; the title never changes."""
    cells = [text.replace('"', '""') for text in samples.HOSTILE[:7]]
    heading = samples.HOSTILE[0].replace('"', '""')
    sheet = f'id,waktu,jenis,lat,lon,"{heading}"\n' + "".join(
        f'"{text}",2026-10-0{n + 1},"{text}","{text if n % 2 else -2.7}",104.7,"{text}"\n'
        for n, text in enumerate(cells)
    )
    journey = travel(bench.address, role="analyst")
    page = journey.open("/analyst/data/unggah")
    name = "${document.title='X3'}`+(document.title='X4')+`<img src=x onerror=document.title='X1'>.csv"
    page.set_input_files("#berkas", {"name": name, "mimeType": "text/csv", "buffer": sheet.encode()})
    press(journey, page.locator("form.send button"))
    titles = [page.title()]
    press(journey, page.locator("form.decide button"))
    titles.append(page.title())
    for path in ("/karantina", "/karantina/1", ""):
        page.goto(f"{bench.address}/analyst/data/impor/M0001{path}")
        journey.rest()
        titles.append(page.title())
    page.goto(bench.address + "/analyst/data")
    journey.rest()
    titles.append(page.title())
    assert all("petarawan" in title for title in titles), titles
    assert page.locator("main img, main iframe, main svg").count() == 0
    journey.flawless()


def test_everything_works_without_a_script(bench: Bench, travel: Callable[..., Journey], tmp_path: Path) -> None:
    sheet = tmp_path / "kejadian.csv"
    sheet.write_text(INDONESIAN, encoding="utf-8")
    journey = travel(bench.address, role="analyst", width=360, java_script_enabled=False)
    page = journey.page
    page.goto(bench.address + "/analyst/data/unggah")
    page.set_input_files("#berkas", str(sheet))
    with page.expect_navigation():
        page.locator("form.send button").click()
    for press in ("form.decide button", None):
        for _ in range(120):
            if not page.locator(".wait").count():
                break
            page.wait_for_timeout(500)
            with page.expect_navigation():
                page.get_by_role("link", name="Muat ulang").click()
        if press:
            with page.expect_navigation():
                page.locator(press).click()
    assert page.url.endswith("/analyst/data/impor/M0001")
    assert len(bench.store.incidents(Chosen(with_left_out=True))) == 3

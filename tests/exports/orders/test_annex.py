"""The annex."""

from __future__ import annotations

import pytest

from geo.exports.orders.annex import annex_pages
from geo.tables.orders import OrderPerson, PatrolOrder
from tests.exports.orders import samples


def written_on(order: PatrolOrder, monkeypatch: pytest.MonkeyPatch) -> tuple[int, samples.Written]:
    pages = annex_pages(order, samples.region(), "id")
    pen, written = samples.recording_pen(monkeypatch)
    for number, draw in enumerate(pages, start=2):
        draw(pen, number, len(pages) + 1)
    return len(pages), written


@pytest.mark.parametrize("n", [13, 20, 60])
def test_every_stop_stands_in_it_once_with_number_and_date(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    order = samples.order(n)
    pages, written = written_on(order, monkeypatch)
    coordinates = [text for _, _, text, *_ in written.texts if text.startswith("-2.") and ", 10" in text]
    assert coordinates == [f"{stop.lat:.5f}, {stop.lon:.5f}" for stop in order.stops]
    assert written.words.count("LAMPIRAN") == pages
    assert written.words.count("Surat Perintah Sprin/117/XI/PAM.5./2026 tanggal 23 November 2026") == pages


def test_nothing_stands_below_the_margin_but_the_foot(monkeypatch: pytest.MonkeyPatch) -> None:
    order = samples.order(40, stop_changes={"name": samples.HOSTILE, "why_id": samples.HOSTILE * 5})
    _, written = written_on(order, monkeypatch)
    bottom = order.letter.margins.bottom_cm * 72 / 2.54
    assert all(y >= bottom - 1 or size == 5.8 for x, y, _, size, *_ in written.texts if (x, y) != (0, 0))


def test_people_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    people = tuple(OrderPerson(f"Contoh {number}", "Bripda", f"{number:08d}", "Polres") for number in range(70))
    _, written = written_on(samples.order(2, people=people), monkeypatch)
    assert all(f"Contoh {number}, Bripda, NRP {number:08d}, Polres" in written.words for number in range(70))


def test_an_order_without_stops_has_an_annex_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    pages, written = written_on(samples.order(0), monkeypatch)
    assert pages == 1
    assert "Tidak ada perhentian" in written.words

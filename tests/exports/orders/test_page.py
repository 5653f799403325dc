"""Page one: everything a crew needs, on one page, whatever the texts are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.exports.glyphs import width
from geo.exports.orders.page import _COLUMN, _MAP_LEAST, _room, compose, draw_page, needs_annex
from geo.exports.orders.sheet import A4
from geo.exports.orders.signature import column_height
from geo.languages import LANGUAGES, Language, Says
from geo.tables.orders import OrderContact, OrderMargins, OrderPerson, OrderSigner, PatrolOrder
from tests.exports.orders import samples

LONG = (samples.HOSTILE + " panjang sekali") * 2


def drawn(order: PatrolOrder, language: Language, monkeypatch: pytest.MonkeyPatch) -> samples.Written:
    with monkeypatch.context() as patch:
        pen, written = samples.recording_pen(patch)
        draw_page(pen, order, samples.region(), language, compose(order, language), 1)
    return written


def assert_inside(order: PatrolOrder, written: samples.Written) -> None:
    margins = order.letter.margins
    left, right = margins.left_cm * 72 / 2.54 - 0.5, A4[0] - margins.right_cm * 72 / 2.54 + 0.5
    bottom = margins.bottom_cm * 72 / 2.54
    for x, y, text, size, font, align in written.texts:
        if (x, y) == (0, 0):
            continue  # degrees along the frame are turned, at an origin of their own
        start = x - {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * width(text, size, font)
        assert left <= start, text
        assert start + width(text, size, font) <= right, text
        assert y < A4[1] - margins.top_cm * 72 / 2.54, text
        assert y >= bottom - 22, text
        assert y >= bottom - 1 or size == 5.8, text  # only the foot stands in the margin


def worst(order: PatrolOrder) -> PatrolOrder:
    """Return the order with every text of its form as long as orders.toml allows, and the widest margins."""
    text, short = Says("w" * 400, "w" * 400), "W" * 80
    letter = replace(
        order.letter,
        letterhead=(Says(short, short),) * 3,
        considerations=(text,) * 3,
        basis=(text,) * 9,
        report_to=text,
        place=short,
        signer=OrderSigner(Says(short, short), Says(short, short), short, short, short),
        copies=(Says(short, short),) * 6,
        contacts=(OrderContact(short, short, short),) * 4,
        margins=OrderMargins(3, 3, 3, 3),
        example=True,
    )
    people = tuple(OrderPerson("N" * 200, "Kompol", "1" * 20, "Polres") for _ in range(6))
    names = tuple(Says("A" * 200, "A" * 200) for _ in range(5))
    return replace(order, letter=letter, people=people, partner_names=names, notices=(text,) * 5, number="9" * 90)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", [0, 1, 3, 8, 12, 20])
def test_the_crew_finds_what_it_needs(n: int, language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    order = samples.order(n)
    written = drawn(order, language, monkeypatch)
    assert_inside(order, written)
    words = written.words
    shown = order.stops if n <= 12 else order.stops[:8]
    for stop in shown:
        assert f"{stop.lat:.5f}, {stop.lon:.5f}" in words
    for says in (order.number, order.verification, "RESOR BANYUASIN", "WIB", "48S" if n else ""):
        assert says in words
    assert "SURAT PERINTAH" in words
    assert ("Pertimbangan" in words) is (language == "id")
    assert ("IT IS ORDERED" in words) is (language == "en")
    assert ("LAMPIRAN" in words) is (n == 20 and language == "id")


def test_usual_orders_are_set_in_a_size_that_can_be_read() -> None:
    for n, least in ((3, 8.6), (8, 8.2), (12, 7.0)):
        setting = compose(samples.order(n), "id").setting
        assert setting.paragraph is None
        assert setting.size >= least


@pytest.mark.parametrize("n", [0, 8, 12, 13, 60])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worst_order_stays_on_its_page(n: int, language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    order = worst(samples.order(n, stop_changes={"name": LONG, "why_id": LONG * 4, "why_en": LONG * 4}, name=LONG))
    assert_inside(order, drawn(order, language, monkeypatch))
    composed = compose(order, language)
    room = _room(composed)
    assert room >= _MAP_LEAST
    assert room >= column_height(order, language, composed.setting, _COLUMN)


def test_the_mission_is_whole_however_tight_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    words = drawn(worst(samples.order(12, stop_changes={"name": LONG, "why_id": LONG})), "id", monkeypatch).words
    for part in ("zona Sungsang", "23 Nov 2026 18.00–24 Nov 2026 02.40 WIB", "12 perhentian"):
        assert part in words.replace("\n", " ")


def test_shortened_texts_are_told_in_the_foot(monkeypatch: pytest.MonkeyPatch) -> None:
    long = samples.order(12, stop_changes={"name": LONG, "why_id": LONG * 4})
    assert "lengkap pada berkas XLSX" in drawn(long, "id", monkeypatch).words
    assert "lengkap pada berkas XLSX" not in drawn(samples.order(12), "id", monkeypatch).words
    dots = samples.order(3)  # a contact without telephone has a row of … to fill in by hand, which is no cut
    dots = replace(dots, letter=replace(dots.letter, contacts=(OrderContact("Piket"),)))
    written = drawn(dots, "id", monkeypatch).words
    assert "……" in written
    assert "lengkap pada berkas XLSX" not in written


def test_examples_and_synthetic_data_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    words = drawn(samples.order(3), "en", monkeypatch).words
    assert "EXAMPLE" in words
    assert "SYNTHETIC DATA" in words
    real = replace(samples.order(3), synthetic=False)
    real = replace(real, letter=replace(real.letter, example=False))
    words = drawn(real, "en", monkeypatch).words
    assert "EXAMPLE" not in words
    assert "SYNTHETIC" not in words


def test_an_annex_is_needed_for_many_stops_or_people_only() -> None:
    people = tuple(OrderPerson(f"Contoh {n}") for n in range(7))
    assert not needs_annex(samples.order(12, people=people[:6]))
    assert needs_annex(samples.order(13))
    assert needs_annex(samples.order(3, people=people))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    n=st.integers(0, 12),
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), min_size=4, max_size=4),
    mode=st.sampled_from(["road", "track", "river", "foot", "?"]),
    language=st.sampled_from(LANGUAGES),
)
def test_any_text_stays_on_the_page(
    monkeypatch: pytest.MonkeyPatch, n: int, texts: list[str], mode: str, language: Language
) -> None:
    changes: dict[str, Any] = {"name": texts[0], "why_id": texts[1], "why_en": texts[2]}
    order = samples.order(n, stop_changes=changes, name=texts[3], mode=mode)
    assert_inside(order, drawn(order, language, monkeypatch))

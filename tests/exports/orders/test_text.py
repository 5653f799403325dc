"""The order as one message."""

from __future__ import annotations

import pytest

from geo.exports.orders.text import HANDY_CHARACTERS, MOST_CHARACTERS, message_text
from geo.languages import LANGUAGES, Language
from tests.exports.orders import samples


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("links", [False, True])
@pytest.mark.parametrize("n", [0, 1, 8, 12, 60, 200])
def test_it_fits_one_message(n: int, language: Language, links: bool) -> None:
    order = samples.order(n, stop_changes={"name": samples.HOSTILE, "why_id": "\U0001f525" * 900, "why_en": "x" * 900})
    text = message_text(order, language, links=links)
    assert len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert order.verification in text
    assert order.number in text


def test_eight_usual_stops_are_a_handy_message_with_times_places_and_reasons() -> None:
    order = samples.order(8)
    text = message_text(order, "id")
    assert len(text) <= HANDY_CHARACTERS
    lines = text.splitlines()
    at = lines.index("1. 18.20–18.35 Sungsang")
    assert lines[at + 1] == "   -2.37000, 104.88000"
    assert lines[at + 2].startswith("   Peringkat 3; 14 kejadian")
    assert "SINTETIS" in text.upper()


def test_long_texts_end_at_a_word_and_marks_are_kept() -> None:
    name = "Bandara Sultan Mahmud Badaruddin II (sisi Talang Kelapa, terminal barang)"
    text = message_text(samples.order(3, stop_changes={"name": name, "must": True}), "id")
    assert "1. 18.20–18.35 Bandara Sultan Mahmud Badaruddin II (sisi Talang Kelapa… (wajib)" in text


def test_map_links_are_written_only_when_asked_for() -> None:
    order = samples.order(3)
    assert "http" not in message_text(order, "id")
    assert message_text(order, "id", links=True).count("https://maps.google.com/?q=-2.") == 3


def test_what_has_no_room_is_told() -> None:
    text = message_text(
        samples.order(200, stop_changes={"name": "Nama tempat yang panjang sekali di tepi sungai"}), "en"
    )
    assert "more stops: see the PDF" in text


def test_stops_take_one_line_each_whatever_their_name() -> None:
    text = message_text(
        samples.order(2, stop_changes={"name": "a\nb\u202ec\u2028d", "why_id": None, "why_en": None}), "id"
    )
    assert "18.20–18.35 a b c d" in text
    assert "\u202e" not in text

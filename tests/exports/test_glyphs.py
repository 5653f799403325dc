"""Text as the embedded fonts can show it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.exports.glyphs import BOLD, PLAIN, fitted, register_fonts, visible, width, wrapped

ANY = st.text(st.characters(), max_size=80)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sungsang", "Sungsang"),
        ("caf\u00e9 e\u0301", "café é"),
        ("\u4e2d", "[U+4E2D]"),
        ("\U0001f525", "[U+1F525]"),
        ("a\u202eb", "a[U+202E]b"),
        ("a\x1bb", "a[U+001B]b"),
        ("a\udcffb", "a[U+DCFF]b"),
        ("satu\ndua\t tiga", "satu dua tiga"),
        ("18\u201321 \u2265 5\u00a0km \u2192 x", "18–21 ≥ 5 km -> x"),
        ("<b>&amp;${x}", "<b>&amp;${x}"),
        ("", ""),
    ],
)
def test_what_the_fonts_lack_is_shown_by_its_number(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(ANY)
def test_everything_shown_has_a_glyph_in_both_fonts(text: str) -> None:
    shown = visible(text)
    assert {ord(sign) for sign in shown} <= register_fonts()
    assert visible(shown) == shown


@given(ANY, st.sampled_from([PLAIN, BOLD]), st.floats(20, 200))
def test_lines_fit_and_lose_nothing(text: str, font: str, limit: float) -> None:
    lines = wrapped(text, 8, limit, font)
    assert all(width(line, 8, font) <= limit + 1e-6 for line in lines)
    assert "".join(lines).replace(" ", "") == visible(text).replace(" ", "")


@given(ANY, st.integers(1, 4), st.floats(20, 200))
def test_no_more_lines_than_allowed_and_a_cut_is_seen(text: str, most: int, limit: float) -> None:
    whole, cut = wrapped(text, 8, limit), wrapped(text, 8, limit, most=most)
    assert len(cut) == min(len(whole), most)
    assert all(width(line, 8) <= limit + 1e-6 for line in cut)
    assert (cut[-1].endswith("…")) or len(whole) <= most


def test_fitted_keeps_what_fits() -> None:
    assert fitted("pendek", 8, 100) == "pendek"
    assert fitted("panjang sekali", 8, 40).endswith("…")


def test_widths_are_reportlabs() -> None:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    register_fonts()
    assert width("Surat Perintah é", 9, BOLD) == pytest.approx(stringWidth("Surat Perintah é", BOLD, 9))

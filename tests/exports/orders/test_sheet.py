"""Measured lines."""

from __future__ import annotations

import pytest

from geo.exports.glyphs import register_fonts
from geo.exports.orders.sheet import A4, Setting, draw_lines, gap, height_of, paragraph, sheet_of
from geo.tables.orders import OrderMargins
from tests.exports.orders import samples

register_fonts()


def test_margins_are_those_of_the_form() -> None:
    sheet = sheet_of(OrderMargins())
    assert (sheet.left, sheet.bottom) == pytest.approx((2.5 * 72 / 2.54, 1.5 * 72 / 2.54))
    assert sheet.width == pytest.approx(A4[0] - 4.0 * 72 / 2.54)
    assert sheet.height == pytest.approx(A4[1] - 3.5 * 72 / 2.54)


def test_a_paragraph_is_as_high_as_its_lines_and_marked_once() -> None:
    setting = Setting(8.0)
    lines = paragraph("kata " * 40, setting, x=20, width=100, mark="1.", mark_x=5)
    assert height_of(lines) == pytest.approx(len(lines) * setting.leading)
    assert [piece.text for line in lines for piece in line.pieces].count("1.") == 1
    assert lines[0].pieces[0].x == 5
    assert len(paragraph("kata " * 40, Setting(8.0, paragraph=2), x=0, width=100)) == 2
    assert len(paragraph("kata " * 40, setting, x=0, width=100, most=1)) == 1


def test_lines_go_down_by_their_height(monkeypatch: pytest.MonkeyPatch) -> None:
    pen, written = samples.recording_pen(monkeypatch)
    lines = [*paragraph("satu", Setting(8.0), x=0, width=100), gap(10), *paragraph("dua", Setting(8.0), x=3, width=100)]
    assert draw_lines(pen, lines, 50, 700) == pytest.approx(700 - height_of(lines))
    (x1, y1, *_), (x2, y2, *_) = written.texts
    assert (x1, x2) == (50, 53)
    assert y1 - y2 == pytest.approx(10 + Setting(8.0).leading)


def test_small_text_stays_legible() -> None:
    assert Setting(9.0).small == pytest.approx(8.2)
    assert Setting(6.0).small == 6.0

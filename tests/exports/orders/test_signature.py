"""Signature, seal, copies and contacts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.exports.glyphs import register_fonts
from geo.exports.orders.seal import sealed
from geo.exports.orders.sheet import Line, Setting
from geo.exports.orders.signature import (
    column_height,
    draw_column,
    signature_lines,
    strip_lines,
    verification_lines,
)
from geo.tables.orders import OrderSigner
from tests.exports.orders import samples

register_fonts()
SETTING = Setting(8.0)


def words(lines: list[Line]) -> str:
    return " ".join(piece.text for line in lines for piece in line.pieces)


def test_place_date_and_office_stand_over_room_to_sign() -> None:
    lines = signature_lines(samples.order(1), "id", SETTING, 200)
    told = words(lines)
    for part in ("Dikeluarkan di", "Pangkalan Balai", "pada tanggal", "23 November 2026", "a.n. KEPALA", "KABAG OPS"):
        assert part in told
    assert max(line.height for line in lines) > 30


def test_a_known_signer_is_named_an_unknown_one_gets_a_line() -> None:
    order = samples.order(1)
    office = order.letter.signer
    known = replace(order, letter=replace(order.letter, signer=OrderSigner(office.behalf, office.office, "CONTOH NAMA",
                                                                           "KOMPOL", "00000000")))  # fmt: skip
    lines = signature_lines(known, "id", SETTING, 200)
    assert words(lines).endswith("CONTOH NAMA KOMPOL NRP 00000000")
    blank = signature_lines(order, "id", SETTING, 200)
    assert "Pangkat/NRP …" in words(blank)
    assert blank[-2].rule is not None


def test_a_seal_without_key_says_what_it_is_not() -> None:
    order = samples.order(1)
    assert "without a key" not in words(verification_lines(order, "en", SETTING, 90))
    plain = words(verification_lines(sealed(order, None), "en", SETTING, 90))
    assert "without a key" in plain
    assert "O-2026-0117" in plain


def test_copies_and_contacts_stand_side_by_side() -> None:
    lines = strip_lines(samples.order(1), "id", SETTING, 480)
    assert words(lines[:1]) == "Tembusan: Kontak:"
    assert "110" in words(lines)
    assert "radio kanal 1" in words(lines)
    bare = samples.order(1)
    bare = replace(bare, letter=replace(bare.letter, copies=(), contacts=()))
    assert strip_lines(bare, "id", SETTING, 480) == []


def test_the_column_is_as_high_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    order = samples.order(1)
    high = column_height(order, "id", SETTING, 170)
    pen, written = samples.recording_pen(monkeypatch)
    draw_column(pen, order, "id", SETTING, left=300, top=100 + high, bottom=100, wide=170)
    assert all(100 <= y <= 100 + high for _, y, *_ in written.texts)
    signed = min(y for _, y, text, *_ in written.texts if text.startswith("Pangkat"))
    sealed_at = max(y for _, y, text, *_ in written.texts if text.startswith("Verifikasi"))
    assert signed > sealed_at

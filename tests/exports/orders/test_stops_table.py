"""The table of stops."""

from __future__ import annotations

import pytest

from geo.exports.glyphs import register_fonts
from geo.exports.orders.sheet import Setting
from geo.exports.orders.stops_table import draw_rows, stop_rows
from tests.exports.orders import samples

register_fonts()
SETTING = Setting(8.0)


def test_a_row_has_number_time_name_coordinates_reason_and_a_box() -> None:
    order = samples.order(2)
    head, first, _ = stop_rows(order, order.stops, "id", SETTING, 480)
    assert head.cells[1] == ["Waktu (WIB)"]
    assert first.cells[0] == ["1"]
    assert first.cells[1] == ["18.20–18.35"]
    assert first.cells[3] == ["-2.37000, 104.88000", "48S 486658 9738042"]
    assert " ".join(first.cells[4]) == samples.WHY_ID
    assert (head.tick, first.tick) == (False, True)


def test_stops_after_midnight_carry_their_date() -> None:
    order = samples.order(10)
    assert stop_rows(order, order.stops, "en", SETTING, 480)[-1].cells[1] == ["00:20–00:35", "24 Nov 2026"]


def test_rows_may_be_limited_and_say_what_is_left_out() -> None:
    order = samples.order(12, stop_changes={"why_id": samples.HOSTILE * 5})
    rows = stop_rows(order, order.stops[:8], "id", Setting(8.0, row=2), 480)
    assert max(len(cell) for row in rows for cell in row.cells) == 2
    assert rows[-1].cells[1] == ["… dan 4 perhentian lagi pada LAMPIRAN."]


def test_no_stops_are_told() -> None:
    rows = stop_rows(samples.order(0), (), "en", SETTING, 480)
    assert rows[-1].cells[1] == ["This route has no stops."]


def test_drawing_takes_the_measured_height_and_one_box_a_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.exports.orders.pen import Pen

    order = samples.order(5)
    pen, written = samples.recording_pen(monkeypatch)
    boxes: list[float] = []
    monkeypatch.setattr(Pen, "box", lambda self, x, y, wide, high, **how: boxes.append(x))
    rows = stop_rows(order, order.stops, "id", SETTING, 480)
    assert draw_rows(pen, rows, 70, 700, 480, SETTING) == pytest.approx(700 - sum(row.height for row in rows))
    assert len(boxes) == 5
    assert all(70 <= x < 550 for x in boxes)
    assert "Sungsang" in written.words

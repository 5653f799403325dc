"""The result form (laporan hasil patroli) as XLSX: one row for each stop, to be filled in and read back.

Row 1 has the columns' machine names; rows that begin with `#` are comments for people and are passed over when the
form is read.
"""

from __future__ import annotations

from typing import Any

from geo.exports.orders.sheets import Choices, FormSheet, workbook_bytes
from geo.exports.orders.wording import span_text, stop_name, window_text
from geo.languages import Language, Says
from geo.tables.orders import PatrolOrder

SHEET = Says("hasil", "results")
COLUMNS = ("order_id", "stop", "place_id", "name", "outcome", "arrived", "left", "reason", "found", "kind", "n",
           "action", "note")  # fmt: skip
OUTCOMES = ("done", "partly", "skipped")
REASONS = {
    "swamp": Says("rawa, tidak ada jalan", "swamp, no road"),
    "flood": Says("banjir", "flood"),
    "no time": Says("waktu habis", "no time left"),
    "called away": Says("dialihkan ke kejadian lain", "called away"),
    "vehicle": Says("kendaraan atau kapal rusak", "vehicle or boat broken"),
    "weather": Says("cuaca", "weather"),
}
_HEADINGS = {
    "order_id": Says("# Surat Perintah", "# Order"),
    "stop": Says("No.", "No."),
    "place_id": Says("Tempat", "Place"),
    "name": Says("Perhentian, waktu rencana", "Stop, planned time"),
    "outcome": Says("Hasil (pilih)", "Outcome (choose)"),
    "arrived": Says("Tiba (jam setempat)", "Arrived (local time)"),
    "left": Says("Pergi (jam setempat)", "Left (local time)"),
    "reason": Says("Sebab bila sebagian atau dilewati", "Why, when partly or skipped"),
    "found": Says("Temuan", "What was found"),
    "kind": Says("Jenis kejadian (kode)", "Kind of incident (code)"),
    "n": Says("Jumlah", "Number"),
    "action": Says("Tindakan", "Action taken"),
    "note": Says("Keterangan", "Remarks"),
}
_WIDTHS = (18, 5, 12, 38, 12, 14, 14, 28, 30, 12, 8, 26, 26)
_FACTS = (
    Says("# Nomor {number}, kode {code}, {span}", "# Number {number}, code {code}, {span}"),
    Says(
        "# Hasil: done = selesai, partly = sebagian, skipped = dilewati. Jam: 18.20 atau 18:20, "
        "atau 2026-11-24 00:10 bila berganti hari.",
        "# Outcome: done, partly or skipped. Time: 18:20, or 2026-11-24 00:10 when the day has changed.",
    ),
    Says("# Sebab, misalnya: {reasons}", "# Why, for example: {reasons}"),
    Says(
        "# Baris yang diawali # tidak dibaca. Beberapa temuan di satu perhentian: salin barisnya.",
        "# Lines that begin with # are not read. Several finds at one stop: copy its row.",
    ),
)


def form_sheet(order: PatrolOrder, language: Language) -> FormSheet:
    """Return the form as a worksheet: names, headings and comments, then one row for each stop."""
    reasons = "; ".join(reason.text(language) for reason in REASONS.values())
    facts = {
        "number": order.number,
        "code": order.verification,
        "span": span_text(order, language),
        "reasons": reasons,
    }
    rows: list[list[Any]] = [[_HEADINGS[name].text(language) for name in COLUMNS]]
    rows += [[fact.text(language, facts)] for fact in _FACTS]
    first = len(rows) + 2
    for stop in order.stops:
        name = f"{stop_name(stop, language)}, {window_text(stop, order, language)}"
        rows.append([order.order_id, stop.number, stop.place_id, name])
    last = max(first, first + len(order.stops) - 1) + 50  # rows that are copied for a second find keep the list
    return FormSheet(
        SHEET.text(language), COLUMNS, rows, _WIDTHS, (Choices(f"E{first}:E{last}", OUTCOMES),), as_typed=(6, 7)
    )


def xlsx_form(order: PatrolOrder, language: Language) -> bytes:
    """Return the result form of an order as XLSX.

    Parameters
    ----------
    order
        A sealed order.
    language
        Of the sheet's name (`hasil` or `results`), headings and comments; the names in row 1 are the same in both.
    """
    return workbook_bytes(order, form_sheet(order, language))

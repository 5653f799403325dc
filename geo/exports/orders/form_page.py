"""The printed result form (laporan hasil patroli): one row for each stop to fill in by hand, A4 across."""

from __future__ import annotations

from geo.exports.glyphs import BOLD, fitted, visible, width, wrapped
from geo.exports.orders.annex import Draw
from geo.exports.orders.page import draw_foot
from geo.exports.orders.pen import GREY, Pen
from geo.exports.orders.sheet import A4, CM, Sheet
from geo.exports.orders.wording import mode_text, span_text, stop_name, window_text
from geo.languages import Language, Says
from geo.tables.orders import OrderStop, PatrolOrder

ROWS_ON_PAGE = 10
_PAGE = (A4[1], A4[0])
_SHEET = Sheet(1.5 * CM, 1.5 * CM, _PAGE[0] - 1.5 * CM, _PAGE[1] - 1.3 * CM)
_SIZE = 7.0
_ROW = 34.0
_PAD = 3.0
_TITLE = Says("LAPORAN HASIL PATROLI", "PATROL RESULT FORM (LAPORAN HASIL PATROLI)")
_ORDER = Says("Surat Perintah {number} · {id} · kode {code}", "Order {number} · {id} · code {code}")
_PATROL = Says("Regu {crew} · {mode} · {span}", "Crew {crew} · {mode} · {span}")
_FIELDS = (
    Says("Kendaraan/kapal", "Vehicle or boat"),
    Says("BBM (liter)", "Fuel (litres)"),
    Says("Jarak (km/NM)", "Distance (km/NM)"),
    Says("Cuaca", "Weather"),
    Says("Berangkat pukul", "Left at"),
    Says("Kembali pukul", "Back at"),
)
_OUTCOMES = (Says("selesai", "done"), Says("sebagian", "partly"), Says("dilewati", "skipped"))
# Columns with their share of the page's width; the first three are printed.
_COLUMNS = (
    (Says("No.", "No."), 2.8),
    (Says("Perhentian dan waktu rencana", "Stop and planned time"), 16.0),
    (Says("Hasil", "Outcome"), 7.5),
    (Says("Tiba", "Arrived"), 5.5),
    (Says("Pergi", "Left"), 5.5),
    (Says("Sebab tidak/sebagian", "Why skipped or partly"), 14.0),
    (Says("Temuan", "Found"), 16.0),
    (Says("Jenis", "Kind"), 7.5),
    (Says("Jumlah", "Number"), 5.5),
    (Says("Tindakan", "Action"), 12.0),
    (Says("Keterangan", "Remarks"), 8.5),
)
_HINT = Says(
    "Sebab, misalnya: rawa, tidak ada jalan; banjir; waktu habis; dialihkan; kendaraan rusak; cuaca. "
    "Kembalikan lembar ini, atau isian yang sama pada berkas XLSX, kepada {to}.",
    "Reasons, for example: swamp, no road; flood; no time left; called away; vehicle broken; weather. "
    "Return this sheet, or the same in the XLSX file, to {to}.",
)
_SIGNED = Says("Pemimpin regu, nama dan tanda tangan:", "Crew leader, name and signature:")
_DOTS = "." * 60


def form_pages(order: PatrolOrder, language: Language) -> list[Draw]:
    """Return one function for each page of the form: ten stops a page, one empty page for an order without stops."""
    starts = range(0, max(1, len(order.stops)), ROWS_ON_PAGE)
    return [_page(order, order.stops[start : start + ROWS_ON_PAGE], language) for start in starts]


def _page(order: PatrolOrder, stops: tuple[OrderStop, ...], language: Language) -> Draw:
    def draw(pen: Pen, page: int, pages: int) -> None:
        pen.canvas.setPageSize(_PAGE)
        y = _heading(pen, order, language)
        widths = [share * _SHEET.width / sum(share for _, share in _COLUMNS) for _, share in _COLUMNS]
        top = y
        y = _heads(pen, y, widths, language)
        for stop in stops:
            _row(pen, stop, order, language, y, widths)
            y -= _ROW
            pen.rule(_SHEET.left, y, _SHEET.right, y, line=0.4)
        x = _SHEET.left
        for wide in (*widths, 0.0):
            pen.rule(x, top, x, y, line=0.4)
            x += wide
        _end(pen, order, language, y)
        draw_foot(pen, order, language, _SHEET, page, pages)

    return draw


def _heading(pen: Pen, order: PatrolOrder, language: Language) -> float:
    middle, y = (_SHEET.left + _SHEET.right) / 2, _SHEET.top - 11
    pen.text(middle, y, _TITLE.text(language), 11, font=BOLD, align="centre")
    crew = ", ".join(unit.name for unit in order.units) or "–"
    told = (
        _ORDER.text(language, {"number": order.number, "id": order.order_id, "code": order.verification}),
        _PATROL.text(
            language, {"crew": crew, "mode": mode_text(order.mode, language), "span": span_text(order, language)}
        ),
    )
    for line in told:
        y -= 11
        pen.text(middle, y, fitted(visible(line), 7.5, _SHEET.width), 7.5, align="centre")
    y -= 17
    share = _SHEET.width / len(_FIELDS)
    for number, field in enumerate(_FIELDS):
        x = _SHEET.left + number * share
        label = field.text(language) + ":"
        pen.text(x, y, label, _SIZE)
        pen.rule(x + width(label, _SIZE) + 3, y - 1, x + share - 8, y - 1, line=0.4, colour=GREY)
    return y - 9


def _heads(pen: Pen, top: float, widths: list[float], language: Language) -> float:
    high = 2 * _SIZE + 7
    pen.box(_SHEET.left, top - high, _SHEET.width, high, line=0.8, fill=(0.93, 0.93, 0.93))
    x = _SHEET.left
    for (says, _), wide in zip(_COLUMNS, widths, strict=True):
        for number, line in enumerate(wrapped(says.text(language), 6.4, wide - 2 * _PAD, BOLD, 2)):
            pen.text(x + _PAD, top - 9 - number * 7.6, line, 6.4, font=BOLD)
        x += wide
    return top - high


def _row(pen: Pen, stop: OrderStop, order: PatrolOrder, language: Language, top: float, widths: list[float]) -> None:
    x = _SHEET.left
    pen.text(x + _PAD, top - 10, str(stop.number), _SIZE)
    x += widths[0]
    lines = wrapped(stop_name(stop, language), _SIZE, widths[1] - 2 * _PAD, most=2)
    lines.append(fitted(window_text(stop, order, language), _SIZE, widths[1] - 2 * _PAD))
    for number, line in enumerate(lines):
        pen.text(x + _PAD, top - 9.5 - number * 9, line, _SIZE)
    x += widths[1]
    for number, outcome in enumerate(_OUTCOMES):
        y = top - 10 - number * 9.5
        pen.box(x + _PAD, y - 0.8, 6.4, 6.4, line=0.6)
        pen.text(x + _PAD + 9.5, y, outcome.text(language), 6.2)


def _end(pen: Pen, order: PatrolOrder, language: Language, top: float) -> None:
    hint = _HINT.text(language, {"to": order.letter.report_to.text(language)})
    y = top - 10
    for line in wrapped(hint, 6.4, _SHEET.width * 0.6, most=3):
        pen.text(_SHEET.left, y, line, 6.4, colour=GREY)
        y -= 8
    pen.text(_SHEET.right - 180, top - 10, _SIGNED.text(language), _SIZE)
    pen.text(_SHEET.right - 180, top - 34, _DOTS, _SIZE)

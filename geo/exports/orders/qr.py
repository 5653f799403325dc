"""The order's QR code, drawn as rectangles (ISO/IEC 18004, level M)."""

from __future__ import annotations

from typing import Any

from geo.exports.orders.pen import Pen

_QUIET = 4  # modules that stay white around the code, as the standard wants


def qr_modules(text: str) -> list[list[bool]]:
    """Return the code of a text: rows from the top, True is dark, without the quiet border."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    return [[bool(module) for module in row] for row in code.modules]


def draw_qr(pen: Pen, text: str, x: float, y: float, side: float) -> None:
    """Draw the code of a text in a square of `side` points whose lower left corner is (x, y), border included."""
    rows = qr_modules(text)
    module = side / (len(rows) + 2 * _QUIET)
    path = pen.canvas.beginPath()
    for number, row in enumerate(rows):
        top = y + side - (number + _QUIET) * module
        column = 0
        while column < len(row):
            end = column
            while end < len(row) and row[end]:
                end += 1
            if end > column:
                path.rect(x + (column + _QUIET) * module, top - module, (end - column) * module, module)
            column = max(end, column + 1)
    pen.canvas.setFillColorRGB(0, 0, 0)
    pen.canvas.drawPath(path, stroke=0, fill=1)

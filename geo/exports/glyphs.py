"""The embedded fonts, and text as they can show it: what a font lacks is written as `[U+4E2D]`, never dropped."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

PLAIN = "PetarawanSans"
BOLD = "PetarawanSans-Bold"
_FILES = {PLAIN: "Vera.ttf", BOLD: "VeraBd.ttf"}
# Signs that mean the same to a reader and that the fonts have.
_ALIKE = str.maketrans({"\u2010": "-", "\u2011": "-", "\u202f": " ", "\u2009": " ", "\u00a0": " ", "\u2192": "->"})
_ELLIPSIS = "…"


@lru_cache(maxsize=1)
def register_fonts() -> frozenset[int]:
    """Make the fonts known to reportlab, and return the characters that both have (code points).

    They are Bitstream Vera, which comes with reportlab under its own free licence and is embedded in each file.
    """
    import reportlab
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = Path(reportlab.__file__).parent / "fonts"
    shown: set[int] | None = None
    for name, file in _FILES.items():
        font = TTFont(name, str(folder / file))
        pdfmetrics.registerFont(font)
        has = {code for code, glyph in font.face.charToGlyph.items() if glyph}
        shown = has if shown is None else shown & has
    return frozenset(shown or ())


def visible(text: str) -> str:
    """Return a text on one line in characters that the fonts have.

    Blanks of every kind become one space. A character that the fonts lack, and every one that would steer the
    direction of writing, is written by its number.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    shown = register_fonts()
    flat = " ".join(unicodedata.normalize("NFC", text).translate(_ALIKE).split())
    return "".join(sign if ord(sign) in shown and sign.isprintable() else f"[U+{ord(sign):04X}]" for sign in flat)


def width(text: str, size: float, font: str = PLAIN) -> float:
    """Return the width of a text in the form of `visible`, points."""
    widths = _widths(font)
    return sum(widths.get(ord(sign), widths[0x20]) for sign in text) * size / 1000


@lru_cache(maxsize=4)
def _widths(font: str) -> dict[int, float]:
    from reportlab.pdfbase import pdfmetrics

    register_fonts()
    known: dict[int, float] = dict(pdfmetrics.getFont(font).face.charWidths)
    return known


def wrapped(text: str, size: float, limit: float, font: str = PLAIN, most: int | None = None) -> list[str]:
    """Break a text into lines no wider than `limit` points, at blanks where it can and inside words where it must.

    Parameters
    ----------
    text
        Any text; it is brought into the form of `visible`.
    size, limit, font
        Size of the font and width of a line (points), and which font.
    most
        Number of lines at most; what does not fit is replaced by `…`. None for all.

    Returns
    -------
    list of str
        At least one line (empty for an empty text).
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(visible(text), size, limit, font):
        longer = f"{line} {word}" if line else word
        if not line or width(longer, size, font) <= limit:
            line = longer
        else:
            lines.append(line)
            line = word
    lines.append(line)
    if most is None or len(lines) <= most:
        return lines
    kept = lines[:most]
    kept[-1] = fitted(kept[-1] + " " + _ELLIPSIS, size, limit, font)
    return kept


def fitted(text: str, size: float, limit: float, font: str = PLAIN) -> str:
    """Return a text (in the form of `visible`) on one line, cut with `…` when it is wider than `limit` points."""
    if width(text, size, font) <= limit:
        return text
    end = width(_ELLIPSIS, size, font)
    taken, used = [], 0.0
    for sign in text:
        used += width(sign, size, font)
        if used + end > limit:
            break
        taken.append(sign)
    return "".join(taken).rstrip(" " + _ELLIPSIS) + _ELLIPSIS


def _pieces(text: str, size: float, limit: float, font: str) -> Iterator[str]:
    for word in text.split(" "):
        if width(word, size, font) <= limit:
            yield word
            continue
        piece, used = "", 0.0
        for sign in word:
            wide = width(sign, size, font)
            if piece and used + wide > limit:
                yield piece
                piece, used = "", 0.0
            piece += sign
            used += wide
        yield piece

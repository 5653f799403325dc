"""Paragraphs and tables of a PDF page: any text is shown as text, never read as markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from geo.exports.evaluation.cells import PageTable
from geo.exports.glyphs import BOLD, PLAIN, register_fonts, visible, width, wrapped
from geo.languages import Language

INK, GREY, RULE, BAND = "#1b1b1b", "#5a5a5a", "#b8b8b8", "#f0f2f4"
WARN, WARN_BAND = "#8a1c00", "#fdf1ec"
_LEAST_COLUMN = 34.0
_WHOLE_ROWS = 15
_ROOM_PT = 120.0
_PAD = 3.5
_LONGEST = 4_000  # letters of a paragraph: more would not fit into a box on one page
_MOST_LINES, _MOST_HEAD_LINES = 30, 5  # of a cell: a row has to fit on a page


@dataclass(frozen=True)
class Style:
    """How a text looks: size in points, bold, colour."""

    size: float = 8.5
    bold: bool = False
    colour: str = INK
    space_after: float = 2.0


BODY = Style()
SMALL = Style(size=7.2, colour=GREY, space_after=6)
HEADING = Style(size=10.5, bold=True, space_after=3)
TITLE = Style(size=15, bold=True, space_after=2)
VERDICT = Style(size=11.5, bold=True, space_after=3)
CELL = Style(size=7.4, space_after=0)
HEAD_CELL = Style(size=7.4, bold=True, space_after=0)
ALARM = Style(size=9.5, bold=True, colour=WARN, space_after=4)


def paragraph(text: str, style: Style = BODY, *, right: bool = False, keep_with_next: bool = False) -> Any:
    """Return a paragraph that shows exactly this text; one of more than some 40 lines is cut with `…`."""
    from reportlab.lib.enums import TA_LEFT, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    register_fonts()
    look = ParagraphStyle(
        "petarawan",
        fontName=BOLD if style.bold else PLAIN,
        fontSize=style.size,
        leading=style.size * 1.32,
        textColor=style.colour,
        spaceAfter=style.space_after,
        alignment=TA_RIGHT if right else TA_LEFT,
        splitLongWords=1,
        keepWithNext=int(keep_with_next),
    )
    shown = visible(text)
    return Paragraph(escape(shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"), look)


def bullets(texts: Sequence[str], style: Style = BODY) -> list[Any]:
    """Return the texts as a list with dashes."""
    from reportlab.platypus import ListFlowable, ListItem

    items = [ListItem(paragraph(text, style), leftIndent=10) for text in texts]
    if not items:
        return []
    dashes = {"bulletType": "bullet", "start": "–", "bulletFontName": PLAIN, "bulletFontSize": style.size}
    return [ListFlowable(items, leftIndent=10, **dashes)]


def boxed(flowables: Sequence[Any], total_pt: float, *, warn: bool = False) -> Any:
    """Return the parts in a box that may run over several pages."""
    from reportlab.platypus import Table

    look: list[tuple[Any, ...]] = [
        ("BACKGROUND", (0, 0), (-1, -1), WARN_BAND if warn else BAND),
        ("LINEBEFORE", (0, 0), (0, -1), 2.2, WARN if warn else INK),
        ("LEFTPADDING", (0, 0), (-1, -1), 8),
        ("RIGHTPADDING", (0, 0), (-1, -1), 8),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ]
    return Table([[one] for one in flowables], colWidths=[total_pt], style=look, spaceAfter=8)


def table_flowables(table: PageTable, language: Language, total_pt: float) -> list[Any]:
    """Return heading, table and note; columns as wide as their content asks for, numbers to the right."""
    from reportlab.platypus import CondPageBreak, Table

    texts = table.texts(language)
    widths = _widths(texts, total_pt)
    numeric = [_is_numeric([row[column] for row in texts[1:]]) for column in range(len(texts[0]))]
    cells = [
        [_cell(text, widths[column], right=numeric[column], head=number == 0) for column, text in enumerate(row)]
        for number, row in enumerate(texts)
    ]
    look = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), BAND),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, RULE),
        ("LINEABOVE", (0, 0), (-1, 0), 0.6, INK),
        ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
    ]
    long = len(texts) > _WHOLE_ROWS  # would leave half a page empty if it were kept in one piece
    heading = paragraph(table.title.text(language), HEADING, keep_with_next=not long)
    body = Table(cells, colWidths=widths, style=look, repeatRows=1, spaceAfter=3)
    note = paragraph(table.note.text(language), SMALL) if table.note else paragraph("", SMALL)
    return [*([CondPageBreak(_ROOM_PT)] if long else []), heading, body, note]


def _cell(text: str, wide: float, *, right: bool, head: bool) -> Any:
    """Return a cell of at most so many lines that its row fits on a page; the XLSX has the whole text."""
    style = HEAD_CELL if head else CELL
    most = _MOST_HEAD_LINES if head else _MOST_LINES
    lines = wrapped(text, style.size, wide - 2 * _PAD, BOLD if head else PLAIN, most)
    return paragraph(" ".join(lines), style, right=right)


def _widths(texts: Sequence[Sequence[str]], total_pt: float) -> list[float]:
    """Share the width: each column first gets its longest word, the rest goes by what the texts ask for."""
    least, wanted = [], []
    for column in range(len(texts[0])):
        cells = [visible(row[column]) for row in texts]
        words = [word for cell in cells for word in cell.split()] or [""]
        if _is_numeric(cells[1:]):  # figures such as an interval stay on one line, only the heading may break
            words += cells[1:]
        longest = max(width(word, CELL.size, BOLD) for word in words) + 2 * _PAD + 2
        least.append(min(max(_LEAST_COLUMN, longest), 110.0))
        wanted.append(max(least[-1], max(width(cell, CELL.size, BOLD) for cell in cells) + 2 * _PAD + 2))
    if sum(least) >= total_pt:
        return [total_pt * one / sum(least) for one in least]
    more = [ask - has for ask, has in zip(wanted, least, strict=True)]
    share = min(1.0, (total_pt - sum(least)) / sum(more)) if sum(more) else 0.0
    found = [has + share * extra for has, extra in zip(least, more, strict=True)]
    found[0] += total_pt - sum(found) if sum(found) < total_pt else 0.0
    return found


def _is_numeric(column: Sequence[str]) -> bool:
    """Whether a column holds figures only (they stand to the right)."""
    return all(not any(sign.isalpha() for sign in text) for text in column)

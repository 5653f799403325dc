"""The page of an order: its margins in points, text settings, and lines of text that are measured, then drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.exports.glyphs import PLAIN, wrapped
from geo.exports.orders.pen import Pen
from geo.tables.orders import OrderMargins

CM = 72 / 2.54
A4 = (21.0 * CM, 29.7 * CM)


@dataclass(frozen=True)
class Sheet:
    """The part of a page inside the margins, points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Width between the margins."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height between the margins."""
        return self.top - self.bottom


def sheet_of(margins: OrderMargins, size: tuple[float, float] = A4) -> Sheet:
    """Return the inside of a page of this size (points) with the order's margins."""
    return Sheet(
        margins.left_cm * CM, margins.bottom_cm * CM, size[0] - margins.right_cm * CM, size[1] - margins.top_cm * CM
    )


@dataclass(frozen=True)
class Setting:
    """How text is set: its size (points), and how many lines a paragraph and a table row may have (None: all)."""

    size: float
    paragraph: int | None = None
    row: int | None = None

    @property
    def leading(self) -> float:
        """From baseline to baseline, points."""
        return self.size * 1.22

    @property
    def small(self) -> float:
        """Size in tables and under the map."""
        return max(6.0, self.size - 0.8)


@dataclass(frozen=True)
class Piece:
    """A piece of text on a line: distance from the left margin, size, font, alignment."""

    x: float
    text: str
    size: float
    font: str = PLAIN
    align: str = "left"


@dataclass(frozen=True)
class Line:
    """A line: how far it goes down, its pieces, and a rule under part of it (from, to) where there is one."""

    height: float
    pieces: tuple[Piece, ...] = ()
    rule: tuple[float, float] | None = None


def gap(height: float) -> Line:
    """Return an empty line."""
    return Line(height)


def paragraph(
    text: str, setting: Setting, *, x: float, width: float, mark: str = "", mark_x: float = 0.0, font: str = PLAIN,
    most: int | None = None,
) -> list[Line]:  # fmt: skip
    """Return a paragraph from `x` on, `width` wide, its first line marked (`1.`) at `mark_x`.

    Parameters
    ----------
    most
        Lines at most; None takes the setting's.
    """
    limit = setting.paragraph if most is None else most
    lines = []
    for number, line in enumerate(wrapped(text, setting.size, width, font, limit)):
        pieces = [Piece(mark_x, mark, setting.size)] if mark and number == 0 else []
        lines.append(Line(setting.leading, (*pieces, Piece(x, line, setting.size, font))))
    return lines


def height_of(lines: Sequence[Line]) -> float:
    """Return how far lines go down, points."""
    return sum(line.height for line in lines)


def draw_lines(pen: Pen, lines: Sequence[Line], left: float, top: float) -> float:
    """Draw lines from `top` down and return where they end; baselines stand a quarter above a line's foot."""
    y = top
    for line in lines:
        y -= line.height
        for piece in line.pieces:
            pen.text(left + piece.x, y + piece.size * 0.25, piece.text, piece.size, font=piece.font, align=piece.align)
        if line.rule is not None:
            pen.rule(left + line.rule[0], y, left + line.rule[1], y, line=0.8)
    return y

"""Draws geometries and texts on a page of the order, in points from its lower left corner."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.exports.glyphs import PLAIN, width
from geo.exports.orders.map_view import MapView

INK = (0.0, 0.0, 0.0)
GREY = (0.4, 0.4, 0.4)
WHITE = (1.0, 1.0, 1.0)
Colour = tuple[float, float, float]


class Pen:
    """A reportlab canvas with the few strokes that orders need; it keeps no state between calls."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        font: str = PLAIN,
        colour: Colour = INK,
        align: str = "left",
    ) -> None:
        """Write one line (in the form of `visible`), its baseline at `y`; `align` is left, centre or right."""
        self.canvas.setFont(font, size)
        self.canvas.setFillColorRGB(*colour)
        shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * width(text, size, font)
        self.canvas.drawString(x - shift, y, text)

    def haloed(self, x: float, y: float, text: str, size: float, *, colour: Colour = GREY) -> None:
        """Write one line with a white rim, for labels on the map."""
        canvas = self.canvas
        self._stroke(1.6, WHITE, ())
        canvas.setFillColorRGB(*colour)
        written = canvas.beginText(x, y)
        written.setFont(PLAIN, size)
        for mode in (1, 0):  # the rim, then the letters; the mode outlives the text, so that 0 has to be last
            written.setTextRenderMode(mode)
            written.setTextOrigin(x, y)
            written.textOut(text)
        canvas.drawText(written)

    def rule(
        self, x0: float, y0: float, x1: float, y1: float, *, line: float = 0.5, colour: Colour = INK,
        dash: tuple[float, ...] = (),
    ) -> None:  # fmt: skip
        """Draw a straight line of this width; `dash` in points."""
        self._stroke(line, colour, dash)
        self.canvas.line(x0, y0, x1, y1)

    def box(
        self, x: float, y: float, wide: float, high: float, *, line: float = 0.5, colour: Colour = INK,
        fill: Colour | None = None,
    ) -> None:  # fmt: skip
        """Draw a rectangle from its lower left corner, filled where `fill` is given, no border when `line` is 0."""
        self._stroke(line, colour, ())
        if fill is not None:
            self.canvas.setFillColorRGB(*fill)
        self.canvas.rect(x, y, wide, high, stroke=int(line > 0), fill=int(fill is not None))

    def disc(self, x: float, y: float, radius: float, *, line: float = 0.7, fill: Colour = WHITE) -> None:
        """Draw a filled circle with a black border."""
        self._stroke(line, INK, ())
        self.canvas.setFillColorRGB(*fill)
        self.canvas.circle(x, y, radius, stroke=int(line > 0), fill=1)

    def triangle(self, x: float, y: float, radius: float) -> None:
        """Draw a filled triangle around its middle: the base."""
        self._stroke(0.7, WHITE, ())
        self.canvas.setFillColorRGB(*INK)
        path = self.canvas.beginPath()
        path.moveTo(x, y + radius)
        path.lineTo(x + radius * 0.9, y - radius * 0.75)
        path.lineTo(x - radius * 0.9, y - radius * 0.75)
        path.close()
        self.canvas.drawPath(path, stroke=1, fill=1)

    def lines(
        self, view: MapView, geometry: BaseGeometry, *, line: float, colour: Colour, dash: tuple[float, ...] = ()
    ) -> None:
        """Draw lines, or the outlines of areas, as far as they are in view; `dash` in points."""
        part = view.clipped(geometry)
        if part is None:
            return
        self._stroke(line, colour, dash)
        path = self.canvas.beginPath()
        for ring in _rings(part):
            self._trace(path, view, ring)
        self.canvas.drawPath(path, stroke=1, fill=0)

    def areas(self, view: MapView, geometry: BaseGeometry, *, fill: Colour) -> None:
        """Fill areas as far as they are in view."""
        part = view.clipped(geometry)
        if part is None:
            return
        self.canvas.setFillColorRGB(*fill)
        path = self.canvas.beginPath()
        for area in shapely.get_parts(part):
            if area.geom_type == "Polygon":
                for ring in (area.exterior, *area.interiors):
                    self._trace(path, view, ring)
                    path.close()
        self.canvas.drawPath(path, stroke=0, fill=1, fillMode=0)  # even-odd: holes stay holes

    def _trace(self, path: Any, view: MapView, ring: BaseGeometry) -> None:
        points = np.round(view.to_page(shapely.get_coordinates(ring)), 2).tolist()
        if points:
            path.moveTo(*points[0])
            for x, y in points[1:]:
                path.lineTo(x, y)

    def _stroke(self, line: float, colour: Colour, dash: tuple[float, ...]) -> None:
        self.canvas.setLineWidth(line)
        self.canvas.setStrokeColorRGB(*colour)
        self.canvas.setDash(list(dash))
        self.canvas.setLineCap(1)
        self.canvas.setLineJoin(1)


def _rings(shape: BaseGeometry) -> list[BaseGeometry]:
    if shape.geom_type == "Polygon":
        return [shape.exterior, *shape.interiors]
    if shape.geom_type in {"LineString", "LinearRing"}:
        return [shape]
    return [ring for part in getattr(shape, "geoms", ()) for ring in _rings(part)]

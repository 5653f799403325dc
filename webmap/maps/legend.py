"""The legend: what each layer looks like, as small shapes that the browser or a page sets beside words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from webmap.maps.styles import AGENCIES, CHANGES, CONFIDENCE_OPACITY, FORECAST, RANKS, density_ramp

_WIDTH, _HEIGHT = 34, 16
Shape = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Entry:
    """One row: the layer it switches (empty: none), the name of its text (`js_legend_…`), and its picture in shapes."""

    layer: str
    text: str
    shapes: tuple[Shape, ...]

    @property
    def key(self) -> str:
        """Return the key of the row's text."""
        return f"js_legend_{self.text}"

    @property
    def picture(self) -> Markup:
        """Return the picture as an element of its own."""
        drawn = "".join(
            f"<{name}" + "".join(f' {key}="{escape(value)}"' for key, value in told.items()) + "/>"
            for name, told in self.shapes
        )
        size = f'width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        return Markup(f'<svg {size} aria-hidden="true">{drawn}</svg>')  # noqa: S704 - our own shapes and colours only


def entries() -> list[Entry]:
    """Return the rows of the legend in the order in which they are read."""
    agency = AGENCIES[0]
    dashed = {"fill-opacity": 0.35, "stroke-dasharray": "4 3"}
    return [
        Entry("hotspots", "hotspots", _ramp(RANKS)),
        Entry(
            "",
            "untested",
            (_box(2, 2, 30, 12, RANKS[3], 2, rx=4, fill=RANKS[2], **dashed),),
        ),
        Entry(
            "",
            "not_significant",
            (_box(2, 2, 30, 12, RANKS[3], 1.5, rx=4), _line("M6 14 14 2M13 14 21 2M20 14 28 2", RANKS[3], 1)),
        ),
        Entry("", "confidence", _confidence()),
        Entry("zones", "zones", (_box(2, 2, 30, 12, agency, 3, rx=2, fill=agency, **{"fill-opacity": 0.12}),)),
        Entry(
            "routes",
            "routes",
            (_line("M2 11 12 5 22 10 32 4", agency, 3), _ring(12, 5, agency), _ring(22, 10, agency)),
        ),
        Entry("objects", "objects", (_box(12, 3, 10, 10, "#1b2530", 2, fill="#ffffff"),)),
        Entry(
            "incidents",
            "incidents",
            (
                ("circle", {"cx": 6, "cy": 8, "r": 3, "fill": "currentColor"}),
                ("rect", {"x": 13, "y": 5, "width": 6, "height": 6, "fill": "currentColor"}),
                ("rect", {"x": 22, "y": 2.5, "width": 11, "height": 11, "fill": "currentColor"}),
            ),
        ),
        Entry("density", "density", _ramp(density_ramp())),
        Entry("forecast", "forecast", _ramp(FORECAST)),
        Entry(
            "diff",
            "diff",
            (
                _box(1.5, 3, 13, 11, CHANGES["new"].colour, 3),
                _box(20, 3, 12, 11, CHANGES["gone"].colour, 2, **{"stroke-dasharray": "1 3"}),
            ),
        ),
    ]


def for_browser() -> list[dict[str, Any]]:
    """Return the rows as the map script carries them."""
    return [
        {"layer": entry.layer, "text": entry.text, "shapes": [list(shape) for shape in entry.shapes]}
        for entry in entries()
    ]


def _box(x: float, y: float, width: float, height: float, stroke: str, weight: float, **more: Any) -> Shape:
    place = {"x": x, "y": y, "width": width, "height": height}
    return ("rect", {**place, "fill": "none", "stroke": stroke, "stroke-width": weight, **more})


def _line(path: str, stroke: str, weight: float) -> Shape:
    return ("path", {"d": path, "fill": "none", "stroke": stroke, "stroke-width": weight})


def _ring(x: float, y: float, stroke: str) -> Shape:
    return ("circle", {"cx": x, "cy": y, "r": 3, "fill": "#fff", "stroke": stroke, "stroke-width": 2})


def _confidence() -> tuple[Shape, ...]:
    return tuple(
        _box(1 + 11.5 * number, 2.5, 9.5, 11, RANKS[4], 1, fill=RANKS[3], **{"fill-opacity": opacity})
        for number, opacity in enumerate(CONFIDENCE_OPACITY)
    )


def _ramp(colours: list[str] | tuple[str, ...]) -> tuple[Shape, ...]:
    step = _WIDTH / len(colours)
    return tuple(
        ("rect", {"x": round(number * step, 2), "y": 2, "width": round(step, 2), "height": 12, "fill": colour})
        for number, colour in enumerate(colours)
    )

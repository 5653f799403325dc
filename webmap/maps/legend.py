"""The legend: what each layer looks like, as small pictures that the template sets beside its words."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from webmap.maps.styles import AGENCIES, CHANGES, CONFIDENCE_OPACITY, FORECAST, RANKS, density_ramp

_WIDTH, _HEIGHT = 34, 16


@dataclass(frozen=True)
class Entry:
    """One row: the layer it switches (empty: none), the key of its text, and its picture."""

    layer: str
    text: str
    picture: Markup


def entries() -> list[Entry]:
    """Return the rows of the legend in the order in which they are read."""
    return [
        Entry("hotspots", "legend_hotspots", _picture(_ramp(RANKS))),
        Entry(
            "",
            "legend_untested",
            _picture(
                f'<rect x="2" y="2" width="30" height="12" rx="4" fill="{RANKS[2]}" fill-opacity=".35" '
                f'stroke="{RANKS[3]}" stroke-width="2" stroke-dasharray="4 3"/>'
            ),
        ),
        Entry(
            "",
            "legend_not_significant",
            _picture(
                f'<rect x="2" y="2" width="30" height="12" rx="4" fill="none" stroke="{RANKS[3]}" stroke-width="1.5"/>'
                f'<path d="M6 14 14 2M13 14 21 2M20 14 28 2" stroke="{RANKS[3]}" stroke-width="1"/>'
            ),
        ),
        Entry("", "legend_confidence", _picture(_confidence())),
        Entry(
            "zones",
            "legend_zones",
            _picture(
                f'<rect x="2" y="2" width="30" height="12" rx="2" fill="{AGENCIES[0]}" fill-opacity=".12" '
                f'stroke="{AGENCIES[0]}" stroke-width="3"/>'
            ),
        ),
        Entry(
            "routes",
            "legend_routes",
            _picture(
                f'<path d="M2 11 12 5 22 10 32 4" fill="none" stroke="{AGENCIES[0]}" stroke-width="3"/>'
                f'<circle cx="12" cy="5" r="3" fill="#fff" stroke="{AGENCIES[0]}" stroke-width="2"/>'
                f'<circle cx="22" cy="10" r="3" fill="#fff" stroke="{AGENCIES[0]}" stroke-width="2"/>'
            ),
        ),
        Entry(
            "incidents",
            "legend_incidents",
            _picture(
                '<g fill="currentColor"><circle cx="6" cy="8" r="3"/><rect x="13" y="5" width="6" height="6"/>'
                '<rect x="22" y="2.5" width="11" height="11"/></g>'
            ),
        ),
        Entry("density", "legend_density", _picture(_ramp(density_ramp()))),
        Entry("forecast", "legend_forecast", _picture(_ramp(FORECAST))),
        Entry(
            "diff",
            "legend_diff",
            _picture(
                f'<rect x="1.5" y="3" width="13" height="11" fill="none" stroke="{CHANGES["new"].colour}" '
                f'stroke-width="3"/><rect x="20" y="3" width="12" height="11" fill="none" '
                f'stroke="{CHANGES["gone"].colour}" stroke-width="2" stroke-dasharray="1 3"/>'
            ),
        ),
    ]


def _confidence() -> str:
    return "".join(
        f'<rect x="{1 + 11.5 * number:g}" y="2.5" width="9.5" height="11" fill="{RANKS[3]}" '
        f'fill-opacity="{opacity:g}" stroke="{RANKS[4]}" stroke-width="1"/>'
        for number, opacity in enumerate(CONFIDENCE_OPACITY)
    )


def _ramp(colours: list[str] | tuple[str, ...]) -> str:
    step = _WIDTH / len(colours)
    return "".join(
        f'<rect x="{number * step:g}" y="2" width="{step:g}" height="12" fill="{colour}"/>'
        for number, colour in enumerate(colours)
    )


def _picture(shapes: str) -> Markup:
    size = f'width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    return Markup(f'<svg {size} aria-hidden="true">{shapes}</svg>')  # noqa: S704 - our own shapes and colours only

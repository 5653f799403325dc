"""Colours and line styles of the map, safe for the colour-blind; the one place where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

# Five steps from light yellow to dark red (ColorBrewer YlOrRd, Brewer & Harrower): the last is for the highest ranks.
RANKS = ("#fed976", "#feb24c", "#fd8d3c", "#e31a1c", "#800026")
# Okabe & Ito (2008), without black and yellow, which fail against the map's own ground.
AGENCIES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#6a3d9a")
NO_AGENCY = "#5f6368"
# viridis at nine places (van der Walt & Smith 2015), interpolated between.
_VIRIDIS = ("#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725")
# Five blues (ColorBrewer Blues): what is expected is never confused with what was.
FORECAST = ("#c6dbef", "#9ecae1", "#6baed6", "#2171b5", "#08306b")
# Fill by confidence: at least 90 %, 50 to 90 %, below 50 %.
CONFIDENCE_STEPS = (0.9, 0.5)
CONFIDENCE_OPACITY = (0.85, 0.5, 0.18)
DENSITY_STEPS = 256
FAINTEST = 0.06


@dataclass(frozen=True)
class ChangeStyle:
    """How one change between two runs is drawn: the sign says it, the line repeats it, the colour comes last.

    `dashes` is a dash pattern of SVG, empty for a solid line; `filled` says whether the area is filled.
    """

    sign: str
    colour: str
    weight: float
    dashes: str
    filled: bool


# All between the lightness of the light and of the dark ground, so that one colour serves both.
CHANGES: Mapping[str, ChangeStyle] = MappingProxyType(
    {
        "new": ChangeStyle("▲", "#c8428a", 4, "", True),
        "gone": ChangeStyle("○", "#3c8c5a", 2, "1 5", False),
        "grown": ChangeStyle("↗", "#b0589c", 3, "", True),
        "shrunk": ChangeStyle("↘", "#4f8a3c", 2, "8 5", True),
        "moved": ChangeStyle("→", "#b8651b", 2, "10 4 2 4", True),
        "same": ChangeStyle("●", "#7a7f85", 1.5, "", True),
        "split": ChangeStyle("÷", "#8a6fc0", 2, "14 3", True),
        "merged": ChangeStyle("+", "#8a6fc0", 2, "3 3", False),
    }
)


def density_colours() -> npt.NDArray[np.uint8]:
    """Return 256 colours (red, green, blue, alpha), the first fully transparent."""
    anchors = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in _VIRIDIS], dtype=np.float64)
    place = np.linspace(0, 1, DENSITY_STEPS)
    stops = np.linspace(0, 1, len(_VIRIDIS))
    table = np.zeros((DENSITY_STEPS, 4))
    for channel in range(3):
        table[:, channel] = np.interp(place, stops, anchors[:, channel])
    table[:, 3] = np.where(place < FAINTEST, 0, 225 * np.clip(place / 0.3, 0, 1))
    return np.round(table).astype(np.uint8)


def density_ramp(steps: int = 5) -> list[str]:
    """Return colours of the density surface from low to high, for the legend."""
    table = density_colours()
    rows = np.linspace(40, DENSITY_STEPS - 1, steps).astype(int)
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue, _ in table[rows]]


def for_browser() -> dict[str, Any]:
    """Return the colours that the layers in the browser need."""
    return {
        "ranks": list(RANKS),
        "agencies": list(AGENCIES),
        "noAgency": NO_AGENCY,
        "forecast": list(FORECAST),
        "changes": {name: asdict(style) for name, style in CHANGES.items()},
        "confidence": {"steps": list(CONFIDENCE_STEPS), "opacity": list(CONFIDENCE_OPACITY)},
    }

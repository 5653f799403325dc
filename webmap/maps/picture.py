"""A map as one picture (SVG) for paper and for a file that is taken away: no script, no style, nothing from outside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from markupsafe import Markup, escape
from shapely.geometry.base import BaseGeometry

from geo.agencies.region import Region
from webmap.maps.styles import AGENCIES, CONFIDENCE_OPACITY, CONFIDENCE_STEPS, NO_AGENCY, RANKS
from webmap.stored_values import finite

WIDTH = 900.0
_MARGIN = 12.0
_MOST_PLACES = 24
_GROUND = (
    # layer, fill, line, width, dashes
    ("forest", "#dcead3", "none", 0.0, ""),
    ("waters", "#c9e0ec", "none", 0.0, ""),
    ("fairways", "#c9e0ec", "none", 0.0, ""),
    ("districts", "none", "#b3aca0", 0.8, "3 3"),
    ("rivers", "none", "#a9cfe3", 1.6, ""),
    ("roads", "none", "#b9aa93", 1.4, ""),
)


@dataclass(frozen=True)
class Shown:
    """What is drawn over the ground; tables in EPSG:4326, any of them may be empty.

    Parameters
    ----------
    zones, hotspots
        Results of a run, with `rank`; zones with `lead`, hotspots with `confidence`, `tested`, `significant`.
    cells
        Middles (longitude, latitude) and counts of incidents in squares, shape (n, 3).
    objects
        Longitude, latitude of vital objects, shape (n, 2).
    """

    zones: gpd.GeoDataFrame | None
    hotspots: gpd.GeoDataFrame | None
    cells: npt.NDArray[np.float64]
    objects: npt.NDArray[np.float64]


class _Paper:
    """From degrees to the picture: north is up, a degree of longitude as wide as it is in the middle."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        west, south, east, north = bounds
        self.shrink = math.cos(math.radians((south + north) / 2))
        self.west, self.north = west, north
        self.scale = (WIDTH - 2 * _MARGIN) / ((east - west) * self.shrink)
        self.height = (north - south) * self.scale + 2 * _MARGIN

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        return (
            _MARGIN + (lon - self.west) * self.shrink * self.scale,
            _MARGIN + (self.north - lat) * self.scale,
        )

    def path(self, shape: BaseGeometry) -> str:
        """Return the path of a shape; finer detail than half a unit is left out."""
        drawn = shape.simplify(0.5 / self.scale)
        parts: list[str] = []
        for piece in getattr(drawn, "geoms", [drawn]):
            if piece.geom_type == "Polygon":
                parts += [self._line(ring.coords) + "Z" for ring in (piece.exterior, *piece.interiors)]
            elif piece.geom_type in {"LineString", "LinearRing"}:
                parts.append(self._line(piece.coords))
            elif hasattr(piece, "geoms"):
                parts.append(self.path(piece))
        return "".join(parts)

    def _line(self, coordinates: Any) -> str:
        places = [self.place(*place[:2]) for place in coordinates]
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)

    def metres(self, units: float) -> float:
        return units / self.scale * 111_320


def picture(region: Region, shown: Shown, label: str) -> Markup:
    """Draw the map of a region.

    Parameters
    ----------
    region
        Its ground and its agencies' order, which gives their colours.
    shown
        What lies over it.
    label
        What the picture shows, for those who cannot see it.

    Returns
    -------
    Markup
        One `<svg>` element; every text in it is escaped.
    """
    paper = _Paper(region.bounds)
    parts = [
        _tag("rect", x=0, y=0, width=f"{WIDTH:g}", height=f"{paper.height:.0f}", fill="#e4e7e6"),
        _tag("path", d=paper.path(region.boundary), fill="#fbfaf6"),
        *_ground(paper, region),
        _tag("path", d=paper.path(region.boundary), fill="none", stroke="#6b5b4b", stroke_width=2),
        *_cells(paper, shown.cells),
        *_hotspots(paper, shown.hotspots),
        *_zones(paper, shown.zones, region),
        *_objects(paper, shown.objects),
        *_places(paper, region),
        *_labels(paper, shown),
        *_scale(paper),
    ]
    size = f'viewBox="0 0 {WIDTH:g} {paper.height:.0f}" width="{WIDTH:g}" height="{paper.height:.0f}"'
    opening = Markup('<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" font-family="sans-serif" ')
    return opening.format(label) + Markup(f"{size}>") + Markup("").join(parts) + Markup("</svg>")  # noqa: S704 - numbers


def colour_of(region: Region, agency: Any) -> str:
    """Return an agency's colour: by its place in the region's own order, as on the screen."""
    codes = [one.code for one in region.agencies]
    return AGENCIES[codes.index(agency) % len(AGENCIES)] if agency in codes else NO_AGENCY


def rank_colour(rank: int, total: int) -> str:
    """Return the colour of a rank, darkest for the first, in five steps as on the screen."""
    step = len(RANKS) - 1 - min(len(RANKS) - 1, (rank - 1) * len(RANKS) // max(total, 1))
    return RANKS[step]


def _ground(paper: _Paper, region: Region) -> list[Markup]:
    drawn = []
    for name, fill, line, width, dashes in _GROUND:
        layer = region.layers.get(name)
        for shape in [] if layer is None else layer.geometry:
            if shape is not None and not shape.is_empty:
                look = {"fill": fill, "stroke": line, "stroke_width": width, "stroke_dasharray": dashes}
                drawn.append(_tag("path", d=paper.path(shape), **look))
    return drawn


def _cells(paper: _Paper, cells: npt.NDArray[np.float64]) -> list[Markup]:
    most = max((float(n) for n in cells[:, 2]), default=1.0)
    drawn = []
    for lon, lat, n in cells.tolist():
        side = 2.0 + 7.0 * math.sqrt(n / most)
        x, y = paper.place(lon, lat)
        drawn.append(_tag("rect", x=f"{x - side / 2:.1f}", y=f"{y - side / 2:.1f}", width=f"{side:.1f}",
                          height=f"{side:.1f}", fill="#24324a", fill_opacity=0.55))  # fmt: skip
    return drawn


def _hotspots(paper: _Paper, table: gpd.GeoDataFrame | None) -> list[Markup]:
    drawn = []
    for row in [] if table is None else table.sort_values("rank", ascending=False).to_dict("records"):
        doubtful = bool(row.get("tested")) and not bool(row.get("significant"))
        confidence = finite(row.get("confidence"))
        step = 0 if confidence is None else sum(confidence < limit for limit in CONFIDENCE_STEPS)
        drawn.append(
            _tag(
                "path",
                d=paper.path(row["geometry"]),
                fill="none" if doubtful else rank_colour(int(row["rank"]), len(table)),  # type: ignore[arg-type]  # a table
                fill_opacity=CONFIDENCE_OPACITY[step],
                stroke=RANKS[-1],
                stroke_width=1.2,
                stroke_dasharray="" if row.get("tested") else "5 3",
            )
        )
    return drawn


def _zones(paper: _Paper, table: gpd.GeoDataFrame | None, region: Region) -> list[Markup]:
    return [
        _tag("path", d=paper.path(row["geometry"]), fill="none", stroke=colour_of(region, row.get("lead")),
             stroke_width=2.6, stroke_dasharray="" if row.get("lead") else "8 6")
        for row in ([] if table is None else table.to_dict("records"))
    ]  # fmt: skip


def _objects(paper: _Paper, objects: npt.NDArray[np.float64]) -> list[Markup]:
    drawn = []
    for lon, lat in objects.tolist():
        x, y = paper.place(lon, lat)
        drawn.append(_tag("rect", x=f"{x - 4:.1f}", y=f"{y - 4:.1f}", width=8, height=8, fill="#ffffff",
                          stroke="#1b2530", stroke_width=2))  # fmt: skip
    return drawn


def _places(paper: _Paper, region: Region) -> list[Markup]:
    drawn: list[Markup] = []
    taken: list[tuple[float, float, float, float]] = []
    for row in region.places.head(10 * _MOST_PLACES).to_dict("records"):
        name, (x, y) = str(row["name"])[:30], paper.place(row["geometry"].x, row["geometry"].y)
        box = (x - 3, y - 9, x + 10 + 6 * len(name), y + 6)
        free = all(box[0] > one[2] or box[2] < one[0] or box[1] > one[3] or box[3] < one[1] for one in taken)
        if len(taken) < _MOST_PLACES and free and box[2] < WIDTH:
            taken.append(box)
            drawn.append(_text(name, x + 5, y + 4, 11, fill="#3a3f45"))
            drawn.append(_tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=2, fill="#3a3f45"))
    return drawn


def _labels(paper: _Paper, shown: Shown) -> list[Markup]:
    """Return the numbers: zones in squares, hotspots in rings, the first ranks last, so that they stay on top."""
    drawn: list[Markup] = []
    hotspots = [] if shown.hotspots is None else shown.hotspots.sort_values("rank").to_dict("records")
    for row in reversed(hotspots):
        x, y = paper.place(*row["geometry"].representative_point().coords[0])
        drawn.append(_tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=8.5, fill="#ffffff", stroke=RANKS[-1],
                          stroke_width=1.5))  # fmt: skip
        drawn.append(_text(str(row["rank"]), x, y + 4, 11, anchor="middle", weight="bold"))
    for row in [] if shown.zones is None else shown.zones.to_dict("records"):
        x, y = paper.place(*row["geometry"].representative_point().coords[0])
        drawn.append(_tag("rect", x=f"{x - 10:.1f}", y=f"{y - 28:.1f}", width=20, height=20, fill="#ffffff",
                          stroke="#1b2530", stroke_width=2))  # fmt: skip
        drawn.append(_text(str(row["rank"]), x, y - 13, 13, anchor="middle", weight="bold"))
    return drawn


def _scale(paper: _Paper) -> list[Markup]:
    most = paper.metres(160) / 1000
    power = 10 ** math.floor(math.log10(most))
    km = max(step * power for step in (1, 2, 5) if step * power <= most)
    length, y = km * 1000 / paper.metres(1), paper.height - 18
    x = WIDTH - 24 - length
    return [
        _tag("path", d=f"M{x:.1f} {y - 6:.1f}V{y:.1f}H{x + length:.1f}V{y - 6:.1f}", fill="none", stroke="#1b2530",
             stroke_width=2),
        _text(f"{km:g} km", x + length / 2, y - 6, 12, anchor="middle"),
    ]  # fmt: skip


def _text(content: str, x: float, y: float, size: int, *, anchor: str = "start", weight: str = "normal",
          fill: str = "#1b2530") -> Markup:  # fmt: skip
    opening = f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}" '
    return Markup(opening + f'fill="{fill}">') + escape(content) + Markup("</text>")  # noqa: S704 - numbers and our words


def _tag(name: str, **attributes: Any) -> Markup:
    told = "".join(f' {key.replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value != "")
    return Markup(f"<{name}{told}/>")  # noqa: S704 - our own names, every value escaped


def cells_of(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], step_deg: float) -> npt.NDArray[np.float64]:
    """Return middles and counts of squares that hold incidents: the picture never has a single place.

    Parameters
    ----------
    lon, lat
        Places, degrees.
    step_deg
        Side of a square.
    """
    if not len(lon):
        return np.empty((0, 3))
    squares = np.column_stack([np.floor(lon / step_deg), np.floor(lat / step_deg)]).astype(np.int64)
    found, counts = np.unique(squares, axis=0, return_counts=True)
    return np.column_stack([(found + 0.5) * step_deg, counts]).astype(np.float64)


def middles(shapes: Sequence[BaseGeometry]) -> npt.NDArray[np.float64]:
    """Return longitude and latitude of points, shape (n, 2)."""
    return np.asarray(shapely.get_coordinates(np.asarray(shapes, dtype=object)), dtype=np.float64).reshape(-1, 2)

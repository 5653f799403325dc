"""From a specification to the parts of a page: Folium builds the skeleton, we take it apart and serve the parts."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import folium
from branca.element import CssLink, Figure, JavascriptLink

from webmap.maps import layers, legend, styles
from webmap.maps.spec import MapSpec

_IDENTITY = "utama"
_SMALLEST_ZOOM, _LARGEST_ZOOM = 3, 18
_ASSETS: Mapping[str, str] = MappingProxyType(
    {
        "leaflet": "vendor/leaflet/leaflet.js",
        "leaflet_css": "vendor/leaflet/leaflet.css",
        "petarawan": "layers/petarawan.js",
        "words": "layers/words.js",
        "asking": "layers/asking.js",
        "basemap": "layers/basemap.js",
        "basemap_css": "layers/basemap.css",
        "base": "layers/base.js",
        "density": "layers/density.js",
        "labels": "layers/labels.js",
        "areas": "layers/areas.js",
        "zones": "layers/zones.js",
        "core": "layers/core.js",
        "hotspots": "layers/hotspots.js",
        "forecast": "layers/forecast.js",
        "routes": "layers/routes.js",
        "objects": "layers/objects.js",
        "changes": "layers/changes.js",
        "incidents": "layers/incidents.js",
        "coordinates": "layers/coordinates.js",
    }
)
_LAYERS: Mapping[str, type[layers.OwnLayer]] = MappingProxyType(
    {
        "base": layers.BaseLayers,
        "density": layers.Density,
        "zones": layers.Zones,
        "forecast": layers.Forecast,
        "hotspots": layers.Hotspots,
        "diff": layers.Changes,
        "routes": layers.Routes,
        "objects": layers.Objects,
        "incidents": layers.IncidentCells,
    }
)
_drawing = threading.Lock()


class UnknownAssetError(LookupError):
    """A Folium element wants a script or style that we do not keep: it would come from outside."""


@dataclass(frozen=True)
class MapParts:
    """A map taken apart: names of static files in order, the element that holds it, its script and the digest."""

    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    html: str
    script: str
    digest: str


@lru_cache(maxsize=64)
def parts_of(spec: MapSpec) -> MapParts:
    """Draw the skeleton of a map and take it apart.

    Parameters
    ----------
    spec
        What the map shows; the same specification gives the same parts in every process.

    Returns
    -------
    MapParts
        Nothing in it comes from data or from a user.

    Raises
    ------
    UnknownAssetError
        When an element asks for a script or style sheet that is not one of ours.
    """
    with _drawing:  # branca keeps no lock of its own
        drawn = draw(spec)
        figure = drawn.get_root()
        assert isinstance(figure, Figure)
        figure.render()  # lets every child hand its parts to the figure; the whole page is thrown away
        scripts, sheets = links_of(figure)
        script = "'use strict';\n" + _tidy(figure.script.render())
        html = " ".join(figure.html.render().split())
    digest = hashlib.sha256(script.encode()).hexdigest()[:20]
    return MapParts(styles=sheets, scripts=scripts, html=html, script=script, digest=digest)


def draw(spec: MapSpec) -> folium.Map:
    """Build the Folium map of a specification, every element with a fixed id."""
    west, south, east, north = spec.bounds
    drawn = layers.PlainMap(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=9,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.5,
    )
    drawn._name, drawn._id = "map", _IDENTITY
    first_view = {
        "bounds": [[south, west], [north, east]],
        "minZoom": _SMALLEST_ZOOM,
        "maxZoom": _LARGEST_ZOOM,
        "colours": styles.for_browser(),
        "legend": legend.for_browser(),
    }
    drawn.add_child(layers.Foundation(_IDENTITY, first_view))
    drawn.add_child(layers.Basemap(_IDENTITY))
    for key, layer in _LAYERS.items():
        drawn.add_child(layer(_IDENTITY, show=key in spec.layers))
    drawn.add_child(layers.ScaleAndCoordinates(_IDENTITY, spec.crs))
    return drawn


def links_of(figure: Figure) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the static files of a rendered figure's scripts and style sheets, in order.

    Raises
    ------
    UnknownAssetError
        When one of them is not in our table; add the file to `static/` and its name to the table.
    """
    scripts: list[str] = []
    sheets: list[str] = []
    for name, element in figure.header._children.items():
        if not isinstance(element, JavascriptLink | CssLink):
            continue  # Folium's own viewport, styles and switches: the page template has better ones
        if name not in _ASSETS or element.url != name:
            msg = f"the map asks for {name!r} at {element.url!r}; static/ holds only: {', '.join(_ASSETS)}"
            raise UnknownAssetError(msg)
        (scripts if isinstance(element, JavascriptLink) else sheets).append(_ASSETS[name])
    return tuple(scripts), tuple(sheets)


def warm() -> None:
    """Load and compile what the first map needs."""
    parts_of(MapSpec.over((104.0, -3.0, 105.0, -2.0), 32748))


def _tidy(script: str) -> str:
    return "\n".join(line.strip() for line in script.splitlines() if line.strip()) + "\n"

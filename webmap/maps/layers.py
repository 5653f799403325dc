"""Our own Folium layers: each names the script that draws it and the endpoint that feeds it, and carries no data."""

from __future__ import annotations

from typing import Any

from branca.element import MacroElement
from folium import Map
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template


class PlainMap(Map):
    """Folium's map with Leaflet alone: no jQuery, no Bootstrap, no icon fonts."""

    default_js = [("leaflet", "leaflet")]  # noqa: RUF012 - Folium reads class lists
    default_css = [("leaflet_css", "leaflet_css")]  # noqa: RUF012


class Foundation(JSCSSMixin, MacroElement):
    """What all our layers build on: the namespace, asking the server, and the map's own first view."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            petarawan.start({{ this._parent.get_name() }}, {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )
    default_js = [("petarawan", "petarawan"), ("words", "words"), ("asking", "asking"), ("labels", "labels")]  # noqa: RUF012

    def __init__(self, identity: str, options: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca carries no types
        self._name = "Foundation"
        self._id = identity
        self.options = options


class Basemap(JSCSSMixin, MacroElement):
    """The basemap from one PMTiles file, below all layers; draws nothing where there is no file."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            petarawan.basemap = new petarawan.Basemap({{ this._parent.get_name() }}, true);
        {% endmacro %}
        """
    )
    default_js = [("basemap", "basemap")]  # noqa: RUF012
    default_css = [("basemap_css", "basemap_css")]  # noqa: RUF012

    def __init__(self, identity: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca carries no types
        self._name = "Basemap"
        self._id = identity


class OwnLayer(JSCSSMixin, Layer):
    """Base of our layers: `new petarawan.<script_class>(options)` under a name that never changes."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new petarawan.{{ this.script_class }}({{ this.options|tojavascript }});
            petarawan.layers[{{ this.key|tojson }}] = {{ this.get_name() }};
        {% endmacro %}
        """
    )
    script_class = ""
    key = ""

    def __init__(self, identity: str, *, show: bool, options: dict[str, Any] | None = None) -> None:
        super().__init__(name=self.key, overlay=True, control=False, show=show)
        self._name = self.script_class
        self._id = identity
        self.options = options or {}


class BaseLayers(OwnLayer):
    """Boundary, waters, forest, districts, rivers, roads and places: the ground, never empty grey."""

    script_class = "BaseLayers"
    key = "base"
    default_js = [("base", "base")]  # noqa: RUF012


class Density(OwnLayer):
    """The density surface as picture tiles; zero is transparent."""

    script_class = "Density"
    key = "density"
    default_js = [("density", "density")]  # noqa: RUF012


class Zones(OwnLayer):
    """Joint patrol zones as outlines in the lead agency's colour, with their number."""

    script_class = "Zones"
    key = "zones"
    default_js = [("areas", "areas"), ("zones", "zones")]  # noqa: RUF012


class Hotspots(OwnLayer):
    """Hotspots filled by rank and confidence, with the rank as a number; dashed when untested, else hatched by test."""

    script_class = "Hotspots"
    key = "hotspots"
    default_js = [("areas", "areas"), ("core", "core"), ("hotspots", "hotspots")]  # noqa: RUF012


class Forecast(OwnLayer):
    """Places where incidents are expected, in blues, with their rank; asked for when it is switched on."""

    script_class = "Forecast"
    key = "forecast"
    default_js = [("areas", "areas"), ("forecast", "forecast")]  # noqa: RUF012


class Routes(OwnLayer):
    """Routes of joint patrols with their stops, a line for each means of travel; asked for when it is switched on."""

    script_class = "Routes"
    key = "routes"
    default_js = [("areas", "areas"), ("zones", "zones"), ("routes", "routes")]  # noqa: RUF012


class Objects(OwnLayer):
    """Vital objects as small squares."""

    script_class = "Objects"
    key = "objects"
    default_js = [("areas", "areas"), ("objects", "objects")]  # noqa: RUF012


class Changes(OwnLayer):
    """What changed between two runs, each change with its own sign and line; asked for when it is switched on."""

    script_class = "Changes"
    key = "diff"
    default_js = [("areas", "areas"), ("changes", "changes")]  # noqa: RUF012


class IncidentCells(OwnLayer):
    """Incidents: squares by count from afar, points when there are few."""

    script_class = "IncidentCells"
    key = "incidents"
    default_js = [("incidents", "incidents")]  # noqa: RUF012


class ScaleAndCoordinates(JSCSSMixin, MacroElement):
    """Scale bar, and the pointer's place in decimal degrees and UTM."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            petarawan.scaleAndCoordinates({{ this._parent.get_name() }}, {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )
    default_js = [("coordinates", "coordinates")]  # noqa: RUF012

    def __init__(self, identity: str, crs: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca carries no types
        self._name = "ScaleAndCoordinates"
        self._id = identity
        self.options = {"crs": crs}

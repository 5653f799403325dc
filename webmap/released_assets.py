"""Scripts and style sheets of every page that shows a released map, in the order in which they are loaded."""

from __future__ import annotations

SCRIPTS = (
    "vendor/leaflet/leaflet.js",
    "layers/petarawan.js",
    "layers/words.js",
    "layers/labels.js",
    "layers/basemap.js",
    "layers/base.js",
)
SHEETS = ("vendor/leaflet/leaflet.css", "layers/basemap.css")
OWN_SCRIPTS = ("released/cells.js", "released/map.js")
PAGE_SCRIPT = "released/page.js"
EMBED_SCRIPTS = ("released/embed_list.js", "released/embed_counts.js", "released/embed.js")

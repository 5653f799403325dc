"""GPX 1.1 for hand-held receivers: a waypoint for each row, and the outline of an area as a track.

Receivers show little text: names are cut at 40 characters, descriptions at 500, each cut marked with … and counted
in a notice. Rows without a place cannot be written and are counted too.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from geo.exports.about import GENERATOR, About, moment_iso
from geo.exports.captions import Caption, captions
from geo.exports.outlines import Ring, places, polygon_rings, rounded
from geo.exports.prepared import Prepared
from geo.exports.xml_text import XmlText, piece
from geo.languages import Language, Says

NAMESPACE = "http://www.topografix.com/GPX/1/1"
NAME_CHARACTERS = 40
DESCRIPTION_CHARACTERS = 500
_CUT = Says(
    "{n} nama atau keterangan dipendekkan dengan … untuk alat GPS; teks lengkap ada di geojson, gpkg atau csv.",
    "{n} names or descriptions were shortened with … for GPS receivers; geojson, gpkg or csv have the full text.",
)
_NO_PLACE = Says("{n} baris tanpa tempat tidak ditulis.", "{n} rows without a place were not written.")


class _Gpx:
    """Builds the elements and counts what had to give."""

    def __init__(self) -> None:
        self.texts = XmlText()
        self.cut = 0
        self.without_place = 0

    def short(self, text: str, limit: int) -> str:
        if len(text) <= limit:
            return text
        self.cut += 1
        return text[: limit - 1] + "…"

    def waypoint(self, lon: float, lat: float, caption: Caption) -> ET.Element:
        """Return `wpt` with its children in the schema's order: time, name, desc, type."""
        element = ET.Element("wpt", lat=f"{lat:.7f}", lon=f"{lon:.7f}")
        if caption.begin is not None:
            self.texts.add(element, "time", caption.begin)
        self.texts.add(element, "name", self.short(caption.name, NAME_CHARACTERS))
        if caption.description:
            self.texts.add(element, "desc", self.short(caption.description, DESCRIPTION_CHARACTERS))
        if caption.kind:
            self.texts.add(element, "type", caption.kind)
        return element

    def track(self, polygons: list[list[Ring]], caption: Caption) -> ET.Element:
        """Return `trk` with one closed segment for each ring."""
        element = ET.Element("trk")
        name = caption.name
        self.texts.add(element, "name", name if len(name) <= NAME_CHARACTERS else name[: NAME_CHARACTERS - 1] + "…")
        if caption.kind:
            self.texts.add(element, "type", caption.kind)
        for ring in (ring for rings in polygons for ring in rings):
            segment = ET.SubElement(element, "trkseg")
            for lon, lat in ring:
                ET.SubElement(segment, "trkpt", lat=f"{lat:.7f}", lon=f"{lon:.7f}")
        return element

    def notices(self) -> list[Says]:
        told = self.texts.notices()
        if self.cut:
            told.append(_CUT.filled(n=self.cut))
        if self.without_place:
            told.append(_NO_PLACE.filled(n=self.without_place))
        return told


def export(prepared: Prepared, path: Path, *, language: Language, about: About) -> list[Says]:
    """Write waypoints first, then tracks, as the schema wants it.

    References
    ----------
    TopoGrafix (2004), GPX 1.1 schema.
    """
    gpx = _Gpx()
    geometries = rounded(prepared.geometry)
    lons, lats = places(prepared.geometry)
    tracks = []
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write(f'<gpx xmlns="{NAMESPACE}" version="1.1" creator="{GENERATOR}">\n')
        file.write(piece(_metadata(gpx.texts, about, language)) + "\n")
        told = captions(prepared, language=language, timezone=about.timezone)
        for lon, lat, geometry, caption in zip(lons, lats, geometries, told, strict=True):
            if lon is None or lat is None:
                gpx.without_place += 1
                continue
            file.write(piece(gpx.waypoint(lon, lat, caption)) + "\n")
            if polygons := polygon_rings(geometry):
                tracks.append((polygons, caption))
        file.writelines(piece(gpx.track(polygons, caption)) + "\n" for polygons, caption in tracks)
        file.write("</gpx>\n")
    return gpx.notices()


def _metadata(texts: XmlText, about: About, language: Language) -> ET.Element:
    element = ET.Element("metadata")
    texts.add(element, "name", about.title.text(language))
    if lines := about.lines(language):
        texts.add(element, "desc", "\n".join(lines))
    if (created := moment_iso(about.created)) is not None:
        texts.add(element, "time", created)
    return element

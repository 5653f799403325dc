"""The order as KML 2.2 and KMZ: numbered stops, base, way and zone with their styles; no picture from the network."""

from __future__ import annotations

import io
from html import escape
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import shapely
from shapely.geometry.base import BaseGeometry

from geo.exports.about import moment_iso
from geo.exports.kml import NAMESPACE
from geo.exports.orders.gpx import description
from geo.exports.orders.wording import span_text
from geo.exports.steady_zip import member
from geo.exports.xml_text import XmlText, piece
from geo.languages import Language, Says
from geo.tables.orders import PatrolOrder

_STOPS = Says("Perhentian", "Stops")
_WAY = Says("Rute", "Route")
_BASE = Says("Pangkalan", "Base")
_ZONE = Says("Zona patroli bersama", "Joint patrol zone")
_TITLE = Says("Surat Perintah {number}", "Order {number}")
_CODE = Says("Kode {code}", "Code {code}")
_SYNTHETIC = Says("CONTOH: wilayah dan data sintetis.", "SAMPLE: synthetic region and data.")
# Style id, colour (aabbggrr), line width, whether areas are filled.
_STYLES = (("stop", "ff0039b8", "1"), ("object", "ff733359", "1"), ("base", "ff000000", "1"), ("way", "ff0039b8", "3"),
           ("zone", "ff733359", "2"))  # fmt: skip


def kml_bytes(order: PatrolOrder, language: Language) -> bytes:
    """Return the order as a KML document.

    References
    ----------
    OGC KML 2.2 (07-147r2).
    """
    texts = XmlText()
    head = ET.Element("head")
    texts.add(head, "name", _TITLE.text(language, {"number": order.number}))
    texts.add(head, "open", "1")
    told = [span_text(order, language), _CODE.text(language, {"code": order.verification}), order.order_id]
    if order.synthetic:
        told.insert(0, _SYNTHETIC.text(language))
    texts.add(head, "description", escape("\n".join(told), quote=False))
    head.extend(_style(*style) for style in _STYLES)
    if order.zone is not None:
        head.append(_mark(texts, order.zone_name or _ZONE.text(language), _ZONE.text(language), "zone", order.zone))
    if order.path is not None:
        head.append(_mark(texts, _WAY.text(language), order.number, "way", order.path))
    if order.base is not None:
        place = shapely.Point(order.base.lon, order.base.lat)
        name = " ".join(part for part in (_BASE.text(language), order.base.name) if part)
        head.append(_mark(texts, name, span_text(order, language), "base", place))
    folder = ET.SubElement(head, "Folder")
    texts.add(folder, "name", _STOPS.text(language))
    for stop in order.stops:
        style = "object" if stop.kind == "object" else "stop"
        mark = _mark(texts, f"{stop.number}. {stop.name}", description(stop, order, language), style,
                     shapely.Point(stop.lon, stop.lat), (moment_iso(stop.begins), moment_iso(stop.ends)))  # fmt: skip
        folder.append(mark)
    parts = "\n".join(piece(element) for element in head)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="{NAMESPACE}">\n<Document>\n{parts}\n</Document>\n</kml>\n'
    ).encode()


def kmz_bytes(order: PatrolOrder, language: Language) -> bytes:
    """Return the same document packed as `doc.kml`."""
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(member("doc.kml"), kml_bytes(order, language))
    return file.getvalue()


def _style(name: str, colour: str, line: str) -> ET.Element:
    style = ET.Element("Style", id=name)
    icon = ET.SubElement(style, "IconStyle")
    ET.SubElement(icon, "color").text = colour
    ET.SubElement(icon, "scale").text = "0.9"
    lines = ET.SubElement(style, "LineStyle")
    ET.SubElement(lines, "color").text = colour
    ET.SubElement(lines, "width").text = line
    ET.SubElement(ET.SubElement(style, "PolyStyle"), "fill").text = "0"
    return style


def _mark(
    texts: XmlText, name: str, told: str, style: str, geometry: BaseGeometry,
    span: tuple[str | None, str | None] | None = None,
) -> ET.Element:  # fmt: skip
    mark = ET.Element("Placemark")
    texts.add(mark, "name", name)
    texts.add(mark, "description", escape(told, quote=False))
    if span is not None and span[0] and span[1]:
        element = ET.SubElement(mark, "TimeSpan")
        texts.add(element, "begin", span[0])
        texts.add(element, "end", span[1])
    texts.add(mark, "styleUrl", f"#{style}")
    parts = [_shape(part) for part in shapely.get_parts(geometry)]
    if len(parts) == 1:
        mark.append(parts[0])
    else:
        ET.SubElement(mark, "MultiGeometry").extend(parts)
    return mark


def _shape(part: BaseGeometry) -> ET.Element:
    if part.geom_type == "Polygon":
        polygon = ET.Element("Polygon")
        for number, ring in enumerate((part.exterior, *part.interiors)):
            side = ET.SubElement(polygon, "innerBoundaryIs" if number else "outerBoundaryIs")
            _coordinates(ET.SubElement(side, "LinearRing"), ring)
        return polygon
    element = ET.Element("Point" if part.geom_type == "Point" else "LineString")
    if part.geom_type != "Point":
        ET.SubElement(element, "tessellate").text = "1"
    _coordinates(element, part)
    return element


def _coordinates(parent: ET.Element, geometry: BaseGeometry) -> None:
    places = shapely.get_coordinates(geometry).tolist()
    ET.SubElement(parent, "coordinates").text = " ".join(f"{lon:.7f},{lat:.7f}" for lon, lat in places)

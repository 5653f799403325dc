"""KML 2.2: placemarks with plain descriptions, coloured by rank; every column as typed data of the placemark.

Programs show a description as HTML, so user text stands in it with `<`, `>` and `&` escaped once more; the exact text
is in the placemark's data. Signs that XML forbids are shown as their pictures (U+2400 …) and counted in a notice.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree as ET

from geo.exports.about import About
from geo.exports.captions import Caption, captions
from geo.exports.outlines import Ring, polygon_rings, rounded
from geo.exports.prepared import Prepared
from geo.exports.xml_text import XmlText, piece
from geo.languages import Language, Says
from geo.tables.column import Table

NAMESPACE = "http://www.opengis.net/kml/2.2"
# Rank classes, dark red to pale yellow (ColorBrewer YlOrRd, told apart by the colour-blind), and no rank: blue.
_COLOURS = (("rank-1-3", "bd0026"), ("rank-4-10", "f03b20"), ("rank-11-30", "fd8d3c"), ("rank-31", "fecc5c"))
_PLAIN = ("plain", "1f78b4")
_TYPES = {"integer": "int", "number": "double", "boolean": "bool"}


def export(prepared: Prepared, path: Path, *, language: Language, about: About) -> list[Says]:
    """Write one document with one placemark for each row.

    References
    ----------
    OGC KML 2.2 (07-147r2).
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        return write_document(prepared, file, language=language, about=about)


def write_document(prepared: Prepared, file: IO[str], *, language: Language, about: About) -> list[Says]:
    """Write the document to an open text file (UTF-8) and return the notices."""
    texts = XmlText()
    file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="{NAMESPACE}">\n<Document>\n')
    head = ET.Element("head")
    texts.add(head, "name", about.title.text(language))
    texts.add(head, "open", "1")
    texts.add(head, "description", escape("\n".join(about.lines(language)), quote=False))
    for name, colour in (*_COLOURS, _PLAIN):
        head.append(_style(name, colour))
    head.append(_schema(prepared.form, language))
    file.writelines(piece(element) + "\n" for element in head)
    columns = {column.name: prepared.values(column.name) for column in prepared.columns}
    geometries = rounded(prepared.geometry)
    for position, caption in enumerate(captions(prepared, language=language, timezone=about.timezone)):
        row = {name: values[position] for name, values in columns.items()}
        file.write(piece(_placemark(caption, row, geometries[position], prepared.form, texts)) + "\n")
    file.write("</Document>\n</kml>\n")
    return texts.notices()


def _placemark(caption: Caption, row: dict[str, object], geometry: Any, form: Table, texts: XmlText) -> ET.Element:
    mark = ET.Element("Placemark")
    texts.add(mark, "name", caption.name)
    texts.add(mark, "description", escape(caption.description, quote=False))
    if caption.begin is not None:
        if caption.end is None or caption.end == caption.begin:
            texts.add(ET.SubElement(mark, "TimeStamp"), "when", caption.begin)
        else:
            span = ET.SubElement(mark, "TimeSpan")
            texts.add(span, "begin", caption.begin)
            texts.add(span, "end", caption.end)
    texts.add(mark, "styleUrl", f"#{_style_of(row.get('rank'))}")
    data = ET.Element("SchemaData", schemaUrl=f"#{form.name}")
    for name, value in row.items():
        if value is not None:
            written = str(value).lower() if isinstance(value, bool) else str(value)
            texts.add(data, "SimpleData", written).set("name", name)
    if len(data):
        ET.SubElement(mark, "ExtendedData").append(data)
    if (shape := _shape(geometry)) is not None:
        mark.append(shape)
    return mark


def _shape(geometry: Any) -> ET.Element | None:
    if geometry is None:
        return None
    if geometry.geom_type == "Point":
        point = ET.Element("Point")
        ET.SubElement(point, "coordinates").text = f"{geometry.x},{geometry.y}"
        return point
    polygons = [_polygon(rings) for rings in polygon_rings(geometry)]
    if len(polygons) == 1:
        return polygons[0]
    several = ET.Element("MultiGeometry")
    several.extend(polygons)
    return several


def _polygon(rings: list[Ring]) -> ET.Element:
    polygon = ET.Element("Polygon")
    for number, ring in enumerate(rings):
        boundary = ET.SubElement(polygon, "innerBoundaryIs" if number else "outerBoundaryIs")
        line = ET.SubElement(boundary, "LinearRing")
        ET.SubElement(line, "coordinates").text = " ".join(f"{lon},{lat}" for lon, lat in ring)
    return polygon


def _style(name: str, colour: str) -> ET.Element:
    bgr = colour[4:6] + colour[2:4] + colour[0:2]
    style = ET.Element("Style", id=name)
    icon = ET.SubElement(style, "IconStyle")
    ET.SubElement(icon, "color").text = f"ff{bgr}"
    ET.SubElement(icon, "scale").text = "0.8"
    line = ET.SubElement(style, "LineStyle")
    ET.SubElement(line, "color").text = f"ff{bgr}"
    ET.SubElement(line, "width").text = "2"
    ET.SubElement(ET.SubElement(style, "PolyStyle"), "color").text = f"80{bgr}"
    return style


def _style_of(rank: object) -> str:
    if not isinstance(rank, int):
        return _PLAIN[0]
    return next((name for (name, _), limit in zip(_COLOURS, (3, 10, 30), strict=False) if rank <= limit), "rank-31")


def _schema(form: Table, language: Language) -> ET.Element:
    schema = ET.Element("Schema", name=form.name, id=form.name)
    for column in form.columns:
        if column.kind == "geometry":
            continue
        field = ET.SubElement(schema, "SimpleField", type=_TYPES.get(column.kind, "string"), name=column.name)
        unit = f" ({column.unit})" if column.unit not in {"", "1"} else ""
        ET.SubElement(field, "displayName").text = column.says.text(language) + unit
    return schema

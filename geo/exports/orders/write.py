"""Writes an order in any of its formats."""

from __future__ import annotations

from geo.agencies.region import Region
from geo.errors import ExportError
from geo.languages import Language, Says
from geo.tables.orders import PatrolOrder

FORMATS = ("pdf", "gpx", "kml", "kmz", "gpkg", "xlsx", "txt")
_UNKNOWN = Says(
    "format {format} tidak dikenal. Yang dikenal: {known}.",
    "the format {format} is not known. Known: {known}.",
)


def write_order(
    order: PatrolOrder,
    file_format: str,
    language: Language,
    *,
    region: Region | None = None,
    with_form: bool = False,
    with_track: bool = True,
    links: bool = False,
) -> bytes:
    """Return an order as the bytes of a file; the same order gives the same bytes.

    Parameters
    ----------
    order
        A sealed order.
    file_format
        One of `FORMATS`.
    language
        Of all texts.
    region
        Ground of the map on the PDF; None draws way and stops alone.
    with_form
        PDF: add the printed result form.
    with_track
        GPX: also write the planned way as a track.
    links
        Text: write map links, which lead to the internet when tapped.

    Raises
    ------
    ExportError
        When the format is unknown; the text lists those that are known.
    """
    match file_format:
        case "pdf":
            from geo.exports.orders.pdf import pdf_bytes

            return pdf_bytes(order, region, language, with_form=with_form)
        case "gpx":
            from geo.exports.orders.gpx import gpx_bytes

            return gpx_bytes(order, language, with_track=with_track)
        case "kml":
            from geo.exports.orders.kml import kml_bytes

            return kml_bytes(order, language)
        case "kmz":
            from geo.exports.orders.kml import kmz_bytes

            return kmz_bytes(order, language)
        case "gpkg":
            from geo.exports.orders.geopackage import geopackage_bytes

            return geopackage_bytes(order, language)
        case "xlsx":
            from geo.exports.orders.xlsx import xlsx_bytes

            return xlsx_bytes(order, language)
        case "txt":
            from geo.exports.orders.text import message_text

            return message_text(order, language, links=links).encode("utf-8", "replace")
    problem = _UNKNOWN.filled(format=file_format, known=FORMATS)
    raise ExportError(file=f"{order.order_id}.{file_format}", problem=problem)

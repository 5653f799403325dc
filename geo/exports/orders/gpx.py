"""The order as GPX 1.1 for hand-held receivers: stops as waypoints, the order of visits as a route, the way as a track.

Receivers show little text and few signs: names are ASCII, at most 30 characters and never twice the same; the full
name, time, coordinates and reason stand in the description.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from xml.etree import ElementTree as ET

import shapely

from geo.exports.about import GENERATOR, moment_iso
from geo.exports.gpx import NAMESPACE
from geo.exports.orders.wording import decimal_text, stop_name, utm_text, window_text
from geo.exports.xml_text import XmlText, piece
from geo.languages import Language, Says
from geo.tables.orders import OrderStop, PatrolOrder

NAME_CHARACTERS = 30
_STOP_SYMBOL = "Flag, Blue"
_OBJECT_SYMBOL = "Building"
_BASE_SYMBOL = "Residence"
_BASE = Says("PANGKALAN", "BASE")
_DEPARTS = Says("Berangkat", "Departure")
_RETURNS = Says("Kembali", "Return")
_ORDER = Says("Surat Perintah {number}, kode {code}", "Order {number}, code {code}")
_SYNTHETIC = Says("CONTOH: wilayah dan data sintetis.", "SAMPLE: synthetic region and data.")


def gpx_bytes(order: PatrolOrder, language: Language, *, with_track: bool = True) -> bytes:
    """Return the order as GPX 1.1: waypoints, then one route, then (where wanted and known) one track.

    Parameters
    ----------
    order
        A sealed order.
    language
        Of names and descriptions.
    with_track
        Also write the planned way as a track.

    References
    ----------
    TopoGrafix (2004), GPX 1.1 schema; its order of elements is kept (wpt, rte, trk; in a point: time, name, desc,
    sym, type).
    """
    texts, names = XmlText(), _Names()
    points = _points(order, language, names)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>',
             f'<gpx xmlns="{NAMESPACE}" version="1.1" creator="{GENERATOR}">',
             piece(_metadata(order, language, texts))]  # fmt: skip
    seen: set[str] = set()
    for point in points:
        if point.key not in seen:
            lines.append(piece(point.element("wpt", texts)))
        seen.add(point.key)
    if points:
        route = ET.Element("rte")
        texts.add(route, "name", names.fresh(order.order_id))
        texts.add(route, "desc", _title(order, language))
        route.extend(point.element("rtept", texts) for point in points)
        lines.append(piece(route))
    if with_track and order.path is not None:
        track = ET.Element("trk")
        texts.add(track, "name", names.fresh(f"{order.order_id} way"))
        for part in shapely.get_parts(order.path):
            segment = ET.SubElement(track, "trkseg")
            for lon, lat in shapely.get_coordinates(part).tolist():
                ET.SubElement(segment, "trkpt", lat=f"{lat:.7f}", lon=f"{lon:.7f}")
        lines.append(piece(track))
    return ("\n".join([*lines, "</gpx>"]) + "\n").encode("utf-8")


class _Point:
    """A place to go to, with what a receiver shows of it; `key` tells places apart that need one waypoint only."""

    def __init__(
        self, key: str, place: tuple[float, float], moment: datetime, texts: tuple[str, str, str, str]
    ) -> None:
        self.key, self._place, self._moment, self._texts = key, place, moment, texts

    def element(self, tag: str, texts: XmlText) -> ET.Element:
        lon, lat = self._place
        element = ET.Element(tag, lat=f"{lat:.7f}", lon=f"{lon:.7f}")
        texts.add(element, "time", moment_iso(self._moment) or "")
        for name, text in zip(("name", "desc", "sym", "type"), self._texts, strict=True):
            texts.add(element, name, text)
        return element


class _Names:
    """Gives names that no other point of the file has."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def fresh(self, text: str) -> str:
        base = ascii_name(text)
        name, number = base, 1
        while name.casefold() in self._given:
            number += 1
            ending = f" {number}"
            name = base[: NAME_CHARACTERS - len(ending)] + ending
        self._given.add(name.casefold())
        return name


def ascii_name(text: str) -> str:
    """Return a text as a receiver's name: letters without accents, `?` for other scripts, at most 30 characters."""
    flat = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", flat) if not unicodedata.combining(sign))
    return plain.encode("ascii", "replace").decode("ascii")[:NAME_CHARACTERS].strip() or "?"


def _points(order: PatrolOrder, language: Language, names: _Names) -> list[_Point]:
    kind = _ORDER.text(language, {"number": order.number, "code": order.verification})
    points = []
    for stop in order.stops:
        symbol = _OBJECT_SYMBOL if stop.kind == "object" else _STOP_SYMBOL
        texts = (names.fresh(f"{stop.number:02d} {stop.name}"), description(stop, order, language), symbol, stop.kind)
        points.append(_Point(str(stop.number), (stop.lon, stop.lat), stop.begins, texts))
    if order.base is None:
        return points
    base, place = _BASE.text(language), (order.base.lon, order.base.lat)
    name = names.fresh(f"{base} {order.base.name}")
    ends = [(order.begins, _DEPARTS), (order.ends, _RETURNS)]
    first, last = (
        _Point("base", place, moment, (name, f"{says.text(language)}. {kind}", _BASE_SYMBOL, "base"))
        for moment, says in ends
    )
    return [first, *points, last]


def description(stop: OrderStop, order: PatrolOrder, language: Language) -> str:
    """Return all that is known of a stop as one text: time, full name, coordinates, reason."""
    place = f"{decimal_text(stop.lon, stop.lat)}; UTM {utm_text(stop.lon, stop.lat)}"
    parts = (window_text(stop, order, language), stop_name(stop, language), place, stop.why.text(language))
    return ". ".join(part for part in parts if part)


def _title(order: PatrolOrder, language: Language) -> str:
    title = _ORDER.text(language, {"number": order.number, "code": order.verification})
    return f"{title}. {_SYNTHETIC.text(language)}" if order.synthetic else title


def _metadata(order: PatrolOrder, language: Language, texts: XmlText) -> ET.Element:
    element = ET.Element("metadata")
    texts.add(element, "name", order.order_id)
    texts.add(element, "desc", _title(order, language))
    texts.add(element, "time", moment_iso(order.issued) or "")
    return element

"""Patrol orders: made of a route, sealed, and written as PDF, GPX, KML, KMZ, GeoPackage, XLSX and plain text."""

from __future__ import annotations

from geo.exports.orders.order import make_order
from geo.exports.orders.result_form import xlsx_form
from geo.exports.orders.seal import is_genuine, qr_text, sealed
from geo.exports.orders.write import FORMATS, write_order

__all__ = ["FORMATS", "is_genuine", "make_order", "qr_text", "sealed", "write_order", "xlsx_form"]

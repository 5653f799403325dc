"""Writes tables to files: GeoJSON, GeoPackage, CSV, XLSX, KML, KMZ, GPX, Parquet, each complete or not at all."""

from __future__ import annotations

from geo.exports.about import About
from geo.exports.quarantine import write_quarantine
from geo.exports.registry import names
from geo.exports.replacing import write_text
from geo.exports.write import write

__all__ = ["About", "names", "write", "write_quarantine", "write_text"]

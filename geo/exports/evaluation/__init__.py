"""Writes scorecards: page-ready tables, a PDF in either language, an XLSX workbook."""

from __future__ import annotations

from geo.exports.evaluation.cells import PageTable
from geo.exports.evaluation.page_tables import page_tables
from geo.exports.evaluation.write import FORMATS, write_scorecard

__all__ = ["FORMATS", "PageTable", "page_tables", "write_scorecard"]

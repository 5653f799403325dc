"""Quarantine: rows that were not stored as incidents, each with where and why."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

VALUE_CHARACTERS = 200

QUARANTINE = Table(
    "quarantine",
    (
        Column("import_id", "text", Says("Nomor impor", "Import")),
        Column(
            "line",
            "integer",
            Says("Baris di berkas (judul = 1)", "Line in the file (header = 1)"),
            unit="1",
            required=True,
        ),
        Column("column", "text", Says("Kolom", "Column")),
        Column(
            "value",
            "text",
            Says("Isi yang bermasalah, paling banyak 200 huruf", "Offending value, at most 200 characters"),
        ),
        Column("reason", "text", Says("Kode alasan", "Reason code"), required=True),
        Column("detail", "json", Says("Nilai untuk kalimat alasan", "Values of the reason's sentence")),
        Column("raw", "json", Says("Baris aslinya, kolom demi kolom", "The row as it was, column by column")),
    ),
    crs=None,
)

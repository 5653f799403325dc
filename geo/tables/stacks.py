"""Stacks: single coordinates that carry implausibly many incidents, such as the default point of a geocoder."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

STACKS = Table(
    "stacks",
    (
        Column("run_id", "text", Says("Nomor analisis", "Run it belongs to")),
        Column(
            "n", "integer", Says("Kejadian di titik ini", "Incidents at this point"), unit="incidents", required=True
        ),
        Column(
            "expected",
            "number",
            Says("Jumlah yang diharapkan di satu titik di sekitarnya", "Count expected at one point around there"),
            unit="incidents",
        ),
        Column("share", "number", Says("Bagian dari semua kejadian", "Share of all incidents"), unit="1"),
        Column("p_value", "number", Says("Peluang terjadi karena kebetulan", "Chance of arising by luck"), unit="1"),
        Column("near", "text", Says("Tempat bernama di titik ini", "Named place at this point")),
        Column("left_out", "boolean", Says("Tidak ikut dihitung", "Left out of the analysis")),
        Column("explanation_id", "text", Says("Penjelasan (Indonesia)", "Explanation (Indonesian)")),
        Column("explanation_en", "text", Says("Penjelasan (Inggris)", "Explanation (English)")),
        Column("geometry", "geometry", Says("Titik, WGS 84", "Point, WGS 84"), required=True),
    ),
)

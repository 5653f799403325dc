"""Dose: planned and done visits and minutes for every hotspot and zone."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

DOSES = Table(
    "doses",
    (
        Column("place_id", "text", Says("Nomor titik rawan atau zona", "Id of the hotspot or zone"), required=True),
        Column(
            "kind", "text", Says("Jenis tempat", "Kind of place"), required=True, values=("hotspot", "zone", "object")
        ),
        Column("name", "text", Says("Nama", "Name")),
        Column("rank", "integer", Says("Peringkat", "Rank"), unit="1"),
        Column("visits", "integer", Says("Kunjungan", "Visits"), unit="visits", required=True),
        Column("minutes", "number", Says("Menit di tempat", "Minutes there"), unit="min", required=True),
        Column("person_hours", "number", Says("Jam-orang", "Person-hours"), unit="h"),
        Column("days", "integer", Says("Hari dengan kunjungan", "Days with a visit"), unit="days", required=True),
        Column("last_visit", "moment", Says("Kunjungan terakhir (UTC)", "Last visit (UTC)")),
        Column("gap_days", "number", Says("Hari sejak kunjungan terakhir", "Days since the last visit"), unit="days"),
        Column("longest_gap_days", "number", Says("Jeda terpanjang", "Longest gap"), unit="days"),
        Column("planned_visits", "integer", Says("Kunjungan yang direncanakan", "Visits planned"), unit="visits"),
        Column("planned_minutes", "number", Says("Menit yang direncanakan", "Minutes planned"), unit="min"),
        Column("reported_visits", "integer", Says("Kunjungan menurut laporan", "Visits reported"), unit="visits"),
        Column("skipped", "json", Says("Alasan perhentian yang dilewati", "Reasons of skipped stops"), required=True),
        Column(
            "coverage",
            "number",
            Says("Bagian luas yang terlihat dari jejak", "Share of its area seen from tracks"),
            unit="1",
        ),
        Column("geometry", "geometry", Says("Batas, WGS 84", "Outline, WGS 84")),
    ),
)

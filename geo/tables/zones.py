"""Zones: joint patrol zones, each with its lead, partners, units and what could not be met."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

ZONES = Table(
    "zones",
    (
        Column("zone_id", "text", Says("Nomor zona", "Zone id"), required=True),
        Column("run_id", "text", Says("Nomor analisis", "Run it belongs to")),
        Column(
            "rank",
            "integer",
            Says("Peringkat menurut bobot kerugian", "Rank by harm"),
            unit="1",
            required=True,
        ),
        Column("name", "text", Says("Nama tempat terdekat", "Name of the nearest place"), required=True),
        Column("lead", "text", Says("Instansi pemimpin", "Lead agency")),
        Column("partners", "json", Says("Instansi pendukung", "Partner agencies"), required=True),
        Column("units", "json", Says("Kesatuan yang ditugaskan", "Units assigned"), required=True),
        Column("hotspots", "json", Says("Titik rawan di zona", "Hotspots in the zone"), required=True),
        Column("n", "integer", Says("Jumlah kejadian", "Number of incidents"), unit="incidents", required=True),
        Column("harm", "number", Says("Jumlah bobot kerugian", "Sum of harm weights"), unit="1", required=True),
        Column(
            "workload_min",
            "number",
            Says("Beban kerja per giliran jaga", "Workload per shift"),
            unit="min",
            required=True,
        ),
        Column(
            "capacity_min",
            "number",
            Says("Kemampuan regu per giliran jaga", "Crews' minutes per shift"),
            unit="min",
        ),
        Column("travel_min", "number", Says("Perjalanan dari pangkalan", "Travel from the bases"), unit="min"),
        Column("terms", "json", Says("Tiap suku penilaian zona", "Each term of the objective in this zone")),
        Column("gaps", "json", Says("Yang tidak terpenuhi", "What could not be met"), required=True),
        Column("explanation_id", "text", Says("Penjelasan (Indonesia)", "Explanation (Indonesian)")),
        Column("explanation_en", "text", Says("Penjelasan (Inggris)", "Explanation (English)")),
        Column("geometry", "geometry", Says("Batas zona, WGS 84", "Zone outline, WGS 84"), required=True),
    ),
)

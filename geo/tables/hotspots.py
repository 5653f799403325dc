"""Hotspots: places where incidents gather, as one run found them."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

TRENDS = ("rising", "steady", "falling", "unknown")

HOTSPOTS = Table(
    "hotspots",
    (
        Column("hotspot_id", "text", Says("Nomor titik rawan", "Hotspot id"), required=True),
        Column("run_id", "text", Says("Nomor analisis", "Run it belongs to")),
        Column(
            "rank",
            "integer",
            Says("Peringkat menurut bobot kerugian (1 = tertinggi)", "Rank by harm (1 = highest)"),
            unit="1",
            required=True,
        ),
        Column(
            "cluster",
            "integer",
            Says("Nomor klaster metode", "The method's cluster number"),
            unit="1",
            required=True,
        ),
        Column("n", "integer", Says("Jumlah kejadian", "Number of incidents"), unit="incidents", required=True),
        Column("harm", "number", Says("Jumlah bobot kerugian", "Sum of harm weights"), unit="1", required=True),
        Column("area_km2", "number", Says("Luas", "Area"), unit="km²", required=True),
        Column(
            "density_km2",
            "number",
            Says("Kejadian per kilometer persegi", "Incidents per square kilometre"),
            unit="1/km²",
            required=True,
        ),
        Column(
            "expected",
            "number",
            Says("Jumlah yang diharapkan bila tersebar merata", "Count expected if spread evenly"),
            unit="incidents",
        ),
        Column("z_score", "number", Says("Nilai z tertinggi", "Highest z score"), unit="1"),
        Column(
            "p_value",
            "number",
            Says("Peluang terjadi karena kebetulan", "Chance of arising by luck"),
            unit="1",
        ),
        Column(
            "q_value",
            "number",
            Says("p setelah koreksi banyak uji (FDR)", "p after correction for many tests (FDR)"),
            unit="1",
        ),
        Column(
            "significant",
            "boolean",
            Says(
                "Bermakna secara statistik menurut metode",
                "Statistically significant by the method's own test",
            ),
        ),
        Column("tested", "boolean", Says("Metode ini menguji kemaknaan", "The method tests significance")),
        Column("first", "moment", Says("Kejadian pertama (UTC)", "First incident (UTC)")),
        Column("last", "moment", Says("Kejadian terakhir (UTC)", "Last incident (UTC)")),
        Column("trend", "text", Says("Kecenderungan", "Trend"), values=TRENDS),
        Column("kinds", "json", Says("Jumlah per jenis", "Count per kind")),
        Column("hours", "json", Says("24 jumlah menurut jam setempat", "24 counts by local hour")),
        Column(
            "weekdays",
            "json",
            Says("7 jumlah menurut hari, Senin dahulu", "7 counts by weekday, Monday first"),
        ),
        Column(
            "timed",
            "integer",
            Says("Kejadian dengan jam yang diketahui", "Incidents whose hour is known"),
            unit="incidents",
        ),
        Column("explanation_id", "text", Says("Penjelasan (Indonesia)", "Explanation (Indonesian)")),
        Column("explanation_en", "text", Says("Penjelasan (Inggris)", "Explanation (English)")),
        Column("geometry", "geometry", Says("Batas, WGS 84", "Outline, WGS 84"), required=True),
    ),
)

SURFACES = Table(
    "surfaces",
    (
        Column("run_id", "text", Says("Nomor analisis", "Run it belongs to")),
        Column("cell_id", "text", Says("Nomor sel yang tetap", "Cell id that never changes"), required=True),
        Column(
            "n",
            "integer",
            Says("Jumlah kejadian di sel", "Incidents in the cell"),
            unit="incidents",
            required=True,
        ),
        Column("density_km2", "number", Says("Kepadatan", "Density"), unit="1/km²"),
        Column("z_score", "number", Says("Nilai z", "z score"), unit="1"),
        Column("p_value", "number", Says("Nilai p", "p value"), unit="1"),
        Column("q_value", "number", Says("Nilai q (FDR)", "q value (FDR)"), unit="1"),
        Column("geometry", "geometry", Says("Sel, WGS 84", "Cell, WGS 84"), required=True),
    ),
)

"""Hotspots: places where incidents gather, as one run found them."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

TRENDS = ("rising", "steady", "falling", "unknown")
PATTERNS = (
    *("new", "consecutive", "intensifying", "persistent", "diminishing", "sporadic", "oscillating", "historical"),
    *("new_cold", "consecutive_cold", "intensifying_cold", "persistent_cold", "diminishing_cold", "sporadic_cold"),
    *("oscillating_cold", "historical_cold", "none"),
)

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
            Says(
                "Jumlah yang diharapkan bila tersebar merata, atau menurut pembanding",
                "Count expected if spread evenly, or after the exposure",
            ),
            unit="incidents",
        ),
        Column(
            "relative_risk",
            "number",
            Says("Jumlah kejadian dibagi jumlah yang diharapkan", "Incidents over those expected"),
            unit="1",
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
        Column(
            "confidence",
            "number",
            Says(
                "Bagian pengambilan ulang yang menemukan titik rawan ini lagi",
                "Share of resamples in which this hotspot is found again",
            ),
            unit="1",
        ),
        Column("rank_low", "integer", Says("Peringkat terbaik (5 %)", "Best rank (5%)"), unit="1"),
        Column("rank_high", "integer", Says("Peringkat terburuk (95 %)", "Worst rank (95%)"), unit="1"),
        Column(
            "core_share",
            "number",
            Says("Bagian anggota yang hampir selalu ikut", "Share of members that almost always belong to it"),
            unit="1",
        ),
        Column(
            "log_likelihood_ratio",
            "number",
            Says("Nisbah log kemungkinan (statistik pindai)", "Log likelihood ratio (scan statistic)"),
            unit="1",
        ),
        Column("pattern", "text", Says("Pola menurut waktu", "Pattern over time"), values=PATTERNS),
        Column("begins", "moment", Says("Awal jendela waktu (UTC)", "Window of time begins (UTC)")),
        Column("ends", "moment", Says("Akhir jendela waktu (UTC)", "Window of time ends (UTC)")),
        Column(
            "since",
            "moment",
            Says("Analisis pertama yang menemukannya (UTC)", "First analysis that found it (UTC)"),
        ),
        Column("first", "moment", Says("Kejadian pertama (UTC)", "First incident (UTC)")),
        Column("last", "moment", Says("Kejadian terakhir (UTC)", "Last incident (UTC)")),
        Column("trend", "text", Says("Kecenderungan", "Trend"), values=TRENDS),
        Column("kinds", "json", Says("Jumlah per jenis", "Count per kind")),
        Column(
            "hours",
            "json",
            Says(
                "24 jumlah menurut jam setempat, selang waktu dibagi rata",
                "24 counts by local hour, intervals in equal shares",
            ),
        ),
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
        Column(
            "density_km",
            "number",
            Says("Kejadian per kilometer jaringan", "Incidents per kilometre of network"),
            unit="1/km",
        ),
        Column(
            "relative_risk",
            "number",
            Says("Kepadatan dibagi yang diharapkan", "Density over that expected"),
            unit="1",
        ),
        Column("pattern", "text", Says("Pola menurut waktu", "Pattern over time"), values=PATTERNS),
        Column(
            "trend_z",
            "number",
            Says("Nilai z kecenderungan (Mann-Kendall)", "z of the trend (Mann-Kendall)"),
            unit="1",
        ),
        Column("geometry", "geometry", Says("Sel, WGS 84", "Cell, WGS 84"), required=True),
    ),
)

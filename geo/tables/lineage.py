"""What became of hotspots from run to run: kinship, certain borders, and the difference of two runs."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

EVENTS = ("same", "split", "merged", "new", "gone")
CHANGES = ("new", "gone", "grown", "shrunk", "moved", "same", "split", "merged")

_ID = Says("Nomor titik rawan", "Hotspot id")
_PREVIOUS = Says("Nomor titik rawan sebelumnya", "Earlier hotspot's id")
_OVERLAP = Says("Irisan dibagi gabungan kedua luasnya", "Common area over the area of both")

KINSHIPS = Table(
    "kinships",
    (
        Column("run_id", "text", Says("Nomor analisis", "Run it belongs to")),
        Column("hotspot_id", "text", _ID),
        Column("previous_run", "text", Says("Analisis sebelumnya", "Earlier run")),
        Column("previous_id", "text", _PREVIOUS),
        Column("event", "text", Says("Peristiwa", "Event"), required=True, values=EVENTS),
        Column("overlap_share", "number", _OVERLAP, unit="1"),
        Column("n", "integer", Says("Jumlah kejadian", "Number of incidents"), unit="incidents"),
        Column("previous_n", "integer", Says("Jumlah kejadian sebelumnya", "Incidents before"), unit="incidents"),
        Column("rank", "integer", Says("Peringkat", "Rank"), unit="1"),
        Column("previous_rank", "integer", Says("Peringkat sebelumnya", "Rank before"), unit="1"),
    ),
    crs=None,
)

APPEARANCES = Table(
    "appearances",
    (
        Column("run_id", "text", Says("Nomor analisis", "Run id"), required=True),
        Column("method", "text", Says("Metode", "Method"), required=True),
        Column("finished", "moment", Says("Selesai (UTC)", "Finished (UTC)")),
        Column("data_as_of", "moment", Says("Data sampai dengan (UTC)", "Data as of (UTC)")),
        Column("rank", "integer", Says("Peringkat", "Rank"), unit="1", required=True),
        Column("n", "integer", Says("Jumlah kejadian", "Number of incidents"), unit="incidents", required=True),
        Column("harm", "number", Says("Jumlah bobot kerugian", "Sum of harm weights"), unit="1", required=True),
        Column("area_km2", "number", Says("Luas", "Area"), unit="km²", required=True),
        Column("confidence", "number", Says("Keyakinan", "Confidence"), unit="1"),
        Column("trend", "text", Says("Kecenderungan", "Trend")),
    ),
    crs=None,
)

BORDERS = Table(
    "borders",
    (
        Column("run_id", "text", Says("Nomor analisis", "Run it belongs to")),
        Column("hotspot_id", "text", _ID, required=True),
        Column(
            "inclusion",
            "number",
            Says(
                "Bagian pengambilan ulang yang paling sedikit memuat tempat di dalamnya",
                "Share of resamples that hold the places within, at least",
            ),
            unit="1",
            required=True,
        ),
        Column("geometry", "geometry", Says("Batas, WGS 84", "Outline, WGS 84"), required=True),
    ),
)

DIFFERENCES = Table(
    "differences",
    (
        Column("hotspot_id", "text", _ID, required=True),
        Column("previous_id", "text", _PREVIOUS),
        Column("change", "text", Says("Perubahan", "Change"), required=True, values=CHANGES),
        Column("n", "integer", Says("Jumlah kejadian", "Number of incidents"), unit="incidents"),
        Column("previous_n", "integer", Says("Jumlah kejadian sebelumnya", "Incidents before"), unit="incidents"),
        Column("n_change", "integer", Says("Selisih jumlah kejadian", "Change in incidents"), unit="incidents"),
        Column("area_km2", "number", Says("Luas", "Area"), unit="km²"),
        Column("previous_area_km2", "number", Says("Luas sebelumnya", "Area before"), unit="km²"),
        Column("rank", "integer", Says("Peringkat", "Rank"), unit="1"),
        Column("previous_rank", "integer", Says("Peringkat sebelumnya", "Rank before"), unit="1"),
        Column("moved_m", "number", Says("Jarak antara kedua titik tengah", "Distance of the two middles"), unit="m"),
        Column("overlap_share", "number", _OVERLAP, unit="1"),
        Column(
            "p_value",
            "number",
            Says("Peluang selisih sebesar itu karena kebetulan", "Chance of such a difference by luck"),
            unit="1",
        ),
        Column("explanation_id", "text", Says("Penjelasan (Indonesia)", "Explanation (Indonesian)")),
        Column("explanation_en", "text", Says("Penjelasan (Inggris)", "Explanation (English)")),
        Column("geometry", "geometry", Says("Batas, WGS 84", "Outline, WGS 84"), required=True),
    ),
)

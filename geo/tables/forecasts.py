"""Forecasts: where incidents are expected in the coming days, and how the models fared in the past."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

PLACEMENTS = ("grid", "floating")

FORECASTS = Table(
    "forecasts",
    (
        Column("run_id", "text", Says("Nomor analisis", "Run it belongs to")),
        Column("unit_id", "text", Says("Nomor satuan prakiraan", "Forecast unit's id"), required=True),
        Column("rank", "integer", Says("Peringkat (1 = tertinggi)", "Rank (1 = highest)"), unit="1", required=True),
        Column(
            "expected",
            "number",
            Says("Kejadian yang diperkirakan di jendela waktu", "Incidents expected in the window"),
            unit="incidents",
            required=True,
        ),
        Column("share", "number", Says("Bagian dari semua yang diperkirakan", "Share of all expected"), unit="1"),
        Column("area_km2", "number", Says("Luas", "Area"), unit="km²", required=True),
        Column("begins", "moment", Says("Awal jendela (UTC)", "Window begins (UTC)"), required=True),
        Column("ends", "moment", Says("Akhir jendela (UTC)", "Window ends (UTC)"), required=True),
        Column("model", "text", Says("Model yang dipakai", "Model that is served"), required=True),
        Column("geometry", "geometry", Says("Bujur sangkar, WGS 84", "Square, WGS 84"), required=True),
    ),
)

BACKTESTS = Table(
    "backtests",
    (
        Column("run_id", "text", Says("Nomor analisis", "Run it belongs to")),
        Column("model", "text", Says("Model", "Model"), required=True),
        Column("placement", "text", Says("Letak satuan", "Placement of the units"), required=True, values=PLACEMENTS),
        Column("served", "boolean", Says("Model yang dipakai", "The model that is served")),
        Column("unit_m", "number", Says("Sisi satuan", "Side of a unit"), unit="m", required=True),
        Column("places", "number", Says("Jumlah satuan", "Number of units"), unit="places", required=True),
        Column("area_km2", "number", Says("Luas yang ditandai", "Area flagged"), unit="km²", required=True),
        Column("windows", "integer", Says("Jendela yang diuji", "Windows tested"), unit="windows", required=True),
        Column(
            "incidents",
            "integer",
            Says("Kejadian di jendela uji", "Incidents in the tested windows"),
            unit="incidents",
            required=True,
        ),
        Column("hits", "integer", Says("Yang tertangkap", "Caught"), unit="incidents", required=True),
        *(
            Column(f"{name}{end}", "number", Says(f"{says.id}{bound.id}", f"{says.en}{bound.en}"), unit="1")
            for name, says in (
                ("hit_rate", Says("Bagian yang tertangkap", "Share caught")),
                ("prediction_accuracy_index", Says("PAI", "Prediction accuracy index")),
                ("prediction_efficiency_index", Says("PEI", "Prediction efficiency index")),
                ("recapture_rate_index", Says("RRI", "Recapture rate index")),
            )
            for end, bound in (
                ("", Says("", "")),
                ("_low", Says(", batas bawah 95 %", ", lower end of 95%")),
                ("_high", Says(", batas atas 95 %", ", upper end of 95%")),
            )
        ),
        Column(
            "gain_low",
            "number",
            Says(
                "Selisih bagian tertangkap dengan hitungan 365 hari, batas bawah 95 %",
                "Share caught less that of the 365-day count, lower end of 95%",
            ),
            unit="1",
        ),
        Column(
            "gain_high",
            "number",
            Says(
                "Selisih bagian tertangkap dengan hitungan 365 hari, batas atas 95 %",
                "Share caught less that of the 365-day count, upper end of 95%",
            ),
            unit="1",
        ),
        Column(
            "expected_over_observed",
            "number",
            Says("Diperkirakan dibagi teramati di satuan", "Expected over observed in the units"),
            unit="1",
        ),
    ),
    crs=None,
)

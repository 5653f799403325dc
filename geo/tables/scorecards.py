"""Scorecards: how a collaboration did in a period, one row for each judgement of a declaration."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

VERDICTS = ("fell", "rose", "no_difference", "not_enough")

SCORECARDS = Table(
    "scorecards",
    (
        Column("scorecard_id", "text", Says("Nomor rapor", "Scorecard id"), required=True),
        Column("declaration_id", "text", Says("Nomor deklarasi", "Declaration id"), required=True),
        Column("declaration_digest", "text", Says("Sidik deklarasi", "Digest of the declaration"), required=True),
        Column("collaboration", "text", Says("Kode kerja sama", "Code of the collaboration"), required=True),
        Column("created", "moment", Says("Dihitung (UTC)", "Computed (UTC)"), required=True),
        Column("data_as_of", "moment", Says("Data sampai dengan (UTC)", "Data as of (UTC)")),
        Column(
            "begins", "moment", Says("Awal periode yang dinilai (UTC)", "Period judged begins (UTC)"), required=True
        ),
        Column("ends", "moment", Says("Akhir periode yang dinilai (UTC)", "Period judged ends (UTC)"), required=True),
        Column("verdict", "text", Says("Kesimpulan", "Verdict"), required=True, values=VERDICTS),
        Column("late", "boolean", Says("Dinyatakan terlambat", "Declared late"), required=True),
        Column(
            "n_before", "integer", Says("Kejadian di zona sebelum", "Incidents in the zones before"), unit="incidents"
        ),
        Column(
            "n_after", "integer", Says("Kejadian di zona sesudah", "Incidents in the zones after"), unit="incidents"
        ),
        Column(
            "effect",
            "number",
            Says("Selisih perpindahan tertimbang", "Weighted displacement difference"),
            unit="incidents",
        ),
        Column("effect_low", "number", Says("Batas bawah selang", "Lower end of the interval"), unit="incidents"),
        Column("effect_high", "number", Says("Batas atas selang", "Upper end of the interval"), unit="incidents"),
        Column("content", "json", Says("Rapor lengkap", "The whole scorecard"), required=True),
    ),
    crs=None,
)

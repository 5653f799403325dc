"""Releases: what was published under an agreement for one period, and its cells; nothing else is ever published."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

DISTRICT = "district"

RELEASES = Table(
    "releases",
    (
        Column("release_id", "text", Says("Nomor rilis", "Release id"), required=True),
        Column("agreement_id", "text", Says("Nomor perjanjian", "Agreement id"), required=True),
        Column("agency", "text", Says("Instansi mitra, atau public", "Partner agency, or public"), required=True),
        Column("period", "text", Says("Periode, mis. 2026-03", "Period, for example 2026-03"), required=True),
        Column(
            "edition",
            "integer",
            Says("0: terbit pertama; n: pernyataan ulang ke-n", "0: first; n: n-th restatement"),
            unit="1",
            required=True,
        ),
        Column("k", "integer", Says("Kejadian paling sedikit", "Fewest incidents shown"), unit="1", required=True),
        Column("cell_m", "integer", Says("Sisi sel terkecil", "Side of the smallest cell"), unit="m", required=True),
        Column("crs", "integer", Says("Kode EPSG kisi", "EPSG code of the grid"), unit="1", required=True),
        Column("kinds", "json", Says("Jenis yang dihitung per sel", "Kinds counted in cells"), required=True),
        Column(
            "district_kinds",
            "json",
            Says("Jenis yang dihitung per kecamatan saja", "Kinds counted per district only"),
            required=True,
        ),
        Column("sharings", "json", Says("Catatan yang dihitung", "Records that count"), required=True),
        Column("bounds", "json", Says("Bentang tetap wilayah", "The region's fixed extent"), required=True),
        Column("data_day", "text", Says("Data per hari", "Day of the data"), required=True),
    ),
    crs=None,
)

RELEASE_CELLS = Table(
    "release_cells",
    (
        Column("release_id", "text", Says("Nomor rilis", "Release id"), required=True),
        Column("period", "text", Says("Periode", "Period"), required=True),
        Column(
            "level", "text", Says("Tingkat: sisi sel, atau district", "Level: cell side, or district"), required=True
        ),
        Column(
            "cell_id", "text", Says("Nomor tetap sel atau kecamatan", "Fixed id of cell or district"), required=True
        ),
        Column(
            "n_low",
            "integer",
            Says("Paling sedikit (kelipatan k); kosong bila tidak ditampilkan", "At least (multiple of k), or empty"),
            unit="incidents",
        ),
        Column(
            "n_high",
            "integer",
            Says("Paling banyak; kosong: atau lebih, atau tidak ditampilkan", "At most; empty: or more, or not shown"),
            unit="incidents",
        ),
        Column(
            "kinds",
            "json",
            Says(
                "Rincian per jenis: [jenis, n_low, n_high], jenis lain = *", "Split: [kind, n_low, n_high], others = *"
            ),
        ),
        Column(
            "suppressed",
            "boolean",
            Says("Tidak ditampilkan, tanpa alasan", "Not shown, no reason given"),
            required=True,
        ),
        Column(
            "geometry", "geometry", Says("Bidang, 3 desimal derajat", "Area, 3 decimals of a degree"), required=True
        ),
    ),
)

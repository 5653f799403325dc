"""Kinds of incident: code, names, harm, visibility, whether at dwellings, agencies per role, dated legal basis."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

VISIBILITIES = ("map", "mask", "never")
DWELLINGS = ("yes", "no")

KINDS = Table(
    "kinds",
    (
        Column("code", "text", Says("Kode jenis", "Code"), required=True),
        Column("name_id", "text", Says("Nama Indonesia", "Indonesian name"), required=True),
        Column("name_en", "text", Says("Nama Inggris", "English name"), required=True),
        Column("group", "text", Says("Golongan", "Group"), required=True),
        Column("harm", "number", Says("Bobot kerugian", "Harm weight"), unit="1", required=True),
        Column(
            "visibility",
            "text",
            Says("map = di peta, mask = disamarkan, never = tidak pernah", "map, mask (blurred), never"),
            required=True,
            values=VISIBILITIES,
        ),
        Column(
            "dwelling",
            "text",
            Says(
                "Terjadi di rumah tinggal: yes atau no; kosong dianggap yes",
                "Happens at dwellings: yes or no; empty is taken for yes",
            ),
            values=DWELLINGS,
        ),
        Column(
            "partners_needed",
            "integer",
            Says("Instansi pendukung yang wajib", "Partner agencies required"),
            unit="agencies",
            required=True,
        ),
        Column("legal", "text", Says("Dasar hukum", "Legal basis")),
        Column("legal_from", "text", Says("Berlaku sejak", "In force since")),
        Column("legal_status", "text", Says("V terbaca, U belum terverifikasi", "V read, U unverified")),
        Column(
            "words",
            "text",
            Says(
                "Kata lain di berkas, dipisah titik koma",
                "Other words for it in files, separated by semicolons",
            ),
        ),
    ),
    crs=None,
)

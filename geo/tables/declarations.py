"""Declarations: what will be judged, sealed before the period starts; rows are added, never changed."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

DECLARATION_STATES = ("in_time", "late")

DECLARATIONS = Table(
    "declarations",
    (
        Column("declaration_id", "text", Says("Nomor deklarasi", "Declaration id"), required=True),
        Column("created", "moment", Says("Dinyatakan (UTC)", "Declared (UTC)"), required=True),
        Column(
            "content", "json", Says("Isi yang disegel (JSON baku)", "Sealed content (canonical JSON)"), required=True
        ),
        Column("digest", "text", Says("Sidik isi (SHA-256)", "Digest of the content (SHA-256)"), required=True),
        Column(
            "previous",
            "text",
            Says("Sidik deklarasi sebelumnya, kosong bila pertama", "Digest of the one before it, empty for the first"),
        ),
        Column("supersedes", "text", Says("Mengganti deklarasi nomor", "Id of the declaration it amends")),
        Column(
            "status",
            "text",
            Says("Dinyatakan sebelum periode dimulai, atau terlambat", "Declared before the period began, or late"),
            required=True,
            values=DECLARATION_STATES,
        ),
    ),
    crs=None,
)

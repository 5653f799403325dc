"""Vital objects: factories, ports, airports, mines, schools that patrols look after."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

OBJECT_KINDS = ("factory", "port", "airport", "mine", "school", "office", "other")

OBJECTS = Table(
    "objects",
    (
        Column("object_id", "text", Says("Nomor objek", "Object id"), required=True),
        Column("name", "text", Says("Nama", "Name"), required=True),
        Column("kind", "text", Says("Jenis", "Kind"), required=True, values=OBJECT_KINDS),
        Column("must", "boolean", Says("Wajib dikunjungi tiap patroli", "Has to be visited on every patrol")),
        Column("visit_min", "number", Says("Lama kunjungan", "Length of a visit"), unit="min"),
        Column("weight", "number", Says("Bobot", "Weight"), unit="1"),
        Column("contact", "text", Says("Kontak", "Contact")),
        Column("source", "text", Says("Sumber", "Source")),
        Column("geometry", "geometry", Says("Letak, WGS 84", "Place, WGS 84"), required=True),
    ),
)

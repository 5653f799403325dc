"""Incidents: one row for each thing that happened, as it is stored."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

TIME_PRECISIONS = ("minute", "hour", "day", "month", "year", "unknown")
ORIGINS = ("reported", "patrol", "sensor")
STATUSES = ("unverified", "verified", "rejected")
SHARINGS = ("own", "joint", "open")
UNCLASSIFIED = "INFO"

INCIDENTS = Table(
    "incidents",
    (
        Column(
            "incident_id",
            "text",
            Says("Nomor tetap, tidak pernah dipakai ulang", "Fixed id, never reused"),
            required=True,
        ),
        Column(
            "source",
            "text",
            Says("Sumber: format atau nama yang diberikan", "Source: recognised format or given name"),
            required=True,
        ),
        Column("source_id", "text", Says("Nomor kejadian di sumbernya", "The source's own id")),
        Column("kind", "text", Says("Kode jenis kejadian", "Code of the kind of incident"), required=True),
        Column(
            "occurred_from",
            "moment",
            Says("Paling awal mungkin terjadi (UTC)", "Earliest moment it may have happened (UTC)"),
        ),
        Column(
            "occurred_to",
            "moment",
            Says("Paling akhir mungkin terjadi (UTC)", "Latest moment it may have happened (UTC)"),
        ),
        Column(
            "time_precision",
            "text",
            Says("Ketelitian waktu", "Precision of the time"),
            required=True,
            values=TIME_PRECISIONS,
        ),
        Column(
            "precision_m",
            "number",
            Says("Jari-jari yang pasti memuat tempatnya", "Radius that surely holds the true place"),
            unit="m",
        ),
        Column("harm", "number", Says("Bobot kerugian", "Harm weight"), unit="1", required=True),
        Column(
            "origin",
            "text",
            Says("Asal: dilaporkan, temuan patroli, sensor", "Origin: reported, found by patrol, sensor"),
            required=True,
            values=ORIGINS,
        ),
        Column("agency", "text", Says("Instansi pemilik data", "Agency that owns the record")),
        Column(
            "status",
            "text",
            Says("Status pemeriksaan", "Verification status"),
            required=True,
            values=STATUSES,
        ),
        Column(
            "sharing",
            "text",
            Says("Boleh dilihat: sendiri, bersama, terbuka", "Who may see it: own, joint, open"),
            required=True,
            values=SHARINGS,
        ),
        Column(
            "left_out",
            "text",
            Says(
                "Alasan tidak ikut dihitung, kosong bila ikut",
                "Why analyses leave it out, empty when they count it",
            ),
        ),
        Column(
            "event_id",
            "text",
            Says("Kejadian gabungan piksel satelit", "Event that a satellite pixel was merged into"),
        ),
        Column("outside", "boolean", Says("Di luar wilayah", "Outside the region"), required=True),
        Column("attributes", "json", Says("Kolom lain dari sumbernya", "The source's other columns")),
        Column(
            "footprint",
            "text",
            Says(
                "Bidang asli (WKT) bila kejadian berupa bidang",
                "Original area (WKT) when the incident covers one",
            ),
        ),
        Column(
            "digest",
            "text",
            Says("Sidik isi baris, untuk mengenali koreksi", "Digest of the content, tells corrections"),
        ),
        Column("import_id", "text", Says("Nomor impor", "Import it came with")),
        Column("row", "integer", Says("Baris di berkas asal", "Line in the file it came from"), unit="1"),
        Column("geometry", "geometry", Says("Titik kejadian, WGS 84", "Place, WGS 84"), required=True),
    ),
)

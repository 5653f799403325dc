"""Tracks: what was really driven, sailed or walked, as recorded positions."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

FIXES = Table(
    "fixes",
    (
        Column("track_id", "text", Says("Nomor jejak", "Track id"), required=True),
        Column("moment", "moment", Says("Waktu (UTC)", "When (UTC)")),
        Column(
            "segment", "integer", Says("Ruas jejak, dari 0", "Segment of the track, from 0"), unit="1", required=True
        ),
        Column("speed_kmh", "number", Says("Kecepatan menurut alat", "Speed that the device gave"), unit="km/h"),
        Column("accuracy_m", "number", Says("Ketelitian menurut alat", "Accuracy that the device gave"), unit="m"),
        Column(
            "row", "integer", Says("Baris atau titik di berkas, dari 1", "Line or point of the file, from 1"), unit="1"
        ),
        Column("geometry", "geometry", Says("Letak, WGS 84", "Place, WGS 84"), required=True),
    ),
)

TRACKS = Table(
    "tracks",
    (
        Column("track_id", "text", Says("Nomor jejak", "Track id"), required=True),
        Column("file", "text", Says("Nama berkas", "File name")),
        Column("digest", "text", Says("Sidik berkas (SHA-256)", "Digest of the file (SHA-256)")),
        Column("source", "text", Says("Bentuk berkas", "Format of the file"), required=True),
        Column("source_id", "text", Says("Nomor di sumbernya", "Id in its source")),
        Column("unit", "text", Says("Kesatuan", "Unit")),
        Column("order_id", "text", Says("Surat perintah", "Patrol order")),
        Column("mode", "text", Says("Alat angkut", "Means of travel")),
        Column("begins", "moment", Says("Titik pertama (UTC)", "First position (UTC)")),
        Column("ends", "moment", Says("Titik terakhir (UTC)", "Last position (UTC)")),
        Column("fixes", "integer", Says("Jumlah titik", "Positions"), unit="positions", required=True),
        Column("distance_km", "number", Says("Panjang", "Length"), unit="km", required=True),
        Column("quality", "json", Says("Mutu data jejak", "Quality of the track's data"), required=True),
        Column("geometry", "geometry", Says("Jejak, WGS 84", "Track, WGS 84"), required=True),
    ),
)

OUTCOMES = ("done", "partly", "skipped")
PATROL_RESULTS = Table(
    "patrol_results",
    (
        Column("result_id", "text", Says("Nomor hasil", "Result id"), required=True),
        Column("order_id", "text", Says("Surat perintah", "Patrol order"), required=True),
        Column("stop", "integer", Says("Urutan perhentian", "Number of the stop"), unit="1"),
        Column("place_id", "text", Says("Nomor titik rawan atau objek", "Id of the hotspot or object")),
        Column("outcome", "text", Says("Keadaan", "Outcome"), required=True, values=OUTCOMES),
        Column("begins", "moment", Says("Tiba (UTC)", "Arrived (UTC)")),
        Column("ends", "moment", Says("Selesai (UTC)", "Left (UTC)")),
        Column("reason", "text", Says("Mengapa tidak tercapai", "Why it was not reached")),
        Column("found", "text", Says("Yang ditemukan", "What was found")),
        Column("action", "text", Says("Tindakan", "What was done")),
        Column("kind", "text", Says("Jenis kejadian yang ditemukan", "Kind of incident found")),
        Column("n", "integer", Says("Jumlah temuan", "Findings"), unit="incidents"),
        Column("note", "text", Says("Keterangan", "Remarks")),
        Column("file", "text", Says("Nama berkas", "File name")),
        Column("row", "integer", Says("Baris di berkas", "Line of the file"), unit="1"),
    ),
    crs=None,
)

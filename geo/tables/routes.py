"""Routes: which crew goes where and when, and its stops with the reason of each."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

STOP_KINDS = ("hotspot", "object")

ROUTES = Table(
    "routes",
    (
        Column("route_id", "text", Says("Nomor rute", "Route id"), required=True),
        Column("run_id", "text", Says("Nomor analisis", "Run it belongs to")),
        Column("zone_id", "text", Says("Zona", "Zone")),
        Column("name", "text", Says("Nama zona", "Name of the zone")),
        Column("lead", "text", Says("Instansi pemimpin", "Lead agency")),
        Column("partners", "json", Says("Instansi pendukung", "Partner agencies"), required=True),
        Column("units", "json", Says("Kesatuan dalam regu", "Units of the crew"), required=True),
        Column("crew", "integer", Says("Jumlah personel", "People"), unit="people"),
        Column("mode", "text", Says("Alat angkut", "Means of travel"), required=True),
        Column("begins", "moment", Says("Berangkat (UTC)", "Departs (UTC)"), required=True),
        Column("ends", "moment", Says("Kembali (UTC)", "Returns (UTC)"), required=True),
        Column("stops", "integer", Says("Jumlah perhentian", "Number of stops"), unit="stops", required=True),
        Column("travel_min", "number", Says("Lama perjalanan", "Time travelling"), unit="min", required=True),
        Column("service_min", "number", Says("Lama di perhentian", "Time at stops"), unit="min", required=True),
        Column("wait_min", "number", Says("Lama menunggu", "Time waiting"), unit="min", required=True),
        Column("distance_km", "number", Says("Jarak tempuh", "Distance"), unit="km", required=True),
        Column("value", "number", Says("Bobot kerugian yang dijaga", "Harm covered"), unit="1", required=True),
        Column("notices", "json", Says("Catatan", "Notices"), required=True),
        Column("explanation_id", "text", Says("Penjelasan (Indonesia)", "Explanation (Indonesian)")),
        Column("explanation_en", "text", Says("Penjelasan (Inggris)", "Explanation (English)")),
        Column("geometry", "geometry", Says("Jalur, WGS 84", "Way, WGS 84"), required=True),
    ),
)

STOPS = Table(
    "stops",
    (
        Column("route_id", "text", Says("Nomor rute", "Route id"), required=True),
        Column("run_id", "text", Says("Nomor analisis", "Run it belongs to")),
        Column(
            "stop", "integer", Says("Urutan perhentian, dari 1", "Number of the stop, from 1"), unit="1", required=True
        ),
        Column("kind", "text", Says("Jenis perhentian", "Kind of stop"), required=True, values=STOP_KINDS),
        Column("place_id", "text", Says("Nomor titik rawan atau objek", "Id of the hotspot or object"), required=True),
        Column("name", "text", Says("Nama", "Name"), required=True),
        Column("visit", "integer", Says("Kunjungan ke berapa", "Which visit of the place"), unit="1", required=True),
        Column("begins", "moment", Says("Mulai (UTC)", "Begins (UTC)"), required=True),
        Column("ends", "moment", Says("Selesai (UTC)", "Ends (UTC)"), required=True),
        Column("travel_min", "number", Says("Perjalanan ke sini", "Travel to it"), unit="min", required=True),
        Column(
            "wait_min", "number", Says("Menunggu sebelum mulai", "Waiting before it begins"), unit="min", required=True
        ),
        Column("distance_km", "number", Says("Jarak ke sini", "Distance to it"), unit="km", required=True),
        Column("must", "boolean", Says("Wajib dikunjungi", "Has to be visited")),
        Column("prize", "number", Says("Bobot kunjungan", "Worth of the visit"), unit="1", required=True),
        Column(
            "chance", "number", Says("Peluang dikunjungi pada hari mana pun", "Chance of a visit on any day"), unit="1"
        ),
        Column(
            "windows", "json", Says("Jam yang dianjurkan (menit sejak 00.00)", "Advised times (minutes since 00:00)")
        ),
        Column("why_id", "text", Says("Mengapa di sini (Indonesia)", "Why here (Indonesian)")),
        Column("why_en", "text", Says("Mengapa di sini (Inggris)", "Why here (English)")),
        Column("geometry", "geometry", Says("Letak, WGS 84", "Place, WGS 84"), required=True),
    ),
)

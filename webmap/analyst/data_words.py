"""Words for states, verdicts, target columns and reasons, as the pages of imports write them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from geo.languages import Says

STATES: Mapping[str, Says] = MappingProxyType(
    {
        "uploaded": Says("sedang dibaca", "being read"),
        "previewed": Says("menunggu keputusan Anda", "waiting for your decision"),
        "queued": Says("menunggu giliran", "waiting its turn"),
        "running": Says("sedang disimpan", "being stored"),
        "done": Says("tersimpan", "stored"),
        "failed": Says("gagal", "failed"),
        "cancelled": Says("dibatalkan", "cancelled"),
        "undone": Says("dibatalkan", "undone"),
        "refused": Says("ditolak", "refused"),
    }
)
VERDICTS: Mapping[str, Says] = MappingProxyType(
    {
        "new": Says("baru", "new"),
        "unchanged": Says("sama", "unchanged"),
        "corrected": Says("koreksi", "correction"),
        "duplicate": Says("kembar", "duplicate"),
        "quarantined": Says("ditahan", "held"),
    }
)
COUNTS: Mapping[str, Says] = MappingProxyType(
    {
        "stored": Says("baru disimpan", "newly stored"),
        "unchanged": Says("sama dengan yang ada", "same as before"),
        "corrected": Says("koreksi", "corrected"),
        "duplicates": Says("kembar dalam berkas", "duplicates in the file"),
        "quarantined": Says("ditahan untuk diperiksa", "held for examination"),
    }
)
SHARINGS: Mapping[str, Says] = MappingProxyType(
    {
        "own": Says("hanya instansi kami", "our agency only"),
        "joint": Says("bersama instansi dalam wilayah ini", "shared with the agencies of this region"),
        "open": Says("terbuka bagi semua instansi", "open to all agencies"),
    }
)
FIELDS: Mapping[str, Says] = MappingProxyType(
    {
        "lat": Says("Lintang", "Latitude"),
        "lon": Says("Bujur", "Longitude"),
        "latlon": Says("Lintang dan bujur dalam satu kolom", "Latitude and longitude in one column"),
        "x": Says("X (meter, timur)", "X (metres, east)"),
        "y": Says("Y (meter, utara)", "Y (metres, north)"),
        "when": Says("Waktu kejadian (tanggal dan jam)", "Time of the incident (date and clock)"),
        "date": Says("Tanggal kejadian", "Date of the incident"),
        "clock": Says("Jam kejadian", "Clock time of the incident"),
        "from": Says("Mulai: tanggal", "Beginning: date"),
        "from_clock": Says("Mulai: jam", "Beginning: clock"),
        "to": Says("Selesai: tanggal", "End: date"),
        "to_clock": Says("Selesai: jam", "End: clock"),
        "id": Says("Nomor kejadian (LP)", "Number of the incident"),
        "kind": Says("Jenis kejadian", "Kind of incident"),
        "agency": Says("Instansi yang tertulis", "Agency as written"),
        "status": Says("Status pemeriksaan", "Verification status"),
    }
)
USUAL_FIELDS = ("lat", "lon", "when", "date", "clock", "kind", "id")
"""Fields that are always shown; the others only open when they are used or asked for."""
CHOICES: Mapping[str, Mapping[str, Says]] = MappingProxyType(
    {
        "date_order": {
            "day_first": Says("hari/bulan/tahun", "day/month/year"),
            "month_first": Says("bulan/hari/tahun", "month/day/year"),
        },
        "bare_numbers": {
            "excel_serial": Says("nomor tanggal Excel", "Excel day numbers"),
            "epoch_seconds": Says("detik sejak 1970", "seconds since 1970"),
            "epoch_milliseconds": Says("milidetik sejak 1970", "milliseconds since 1970"),
        },
    }
)
CHOICE_NAMES: Mapping[str, Says] = MappingProxyType(
    {
        "date_order": Says("Urutan tanggal", "Order of dates"),
        "bare_numbers": Says("Arti angka sebagai waktu", "What bare numbers mean as times"),
    }
)
NAMED_BY: Mapping[str, Says] = MappingProxyType(
    {
        "user": Says("ditentukan Anda", "named by you"),
        "file": Says("tertulis dalam berkas", "named by the file"),
        "assumed": Says("derajat WGS 84, tidak ada yang menyebut lain", "degrees, WGS 84; nothing says otherwise"),
    }
)
ACTIONS: Mapping[str, Says] = MappingProxyType(
    {
        "added_by_hand": Says("dimasukkan dengan tangan", "entered by hand"),
        "corrected": Says("dikoreksi oleh impor", "corrected by an import"),
        "corrected_by_hand": Says("dikoreksi dengan tangan", "corrected by hand"),
        "rejected_by_hand": Says("ditolak", "rejected"),
        "undone": Says("impor dibatalkan", "import undone"),
    }
)

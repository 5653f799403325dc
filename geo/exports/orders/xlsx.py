"""The order as XLSX: what it says, its stops, and the result form as the third sheet."""

from __future__ import annotations

from typing import Any

from geo.exports.about import moment_iso
from geo.exports.orders.result_form import form_sheet
from geo.exports.orders.sheets import FormSheet, workbook_bytes
from geo.exports.orders.wording import (
    NO_LEAD,
    day_text,
    mode_text,
    span_text,
    unit_text,
    utm_text,
    window_text,
)
from geo.languages import Language, Says
from geo.tables.orders import PatrolOrder

_ORDER = Says("perintah", "order")
_STOPS = Says("perhentian", "stops")
_HEAD = (Says("Butir", "Item"), Says("Isi", "Content"))
_COLUMNS = (
    ("stop", Says("No.", "No."), 5),
    ("name", Says("Perhentian", "Stop"), 30),
    ("kind", Says("Jenis", "Kind"), 10),
    ("place_id", Says("Tempat", "Place"), 12),
    ("time", Says("Waktu", "Time"), 24),
    ("begins", Says("Mulai (UTC)", "Begins (UTC)"), 21),
    ("ends", Says("Selesai (UTC)", "Ends (UTC)"), 21),
    ("lat", Says("Lintang", "Latitude"), 11),
    ("lon", Says("Bujur", "Longitude"), 11),
    ("utm", Says("UTM", "UTM"), 22),
    ("must", Says("Wajib", "Must"), 8),
    ("visit", Says("Kunjungan ke", "Visit"), 9),
    ("travel_min", Says("Perjalanan (menit)", "Travel (min)"), 12),
    ("distance_km", Says("Jarak (km)", "Distance (km)"), 11),
    ("why", Says("Mengapa", "Why"), 60),
)
_YES, _NO = Says("ya", "yes"), Says("tidak", "no")
_KEYED = Says("dengan kunci", "with a key")
_UNKEYED = Says("tanpa kunci", "without a key")


def xlsx_bytes(order: PatrolOrder, language: Language) -> bytes:
    """Return the workbook: sheets order, stops and results; texts are whole, however long they are on paper."""
    head = [says.text(language) for says in _HEAD]
    stops = [[_value(name, stop, order, language) for name, _, _ in _COLUMNS] for stop in order.stops]
    header = [says.text(language) for _, says, _ in _COLUMNS]
    return workbook_bytes(
        order,
        FormSheet(_ORDER.text(language), head, _facts(order, language), (28, 100)),
        FormSheet(_STOPS.text(language), header, stops, [wide for _, _, wide in _COLUMNS]),
        form_sheet(order, language),
    )


def _value(name: str, stop: Any, order: PatrolOrder, language: Language) -> Any:
    match name:
        case "stop":
            return stop.number
        case "time":
            return window_text(stop, order, language)
        case "begins" | "ends":
            return moment_iso(getattr(stop, name))
        case "utm":
            return utm_text(stop.lon, stop.lat)
        case "must":
            return (_YES if stop.must else _NO).text(language)
        case "why":
            return stop.why.text(language)
    return getattr(stop, name)


def _facts(order: PatrolOrder, language: Language) -> list[list[Any]]:
    letter = order.letter
    seal = (_KEYED if order.keyed else _UNKEYED).text(language)
    facts: list[tuple[Says, Any]] = [
        (Says("Surat Perintah", "Order"), order.number),
        (Says("Kode perintah", "Order id"), order.order_id),
        (Says("Kode verifikasi", "Verification code"), f"{order.verification} ({seal})"),
        (Says("Sidik isi (SHA-256)", "Digest (SHA-256)"), order.digest),
        (Says("Dikeluarkan", "Issued"), f"{letter.place} {day_text(order.issued, order.timezone, language)}".strip()),
        (Says("Wilayah", "Region"), order.region.text(language)),
        (Says("Zona", "Zone"), f"{order.zone_name} {order.zone_id}".strip()),
        (Says("Waktu", "Time"), span_text(order, language)),
        (Says("Pemimpin", "Lead"), order.lead_name.text(language) or NO_LEAD.text(language)),
        *((Says("Pendukung", "Partner"), name.text(language)) for name in order.partner_names),
        *((Says("Kesatuan", "Unit"), unit_text(unit.name, unit.agency_name, unit.crew, language))
          for unit in order.units),
        *((Says("Personel", "Person"), ", ".join(filter(None, (one.name, one.rank, one.nrp, one.agency))))
          for one in order.people),
        (Says("Jumlah personel", "People"), order.crew),
        (Says("Alat angkut", "Means of travel"), mode_text(order.mode, language)),
        (Says("Pangkalan", "Base"), order.base.name if order.base else None),
        (Says("Jarak (km)", "Distance (km)"), order.distance_km),
        (Says("Perjalanan (menit)", "Travel (min)"), order.travel_min),
        (Says("Di perhentian (menit)", "At stops (min)"), order.service_min),
        (Says("Menunggu (menit)", "Waiting (min)"), order.wait_min),
        *((Says("Pertimbangan", "Considering"), text.text(language)) for text in letter.considerations),
        *((Says("Dasar", "Basis"), text.text(language)) for text in letter.basis),
        *((Says("Tembusan", "Copy"), text.text(language)) for text in letter.copies),
        *((Says("Kontak", "Contact"), ", ".join(filter(None, (one.name, one.phone, one.radio))))
          for one in letter.contacts),
        *((Says("Catatan", "Note"), text.text(language)) for text in order.notices),
    ]  # fmt: skip
    if order.synthetic:
        facts.append(
            (Says("Catatan", "Note"), "CONTOH: data sintetis" if language == "id" else "SAMPLE: synthetic data")
        )
    return [[says.text(language), value] for says, value in facts]

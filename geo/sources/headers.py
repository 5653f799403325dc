"""Words by which columns are called in Indonesian, English and Spanish, best first, for each field."""

from __future__ import annotations

import re
import unicodedata

PLACE_FIELDS = ("lat", "lon", "latlon", "x", "y")
TIME_FIELDS = ("when", "date", "clock", "from", "from_clock", "to", "to_clock")
OTHER_FIELDS = ("id", "kind", "agency", "status")
FIELDS = (*PLACE_FIELDS, *TIME_FIELDS, *OTHER_FIELDS)
CHOICES = {
    "date_order": ("day_first", "month_first"),
    "bare_numbers": ("excel_serial", "epoch_seconds", "epoch_milliseconds"),
}

LAT_WORDS = frozenset(("lat", "latitude", "lintang", "latitud", "lattitude"))
LON_WORDS = frozenset(("lon", "long", "lng", "longitude", "bujur", "longitud"))


def _words(listed: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in listed.split(","))


WORDS: dict[str, tuple[str, ...]] = {
    "x": _words(
        "x, x coord, x coordinate, x coordina, x coord cd, coord x, x utm, utm x, easting, utm e, point x, "
        "koordinat x, xcoord, east"
    ),
    "y": _words(
        "y, y coord, y coordinate, y coordina, y coord cd, coord y, y utm, utm y, northing, utm n, point y, "
        "koordinat y, ycoord, north"
    ),
    "latlon": _words(
        "koordinat, koordinat tkp, titik koordinat, koordinat lokasi, lokasi koordinat, coordinates, "
        "coordinate, latlong, latlng, lat lon, lat long, lat lng, lintang bujur, gps, titik gps, koordinat "
        "gps, google maps, link google maps, link maps, maps, tautan peta, tautan, sharelok, share lokasi, "
        "lokasi, location, tkp, wkt, geom, the geom, geometry, point, url"
    ),
    "when": _words(
        "waktu kejadian, tanggal waktu kejadian, waktu, tanggal jam, tanggal waktu, tanggal dan jam, tgl jam, "
        "tgl waktu, datetime, date time, timestamp, incident datetime, occurred at, occurred on, occurred, "
        "event time, event date time, date single, fecha hecho, fecha hora, fecha y hora, fixtime, fix time, "
        "time"
    ),
    "date": _words(
        "tanggal kejadian, tgl kejadian, tanggal, tgl, hari tanggal, hari tgl, date, incident date, offense "
        "date, offence date, date occurred, occ date, occurrence date, date of occurrence, date occ, event "
        "date, crime date, fecha, bulan kejadian, bulan, month, mes, day, acq date, tanggal laporan, tgl "
        "laporan, tanggal lapor, date reported, report date, today, tahun, year"
    ),
    "clock": _words(
        "jam kejadian, jam, pukul, pkl, waktu kejadian, waktu, jam wib, waktu wib, time, hour, time of day, "
        "time occ, time occurred, hora, acq time"
    ),
    "from": _words(
        "date start, start date time, start datetime, datetime start, occurred from, waktu mulai, waktu awal, "
        "tanggal mulai, tanggal awal, mulai, dari tanggal, dari, cmplnt fr dt, fr dt, from date, date from, "
        "start date, start, from, begin, begin date"
    ),
    "from_clock": _words("cmplnt fr tm, fr tm, start time, from time, time from, time start, jam mulai, jam awal"),
    "to": _words(
        "date end, end date time, end datetime, datetime end, occurred to, waktu selesai, waktu akhir, "
        "tanggal selesai, tanggal akhir, selesai, sampai tanggal, sampai, cmplnt to dt, to dt, to date, date "
        "to, end date, end, to, finish"
    ),
    "to_clock": _words("cmplnt to tm, to tm, end time, to time, time to, time end, jam selesai, jam akhir"),
    "id": _words(
        "id, no lp, nomor lp, no laporan polisi, nomor laporan polisi, lp, nomor laporan, no laporan, no "
        "register, nomor register, incident id, incident no, incident number, case number, case no, crime id, "
        "event id, uid, uuid, guid, globalid, global id, id kejadian, kode kejadian, serial number, source "
        "id, report number, rd no"
    ),
    "kind": _words(
        "kind, jenis kejadian, jenis kejahatan, jenis tindak pidana, jenis kasus, jenis gangguan, jenis "
        "perkara, tindak pidana, jenis, perkara, kasus, crime type, offense type, offence type, incident "
        "type, primary type, offense, offence, crime, event type, kategori kejadian, kategori, category, "
        "delito, tipo, type"
    ),
    "agency": _words("agency, instansi, lembaga, instansi pelapor"),
    "status": _words("status, status verifikasi, status pemeriksaan, verification status"),
}


def key(name: str) -> str:
    """Return a column's name as words for comparing: `CMPLNT_FR_DT` is `cmplnt fr dt`, `StartDateTime`
    is `start date time`.
    """
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = unicodedata.normalize("NFKD", split).encode("ascii", "ignore").decode("ascii")
    return " ".join(re.findall(r"[a-z]+|\d+", plain.lower()))

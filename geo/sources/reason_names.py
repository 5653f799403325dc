"""Short names of the reasons for which records are held, to stand beside a count; `reasons` has the sentences."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from geo.languages import Language, Says, number_text

REASON_NAMES: Mapping[str, Says] = MappingProxyType(
    {
        "no_coordinates": Says("tanpa koordinat", "no coordinates"),
        "zero_coordinates": Says("koordinat 0, 0", "coordinates 0, 0"),
        "placeholder_coordinates": Says(
            "tanda data kosong sebagai koordinat", "sign of missing data in place of a coordinate"
        ),
        "coordinates_out_of_range": Says("koordinat di luar jangkauan", "coordinates out of range"),
        "not_a_number": Says("koordinat bukan angka", "coordinate is not a number"),
        "not_finite": Says("koordinat bukan bilangan terhingga", "coordinate is not a finite number"),
        "bad_dms": Says("derajat, menit, detik tidak sah", "invalid degrees, minutes, seconds"),
        "axes_swapped": Says("lintang dan bujur tertukar", "latitude and longitude swapped"),
        "looks_like_utm": Says("tampak meter UTM, bukan derajat", "looks like metres of UTM, not degrees"),
        "metres_not_degrees": Says("tampak meter atau kaki, bukan derajat", "looks like metres or feet, not degrees"),
        "crs_mismatch": Says(
            "tidak cocok dengan sistem koordinatnya", "does not fit the coordinate system that was named"
        ),
        "no_time": Says("waktu kosong", "no time"),
        "bad_time": Says("waktu tidak dikenal", "time cannot be read"),
        "future_time": Says("waktu di masa depan", "time in the future"),
        "time_too_old": Says("waktu terlalu lampau", "time too long ago"),
        "ambiguous_time": Says("waktu hanya angka", "time is a bare number"),
        "month_day_swapped": Says("urutan hari dan bulan tidak cocok", "order of day and month does not fit"),
        "no_such_day": Says("tanggal yang tidak ada", "no such day"),
        "no_such_hour": Says("jam yang tidak ada", "no such time of day"),
        "time_in_gap": Says("jam yang dilompati saat jam dimajukan", "time skipped when clocks were put forward"),
        "end_before_start": Says("waktu akhir mendahului waktu awal", "ends before it begins"),
        "field_too_long": Says("isi kolom terlalu panjang", "field too long"),
        "too_many_fields": Says("kolomnya terlalu banyak", "too many fields"),
        "too_few_fields": Says("kolomnya kurang", "too few fields"),
        "unbalanced_quote": Says("tanda kutip tidak ditutup", "quote not closed"),
        "bad_encoding": Says("huruf tidak sah dalam pengodean berkas", "bytes not valid in the file's encoding"),
        "control_characters": Says("memuat karakter NUL", "holds NUL characters"),
        "id_conflict": Says("nomor yang sama dengan isi lain", "same id with other content"),
        "bad_value": Says("nilai tidak sah", "value not valid"),
        "null_geometry": Says("tanpa geometri", "no geometry"),
        "empty_geometry": Says("geometri kosong", "empty geometry"),
        "bad_geometry": Says("geometri tidak sah", "invalid geometry"),
        "unrepairable_geometry": Says(
            "geometri tidak sah dan tidak dapat diperbaiki", "invalid geometry that cannot be repaired"
        ),
        "unknown_geometry_type": Says("jenis geometri tidak dikenal", "unknown geometry type"),
        "unsupported_geometry": Says(
            "geometri yang tidak dapat menjadi tempat kejadian", "geometry that cannot be the place of an incident"
        ),
        "geometry_not_numbers": Says("koordinat geometri bukan angka", "coordinates of the geometry are not numbers"),
        "unclosed_ring": Says("batas bidang tidak tertutup", "outline not closed"),
        "too_few_points": Says("titik batas bidang kurang dari empat", "outline of fewer than four points"),
        "too_many_vertices": Says("geometri dengan terlalu banyak titik", "geometry of too many vertices"),
        "too_deep": Says("geometri bersarang terlalu dalam", "geometry nested too deeply"),
        "spans_world": Says("bidang hampir seluas bumi", "area covers nearly the whole earth"),
        "crosses_antimeridian": Says("bidang melintasi bujur 180°", "area crosses longitude 180°"),
        "bad_wkb": Says("geometri (WKB) rusak", "damaged geometry (WKB)"),
        "bad_number": Says("angka tidak sah", "number not valid"),
        "duplicate_keys": Says("nama kolom berulang dalam satu catatan", "name repeated in one record"),
        "not_a_feature": Says("bukan Feature GeoJSON", "no GeoJSON feature"),
    }
)


def counted_reasons(reasons: Mapping[str, int]) -> Says:
    """Return how many records are held for what, most first: `lintang dan bujur tertukar [axes_swapped]: 40`.

    Parameters
    ----------
    reasons
        Number of records by reason; a code without a name stands for itself.
    """
    listed = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return Says(*("; ".join(_counted(code, n, language) for code, n in listed) for language in ("id", "en")))


def _counted(code: str, n: int, language: Language) -> str:
    number, name = number_text(n, language), REASON_NAMES.get(code)
    return f"{code}: {number}" if name is None else f"{name.in_brackets().text(language)} [{code}]: {number}"

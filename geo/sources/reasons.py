"""Why a record is held for examination, and why a whole file is refused: codes, sentences, remedies, in two languages.

The sentences of a record may use `{column}` and `{value}` (always there) and the values of the record's `detail`;
those of a file use the values given to `FileRefusedError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.errors import FileRefusedError
from geo.languages import Language, Says
from geo.sources.file_reasons import FILE_REASONS

REASONS: dict[str, Says] = {
    # Places
    "no_coordinates": Says(
        "Tidak ada koordinat. Lengkapi lintang dan bujurnya.",
        "There are no coordinates. Fill in latitude and longitude.",
    ),
    "zero_coordinates": Says(
        "Koordinat 0, 0 berarti alat tidak mendapat posisi. Isi tempat yang sebenarnya.",
        "Coordinates 0, 0 mean the device had no fix. Fill in the true place.",
    ),
    "placeholder_coordinates": Says(
        "{value} pada kolom {column} adalah tanda data kosong, bukan koordinat. Isi tempat yang sebenarnya.",
        "{value} in column {column} stands for missing data, it is not a coordinate. Fill in the true place.",
    ),
    "coordinates_out_of_range": Says(
        "{value} pada kolom {column} di luar jangkauan (lintang -90 s.d. 90, bujur -180 s.d. 180).",
        "{value} in column {column} is out of range (latitude -90 to 90, longitude -180 to 180).",
    ),
    "not_a_number": Says(
        "{value} pada kolom {column} bukan angka. Tulis derajat desimal, misalnya -2,9, atau 2°54'00\" LS.",
        "{value} in column {column} is not a number. Write decimal degrees such as -2.9, or 2°54'00\" S.",
    ),
    "not_finite": Says(
        "{value} pada kolom {column} bukan bilangan terhingga. Isi koordinat yang sebenarnya.",
        "{value} in column {column} is not a finite number. Fill in the true coordinate.",
    ),
    "bad_dms": Says(
        "{value} pada kolom {column} bukan derajat, menit, detik yang sah (menit dan detik di bawah 60, "
        "LS/LU untuk lintang, BT/BB untuk bujur).",
        "{value} in column {column} is not a valid degrees, minutes, seconds value (minutes and seconds below 60, "
        "N/S for latitude, E/W for longitude).",
    ),
    "axes_swapped": Says(
        "Lintang dan bujur tertukar: {value} pada kolom {column}. Impor ulang dengan --swap-axes bila benar.",
        "Latitude and longitude are swapped: {value} in column {column}. Import again with --swap-axes if so.",
    ),
    "looks_like_utm": Says(
        "{value} pada kolom {column} tampak meter UTM {zone} (EPSG:{crs}), bukan derajat. "
        "Impor ulang dengan --crs {crs} bila benar.",
        "{value} in column {column} looks like metres of UTM {zone} (EPSG:{crs}), not degrees. "
        "Import again with --crs {crs} if so.",
    ),
    "metres_not_degrees": Says(
        "{value} pada kolom {column} tampak meter atau kaki, bukan derajat. Sebutkan sistem koordinatnya dengan --crs.",
        "{value} in column {column} looks like metres or feet, not degrees. Name its coordinate system with --crs.",
    ),
    "crs_mismatch": Says(
        "{value} pada kolom {column} tidak dapat diubah dari EPSG:{crs} ke lintang dan bujur.",
        "{value} in column {column} cannot be turned from EPSG:{crs} into latitude and longitude.",
    ),
    # Times
    "no_time": Says(
        "Waktu kejadian kosong. Isi kolom {column}.",
        "The time of the incident is empty. Fill in column {column}.",
    ),
    "bad_time": Says(
        "{value} pada kolom {column} bukan waktu yang dikenal. Tulis misalnya 12 Agustus 2026 14.30 "
        "atau 2026-08-12 14:30.",
        "{value} in column {column} is not a time that can be read. Write for example 2026-08-12 14:30.",
    ),
    "future_time": Says(
        "{value} pada kolom {column} masih di masa depan. Periksa tahunnya.",
        "{value} in column {column} lies in the future. Check the year.",
    ),
    "time_too_old": Says(
        "{value} pada kolom {column} terlalu lampau; 1899 atau 1900 biasanya tanggal kosong dari Excel.",
        "{value} in column {column} is too long ago; 1899 or 1900 usually is an empty date from Excel.",
    ),
    "ambiguous_time": Says(
        "{value} pada kolom {column} hanya angka; mungkin berarti {reading}. Tulis sebagai tanggal, "
        'atau isi bare_numbers = "{meaning}" dalam pemetaan bila benar.',
        "{value} in column {column} is a bare number; it may mean {reading}. Write it as a date, "
        'or put bare_numbers = "{meaning}" into the mapping if that is right.',
    ),
    "month_day_swapped": Says(
        "{value} pada kolom {column} tidak cocok dengan urutan hari/bulan/tahun; bulan tampaknya ditulis lebih dahulu. "
        'Tulis hari lebih dahulu, atau isi date_order = "month_first" dalam pemetaan bila seluruh berkas begitu.',
        "{value} in column {column} does not fit the order day/month/year; the month seems to stand first. "
        'Write the day first, or put date_order = "month_first" into the mapping if the whole file is so.',
    ),
    "no_such_day": Says(
        "{value} pada kolom {column}: tanggal itu tidak ada.",
        "{value} in column {column}: there is no such day.",
    ),
    "no_such_hour": Says(
        "{value} pada kolom {column}: jam itu tidak ada (00.00 sampai 24.00).",
        "{value} in column {column}: there is no such time of day (00:00 to 24:00).",
    ),
    "time_in_gap": Says(
        "{value} pada kolom {column} tidak pernah ada di {timezone}: jam dimajukan pada saat itu.",
        "{value} in column {column} never existed in {timezone}: clocks were put forward then.",
    ),
    "end_before_start": Says(
        "Waktu akhir {value} pada kolom {column} mendahului waktu awalnya.",
        "The end {value} in column {column} comes before the beginning.",
    ),
    # Rows of a text or sheet
    "field_too_long": Says(
        "Kolom terlalu panjang: {column} berisi {length} huruf, batasnya {limit}.",
        "Field too long: {column} holds {length} characters, the limit is {limit}.",
    ),
    "too_many_fields": Says(
        "Baris berisi {fields} kolom, judulnya {expected}. Periksa pemisah dan tanda kutip.",
        "The row has {fields} fields, the header {expected}. Check separators and quotes.",
    ),
    "too_few_fields": Says(
        "Baris berisi {fields} kolom, judulnya {expected}. Baris mungkin terpotong.",
        "The row has {fields} fields, the header {expected}. The row may be cut off.",
    ),
    "unbalanced_quote": Says(
        "Tanda kutip tidak ditutup, sehingga baris {line} sampai {last_line} mungkin terbaca sebagai satu. "
        "Tutup kutipnya.",
        "A quote is not closed, so that lines {line} to {last_line} may have been read as one. Close the quote.",
    ),
    "bad_encoding": Says(
        "Baris memuat huruf yang tidak sah dalam {encoding}. Simpan ulang berkas sebagai UTF-8.",
        "The row holds bytes that are not valid {encoding}. Save the file again as UTF-8.",
    ),
    "control_characters": Says(
        "Baris memuat karakter NUL; berkas mungkin rusak di sini.",
        "The row holds NUL characters; the file may be damaged here.",
    ),
    "id_conflict": Says(
        "Nomor {value} sudah dipakai baris {first_line} dengan isi lain. Yang pertama disimpan; "
        "perbaiki salah satunya.",
        "Id {value} is already used by line {first_line} with other content. The first was kept; correct one of them.",
    ),
    "bad_value": Says(
        "{value} pada kolom {column} tidak sah. Yang dikenal: {known}.",
        "{value} in column {column} is not valid. Known: {known}.",
    ),
    # Geometry
    "null_geometry": Says(
        "Catatan tidak mempunyai geometri.",
        "The record has no geometry.",
    ),
    "empty_geometry": Says(
        "Geometri kosong.",
        "The geometry is empty.",
    ),
    "bad_geometry": Says(
        "Geometri tidak sah: {problem}. Impor ulang dengan perbaikan (--repair) atau betulkan di asalnya.",
        "The geometry is invalid: {problem}. Import again with repair (--repair) or correct it at its source.",
    ),
    "unrepairable_geometry": Says(
        "Geometri tidak sah dan tidak dapat diperbaiki: {problem}. Betulkan di asalnya.",
        "The geometry is invalid and cannot be repaired: {problem}. Correct it at its source.",
    ),
    "unknown_geometry_type": Says(
        "Jenis geometri {value} tidak dikenal.",
        "The geometry type {value} is not known.",
    ),
    "unsupported_geometry": Says(
        "Geometri {value} tidak dapat menjadi tempat kejadian.",
        "A geometry of type {value} cannot be the place of an incident.",
    ),
    "geometry_not_numbers": Says(
        "Koordinat geometri bukan angka.",
        "The coordinates of the geometry are not numbers.",
    ),
    "unclosed_ring": Says(
        "Batas bidang tidak tertutup: titik pertama dan terakhir berbeda.",
        "The outline is not closed: its first and last points differ.",
    ),
    "too_few_points": Says(
        "Batas bidang memerlukan paling sedikit empat titik.",
        "An outline needs at least four points.",
    ),
    "too_many_vertices": Says(
        "Geometri mempunyai {n} titik, batasnya {limit}.",
        "The geometry has {n} vertices, the limit is {limit}.",
    ),
    "too_deep": Says(
        "Geometri bersarang terlalu dalam (batas {limit} tingkat).",
        "The geometry is nested too deeply (limit {limit} levels).",
    ),
    "spans_world": Says(
        "Bidang meliputi hampir seluruh bumi; tidak dapat menjadi tempat kejadian atau zona.",
        "The area covers nearly the whole earth; it cannot be a place or a zone.",
    ),
    "crosses_antimeridian": Says(
        "Bidang melintasi bujur 180°; bagi menjadi dua di garis itu.",
        "The area crosses longitude 180°; split it there.",
    ),
    "bad_wkb": Says(
        "Geometri (WKB) rusak atau terpotong.",
        "The geometry (WKB) is damaged or cut off.",
    ),
    "bad_number": Says(
        "{value} bukan angka yang sah (NaN, tak terhingga, atau terlalu panjang).",
        "{value} is not a valid number (NaN, infinite, or too long).",
    ),
    "duplicate_keys": Says(
        "Nama {column} muncul lebih dari sekali dalam satu catatan; nilainya tidak pasti.",
        "The name {column} occurs more than once in one record; its value is not certain.",
    ),
    "not_a_feature": Says(
        "Catatan bukan Feature GeoJSON.",
        "The record is not a GeoJSON feature.",
    ),
}


def refuse(reason: str, file: str, proposal: dict[str, Any] | None = None, **params: Any) -> FileRefusedError:
    """Make the error that refuses a whole file, with the sentence of its reason.

    Parameters
    ----------
    reason
        Key of `FILE_REASONS`.
    file
        Its name without folder.
    proposal
        What the user may confirm, machine-readable, or None.
    **params
        Values of the sentence.
    """
    says = FILE_REASONS[reason]
    filled = Says(says.text("id", params), says.text("en", params))
    return FileRefusedError(reason, file, filled, proposal=proposal)


def sentence(reason: str, language: Language, column: str, value: str, detail: Mapping[str, Any] | None = None) -> str:
    """Write why one record was held, in `language`; an unknown code is shown as it is."""
    says = REASONS.get(reason)
    if says is None:
        return reason
    params = {name: _in_both(one) for name, one in (detail or {}).items()}
    return says.text(language, {**params, "column": column or "–", "value": value})


def _in_both(value: Any) -> Any:
    """Turn a detail that was kept as `{"id", "en"}` back into a text in two languages."""
    if isinstance(value, Mapping) and set(value) == {"id", "en"}:
        return Says(str(value["id"]), str(value["en"]))
    return value

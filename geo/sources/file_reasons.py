"""Why a whole file is refused: codes and sentences with what to do, in two languages."""

from __future__ import annotations

from geo.languages import Says

FILE_REASONS: dict[str, Says] = {
    "not_found": Says("berkas tidak ada. Periksa namanya.", "there is no such file. Check its name."),
    "is_folder": Says(
        "ini folder, bukan berkas. Sebutkan satu berkas di dalamnya.",
        "this is a folder, not a file. Name one of the files in it.",
    ),
    "not_readable": Says(
        "berkas tidak boleh dibaca. Periksa izinnya.", "the file may not be read. Check its permissions."
    ),
    "empty_file": Says("berkas kosong. Kirim ulang dari asalnya.", "the file is empty. Send it again from its source."),
    "too_large": Says(
        "berkas berisi {size_mb} MB, batasnya {limit_mb} MB. Bagi menjadi beberapa berkas.",
        "the file has {size_mb} MB, the limit is {limit_mb} MB. Split it into several files.",
    ),
    "too_many_records": Says(
        "berkas berisi lebih dari {limit} catatan. Bagi menjadi beberapa berkas.",
        "the file holds more than {limit} records. Split it into several files.",
    ),
    "too_many_columns": Says(
        "berkas mempunyai {n} kolom, batasnya {limit}.{also} Hapus kolom yang tidak perlu.",
        "the file has {n} columns, the limit is {limit}.{also} Remove columns that are not needed.",
    ),
    "duplicate_header": Says(
        "judul kolom {columns} muncul lebih dari sekali. Beri nama yang berbeda.",
        "the column header {columns} occurs more than once. Give them different names.",
    ),
    "no_header": Says(
        "baris judul tidak ditemukan. Tulis nama kolom di baris pertama, misalnya id, waktu, jenis, lintang, bujur.",
        "no header row was found. Put the column names in the first line, for example id, time, kind, lat, lon.",
    ),
    "no_coordinate_columns": Says(
        "kolom koordinat tidak ditemukan di antara {columns}. Sebutkan dengan --mapping, "
        "atau beri nama lintang dan bujur.",
        "no coordinate columns were found among {columns}. Name them with --mapping, or call them lat and lon.",
    ),
    "unknown_column": Says(
        "pemetaan menyebut kolom {columns} yang tidak ada. Kolom yang ada: {known}.",
        "the mapping names {columns}, which the file does not have. Its columns: {known}.",
    ),
    "unknown_field": Says(
        "pemetaan menyebut bidang {columns} yang tidak dikenal. Yang dikenal: {known}.",
        "the mapping names the field {columns}, which is not known. Known: {known}.",
    ),
    "bad_mapping": Says(
        'berkas pemetaan tidak dapat dibaca: {problem}. Tulis satu baris per bidang, misalnya lat = "Lintang".',
        'the mapping file cannot be read: {problem}. Write one line per field, for example lat = "Latitude".',
    ),
    "encoding": Says(
        "pengodean huruf tidak dikenali (mulai baris {line}). Simpan ulang sebagai UTF-8.",
        "the character encoding is not recognised (from line {line}). Save it again as UTF-8.",
    ),
    "unknown_format": Says(
        "isi berkas bukan format yang dikenal ({found}). Yang dikenal: CSV, XLSX, GeoJSON, JSON, GeoPackage, "
        "Shapefile (zip), GPX, KML/KMZ, GeoParquet, SMART XML.",
        "its content is no format that is known ({found}). Known: CSV, XLSX, GeoJSON, JSON, GeoPackage, "
        "Shapefile (zip), GPX, KML/KMZ, GeoParquet, SMART XML.",
    ),
    "not_data": Says(
        "berkas ini {found}, bukan tabel kejadian. Tidak ada yang dijalankan atau dibuka.",
        "this file is {found}, not a table of incidents. Nothing of it was run or opened.",
    ),
    "pickle": Says(
        "berkas ini objek Python (pickle/joblib) dan dapat menjalankan program; tidak dibuka. Ekspor sebagai CSV.",
        "this file is a Python object (pickle/joblib) that can run programs; it was not opened. Export it as CSV.",
    ),
    "damaged": Says(
        "berkas rusak atau terpotong ({problem}). Salin ulang dari asalnya.",
        "the file is damaged or cut off ({problem}). Copy it again from its source.",
    ),
    "not_geopackage": Says(
        "berkas adalah SQLite tetapi bukan GeoPackage (tabel gpkg_contents tidak ada).",
        "the file is SQLite but not a GeoPackage (there is no gpkg_contents table).",
    ),
    "needs_layer": Says(
        "berkas berisi beberapa lapisan: {layers}. Pilih dengan --layer.",
        "the file holds several layers: {layers}. Choose one with --layer.",
    ),
    "unknown_layer": Says(
        "lapisan {layer} tidak ada. Yang ada: {layers}.",
        "there is no layer {layer}. It has: {layers}.",
    ),
    "needs_crs": Says(
        "sistem koordinat tidak diketahui{hint}. Sebutkan dengan --crs, misalnya --crs {example}.",
        "the coordinate system is not known{hint}. Name it with --crs, for example --crs {example}.",
    ),
    "unknown_crs": Says(
        "sistem koordinat {crs} tidak dikenal. Sebutkan kode EPSG dengan --crs, misalnya --crs 32748.",
        "the coordinate system {crs} is not known. Give its EPSG code with --crs, for example --crs 32748.",
    ),
    "missing_part": Says(
        "bagian {part} tidak ada dalam shapefile. Sertakan .shp, .shx, .dbf dan .prj dalam satu zip.",
        "the shapefile lacks its {part} part. Put .shp, .shx, .dbf and .prj together in one zip.",
    ),
    "doctype": Says(
        "berkas memuat DOCTYPE atau entitas XML, yang tidak diterima. Ekspor ulang tanpa DOCTYPE.",
        "the file holds a DOCTYPE or XML entities, which are not accepted. Export it again without.",
    ),
    "archive_limits": Says(
        "arsip melampaui batas ({problem}). Kirim datanya tanpa arsip atau dibagi.",
        "the archive exceeds the limits ({problem}). Send the data without the archive, or split.",
    ),
    "nested_archive": Says(
        "arsip berisi arsip lain ({member}). Kirim isinya langsung.",
        "the archive holds another archive ({member}). Send its content directly.",
    ),
    "encrypted": Says(
        "berkas dilindungi kata sandi. Simpan tanpa kata sandi.",
        "the file is protected by a password. Save it without one.",
    ),
    "unsafe_member": Says(
        "arsip memuat nama yang tidak aman: {member}. Buat ulang arsipnya.",
        "the archive holds an unsafe name: {member}. Make the archive again.",
    ),
    "nothing_to_read": Says(
        "tidak ada catatan di dalamnya{detail}. Pilih berkas yang berisi data.",
        "there are no records in it{detail}. Choose a file with data.",
    ),
    "too_deep": Says(
        "berkas bersarang terlalu dalam (batas {limit} tingkat).",
        "the file is nested too deeply (limit {limit} levels).",
    ),
    "bad_json": Says(
        "JSON tidak sah pada baris {line}: {problem}. Ekspor ulang dari asalnya.",
        "invalid JSON at line {line}: {problem}. Export it again from its source.",
    ),
    "bad_xml": Says(
        "XML tidak sah pada baris {line}: {problem}. Ekspor ulang dari asalnya.",
        "invalid XML at line {line}: {problem}. Export it again from its source.",
    ),
    "not_geojson": Says(
        "JSON ini bukan GeoJSON dan tidak memuat daftar catatan.",
        "this JSON is not GeoJSON and holds no list of records.",
    ),
    "no_geometry_column": Says(
        "kolom geometri tidak ditemukan; kolom yang ada: {columns}.",
        "no geometry column was found; its columns: {columns}.",
    ),
    "reader_failed": Says(
        "pembaca berhenti ({problem}); tidak ada yang disimpan. Kirim berkasnya ke pengelola.",
        "the reader stopped ({problem}); nothing was stored. Send the file to the administrator.",
    ),
    "reader_limits": Says(
        "pembaca melampaui batas waktu atau memori ({problem}). Bagi menjadi beberapa berkas.",
        "the reader exceeded its time or memory limit ({problem}). Split it into several files.",
    ),
    "unsafe_drivers": Says(
        "pustaka GDAL di mesin ini memuat pembaca yang tidak dapat dimatikan ({drivers}); berkas tidak dibuka.",
        "the GDAL library of this machine holds readers that cannot be switched off ({drivers}); it was not opened.",
    ),
}

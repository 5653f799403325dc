"""What a file is, by its content alone: exactly one parser, or a refusal that says what it seems to be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from geo.languages import Says
from geo.sources.reasons import refuse

_HEAD_BYTES = 65_536

_NOT_DATA: tuple[tuple[bytes, Says], ...] = (
    (b"\x7fELF", Says("program Linux", "a Linux program")),
    (b"MZ", Says("program Windows", "a Windows program")),
    (b"\xca\xfe\xba\xbe", Says("program", "a program")),
    (b"#!", Says("skrip program", "a script")),
    (b"%PDF", Says("dokumen PDF", "a PDF document")),
    (b"{\\rtf", Says("dokumen RTF", "an RTF document")),
    (b"\x89PNG", Says("gambar PNG", "a PNG picture")),
    (b"\xff\xd8\xff", Says("gambar JPEG", "a JPEG picture")),
    (b"GIF8", Says("gambar GIF", "a GIF picture")),
    (b"BM", Says("gambar BMP", "a BMP picture")),
    (b"II*\x00", Says("gambar TIFF", "a TIFF picture")),
    (b"MM\x00*", Says("gambar TIFF", "a TIFF picture")),
    (b"7z\xbc\xaf\x27\x1c", Says("arsip 7z", "a 7z archive")),
    (b"Rar!", Says("arsip RAR", "a RAR archive")),
    (b"BZh", Says("arsip bzip2", "a bzip2 archive")),
    (b"\xfd7zXZ", Says("arsip xz", "an xz archive")),
    (b"\x28\xb5\x2f\xfd", Says("arsip zstd", "a zstd archive")),
    (b"ARROW1", Says("berkas Arrow/Feather", "an Arrow/Feather file")),
    (b"\x89HDF", Says("berkas HDF5", "an HDF5 file")),
    (b"\x93NUMPY", Says("larik NumPy", "a NumPy array")),
)  # fmt: skip
_PICKLE = re.compile(rb"\x80[\x02-\x05](?:\x95|[\]})(c\x8cXU}])|\A(?:c[\w.]+\n\w+\n|\(?[idl]?p?\d*\n?c__builtin__\n)")
_OLD_PICKLE = re.compile(rb"\A(?:\(dp?\d*\n|\(lp?\d*\n|\(c|c)[\w.]+\n[\w.]+\n")
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_SKIPPED_IN_XML = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>", re.DOTALL | re.IGNORECASE)
_NAMES = {
    "csv": "CSV", "xlsx": "XLSX", "geojson": "GeoJSON", "json": "JSON", "gpx": "GPX", "kml": "KML",
    "smart": "SMART XML", "parquet": "Parquet", "shp": "Shapefile", "gpkg": "GeoPackage",
}  # fmt: skip
_EXTENSIONS = {
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xlsx",
    ".geojson": "geojson", ".geojsonl": "geojson", ".json": "json", ".gpx": "gpx", ".kml": "kml",
    ".parquet": "parquet", ".geoparquet": "parquet", ".shp": "shp", ".gpkg": "gpkg",
}  # fmt: skip


@dataclass(frozen=True)
class Sniffed:
    """The parser that a file's content calls for, and whether its name promised another."""

    parser: str
    unexpected: Says | None = None


def sniff(path: Path, file: str) -> Sniffed:
    """Say which parser reads a plain (unpacked) file.

    Parameters
    ----------
    path
        The file; its first 64 kB are looked at.
    file
        The name the user knows it by.

    Raises
    ------
    FileRefusedError
        `empty_file`, `pickle`, `not_data` (a program, a picture, a document, a web page) or `unknown_format`.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if not head:
        raise refuse("empty_file", file)
    parser = _parser(head, file)
    promised = _EXTENSIONS.get(Path(file.lower().removesuffix(".gz")).suffix)
    if promised is None or promised == parser or {promised, parser} == {"json", "geojson"}:
        return Sniffed(parser)
    ending = Path(file).suffix
    says = Says(
        f"Nama berkas berakhiran {ending}, tetapi isinya {_NAMES[parser]}; dibaca sebagai {_NAMES[parser]}.",
        f"The file's name ends in {ending}, but its content is {_NAMES[parser]}; it is read as {_NAMES[parser]}.",
    )
    return Sniffed(parser, says)


def _parser(head: bytes, file: str) -> str:
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xlsx"
    if head.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    if head.startswith(b"\x00\x00\x27\x0a"):
        return "shp"
    if head.startswith(b"PAR1"):
        return "parquet"
    if _PICKLE.match(head[:64]) or _OLD_PICKLE.match(head[:200]):
        raise refuse("pickle", file)
    for magic, says in _NOT_DATA:
        if head.startswith(magic) and (len(magic) > 2 or magic == b"#!" or _is_binary(head)):
            raise refuse("not_data", file, found=says)
    text = _as_text(head)
    if text is None:
        raise refuse("unknown_format", file, found=Says("data biner", "binary data"))
    start = text.lstrip("\ufeff \t\r\n\x1e")
    if start.startswith(("{", "[")):
        return _json_parser(start)
    if start.startswith("<"):
        return _xml_parser(start, file)
    if not start:
        raise refuse("empty_file", file)
    if not re.search(r"[\n\r]", text) and not re.search(r"[,;\t|]", text):
        raise refuse("unknown_format", file, found=Says("satu kata atau baris teks", "one word or line of text"))
    return "csv"


def _is_binary(head: bytes) -> bool:
    sample = head[:4096]
    control = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    return control > 0.02 * len(sample)


def _as_text(head: bytes) -> str | None:
    """Return the head as text for looking at, or None when it is binary."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    zeros = head.count(0)
    if zeros > 0.3 * len(head):
        wide = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        text = head.decode(wide, "replace")
        return None if sum(ord(sign) < 9 for sign in text[:2000]) > 20 else text
    without_zeros = head.replace(b"\0", b"")
    if _is_binary(without_zeros) or zeros > 0.05 * len(head) or head[:64].count(0) > 8:
        return None
    return without_zeros.decode("utf-8", "replace")


def _json_parser(start: str) -> str:
    """Tell GeoJSON from other JSON by the members of its outermost object (of a sequence: the first)."""
    if start.startswith("["):
        return "json"
    depth, i, n = 0, 0, len(start)
    name = ""
    expecting_value = False
    while i < n:
        sign = start[i]
        if sign == '"':
            end = i + 1
            while end < n and start[end] != '"':
                end += 2 if start[end] == "\\" else 1
            text = start[i + 1 : end]
            if depth == 1:
                if expecting_value:
                    if name == "type":
                        return "geojson" if text in {"FeatureCollection", "Feature"} | _SHAPES else "json"
                else:
                    name = text
                    if name == "features":
                        return "geojson"
            i = end + 1
            continue
        if sign in "{[":
            depth += 1
            expecting_value = False
        elif sign in "}]":
            depth -= 1
            if depth == 0:
                break
        elif depth == 1 and sign == ":":
            expecting_value = True
        elif depth == 1 and sign == ",":
            expecting_value = False
        i += 1
    return "json"


_SHAPES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}


def _xml_parser(start: str, file: str) -> str:
    body = _SKIPPED_IN_XML.sub(" ", start)
    found = _ROOT.search(body)
    root = found[1].lower() if found else ""
    if re.search(r"<!doctype\s+html|<html[\s>]", start[:4096], re.IGNORECASE) or root in {"html", "script", "body"}:
        raise refuse("not_data", file, found=Says("halaman web (HTML)", "a web page (HTML)"))
    if root == "svg":
        raise refuse("not_data", file, found=Says("gambar SVG", "an SVG picture"))
    if root in {"gpx", "kml"}:
        return root
    if root in {"patrol", "patrols"}:
        return "smart"
    if root in {"folder", "document", "placemark"}:
        return "kml"
    if "<!doctype" in start.lower() or "<!entity" in start.lower():
        raise refuse("doctype", file)
    raise refuse("unknown_format", file, found=Says(f"XML <{root[:40]}>", f"XML <{root[:40]}>"))

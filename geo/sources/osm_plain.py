"""From an OpenStreetMap file as it comes (plain, gz, bz2) to a plain PBF or XML file, judged by its content."""

from __future__ import annotations

import bz2
import gzip
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError  # only the type; parsing is defusedxml's

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from geo.errors import FileRefusedError
from geo.languages import Says
from geo.sources.archives import CHUNK_BYTES, MAX_RATIO, RATIO_FLOOR_BYTES
from geo.sources.osm_sandbox import OsmFormat, OsmLimits
from geo.sources.reasons import refuse
from geo.sources.xml_stream import local

_GZIP, _BZIP2 = b"\x1f\x8b", b"BZh"
_PBF_HEADER = b"\x0a\x09OSMHeader"  # first field of the first BlobHeader, after its length (4 bytes)
_NOT_OSM = Says(
    "bukan berkas OpenStreetMap ({found}). Yang dibaca: .osm.pbf, .osm, .osm.gz, .osm.bz2; untuk lapisan garis lain "
    "pakai GeoJSON, GeoPackage atau Shapefile dengan kolom kelas.",
    "is no OpenStreetMap file ({found}). Those read are .osm.pbf, .osm, .osm.gz and .osm.bz2; for other layers of "
    "lines use GeoJSON, GeoPackage or Shapefile with a column of classes.",
)


@contextmanager
def plain_osm(path: Path, limits: OsmLimits) -> Iterator[tuple[Path, OsmFormat, Path]]:
    """Give a plain file, its format, and a private folder that is gone afterwards.

    Parameters
    ----------
    path
        The user's file; it is only read, whatever its name says.

    Raises
    ------
    FileRefusedError
        `not_found`, `not_readable`, `empty_file`, `too_large`, `damaged`, `archive_limits`, `nested_archive`,
        `doctype`, `bad_xml` or `not_osm`.
    """
    head = _head(path, limits)
    with tempfile.TemporaryDirectory(prefix="petarawan-") as folder:
        private = Path(folder)
        plain = path.absolute()
        if head.startswith((_GZIP, _BZIP2)):
            plain = private / "data"
            _unpack(path, plain, head, limits)
            with plain.open("rb") as stream:
                head = stream.read(64)
            if head.startswith((_GZIP, _BZIP2, b"PK\x03\x04", b"\xfd7zXZ", b"7z\xbc\xaf")):
                raise refuse("nested_archive", path.name, member=Path(path.name).stem)
        yield plain, _format(plain, head, path.name), private


def _head(path: Path, limits: OsmLimits) -> bytes:
    try:
        if not path.is_file():
            raise refuse("not_found", path.name)
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(64)
    except PermissionError as error:
        raise refuse("not_readable", path.name) from error
    except (OSError, ValueError) as error:
        raise refuse("not_found", path.name) from error
    if size == 0:
        raise refuse("empty_file", path.name)
    if size > limits.most_bytes:
        raise refuse("too_large", path.name, size_mb=-(-size // 2**20), limit_mb=limits.most_bytes // 2**20)
    return head


def _unpack(path: Path, target: Path, head: bytes, limits: OsmLimits) -> None:
    count = 0
    try:
        with path.open("rb") as packed, target.open("wb") as out:
            stream: IO[bytes] = gzip.GzipFile(fileobj=packed) if head.startswith(_GZIP) else bz2.BZ2File(packed)  # type: ignore[assignment]
            with stream:
                while chunk := stream.read(CHUNK_BYTES):
                    count += len(chunk)
                    taken = packed.tell()  # so that a bomb is known long before its end
                    too_dense = count > RATIO_FLOOR_BYTES and count > MAX_RATIO * taken
                    if count > limits.most_inflated_bytes or too_dense:
                        problem = Says(
                            "isinya lebih dari {limit} MB atau dimampatkan lebih dari {ratio} kali",
                            "more than {limit} MB inside, or packed more than {ratio}-fold",
                        ).filled(limit=limits.most_inflated_bytes // 2**20, ratio=MAX_RATIO)
                        raise refuse("archive_limits", path.name, problem=problem)
                    out.write(chunk)
    except (OSError, EOFError, ValueError, zlib.error) as error:  # bz2 says OSError or ValueError for damage
        raise refuse("damaged", path.name, problem=str(error)[:120]) from error
    if count == 0:
        raise refuse("empty_file", path.name)


def _format(plain: Path, head: bytes, file: str) -> OsmFormat:
    if head[4:].startswith(_PBF_HEADER):
        return "pbf"
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not text.startswith(b"<"):
        raise _not_osm(file, Says("isinya tidak dikenal", "its content is not recognised"))
    root = _root(plain, file)
    if root != "osm":
        raise _not_osm(file, Says("XML dengan akar {root}", "XML whose root is {root}").filled(root=root[:60]))
    return "osm"


def _root(plain: Path, file: str) -> str:
    """Return the name of the first element; DOCTYPE and entities can only stand before it, and are refused there."""
    try:
        with plain.open("rb") as stream:
            for _, element in iterparse(stream, events=("start",), forbid_dtd=True):
                return local(element)
    except DefusedXmlException as error:
        raise refuse("doctype", file) from error
    except ParseError as error:
        line = error.position[0] if error.position else 1
        raise refuse("bad_xml", file, line=line, problem=str(error)[:120]) from error
    except (ValueError, LookupError) as error:  # encodings that expat does not know
        raise refuse("bad_xml", file, line=1, problem=str(error)[:120]) from error
    return ""


def _not_osm(file: str, found: Says) -> FileRefusedError:
    return FileRefusedError("not_osm", file, _NOT_OSM.filled(found=found))

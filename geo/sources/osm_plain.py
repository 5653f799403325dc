"""From an OpenStreetMap file as it comes (plain, gz, bz2) to a plain PBF or XML file, judged by its content."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import ParseError  # only the type; parsing is defusedxml's

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from geo.errors import FileRefusedError
from geo.languages import Says
from geo.sources.osm_sandbox import OsmFormat, OsmLimits
from geo.sources.packed import BZIP2, GZIP, first_bytes, unpack_stream
from geo.sources.reasons import refuse
from geo.sources.xml_stream import local

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
    head = first_bytes(path, limits.most_bytes)
    with tempfile.TemporaryDirectory(prefix="petarawan-") as folder:
        private = Path(folder)
        plain = path.absolute()
        if head.startswith((GZIP, BZIP2)):
            plain = private / "data"
            head = unpack_stream(path, plain, limits.most_inflated_bytes)
        yield plain, _format(plain, head, path.name), private


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

"""What a file's first bytes, or an archive's directory, already forbid: refused at once, without a child."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from geo.errors import FileRefusedError
from geo.sources.archives import checked_entries
from geo.sources.packed import GZIP
from geo.sources.reading import ReadOptions
from geo.sources.reasons import refuse
from geo.sources.sniff import sniff
from geo.sources.xml_stream import has_doctype

_XML = frozenset({"gpx", "kml", "smart"})
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def refused_at_sight(path: Path, name: str) -> dict[str, Any] | None:
    """Look at a file without reading it: nothing is unpacked, no more than 64 kB and a directory are looked at.

    Parameters
    ----------
    path
        The kept file.
    name
        What its sender calls it.

    Returns
    -------
    dict or None
        Why it is refused (`code`, `id`, `en`), as the reader would say it; None when it has to be read to know.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
        if head.startswith(_ZIPS):
            archive, _ = checked_entries(path, max_inflated_bytes=ReadOptions.max_inflated_bytes, file=name)
            archive.close()
        elif not head.startswith(GZIP) and sniff(path, name).parser in _XML and has_doctype(path):
            raise refuse("doctype", name)
    except FileRefusedError as error:
        return error.as_dict()
    return None

"""The one way in: a file of any known format becomes a `Reading`."""

from __future__ import annotations

from dataclasses import replace
from hashlib import file_digest
from pathlib import Path

from geo.sources.containers import opened
from geo.sources.interpret import interpret
from geo.sources.reading import Notice, Reading, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.registry import parser
from geo.sources.sniff import sniff
from geo.spatial.periods import zone


def read_file(path: Path, options: ReadOptions) -> Reading:
    """Read a file of incidents.

    Parameters
    ----------
    path
        CSV and kin, XLSX, GeoJSON, JSON, GeoPackage, zipped Shapefile, GPX, KML/KMZ, GeoParquet or SMART XML, also in
        gzip or zip; decided by content, never by name. It is only read; nothing it points to is opened.
    options
        What the user said and the region knows.

    Returns
    -------
    Reading
        Good rows, refused rows with where and why, duplicates, the mapping and dialect used, warnings and a proposal.

    Raises
    ------
    FileRefusedError
        When the file as a whole cannot be read; reason code and text say what to do (`geo.sources.file_reasons`).
    ParameterError
        When the time zone is unknown.
    """
    path = Path(path)
    zone(options.timezone)
    with opened(path, options) as plain:
        found = sniff(plain.path, plain.member or path.name)
        records = parser(found.parser)(plain.path, options)
    if not len(records.frame) and not records.refused:
        raise refuse("nothing_to_read", path.name, detail="")
    if found.unexpected is not None:
        records = replace(records, notices=(Notice("unexpected_content", found.unexpected), *records.notices))
    packing = {"packing": plain.packing, "member": plain.member} if plain.packing else {}
    records = replace(records, dialect={**packing, **records.dialect}, notices=(*plain.notices, *records.notices))
    with path.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    return interpret(records, options, path.name, digest)

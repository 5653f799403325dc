"""The sources that are known by their columns, most telling first, and the formats with their parsers."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from geo.sources import firms, gfw, petarawan, plain, uk_police
from geo.sources.headers import PLACE_FIELDS, TIME_FIELDS
from geo.sources.meaning import Meaning, NamedSource
from geo.sources.reading import ReadOptions
from geo.sources.records import Records

Parser = Callable[[Path, ReadOptions], Records]

SOURCES: tuple[NamedSource, ...] = (petarawan.SOURCE, firms.SOURCE, gfw.SOURCE, uk_police.SOURCE)

# Parser name (as `geo.sources.sniff` gives it) to the module whose `parse` reads it.
FORMATS: dict[str, str] = {
    "csv": "geo.sources.delimited",
    "xlsx": "geo.sources.spreadsheets",
    "geojson": "geo.sources.geojson",
    "json": "geo.sources.json_records",
    "gpx": "geo.sources.gpx",
    "kml": "geo.sources.kml",
    "smart": "geo.sources.smart",
    "parquet": "geo.sources.parquet",
    "shp": "geo.sources.vectors",
    "gpkg": "geo.sources.vectors",
}


def parser(name: str) -> Parser:
    """Return the parser of a format; its module is imported only now."""
    parse: Parser = import_module(FORMATS[name]).parse
    return parse


def meaning_of(records: Records, options: ReadOptions, file: str) -> Meaning:
    """Return what the records mean: by a named source's plan, else by their columns.

    Parameters
    ----------
    records
        What a parser found.
    options
        What the user said; a mapping of places or times other than the source's own makes the file a plain one.
    file
        Its name, for refusals.
    """
    names = [str(name) for name in records.frame.columns]
    for source in SOURCES:
        if source.recognises(names):
            meaning = source.meaning(records, options, file)
            said = {field: column for field, column in (options.mapping or {}).items() if field in _PLACE_OR_TIME}
            if all(meaning.mapping.get(field) == column for field, column in said.items()):
                return meaning
    return plain.meaning(records, options, file)


_PLACE_OR_TIME = frozenset((*PLACE_FIELDS, *TIME_FIELDS))

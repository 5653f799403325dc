"""Which formats tables can be written in: one name (the file's extension), one module, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from geo.errors import ExportError
from geo.exports.about import About
from geo.exports.prepared import Prepared
from geo.languages import Language, Says

_UNKNOWN = Says(
    "ekstensi {extension} tidak dikenal. Yang dikenal: {known}.",
    "the extension {extension} is not known. Known: {known}.",
)
_NO_PLACES = Says(
    "tabel {table} tidak punya tempat di peta, jadi tidak dapat menjadi {format}. Pakai {fitting}.",
    "table {table} has no places on a map and cannot become {format}. Use {fitting}.",
)
_UNFIT = Says(
    "tabel {table} tidak ditulis sebagai {format}. Pakai {fitting}.",
    "table {table} is not written as {format}. Use {fitting}.",
)
_NONE = Says("(tidak ada)", "(none)")


class Exporter(Protocol):
    """What a format's module offers."""

    def __call__(self, prepared: Prepared, path: Path, *, language: Language, about: About) -> list[Says]:
        """Write the table to a new file at `path` and return what the user should know."""


@dataclass(frozen=True)
class Format:
    """A format: its extension, the module that writes it, and whether it needs places on a map."""

    name: str
    module: str
    spatial: bool

    def exporter(self) -> Exporter:
        """Load the module now and return its `export`."""
        return cast(Exporter, import_module(f"geo.exports.{self.module}").export)


_FORMATS = {
    one.name: one
    for one in (
        Format("csv", "csv_file", spatial=False),
        Format("xlsx", "xlsx_file", spatial=False),
        Format("parquet", "parquet", spatial=False),
        Format("geojson", "geojson", spatial=True),
        Format("gpkg", "gpkg", spatial=True),
        Format("kml", "kml", spatial=True),
        Format("kmz", "kmz", spatial=True),
        Format("gpx", "gpx", spatial=True),
    )
}


def names(*, spatial: bool = True) -> list[str]:
    """Return the known extensions, without dot; only those fit for a table without places when not `spatial`."""
    return [one.name for one in _FORMATS.values() if spatial or not one.spatial]


def format_of(path: Path, *, table: str = "", spatial: bool = True, among: Sequence[str] = ()) -> Format:
    """Return the format that a file's extension means (upper or lower case).

    Parameters
    ----------
    path
        File to be written.
    table, spatial
        Name of the table, and whether it has places.
    among
        The only formats that will do, or empty for all.

    Raises
    ------
    ExportError
        When the extension is unknown or does not suit the table; the text lists those that do.
    """
    name = path.suffix[1:].lower()
    fitting = [one for one in names(spatial=spatial) if not among or one in among]
    if name in fitting:
        return _FORMATS[name]
    if name in _FORMATS:
        says = _NO_PLACES if name not in names(spatial=spatial) else _UNFIT
        problem = says.filled(table=table, format=name, fitting=fitting)
    else:
        extension = Says(f".{name}", f".{name}") if name else _NONE
        problem = _UNKNOWN.filled(extension=extension, known=fitting)
    raise ExportError(file=path.name, problem=problem)

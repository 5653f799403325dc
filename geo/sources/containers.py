"""From what the user has (a file, .gz, .zip, .kmz) to one plain file in a private folder that always goes away."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geo.errors import FileRefusedError
from geo.languages import Says
from geo.sources.archives import checked_entries, inflated, printable
from geo.sources.packed import GZIP, first_bytes, unpack_stream
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse

SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_TABLES = frozenset(
    {
        *(".csv", ".tsv", ".tab", ".xlsx", ".geojson", ".geojsonl", ".geojsons", ".ndjson"),
        *(".gpkg", ".kml", ".gpx", ".parquet", ".geoparquet"),
    }
)
_MAYBE_TABLES = frozenset([".json", ".txt", ".xml"])
_ARCHIVES = frozenset([".zip", ".gz", ".kmz", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz", ".zst", ".jar"])
_ZIP = b"PK"


@dataclass(frozen=True)
class Opened:
    """A plain file, ready for a parser.

    Parameters
    ----------
    path
        The user's own file, or the unpacked one in a private folder; for a shapefile the `.shp`, its parts beside it.
    packing
        `gzip`, `zip`, `kmz`, or empty.
    member
        Name inside the archive, made fit to be shown, or empty.
    notices
        Members that were left aside.
    """

    path: Path
    packing: str = ""
    member: str = ""
    notices: tuple[Notice, ...] = ()


@contextmanager
def opened(path: Path, options: ReadOptions) -> Iterator[Opened]:
    """Open a file for reading, unpacking it with limits; whatever was unpacked is gone afterwards.

    An XLSX workbook is given as it is (its reader calls `geo.sources.archives.check_zip`).

    Parameters
    ----------
    path
        The user's file; it is only read.
    options
        Limits (`max_bytes`, `max_inflated_bytes`) and the layer where an archive has several.

    Raises
    ------
    FileRefusedError
        `not_found`, `not_readable`, `empty_file`, `too_large`, `damaged`, `archive_limits`, `unsafe_member`,
        `encrypted`, `nested_archive`, `needs_layer`, `unknown_layer`, `missing_part`, `nothing_to_read`.
    """
    head = first_bytes(path, options.max_bytes)
    with tempfile.TemporaryDirectory(prefix="petarawan-") as folder:
        private = Path(folder)
        if head.startswith(GZIP):
            plain = private / _safe_name(path.name[:-3] if path.name.lower().endswith(".gz") else path.name)
            unpack_stream(path, plain, options.max_inflated_bytes)
            with _named_after(path, plain.name):
                yield Opened(plain, "gzip", plain.name)
        elif head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")) or (
            head.startswith(_ZIP) and zipfile.is_zipfile(path)
        ):
            found = _from_zip(path, private, options)
            with _named_after(path, found.member):
                yield found
        else:
            yield Opened(path)


@contextmanager
def _named_after(path: Path, member: str) -> Iterator[None]:
    """Let refusals of what was unpacked name the file that the user knows."""
    try:
        yield
    except FileRefusedError as error:
        if error.params["file"] != path.name:
            error.params["file"] = f"{path.name} ({member})"
            error.args = (error.text("en"),)
        raise


def _from_zip(path: Path, private: Path, options: ReadOptions) -> Opened:
    archive, entries = checked_entries(path, max_inflated_bytes=options.max_inflated_bytes, file=path.name)
    with archive:
        names = {entry.filename: entry for entry in entries}
        if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
            return Opened(path)
        is_kmz = path.suffix.lower() == ".kmz"
        chosen = _chosen_kml(names) if is_kmz else _chosen(names, path.name, options.layer)
        if not chosen:
            raise refuse("nothing_to_read", path.name, detail="")
        stem, total = _safe_name(PurePosixPath(chosen[0].replace("\\", "/")).stem), 0
        for name in chosen:
            target = private / (stem + PurePosixPath(name).suffix.lower())
            with target.open("wb") as out:
                for chunk in inflated(
                    archive,
                    names[name],
                    already=total,
                    max_inflated_bytes=options.max_inflated_bytes,
                    file=path.name,
                ):
                    total += len(chunk)
                    out.write(chunk)
    first = private / (stem + PurePosixPath(chosen[0]).suffix.lower())
    with first.open("rb") as stream:
        inner = stream.read(4)
    if inner.startswith(GZIP) or (inner.startswith(b"PK\x03\x04") and first.suffix != ".xlsx"):
        raise refuse("nested_archive", path.name, member=printable(chosen[0]))
    ignored = sorted(set(names) - set(chosen) - _indexes_of(chosen[0], names))
    notices = (_ignored(ignored),) if ignored else ()
    return Opened(first, "kmz" if is_kmz else "zip", printable(chosen[0]), notices)


def _chosen(names: dict[str, zipfile.ZipInfo], file: str, layer: str | None) -> list[str]:
    """Say which members to unpack: a shapefile's parts, or the one member that holds a table."""
    real = [name for name in names if not name.startswith("__MACOSX/") and not PurePosixPath(name).name.startswith(".")]
    shapefiles = {_stem(name): name for name in real if _ending(name) == ".shp"}
    if shapefiles:
        stem = _one_of(shapefiles, file, layer)
        main = shapefiles[stem]
        parts = [
            name
            for name in real
            if name != main and _stem(name).lower() == stem.lower() and _ending(name) in SHAPEFILE_PARTS
        ]
        endings = [_ending(name) for name in [main, *parts]]
        if doubled := [ending for ending in endings if endings.count(ending) > 1]:
            raise refuse("needs_layer", file, layers=[printable(stem + doubled[0])])
        return [main, *parts]
    tables = [name for name in real if _ending(name) in _TABLES] or [
        name for name in real if _ending(name) in _MAYBE_TABLES
    ]
    if len(tables) > 1:
        chosen = _one_of({name: name for name in tables}, file, layer)
        return [chosen]
    if tables:
        return tables
    if orphans := [name for name in real if _ending(name) in {".shx", ".dbf", ".sbn"}]:
        raise refuse("missing_part", file, part=_stem(orphans[0]).rsplit("/", 1)[-1] + ".shp")
    if nested := [name for name in real if _ending(name) in _ARCHIVES]:
        raise refuse("nested_archive", file, member=printable(nested[0]))
    raise refuse("nothing_to_read", file, detail="")


def _chosen_kml(names: dict[str, zipfile.ZipInfo]) -> list[str]:
    """Say which member of a KMZ is its map: `doc.kml`, else the first KML nearest the root (KML 2.2, annex C)."""
    maps = sorted((name for name in names if _ending(name) == ".kml"), key=lambda name: name.count("/"))
    return [name for name in maps if name.lower() == "doc.kml"][:1] or maps[:1]


def _one_of(choices: dict[str, str], file: str, layer: str | None) -> str:
    shown = [printable(name) for name in choices]
    if layer is not None:
        wanted = layer.lower()
        exact = [name for name in choices if wanted in {name.lower(), choices[name].lower()}]
        loose = [name for name in choices if PurePosixPath(name).name.lower() == wanted]
        found = exact or loose
        if len(found) == 1:
            return found[0]
        if not found and len(choices) > 1:
            raise refuse("unknown_layer", file, {"layers": shown}, layer=printable(layer), layers=shown)
    if len(choices) > 1:
        raise refuse("needs_layer", file, {"layers": shown}, layers=shown)
    return next(iter(choices))


def _indexes_of(main: str, names: dict[str, zipfile.ZipInfo]) -> set[str]:
    """Members that only repeat a shapefile (spatial indexes, metadata): not worth a notice."""
    if _ending(main) != ".shp":
        return set()
    stem = _stem(main).lower()
    helpers = (".sbn", ".sbx", ".qix", ".qpj", ".shp.xml")
    return {name for name in names if name.lower() in {stem + ending for ending in helpers}}


def _ignored(names: list[str]) -> Notice:
    shown = ", ".join(printable(name) for name in names[:5])
    more_id = f" dan {len(names) - 5} lainnya" if len(names) > 5 else ""
    more_en = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return Notice(
        "ignored_members",
        Says(f"Isi arsip yang tidak dibaca: {shown}{more_id}.", f"Members not read: {shown}{more_en}."),
        len(names),
    )


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _stem(name: str) -> str:
    return name[: -len(PurePosixPath(name).suffix)] if PurePosixPath(name).suffix else name


def _safe_name(name: str) -> str:
    """Return a name that can only ever be a plain file in the private folder."""
    return re.sub(r"[^\w.-]+", "_", name, flags=re.ASCII).strip(".")[-80:] or "data"

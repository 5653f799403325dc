"""Shapefile and GeoPackage: judged by their own structure, read by GDAL in a child process, counted again."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geo.errors import FileRefusedError
from geo.languages import Says
from geo.sources.archives import printable
from geo.sources.arrow_frames import arrow_frame
from geo.sources.crs_asked import crs_or_ask, known_crs
from geo.sources.gdal_sandbox import Limits, network_prefix, read_layer
from geo.sources.geopackage import MAGIC, Layer, geopackage_layers, unsafe_schema
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.records import Records
from geo.sources.shapefile_parts import shapefile_parts
from geo.sources.verdicts import records_with_geometry
from geo.sources.wkb import from_wkb

SHAPEFILE_MAGIC = b"\x00\x00\x27\x0a"


def parse(path: Path, options: ReadOptions) -> Records:
    """Read a Shapefile (path of its `.shp`, the parts beside it) or a GeoPackage.

    The file is copied to a private folder, judged there, and read there by the child.

    Returns
    -------
    Records
        Format `shp` or `gpkg`, typed columns (a DATE column holds `datetime.date`: day precision), geometry with its
        CRS; line is the record's number (SHP: its place in the file, deleted records counted).

    Raises
    ------
    FileRefusedError
        `damaged`, `missing_part`, `not_geopackage`, `needs_layer`, `unknown_layer`, `needs_crs` (with a proposal where
        the values fit), `unknown_crs`, `nothing_to_read`, `too_many_records`, `not_data` (a layer that would run code),
        `reader_limits`, `reader_failed`, `unsafe_drivers`.
    """
    with path.open("rb") as stream:
        head = stream.read(16)
    with tempfile.TemporaryDirectory(prefix="petarawan-") as folder:
        if head == MAGIC:
            return _geopackage(path, Path(folder), options)
        if not head.startswith(SHAPEFILE_MAGIC):
            found = Says("bukan Shapefile atau GeoPackage", "neither a Shapefile nor a GeoPackage")
            raise refuse("unknown_format", path.name, found=found)
        return _shapefile(path, Path(folder), options)


def _shapefile(path: Path, folder: Path, options: ReadOptions) -> Records:
    file = path.name
    copied = folder / "layer"
    copied.mkdir()
    for sibling in path.parent.iterdir():
        if sibling.stem.lower() == path.stem.lower() and sibling.suffix.lower() in {
            ".shp",
            ".shx",
            ".dbf",
            ".prj",
            ".cpg",
        }:
            shutil.copyfile(sibling, copied / (path.stem + sibling.suffix.lower()))
    parts = shapefile_parts(copied / (path.stem + ".shp"))
    expected = parts.n - int(parts.deleted.sum())
    _check_count(expected, options, file)
    (copied / (path.stem + ".cpg")).unlink(missing_ok=True)  # its name goes to GDAL as a checked encoding
    table = read_layer(
        parts.paths[".shp"], "ESRI Shapefile", None, parts.encoding, folder, file=file, limits=_limits(options)
    )
    _compare(table.num_rows, expected, file)
    numbers = np.asarray(table.column(_fid(table)), dtype=np.int64) + 1
    notices = []
    if not parts.encoding_named:
        notices.append(_guessed_encoding(parts.encoding))
    if expected < parts.n:
        notices.append(_deleted(parts.n - expected))
    crs = None
    if parts.projection is not None:
        try:
            crs = known_crs(parts.projection, file)
        except FileRefusedError:  # an unreadable .prj is a missing one: the user is asked
            crs = None
    return _records("shp", table, numbers, crs, options, file, {"encoding": parts.encoding}, notices)


def _geopackage(path: Path, folder: Path, options: ReadOptions) -> Records:
    file = path.name
    journals = [path.with_name(path.name + ending) for ending in ("-wal", "-journal")]
    if any(journal.is_file() and journal.stat().st_size for journal in journals):
        problem = Says("masih dibuka program lain; tutup dahulu", "another program still has it open; close it first")
        raise refuse("damaged", file, problem=problem)
    copied = folder / "layer"
    copied.mkdir()
    private = copied / "data.gpkg"
    shutil.copyfile(path, private)
    layer = _one_layer(geopackage_layers(private, file), options, file)
    if unsafe_schema(private, layer.name):
        raise refuse("not_data", file, found=Says("memuat kolom terhitung", "with computed columns"))
    _check_count(layer.n, options, file)
    table = read_layer(private, "GPKG", layer.name, None, folder, file=file, limits=_limits(options))
    _compare(table.num_rows, layer.n, file)
    numbers = np.arange(1, table.num_rows + 1, dtype=np.int64)
    crs = known_crs(layer.crs, file) if options.crs is None else None
    return _records("gpkg", table, numbers, crs, options, file, {"layer": layer.name}, [])


def _one_layer(layers: list[Layer], options: ReadOptions, file: str) -> Layer:
    usable = [layer for layer in layers if layer.has_geometry] or layers
    names = [printable(layer.name) for layer in usable]
    if options.layer is not None:
        for layer in layers:
            if layer.name == options.layer:
                return layer
        if len(usable) > 1:
            raise refuse("unknown_layer", file, {"layers": names}, layer=options.layer, layers=names)
    if not usable:
        raise refuse("nothing_to_read", file, detail="")
    if len(usable) > 1:
        raise refuse("needs_layer", file, {"layers": names}, layers=names)
    return usable[0]


def _records(
    file_format: str,
    table: pa.Table,
    numbers: npt.NDArray[np.int64],
    crs: int | str | None,
    options: ReadOptions,
    file: str,
    dialect: dict[str, Any],
    notices: list[Notice],
) -> Records:
    dialect = {**dialect, "reader": "GDAL", "own_network": bool(network_prefix())}
    place = _geometry_column(table)
    frame, aside = arrow_frame(table.drop_columns([name for name in (_fid(table), place) if name]), file)
    if aside:
        notices = [*notices, _binary(aside)]
    if place is None:
        return Records(file_format, frame, numbers, None, options.crs, (), dialect, tuple(notices))
    geometries, faults = from_wkb(table.column(place).to_pylist())
    named = crs_or_ask(crs, geometries, options, file)
    return records_with_geometry(
        file_format, frame, numbers, geometries, named, options, faults=faults, dialect=dialect, notices=notices
    )


def _geometry_column(table: pa.Table) -> str | None:
    metadata = table.schema.metadata or {}
    for name in (metadata.get(b"geometry", b"").decode(), "wkb_geometry", "geom"):
        if name and name in table.column_names:
            return name
    return None


def _fid(table: pa.Table) -> str:
    metadata = table.schema.metadata or {}
    return metadata.get(b"fid", b"").decode() or "OGC_FID"


def _limits(options: ReadOptions) -> Limits:
    return Limits(answer_bytes=2 * options.max_inflated_bytes)


def _check_count(n: int, options: ReadOptions, file: str) -> None:
    if n == 0:
        raise refuse("nothing_to_read", file, detail="")
    if n > options.max_records:
        raise refuse("too_many_records", file, limit=options.max_records)


def _compare(found: int, expected: int, file: str) -> None:
    if found != expected:
        problem = Says(f"{found} dari {expected} catatan terbaca", f"{found} of {expected} records could be read")
        raise refuse("damaged", file, problem=problem)


def _guessed_encoding(encoding: str) -> Notice:
    return Notice(
        "guessed_encoding",
        Says(
            f"Berkas .cpg tidak ada; huruf dibaca sebagai {encoding}. Sertakan .cpg bila tampak salah.",
            f"There is no .cpg; texts are read as {encoding}. Add the .cpg if they look wrong.",
        ),
    )


def _deleted(n: int) -> Notice:
    return Notice(
        "deleted_records",
        Says(
            f"{n} catatan sudah ditandai terhapus di berkas asalnya dan tidak dibaca.",
            f"{n} records are marked as deleted in the file itself and were not read.",
        ),
        n,
    )


def _binary(names: list[str]) -> Notice:
    shown = ", ".join(printable(name) for name in names[:10])
    return Notice(
        "binary_columns",
        Says(f"Kolom biner tidak dibaca: {shown}.", f"Binary columns were not read: {shown}."),
        len(names),
    )

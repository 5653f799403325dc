"""GeoParquet, and plain Parquet with coordinate columns: metadata first, limits before values, no pickle anywhere.

pandas metadata and Arrow extension types in the file are ignored: nothing in it chooses what code runs.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo.languages import Says
from geo.sources.archives import printable
from geo.sources.arrow_frames import arrow_frame
from geo.sources.crs_asked import crs_or_ask, known_crs
from geo.sources.frames import MAX_COLUMNS
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.records import Records
from geo.sources.verdicts import records_with_geometry
from geo.sources.wkb import from_wkb

MAGIC = b"PAR1"
MAX_CELLS = 200_000_000
MAX_DECODED_BYTES = 512 * 2**20
_GEOMETRY_NAMES = ("geometry", "geom", "wkb_geometry", "wkb")
_MAX_FOOTER_BYTES = 16 * 2**20


def parse(path: Path, options: ReadOptions) -> Records:
    """Read a Parquet file.

    Returns
    -------
    Records
        Format `parquet`; typed columns; geometry (WKB) with its CRS where the file has it (`geo` metadata: CRS84 when
        none is named, asked for when it is null); line is the row's number.

    Raises
    ------
    FileRefusedError
        `damaged`, `encrypted`, `too_many_records`, `too_many_columns`, `archive_limits` (too much once decoded),
        `needs_crs`, `unknown_crs`, `no_geometry_column`, `nothing_to_read`.

    References
    ----------
    OGC GeoParquet 1.1; Apache Parquet format.
    """
    file = path.name
    _check_magic(path, file)
    try:
        with pq.ParquetFile(path, memory_map=True, arrow_extensions_enabled=False) as parquet:
            _check_size(parquet.metadata, options, file)
            geo = _geo_metadata(parquet.metadata, file)
            flat, aside = _flat_columns(parquet.schema_arrow)
        table = _read(path, flat, file)
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, UnicodeError) as error:
        raise refuse("damaged", file, problem=str(error)[:120]) from error
    place = _geometry_column(geo, table, file)
    frame, binary = arrow_frame(table.drop_columns([place]) if place else table, file)
    notices = [_aside([*aside, *binary])] if aside or binary else []
    numbers = np.arange(1, table.num_rows + 1, dtype=np.int64)
    dialect: dict[str, Any] = {"geometry": place, "rows": table.num_rows}
    if place is None:
        return Records("parquet", frame, numbers, None, options.crs, (), dialect, tuple(notices))
    geometries, faults = from_wkb(table.column(place).to_pylist())
    crs = crs_or_ask(_crs(geo, place, file), geometries, options, file)
    return records_with_geometry(
        "parquet", frame, numbers, geometries, crs, options, faults=faults, dialect=dialect, notices=notices
    )


def _check_magic(path: Path, file: str) -> None:
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(4)
        stream.seek(max(0, size - 8))
        tail = stream.read(8)
    if head == b"PARE" or tail[4:] == b"PARE":
        raise refuse("encrypted", file)
    footer = int.from_bytes(tail[:4], "little") if len(tail) == 8 else 0
    if head != MAGIC or tail[4:] != MAGIC or not 0 < footer <= min(size - 12, _MAX_FOOTER_BYTES):
        raise refuse("damaged", file, problem="PAR1")


def _check_size(metadata: pq.FileMetaData, options: ReadOptions, file: str) -> None:
    rows, columns = metadata.num_rows, metadata.num_columns
    if rows == 0:
        raise refuse("nothing_to_read", file, detail="")
    if rows < 0 or rows > options.max_records:
        raise refuse("too_many_records", file, limit=options.max_records)
    if columns > MAX_COLUMNS:
        raise refuse("too_many_columns", file, n=columns, limit=MAX_COLUMNS, also="")
    if rows * columns > MAX_CELLS:
        problem = Says(f"lebih dari {MAX_CELLS} sel", f"more than {MAX_CELLS} cells")
        raise refuse("archive_limits", file, problem=problem)
    inflated = sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
    _check_bytes(inflated, min(options.max_inflated_bytes, MAX_DECODED_BYTES), file)


def _check_bytes(n: int, limit: int, file: str) -> None:
    if n < 0 or n > limit:
        mb = limit // 2**20
        raise refuse("archive_limits", file, problem=Says(f"isinya lebih dari {mb} MB", f"more than {mb} MB inside"))


def _flat_columns(schema: pa.Schema) -> tuple[list[str], list[str]]:
    """Say which columns to read (values, and structs of values) and which hold lists or maps and are left aside."""
    flat: list[str] = []
    aside: list[str] = []
    for column in schema:
        if column.name.startswith("__index_level_"):  # pandas' own row labels
            continue
        nested = pa.types.is_nested(column.type)
        plain = pa.types.is_struct(column.type) and not any(pa.types.is_nested(member.type) for member in column.type)
        (flat if not nested or plain else aside).append(column.name)
    return flat, aside


def _read(path: Path, columns: list[str], file: str) -> pa.Table:
    """Read columns with texts as dictionaries, add up what they will take, then write them out.

    One long value repeated a million times is small in the file and in a dictionary, and a bomb anywhere else.
    """
    with pq.ParquetFile(path, memory_map=True, arrow_extensions_enabled=False) as parquet:
        texts = [
            column.name for column in parquet.schema_arrow if column.name in set(columns) and _is_text(column.type)
        ]
    pieces = []
    total = 0
    with pq.ParquetFile(
        path, memory_map=True, arrow_extensions_enabled=False, read_dictionary=texts, pre_buffer=False
    ) as parquet:
        for batch in parquet.iter_batches(batch_size=16_384, columns=columns):
            table = pa.Table.from_batches([batch])
            total += sum(_decoded_bytes(table.column(name)) for name in table.column_names)
            _check_bytes(total, MAX_DECODED_BYTES, file)
            pieces.append(table)
    plain = [
        pa.table(
            {name: _decoded(piece.column(name)) for name in piece.column_names},
        )
        for piece in pieces
    ]
    table = pa.concat_tables(plain, promote_options="permissive") if plain else pa.table({})
    table.validate(full=True)
    return table


def _is_text(kind: pa.DataType) -> bool:
    return (
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
    )


def _decoded_bytes(column: pa.ChunkedArray) -> int:
    total = 0
    for chunk in column.chunks:
        if isinstance(chunk, pa.DictionaryArray) and _is_text(chunk.type.value_type):
            lengths = pc.fill_null(pc.binary_length(chunk.dictionary), 0)
            taken = pc.take(lengths, chunk.indices)
            total += int(pc.sum(taken).as_py() or 0) + 8 * len(chunk)
        else:
            total += chunk.nbytes
    return total


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if not pa.types.is_dictionary(kind):
        return column
    wide = pa.large_string() if pa.types.is_string(kind.value_type) else kind.value_type
    wide = pa.large_binary() if pa.types.is_binary(wide) else wide
    return column.cast(kind.value_type).cast(wide)


def _geo_metadata(metadata: pq.FileMetaData, file: str) -> dict[str, Any]:
    content = (metadata.metadata or {}).get(b"geo")
    if content is None:
        return {}
    try:
        geo = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise refuse("damaged", file, problem="geo metadata") from error
    return geo if isinstance(geo, dict) else {}


def _geometry_column(geo: dict[str, Any], table: pa.Table, file: str) -> str | None:
    names = [geo["primary_column"]] if isinstance(geo.get("primary_column"), str) else list(_GEOMETRY_NAMES)
    for name in names:
        if name in table.column_names:
            kind = table.schema.field(name).type
            if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
                return str(name)
    if geo:
        raise refuse("no_geometry_column", file, columns=[printable(name) for name in table.column_names[:20]])
    return None


def _crs(geo: dict[str, Any], place: str, file: str) -> int | str | None:
    """Return the CRS of the geometry: CRS84 when `geo` names none, None when it is null or there is no `geo`."""
    columns = geo.get("columns")
    column = columns.get(place) if isinstance(columns, dict) else None
    if not isinstance(column, dict):
        return None
    named = column.get("crs", "OGC:CRS84")
    if named is None:
        return None
    if named == "OGC:CRS84":
        return 4326
    if isinstance(named, dict):
        identity = named.get("id")
        if isinstance(identity, dict) and identity.get("authority") == "OGC" and identity.get("code") == "CRS84":
            return 4326
        return known_crs(json.dumps(named), file, printable(str(named.get("name") or "PROJJSON")))
    return known_crs(named, file) if isinstance(named, str) else None


def _aside(names: list[str]) -> Notice:
    shown = ", ".join(printable(name) for name in names[:10])
    return Notice(
        "nested_columns",
        Says(f"Kolom bersarang atau biner tidak dibaca: {shown}.", f"Nested or binary columns were not read: {shown}."),
        len(names),
    )

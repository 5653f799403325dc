"""A shapefile's parts, judged by their own headers: GDAL reads a file that was cut off as if it were complete.

References
----------
ESRI (1998), ESRI Shapefile Technical Description; dBASE III file layout.
"""

from __future__ import annotations

import codecs
import re
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo.languages import Says
from geo.sources.reasons import refuse

_FILE_CODE = 9994
_MAX_TEXT_BYTES = 65_536
_DELETED = ord("*")
FALLBACK_ENCODING = "cp1252"


@dataclass(frozen=True)
class ShapefileParts:
    """A shapefile whose parts agree.

    Parameters
    ----------
    paths
        Its parts by ending (`.shp`, `.shx`, `.dbf`, and `.prj`, `.cpg` where present).
    n
        Records in each part, deleted ones included.
    deleted
        Which records the table marks as deleted, shape (n,).
    projection
        Content of the `.prj`, or None.
    encoding
        Of the table's texts.
    encoding_named
        Whether the `.cpg` names it (else it is a guess).
    """

    paths: dict[str, Path]
    n: int
    deleted: npt.NDArray[np.bool_]
    projection: str | None
    encoding: str
    encoding_named: bool


def shapefile_parts(path: Path) -> ShapefileParts:
    """Find and judge the parts of the shapefile whose `.shp` is at `path`.

    Raises
    ------
    FileRefusedError
        `missing_part` naming the part; `damaged` when lengths, counts or offsets of the parts do not agree.
    """
    file = path.name
    paths = {".shp": path}
    for sibling in sorted(path.parent.iterdir()):
        ending = sibling.suffix.lower()
        if ending in {".shx", ".dbf", ".prj", ".cpg"} and sibling.stem.lower() == path.stem.lower():
            paths.setdefault(ending, sibling)
    for ending in (".shx", ".dbf"):
        if ending not in paths:
            raise refuse("missing_part", file, part=path.stem + ending)
    n = _check_shapes(paths[".shp"], paths[".shx"], file)
    deleted = _check_table(paths[".dbf"], n, file)
    encoding, named = _encoding(paths.get(".cpg"))
    projection = None
    if ".prj" in paths:
        projection = _short_text(paths[".prj"]).strip("\ufeff \r\n\t\0") or None
    return ShapefileParts(paths, n, deleted, projection, encoding, named)


def _check_shapes(shp: Path, shx: Path, file: str) -> int:
    """Compare both headers with the sizes of their files, and every index entry with the record it names."""
    for part in (shp, shx):
        size = part.stat().st_size
        with part.open("rb") as stream:
            header = stream.read(100)
        if len(header) < 100 or struct.unpack_from(">i", header)[0] != _FILE_CODE:
            raise refuse("damaged", file, problem=part.name)
        told = 2 * struct.unpack_from(">i", header, 24)[0]
        if told != size:
            raise refuse(
                "damaged",
                file,
                problem=Says(
                    f"{part.name} berisi {size} byte, kepalanya menyebut {told}",
                    f"{part.name} has {size} bytes, its header says {told}",
                ),
            )
    entries = np.fromfile(shx, dtype=">i4", offset=100)
    if (shx.stat().st_size - 100) % 8:
        raise refuse("damaged", file, problem=shx.name)
    offsets, lengths = entries[0::2].astype(np.int64) * 2, entries[1::2].astype(np.int64) * 2
    n, size = len(offsets), shp.stat().st_size
    if n == 0:
        return 0
    ends = offsets + 8 + lengths
    apart = np.sort(offsets)[1:] >= np.sort(ends)[:-1]
    if (offsets < 100).any() or (lengths < 4).any() or (ends > size).any() or not apart.all():
        raise refuse("damaged", file, problem=shx.name)
    content = np.memmap(shp, dtype=np.uint8, mode="r")
    heads = content[(offsets[:, None] + np.arange(8, dtype=np.int64)).ravel()].reshape(n, 8)
    lengths_in_records = heads[:, 4:].copy().view(">i4").ravel().astype(np.int64) * 2
    if (lengths_in_records != lengths).any():
        raise refuse("damaged", file, problem=shp.name)
    return n


def _check_table(dbf: Path, n: int, file: str) -> npt.NDArray[np.bool_]:
    size = dbf.stat().st_size
    with dbf.open("rb") as stream:
        header = stream.read(32)
    if len(header) < 32:
        raise refuse("damaged", file, problem=dbf.name)
    rows, head_bytes, row_bytes = struct.unpack_from("<IHH", header, 4)
    if rows != n:
        raise refuse(
            "damaged",
            file,
            problem=Says(f".shp {n} catatan, .dbf {rows}", f".shp has {n} records, .dbf {rows}"),
        )
    needed = head_bytes + rows * row_bytes
    if row_bytes < 1 or head_bytes < 33 or size < needed or size - needed > max(row_bytes, 512):
        raise refuse(
            "damaged",
            file,
            problem=Says(
                f"{dbf.name} berisi {size} byte, kepalanya menyebut {needed}",
                f"{dbf.name} has {size} bytes, its header says {needed}",
            ),
        )
    if n == 0:
        return np.zeros(0, dtype=bool)
    content = np.memmap(dbf, dtype=np.uint8, mode="r", offset=head_bytes, shape=(rows, row_bytes))
    return np.asarray(content[:, 0] == _DELETED)


def _encoding(cpg: Path | None) -> tuple[str, bool]:
    """Read the name of an encoding as programs write it: `UTF-8`, `1252`, `ANSI 1252`, `ISO 88591`, `ISO-8859-1`."""
    if cpg is None:
        return FALLBACK_ENCODING, False
    name = _short_text(cpg).strip("\ufeff \r\n\t\0").lower()
    if match := re.fullmatch(r"(?:ansi|cp|windows|system|oem)?[ -]?(\d{3,5})", name):
        name = f"cp{match[1]}" if match[1] != "65001" else "utf-8"
    elif match := re.fullmatch(r"iso[ -]?8859[ -]?(\d{1,2})", name):
        name = f"iso-8859-{match[1]}"
    try:
        "a".encode(name)  # only encodings of text can do that
        return codecs.lookup(name).name, True
    except (LookupError, ValueError):
        return FALLBACK_ENCODING, False


def _short_text(path: Path) -> str:
    with path.open("rb") as stream:
        return stream.read(_MAX_TEXT_BYTES).decode("utf-8", "replace")

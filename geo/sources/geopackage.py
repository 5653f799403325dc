"""A GeoPackage judged before GDAL sees it: sound pages, real tables, no views, counts to hold GDAL to.

References
----------
OGC 12-128r19, GeoPackage 1.4; https://www.sqlite.org/security.html (untrusted database files).
"""

from __future__ import annotations

import re
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from geo.languages import Says
from geo.sources.reasons import refuse

MAGIC = b"SQLite format 3\0"
_STEPS_BETWEEN_LOOKS = 1_000_000
_MOST_LOOKS = 20_000  # about a minute of SQLite's work on a small machine
_SYSTEM = ("gpkg_contents", "gpkg_spatial_ref_sys")


@dataclass(frozen=True)
class Layer:
    """One table of a GeoPackage: its name, whether it has geometry, its CRS (EPSG code, WKT or None), its records."""

    name: str
    has_geometry: bool
    crs: int | str | None
    n: int


def geopackage_layers(path: Path, file: str) -> list[Layer]:
    """Judge a GeoPackage and list its layers.

    Parameters
    ----------
    path
        The file; opened read-only, immutable, with an untrusted schema.
    file
        Its name for messages.

    Raises
    ------
    FileRefusedError
        `damaged` (quick_check, cut pages), or `not_geopackage`.
    """
    _check_size(path, file)
    try:
        with _connection(path) as base:
            verdict = base.execute("PRAGMA quick_check(1)").fetchone()
            if verdict is None or verdict[0] != "ok":
                raise refuse("damaged", file, problem="quick_check")
            master = {
                str(name): (str(kind), str(sql or ""))
                for name, kind, sql in base.execute("SELECT name, type, sql FROM sqlite_master")
            }
            if any(not _is_real_table(master, name) for name in _SYSTEM):
                raise refuse("not_geopackage", file)
            return _layers(base, master, file)
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            raise refuse("reader_limits", file, problem="SQLite") from error
        raise refuse("damaged", file, problem=str(error)[:120]) from error
    except (sqlite3.Error, OverflowError, UnicodeError, ValueError) as error:
        raise refuse("damaged", file, problem=str(error)[:120]) from error


def unsafe_schema(path: Path, layer: str) -> bool:
    """Tell whether reading a layer would run anything of the file's own: a view, a virtual table, computed columns."""
    with _connection(path) as base:
        master = {
            str(name): (str(kind), str(sql or ""))
            for name, kind, sql in base.execute("SELECT name, type, sql FROM sqlite_master")
        }
        if not _is_real_table(master, layer):
            return True
        return any(column[6] in {2, 3} for column in base.execute(f"PRAGMA table_xinfo({_quoted(layer)})"))


@contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as base:
        base.execute("PRAGMA trusted_schema=OFF")
        base.execute("PRAGMA cell_size_check=ON")
        base.execute("PRAGMA query_only=ON")
        looks = 0

        def look() -> int:
            nonlocal looks
            looks += 1
            return int(looks > _MOST_LOOKS)

        base.set_progress_handler(look, _STEPS_BETWEEN_LOOKS)
        yield base


def _check_size(path: Path, file: str) -> None:
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(100)
    if len(head) < 100 or not head.startswith(MAGIC):
        raise refuse("damaged", file, problem="SQLite")
    page = struct.unpack_from(">H", head, 16)[0]
    page = 65_536 if page == 1 else page
    pages = struct.unpack_from(">I", head, 28)[0]
    if page < 512 or size % page or pages * page > size:
        raise refuse(
            "damaged",
            file,
            problem=Says(f"{size} byte, seharusnya {pages * page}", f"{size} bytes, should be {pages * page}"),
        )


def _layers(base: sqlite3.Connection, master: dict[str, tuple[str, str]], file: str) -> list[Layer]:
    places: dict[str, Any] = {}
    if _is_real_table(master, "gpkg_geometry_columns"):
        rows = base.execute("SELECT table_name, srs_id FROM gpkg_geometry_columns")
        places = {str(name): srs for name, srs in rows}
    found = []
    contents = base.execute(
        "SELECT table_name, data_type FROM gpkg_contents WHERE data_type IN ('features', 'attributes')"
    ).fetchmany(1001)
    if len(contents) > 1000:
        raise refuse("archive_limits", file, problem=Says("lebih dari 1000 lapisan", "more than 1000 layers"))
    for raw_name, _ in contents:
        name = str(raw_name)
        if not _is_real_table(master, name) or name.startswith(("gpkg_", "sqlite_", "rtree_")):
            continue
        n = base.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0]  # noqa: S608 - a quoted identifier
        crs = _crs(base, places[name]) if name in places else None
        found.append(Layer(name, name in places, crs, int(n)))
    return found


def _crs(base: sqlite3.Connection, srs_id: Any) -> int | str | None:
    row = base.execute(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
        (srs_id,),
    ).fetchone()
    if row is None or srs_id in {0, -1}:
        return None
    organisation, code, definition = row
    if str(organisation).upper() == "EPSG" and isinstance(code, int) and 1024 <= code <= 999_999:
        return code
    text = str(definition or "").strip()
    return text if text and text.lower() != "undefined" and len(text) < 65_536 else None


def _is_real_table(master: dict[str, tuple[str, str]], name: str) -> bool:
    kind, sql = master.get(name, ("", ""))
    return kind == "table" and not re.match(r"\s*CREATE\s+VIRTUAL\b", sql, re.IGNORECASE)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

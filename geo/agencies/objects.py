"""objects.csv: vital objects that patrols look after, with a point each."""

from __future__ import annotations

import re

import geopandas as gpd
import pandas as pd

from geo.agencies.faults import Faults
from geo.agencies.sheets import Row, number, read_sheet
from geo.tables.objects import OBJECT_KINDS, OBJECTS

FILE = "objects.csv"
COLUMNS = ("object_id", "name", "kind", "lon", "lat", "must", "visit_min", "weight", "contact", "source")
_NEEDED = ("object_id", "name", "kind", "lon", "lat")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_TRUE, _FALSE = ("1", "yes", "ya", "true"), ("", "0", "no", "tidak", "false")
_LIMITS = {"lon": (-180.0, 180.0), "lat": (-90.0, 90.0), "visit_min": (1.0, 240.0), "weight": (0.0, 1000.0)}
_ABSENT = {"visit_min": 15.0, "weight": 1.0}


def read_objects(content: bytes | None, faults: Faults) -> gpd.GeoDataFrame:
    """Read objects.csv.

    Parameters
    ----------
    content
        The file's bytes, or None when the pack has none.
    faults
        Takes what is wrong: ids that stand twice, unknown kinds, coordinates that are no degrees, minutes out of range.

    Returns
    -------
    GeoDataFrame
        Form of `geo.tables.objects`, in file order (EPSG:4326). A visit takes 15 minutes and weighs 1 unless said.
    """
    rows = [] if content is None else read_sheet(FILE, content, COLUMNS, _NEEDED, faults)
    seen: dict[str, int] = {}
    data: dict[str, list[object]] = {name: [] for name in COLUMNS}
    for row in rows:
        _check_texts(row, seen, faults)
        for name in COLUMNS:
            if name in _LIMITS:
                data[name].append(_number(row, name, faults))
            elif name == "must":
                data[name].append(_truth(row, faults))
            else:
                data[name].append(row.cells.get(name, ""))
    points = gpd.GeoSeries(gpd.points_from_xy(data["lon"], data["lat"]), crs="EPSG:4326")
    table = OBJECTS.shaped(pd.DataFrame({**data, "geometry": points}))
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326")


def _check_texts(row: Row, seen: dict[str, int], faults: Faults) -> None:
    cells = row.cells
    code = cells["object_id"]
    if not _ID.fullmatch(code):
        in_id, in_en = "pakai huruf, angka, _ . -, paling banyak 32", "use letters, digits, _ . -, 32 at most"
        faults.add(FILE, f"{code!r}: {in_id}", f"{code!r}: {in_en}", line=row.line, column="object_id")
    elif code in seen:
        faults.add(FILE, f"{code} sudah ada di baris {seen[code]}", f"{code} already stands on line {seen[code]}",
                   line=row.line, column="object_id")  # fmt: skip
    seen.setdefault(code, row.line)
    if not cells["name"]:
        faults.add(FILE, "kosong; wajib diisi", "is empty; fill it in", line=row.line, column="name")
    if cells["kind"] not in OBJECT_KINDS:
        known = ", ".join(OBJECT_KINDS)
        faults.add(FILE, f"{cells['kind']!r}: pilih {known}", f"{cells['kind']!r}: choose {known}",
                   line=row.line, column="kind")  # fmt: skip


def _number(row: Row, name: str, faults: Faults) -> float:
    text = row.cells.get(name, "")
    if not text and name in _ABSENT:
        return _ABSENT[name]
    low, high = _LIMITS[name]
    value = number(text)
    if value is None or not low <= value <= high:
        in_id, in_en = f"tulis angka {low:g} sampai {high:g}", f"write a number, {low:g} to {high:g}"
        faults.add(FILE, f"{text!r}: {in_id}", f"{text!r}: {in_en}", line=row.line, column=name)
        return 0.0
    return value


def _truth(row: Row, faults: Faults) -> bool:
    text = row.cells.get("must", "").casefold()
    if text not in (*_TRUE, *_FALSE):
        faults.add(FILE, f"{text!r}: tulis ya atau tidak", f"{text!r}: write yes or no", line=row.line, column="must")
    return text in _TRUE

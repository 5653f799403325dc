"""places.csv: names that people know, with a point each."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.agencies.faults import Faults
from geo.agencies.sheets import number, read_sheet

FILE = "places.csv"
COLUMNS = ("name", "kind", "lon", "lat", "code", "district", "source")
_NEEDED = ("name", "kind", "lon", "lat")


def read_places(content: bytes | None, faults: Faults) -> gpd.GeoDataFrame:
    """Read places.csv.

    Parameters
    ----------
    content
        The file's bytes, or None when the pack has none.
    faults
        Takes what is wrong.

    Returns
    -------
    GeoDataFrame
        Columns name, kind, code, district, source (texts) and geometry (points, EPSG:4326), in file order.
    """
    rows = [] if content is None else read_sheet(FILE, content, COLUMNS, _NEEDED, faults)
    lon: list[float] = []
    lat: list[float] = []
    for row in rows:
        for column in ("name", "kind"):
            if not row.cells[column]:
                faults.add(FILE, "kosong; wajib diisi", "is empty; fill it in", line=row.line, column=column)
        for column, limit, values in (("lon", 180, lon), ("lat", 90, lat)):
            value = number(row.cells[column])
            if value is None or abs(value) > limit:
                faults.add(
                    FILE,
                    f"{row.cells[column]!r}: tulis derajat desimal, paling jauh {limit}",
                    f"{row.cells[column]!r}: write decimal degrees, {limit} at most",
                    line=row.line,
                    column=column,
                )
                value = 0.0
            values.append(value)
    texts = {
        name: pd.Series([row.cells.get(name, "") for row in rows], dtype="str")
        for name in COLUMNS
        if name not in {"lon", "lat"}
    }
    return gpd.GeoDataFrame(texts, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")

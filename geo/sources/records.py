"""Records as a parser hands them on: what stands in the file, not yet what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.sources.reading import Notice


@dataclass(frozen=True)
class Refusal:
    """One record (or one cell of it) that cannot become an incident.

    Parameters
    ----------
    line
        Line of the file (header = 1) or number of the record (first = 1).
    reason
        Code of `geo.sources.reasons`.
    column, value
        Where and what, the value cut at 200 characters.
    detail
        Values of the reason's sentence.
    raw
        The record as it was, column by column (each value cut at 10,000 characters).
    """

    line: int
    reason: str
    column: str = ""
    value: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Records:
    """What a parser found.

    Parameters
    ----------
    format
        `csv`, `xlsx`, `geojson`, `json`, `gpkg`, `shp`, `gpx`, `kml`, `parquet`, `smart`, …
    frame
        One row per usable record under the file's own column names, index 0…n-1: text (empty = missing) from text
        formats, typed columns from typed ones.
    line
        int64, shape (n,): line or record number of each row.
    geometry
        object array of shapely geometries (n,) or None when places stand in columns; None entries: no geometry.
    crs
        EPSG code or WKT of `geometry` (or of the coordinate columns) when the file says so, else None.
    refused
        Records that the parser itself had to refuse (broken lines, impossible geometry).
    dialect
        How it was read (encoding, separator, sheet, layer, …), to be shown to the user.
    notices
        What the user should know (ignored members of a zip, …).
    """

    format: str
    frame: pd.DataFrame
    line: npt.NDArray[np.int64]
    geometry: npt.NDArray[np.object_] | None = None
    crs: str | int | None = None
    refused: tuple[Refusal, ...] = ()
    dialect: dict[str, Any] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

"""What reading a file needs to know, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.languages import Says


@dataclass(frozen=True)
class Notice:
    """Something the user should know about a file that was read: a code, a sentence, and how many rows."""

    code: str
    says: Says
    n: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return `{"code", "id", "en", "n"}`."""
        return {"code": self.code, **self.says.as_dict(), "n": self.n}


@dataclass(frozen=True)
class ReadOptions:
    """What the user said about the file, and what the region knows.

    Parameters
    ----------
    now
        The present moment (UTC): later times are refused.
    timezone
        IANA zone of times without one.
    source, kind
        Name of the source and kind code for all rows, or None.
    mapping
        Saved column mapping `{field: column}` or None to guess.
    layer
        Layer or member to read where a file has several.
    crs
        EPSG code of the coordinates, when the user said so.
    swap_axes, repair
        Whether the user confirmed to swap lat and lon, and to repair invalid polygons.
    kinds
        The region's kinds (form of `geo.tables.kinds`), or None: then texts become `INFO`.
    boundary
        The region's boundary (EPSG:4326) or None: then nothing is outside.
    max_bytes, max_inflated_bytes, max_records
        Limits.
    """

    now: datetime
    timezone: str = "Asia/Jakarta"
    source: str | None = None
    kind: str | None = None
    mapping: dict[str, str] | None = None
    layer: str | None = None
    crs: int | None = None
    swap_axes: bool = False
    repair: bool = False
    kinds: pd.DataFrame | None = None
    boundary: BaseGeometry | None = None
    max_bytes: int = 100 * 2**20
    max_inflated_bytes: int = 2**30
    max_records: int = 5_000_000


@dataclass(frozen=True)
class Reading:
    """A file that was read: every physical record is in exactly one of rows, refused or duplicates.

    Parameters
    ----------
    file, digest
        Its name (without folder) and SHA-256.
    source
        Recognised format or source (`csv`, `firms`, …) or the given name.
    records
        Physical records in the file.
    rows
        Good rows in the form of `geo.tables.incidents` (EPSG:4326; import_id empty; `row` is the line or
        the record's number), in file order, each incident_id once.
    refused
        Bad rows in the form of `geo.tables.quarantine`.
    numbers
        Number of each good row's record among all of the file (first = 1), shape (len(rows),).
    duplicates
        Records that repeat an earlier record with the same id and content.
    mapping, dialect
        Column mapping and dialect as used, to be shown and saved.
    warnings
        What the user should know.
    proposal
        What the user may confirm, for example `{"swap_axes": true}` or `{"crs": 32748}`, or None.
    """

    file: str
    digest: str
    source: str
    records: int
    rows: gpd.GeoDataFrame
    refused: pd.DataFrame
    numbers: npt.NDArray[np.int64]
    duplicates: int = 0
    mapping: dict[str, str] = field(default_factory=dict)
    dialect: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[Notice, ...] = ()
    proposal: dict[str, Any] | None = None

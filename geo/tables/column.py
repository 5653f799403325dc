"""The form of a table: its columns, their types, units and meaning, written down once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.errors import TableError
from geo.languages import Says

Kind = Literal["text", "integer", "number", "boolean", "moment", "json", "geometry"]
_EMPTY: dict[Kind, str] = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "boolean": "bool",
    "moment": "datetime64[us, UTC]",
    "json": "str",
    "geometry": "geometry",
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        In the field's words, with its unit where it has one (`area_km2`).
    kind
        `text`, `integer`, `number`, `boolean`, `moment` (UTC), `json` (text holding JSON) or `geometry`.
    says
        Its meaning in both languages.
    unit
        Unit of a number, for example `m`, `km²`, `min`, `1`.
    required
        Whether every row must have a value.
    values
        The only values it may take, or empty for any.
    """

    name: str
    kind: Kind
    says: Says
    unit: str = ""
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table's name, columns and, where it has one, coordinate system."""

    name: str
    columns: tuple[Column, ...]
    crs: str | None = "EPSG:4326"
    _by_name: dict[str, Column] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name.update({column.name: column for column in self.columns})

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """Return the column called `name`.

        Raises
        ------
        TableError
            When the table has no such column.
        """
        if name not in self._by_name:
            raise TableError(table=self.name, missing=name, present=self.names)
        return self._by_name[name]

    def empty(self) -> gpd.GeoDataFrame | pd.DataFrame:
        """Return a table of this form with no rows (a GeoDataFrame where it has a geometry)."""
        return self.shaped(pd.DataFrame(index=pd.RangeIndex(0)))

    def shaped(self, frame: pd.DataFrame) -> gpd.GeoDataFrame | pd.DataFrame:
        """Return a copy with exactly these columns, in order and of these types; absent ones are filled empty.

        Parameters
        ----------
        frame
            Any table; extra columns are dropped, its index is kept. A geometry column is taken as it is
            when it has a CRS, else given this table's.
        """
        data: dict[str, object] = {}
        for column in self.columns:
            if column.kind == "geometry":
                continue
            if column.name in frame.columns:
                values = frame[column.name]
                data[column.name] = values if str(values.dtype) == _EMPTY[column.kind] else _cast(values, column.kind)
            elif column.kind == "boolean":
                data[column.name] = np.zeros(len(frame), dtype=bool)
            else:
                data[column.name] = pd.Series([None] * len(frame), index=frame.index, dtype=_EMPTY[column.kind])
        plain = pd.DataFrame(data, index=frame.index)
        if "geometry" not in self._by_name:
            return plain[self.names]
        geometry = (
            frame["geometry"] if "geometry" in frame.columns else gpd.GeoSeries([None] * len(frame), index=frame.index)
        )
        crs = getattr(geometry, "crs", None) or self.crs
        return gpd.GeoDataFrame(plain, geometry=gpd.GeoSeries(geometry, crs=crs), crs=crs)[self.names]


def _cast(values: pd.Series, kind: Kind) -> pd.Series:
    if kind == "moment":
        return pd.to_datetime(values, utc=True).astype("datetime64[us, UTC]")
    if kind in {"text", "json"}:
        return values.astype("str").where(values.notna(), None)
    return values.astype(_EMPTY[kind])

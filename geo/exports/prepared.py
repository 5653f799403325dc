"""A table on its way out: exactly its form's columns, WGS 84, and plain values per column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.languages import Says
from geo.spatial.crs import WGS84
from geo.tables.column import Column, Table

_EXTRA = Says(
    "Kolom {columns} bukan bagian tabel {table} dan tidak ditulis.",
    "Columns {columns} are no part of table {table} and were not written.",
)
_INFINITE = Says(
    "{n} nilai tak hingga pada kolom {column} ditulis kosong.",
    "{n} infinite values in column {column} were written as empty.",
)


@dataclass(frozen=True)
class Prepared:
    """A table in its form.

    Parameters
    ----------
    form
        Its columns.
    frame
        The table, in EPSG:4326 where it has a geometry, index 0…n-1.
    notices
        What was left out while preparing it.
    """

    form: Table
    frame: gpd.GeoDataFrame | pd.DataFrame
    notices: list[Says] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def columns(self) -> list[Column]:
        """Columns without the geometry."""
        return [column for column in self.form.columns if column.kind != "geometry"]

    @property
    def geometry(self) -> npt.NDArray[np.object_]:
        """Geometries, shape (n,); None where missing or empty."""
        geometries: npt.NDArray[np.object_] = np.array(self.frame.geometry.array, dtype=object)
        geometries[(self.frame.geometry.is_empty | self.frame.geometry.isna()).to_numpy()] = None
        return geometries

    def values(self, name: str) -> list[Any]:
        """Return one column as Python values: str, int, float, bool; moments as ISO 8601 UTC; None where missing."""
        return plain_values(self.frame[name], self.form.column(name).kind)


def prepare(frame: pd.DataFrame, form: Table) -> Prepared:
    """Bring a table into its form without changing the one given.

    Parameters
    ----------
    frame
        Any table; a geometry without CRS counts as WGS 84, another CRS is transformed.
    form
        Its columns; missing ones are filled empty, others are named in the notices.
    """
    notices = []
    if extra := [str(name) for name in frame.columns if name not in form.names]:
        notices.append(_EXTRA.filled(columns=extra, table=form.name))
    shaped = form.shaped(frame).reset_index(drop=True)
    if is_spatial(form) and shaped.crs is not None and shaped.crs != WGS84:
        shaped = shaped.to_crs(WGS84)
    for column in form.columns:
        if column.kind != "number":
            continue
        infinite = np.isinf(shaped[column.name].to_numpy(dtype=np.float64))
        if infinite.any():
            shaped[column.name] = shaped[column.name].mask(infinite)
            notices.append(_INFINITE.filled(n=int(infinite.sum()), column=column.name))
    return Prepared(form, shaped, notices)


def is_spatial(form: Table) -> bool:
    """Whether the form has a geometry."""
    return any(column.kind == "geometry" for column in form.columns)


def plain_values(values: pd.Series[Any], kind: str) -> list[Any]:
    """Return a column of the given kind as Python values, None where missing."""
    convert: dict[str, Callable[[pd.Series[Any]], npt.NDArray[np.object_]]] = {"moment": _moments}
    plain = convert[kind](values) if kind in convert else values.to_numpy(dtype=object, copy=True)
    missing = values.isna().to_numpy()
    if missing.any():
        plain[missing] = None
    listed: list[Any] = plain.tolist()
    return listed


def _moments(values: pd.Series[Any]) -> npt.NDArray[np.object_]:
    naive = values.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    whole = naive == naive.astype("datetime64[s]")
    texts = np.where(whole, np.datetime_as_string(naive, unit="s"), np.datetime_as_string(naive, unit="us"))
    written: npt.NDArray[np.object_] = np.char.add(texts, "Z").astype(object)
    return written

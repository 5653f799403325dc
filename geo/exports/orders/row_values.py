"""Values of a table's row as plain Python, with missing ones made harmless or refused."""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import ExportError, ParameterError
from geo.languages import Says

_NOT_DEGREES = Says(
    "koordinat di luar 180 dan 90 derajat; ubah tabelnya dahulu: table.to_crs(4326).",
    "coordinates beyond 180 and 90 degrees; transform the table first: table.to_crs(4326).",
)


def listed_of(value: Any) -> list[Any]:
    """Return the items of a JSON list (text), a list or a tuple; a text that is no JSON is its own only item."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return [value] if value else []
    return list(value) if isinstance(value, list | tuple) else []


def text_of(value: Any) -> str:
    """Return a value as text, empty where it is missing."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return str(value)


def number_of(value: Any) -> float:
    """Return a finite number, 0 where it is missing or not finite."""
    number = float(value) if value is not None and not pd.isna(value) else 0.0
    return number if math.isfinite(number) else 0.0


def whole_of(value: Any) -> int | None:
    """Return a whole number, or None where it is missing."""
    return None if value is None or pd.isna(value) else int(value)


def moment_of(value: Any, name: str) -> datetime:
    """Return a moment in UTC, whole seconds.

    Raises
    ------
    ParameterError
        When it is missing; `name` is the column.
    """
    moment = pd.to_datetime(value, utc=True)
    if pd.isna(moment):
        raise ParameterError(name=name, problem=Says("waktunya kosong", "the time is missing"))
    known: datetime = moment.floor("s").to_pydatetime()
    return known


def geometry_of(value: Any) -> BaseGeometry | None:
    """Return a geometry in degrees, two-dimensional, seven decimals; None where it is missing or empty.

    Raises
    ------
    ExportError
        When its coordinates are no degrees or not finite; transform the table with ``table.to_crs(4326)``.
    """
    if not isinstance(value, BaseGeometry) or value.is_empty:
        return None
    flat = shapely.force_2d(value)
    coordinates = shapely.get_coordinates(flat)
    if not (np.abs(coordinates) <= (180.0, 90.0)).all():  # also false where a coordinate is not finite
        raise ExportError(file="geometry", problem=_NOT_DEGREES)
    rounded: BaseGeometry = shapely.transform(flat, lambda places: places.round(7))
    return rounded

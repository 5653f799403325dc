"""Columns of coordinates: degrees east and north, how precise, and what is wrong with whole columns or single rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.sources.angles import LIMIT, PLACEHOLDERS, Axis, read_angle
from geo.sources.times import as_texts, distinct_texts

METRES_PER_DEGREE = 111_320.0
_FINE_DECIMALS = 5
_PLAIN = r"^[+-]?[0-9]{1,15}(?:[.,][0-9]{0,20})?$"

Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True)
class AxisColumn:
    """One column of coordinates: value or reason per row, and how many decimals were written (NaN: not decimal)."""

    value: Floats
    reason: Texts
    decimals: Floats


@dataclass(frozen=True)
class Places:
    """Where each record happened.

    Parameters
    ----------
    lon, lat
        Degrees (EPSG:4326), NaN where bad; shape (n,).
    precision_m
        Radius that the written decimals leave open, metres; NaN with five decimals or more.
    reason, column
        Why a row cannot be placed and in which column, else "".
    detail
        Values of the reasons' sentences, by row number.
    proposal
        What the user may confirm, for example `{"swap_axes": true}`, or None.
    """

    lon: Floats
    lat: Floats
    precision_m: Floats
    reason: Texts
    column: Texts
    detail: dict[int, dict[str, Any]] = field(default_factory=dict)
    proposal: dict[str, Any] | None = None


def read_axis(values: pd.Series[Any], axis: Axis) -> AxisColumn:
    """Read one column of coordinates in any notation, each distinct text once.

    Parameters
    ----------
    values
        Texts (decimal point or comma; degrees, minutes, seconds) or numbers; shape (n,).
    axis
        `lat` or `lon`.

    Returns
    -------
    AxisColumn
        Numbers are not yet judged for range: metres are recognised by the whole column.
    """
    rows, distinct = pd.factorize(as_texts(values).str.strip())
    texts = pd.Series(distinct, dtype="str")
    n = len(texts)
    reason = np.full(n, "", dtype=object)
    decimals = np.full(n, np.nan)
    plain = texts.str.match(_PLAIN).to_numpy(dtype=bool) if n else np.zeros(0, dtype=bool)
    value = np.full(n, np.nan)
    pointed = texts[plain].str.replace(",", ".", regex=False)
    value[plain] = pd.to_numeric(pointed).to_numpy(dtype=np.float64)
    point = pointed.str.find(".").to_numpy()
    decimals[plain] = np.where(point < 0, 0, pointed.str.len().to_numpy() - point - 1)
    for i in np.flatnonzero(~plain):
        got = read_angle(texts[i], axis)
        if isinstance(got, str):
            reason[i] = got
        else:
            value[i] = got
    return AxisColumn(value[rows], reason[rows], decimals[rows])


def split_pairs(values: pd.Series[Any]) -> tuple[pd.Series[str], pd.Series[str]]:
    """Split cells that hold both coordinates (`-2.9, 104.7`, a map link, WKT) into latitude and longitude texts."""
    rows, texts = distinct_texts(as_texts(values).str.strip())
    pairs = [_pair(text) for text in texts]
    lat = np.array([pair[0] for pair in pairs] or [""], dtype=object)
    lon = np.array([pair[1] for pair in pairs] or [""], dtype=object)
    if not len(rows):
        return pd.Series([], dtype="str"), pd.Series([], dtype="str")
    return pd.Series(lat[rows], dtype="str", index=values.index), pd.Series(lon[rows], dtype="str", index=values.index)


_DEGREES = r"[+-]?\d{1,3}(?:\.\d+)?"
_LINKS = (
    re.compile(rf"!3d(?P<lat>{_DEGREES})!4d(?P<lon>{_DEGREES})", re.ASCII),
    re.compile(
        rf"[?&](?:q|ll|query|destination|center)=(?:loc:)?(?P<lat>{_DEGREES})(?:,|%2c)(?:\+|%20)?(?P<lon>{_DEGREES})",
        re.IGNORECASE,
    ),
    re.compile(rf"/@(?P<lat>{_DEGREES}),(?P<lon>{_DEGREES})", re.ASCII),
    re.compile(rf"^geo:(?P<lat>{_DEGREES}),(?P<lon>{_DEGREES})", re.ASCII),
    re.compile(
        rf"^POINT\s*(?:Z\s*)?\(\s*(?P<lon>{_DEGREES})\s+(?P<lat>{_DEGREES})(?:\s+[-+\d.]+)?\s*\)$", re.IGNORECASE
    ),
)
_TWO = (
    re.compile(r"^\(?\s*(?P<lat>[+-]?\d+\.\d+|[+-]?\d+)\s*[,;/ ]\s*(?P<lon>[+-]?\d+\.\d+|[+-]?\d+)\s*\)?$", re.ASCII),
    re.compile(r"^(?P<lat>[+-]?\d+,\d+)\s*(?:[;/]|,?\s)\s*(?P<lon>[+-]?\d+,\d+)$", re.ASCII),
    re.compile(
        r"^(?P<lat>.*?(?:LS|LU|[NSU]|Selatan|Utara))[\s,;/-]+(?P<lon>.*?(?:BT|BB|[EWTB]|Timur|Barat))$", re.IGNORECASE
    ),
    re.compile(
        r"^(?P<lat>(?:LS|LU|[NSU])[\s:]*[^a-z]+?)[\s,;/-]+(?P<lon>(?:BT|BB|[EWTB])[\s:]*[^a-z]+)$", re.IGNORECASE
    ),
    re.compile(
        r"^(?P<lon>.*?(?:BT|BB|[EWTB]|Timur|Barat))[\s,;/–-]+(?P<lat>.*?(?:LS|LU|[NSU]|Selatan|Utara))$", re.IGNORECASE
    ),
)


def _pair(text: str) -> tuple[str, str]:
    if len(text) > 500:
        return text[:500], ""
    for shape in (*_LINKS, *_TWO):
        found = shape.search(text)
        if found:
            return found["lat"], found["lon"]
    return text, text


def judge(lat: AxisColumn, lon: AxisColumn, names: tuple[str, str]) -> Places:
    """Judge degrees row by row; whole-column mistakes have been looked for before.

    Parameters
    ----------
    lat, lon
        The two columns, same length.
    names
        Their column names, latitude first.
    """
    n = len(lat.value)
    reason = np.full(n, "", dtype=object)
    column = np.full(n, "", dtype=object)

    def refuse(rows: npt.NDArray[np.bool_], why: str | Texts, where: str) -> None:
        rows = rows & (reason == "")
        reason[rows] = why if isinstance(why, str) else why[rows]
        column[rows] = where

    refuse((lat.reason == "no_coordinates") & (lon.reason == "no_coordinates"), "no_coordinates", names[0])
    for axis, part, where in (("lat", lat, names[0]), ("lon", lon, names[1])):
        refuse(part.reason != "", part.reason, where)
        limit = LIMIT["lat" if axis == "lat" else "lon"]
        out = ~(np.abs(part.value) <= limit)
        refuse(out & np.isin(part.value, list(PLACEHOLDERS)), "placeholder_coordinates", where)
        if axis == "lat":
            swapped = out & (np.abs(part.value) <= LIMIT["lon"]) & (np.abs(lon.value) <= LIMIT["lat"])
            refuse(swapped, "axes_swapped", where)
        refuse(out, "coordinates_out_of_range", where)
    refuse((np.abs(lat.value) < 1e-6) & (np.abs(lon.value) < 1e-6), "zero_coordinates", names[0])
    good = reason == ""
    return Places(
        np.where(good, lon.value, np.nan),
        np.where(good, lat.value, np.nan),
        np.where(good, precision_of(lat.decimals, lon.decimals), np.nan),
        reason,
        column,
    )


def precision_of(lat_decimals: Floats, lon_decimals: Floats) -> Floats:
    """Return half a unit of the last written decimal in metres (of the finer axis), NaN when it says nothing."""
    with np.errstate(invalid="ignore"):
        written = np.fmax(lat_decimals, lon_decimals)
        both = ~np.isnan(lat_decimals) & ~np.isnan(lon_decimals)
        return np.where(both & (written < _FINE_DECIMALS), 0.5 * METRES_PER_DEGREE * 10.0**-written, np.nan)

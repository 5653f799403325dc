"""Positions as a parser of tracks hands them on: where each stands in the file, not yet what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.sources.reading import Notice
from geo.sources.records import Refusal

Texts = npt.NDArray[np.object_]
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Hint:
    """What a file says about who made a track and how: the unit or team, and the means of travel, or None."""

    unit: str | None = None
    mode: str | None = None


@dataclass(frozen=True)
class Points:
    """Positions of one file, in file order.

    Parameters
    ----------
    source
        Name of the format: `gpx`, `kml`, `earthranger`, `smart`, `geojson`, `parquet`, `csv`, …
    frame
        One row per position under the file's own names, without the names of persons.
    line
        Line of the file or number of the position (first = 1), shape (n,).
    track
        Id of the track in its source, shape (n,).
    segment
        Segment of the track as the file has it, shape (n,).
    mapping
        Fields `lat` and `lon` (or `latlon`, or `x` and `y`) where places stand in columns, and `time`, or `date` and
        `clock`: column names.
    geometry, crs
        Points (n,) where places come as geometry, and the EPSG code or WKT of the coordinates.
    speed_kmh, accuracy_m
        What the device gave, NaN where nothing; shape (n,).
    excluded
        Code of `geo.sources.tracks.refused` where the source itself marked a position as bad, else ""; shape (n,).
    excluded_column
        Column in which it did.
    hints
        By track id.
    utc
        Whether times without a zone are UTC by the format's standard.
    continuous
        Whether the positions of one track may be a device's stream over many days.
    refused, notices
        What the parser itself had to refuse, and what the user should know.
    """

    source: str
    frame: pd.DataFrame
    line: Integers
    track: Texts
    segment: Integers
    mapping: dict[str, str]
    speed_kmh: Floats
    accuracy_m: Floats
    excluded: Texts
    excluded_column: str = ""
    geometry: Texts | None = None
    crs: int | str | None = None
    hints: dict[str, Hint] = field(default_factory=dict)
    utc: bool = False
    continuous: bool = False
    refused: tuple[Refusal, ...] = ()
    notices: tuple[Notice, ...] = ()


def plain_points(
    source: str, frame: pd.DataFrame, *, hints: dict[str, Hint], refused: tuple[Refusal, ...] = (), **given: Any
) -> Points:
    """Make positions of a frame that a parser built itself.

    Parameters
    ----------
    source
        Name of the format.
    frame
        Columns `track`, `segment`, `line`, `lat`, `lon`, `time` and, where known, `speed_kmh` and `accuracy_m`.
    hints, refused, given
        Members of `Points`.
    """
    n = len(frame)
    track = frame["track"].to_numpy(dtype=object) if n else np.zeros(0, dtype=object)
    shown = frame[[name for name in ("lat", "lon", "time") if name in frame.columns]]
    mapping = {"lat": "lat", "lon": "lon", "time": "time"} if "time" in frame.columns else {"lat": "lat", "lon": "lon"}
    return Points(
        source,
        shown,
        frame["line"].to_numpy(dtype=np.int64) if n else np.zeros(0, dtype=np.int64),
        track,
        frame["segment"].to_numpy(dtype=np.int64) if n else np.zeros(0, dtype=np.int64),
        mapping,
        numbers(frame, "speed_kmh"),
        numbers(frame, "accuracy_m"),
        np.full(n, "", dtype=object),
        crs=4326,
        hints=hints,
        refused=refused,
        **given,
    )


def numbers(frame: pd.DataFrame, column: str | None, factor: float = 1.0) -> Floats:
    """Return a column as numbers that are finite and not negative, else NaN; NaN throughout when there is none."""
    if column is None or column not in frame.columns:
        return np.full(len(frame), np.nan)
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan) * factor
    return np.where(np.isfinite(values) & (values >= 0), values, np.nan)

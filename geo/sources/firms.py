"""NASA FIRMS active fires: MODIS and VIIRS, as CSV, JSON or GeoJSON, in lower or upper case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from geo.languages import Says
from geo.sources.meaning import Meaning, NamedSource, columns_by_name, known_kind
from geo.sources.reading import Notice, ReadOptions
from geo.sources.records import Records
from geo.sources.times import as_texts
from geo.tables.incidents import UNCLASSIFIED

KIND = "TITIKPANAS"
_NEEDED = frozenset(("acq_date", "acq_time"))
_PIXEL = frozenset(("scan", "track", "satellite", "frp", "brightness", "bright_ti4"))
# Types of FIRMS archive files: 0 vegetation fire, 1 active volcano, 2 other static land source, 3 offshore.
LEFT_OUT = {"1": "volcano", "2": "static_source", "3": "offshore"}
_NAMES = {
    "volcano": Says("gunung api", "volcano"),
    "static_source": Says("sumber panas tetap", "static heat source"),
    "offshore": Says("lepas pantai", "offshore"),
}


def recognises(names: Sequence[str]) -> bool:
    """Whether these are FIRMS columns."""
    lower = {name.lower() for name in names}
    return lower >= _NEEDED and len(lower & _PIXEL) >= 2


def meaning(records: Records, options: ReadOptions, file: str) -> Meaning:
    """Plan to read FIRMS rows.

    Times are UTC, `acq_time` is hours and minutes run together, leading zeros often lost (`5` is 00:05); the pixel's
    half diagonal is the precision; types other than 0 are stored and left out of analyses.

    References
    ----------
    NASA LANCE FIRMS, active fire attribute tables (MODIS C6.1, VIIRS 375 m).
    """
    frame = records.frame
    names = columns_by_name(frame)
    mapping = {"date": names["acq_date"], "clock": names["acq_time"]}
    if records.geometry is None:
        mapping = {"lat": names["latitude"], "lon": names["longitude"], **mapping}
    told = {names[name] for name in ("latitude", "longitude") if name in names}
    left_out, notices = _left_out(frame[names["type"]]) if "type" in names else (None, ())
    precision = None
    if "scan" in names and "track" in names:
        scan, track = (pd.to_numeric(frame[names[name]], errors="coerce").to_numpy(float) for name in ("scan", "track"))
        precision = np.hypot(scan, track) * 500.0
    return Meaning(
        SOURCE.name,
        mapping,
        frame,
        derived={names["acq_time"]: _clock(frame[names["acq_time"]])},
        told=frozenset(told),
        timezone="UTC",
        kind=known_kind(options, KIND) or UNCLASSIFIED,
        origin="sensor",
        precision_m=precision,
        left_out=left_out,
        notices=notices,
    )


def _clock(column: pd.Series[Any]) -> pd.Series[str]:
    texts = as_texts(column).str.strip()
    digits = texts.str.fullmatch(r"[0-9]{1,4}")
    padded = texts.str.zfill(4)
    return texts.where(~digits, padded.str.slice(0, 2) + ":" + padded.str.slice(2, 4))


def _left_out(types: pd.Series[Any]) -> tuple[np.ndarray[Any, np.dtype[np.object_]], tuple[Notice, ...]]:
    texts = as_texts(types).str.strip()
    codes = texts.map(LEFT_OUT).fillna("").to_numpy(dtype=object)
    notices = []
    for code, says in _NAMES.items():
        if n := int((codes == code).sum()):
            told = Says(
                f"{{n}} titik panas berjenis {says.id} disimpan tetapi tidak ikut dihitung.",
                f"{{n}} pixels of type {says.en} are stored but not counted.",
            ).filled(n=n)
            notices.append(Notice(code, told, n))
    return codes, tuple(notices)


SOURCE = NamedSource("firms", recognises, meaning)

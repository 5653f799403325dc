"""Tables of positions: which column is the track, the time, the place, in any of the usual names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import FileRefusedError
from geo.languages import Says
from geo.sources.archives import printable
from geo.sources.columns import guess_mapping
from geo.sources.headers import key
from geo.sources.reading import Notice
from geo.sources.records import Records, Refusal
from geo.sources.times import as_texts
from geo.sources.tracks.persons import without_persons
from geo.sources.tracks.points import Hint, Points, Texts, numbers
from geo.sources.tracks.travel_words import mode_of

_TRACK = (
    *("track id", "track", "trackid", "nomor jejak", "id jejak", "jejak", "patrol id", "patrolid", "id patroli"),
    *("groupby col", "trip id", "trip", "manufacturer id", "source id", "source", "device id", "device", "imei"),
    *("perangkat", "alat", "subject id"),
)
_DEVICES = frozenset(
    ("manufacturer id", "source id", "source", "device id", "device", "imei", "perangkat", "alat", "subject id")
)
_SEGMENT = ("segment", "track segment", "segment id", "trkseg", "ruas")
_TIME = (
    *("fixtime", "fix time", "recorded at", "moment", "waktu utc", "time utc", "utc", "gps time", "timestamp"),
    *("datetime", "date time", "waktu", "time", "when", "recorded time"),
)
_SPEED = {"speed kmh": 1.0, "speed km h": 1.0, "kecepatan kmh": 1.0, "kecepatan km jam": 1.0, "kecepatan km h": 1.0,
          "speed mps": 3.6, "speed m s": 3.6, "kecepatan m s": 3.6}  # fmt: skip
_ACCURACY = ("accuracy m", "accuracy", "horizontal accuracy", "horizontal accuracy m", "ketelitian m", "akurasi")
_MODE = ("mode", "transport", "transport type", "patrol transport", "alat angkut", "moda")
_UNIT = ("unit", "kesatuan", "team", "regu")
_EXCLUDED = ("junk status", "exclusion flags", "junk", "excluded")
_NO_PLACE = Says(
    "kolom koordinat tidak ditemukan di antara {columns}. Beri nama lat dan lon (atau lintang dan bujur).",
    "no coordinate columns were found among {columns}. Call them lat and lon.",
)
_EVENTS = frozenset(("event type", "event category", "jenis kejadian", "kejadian", "crime type"))
_GOOD = frozenset(("", "0", "false", "no", "tidak", "none", "0.0"))


def points_of(records: Records, source: str, *, file: str, continuous: bool = False) -> Points:
    """Make positions of a table that another parser has read.

    Parameters
    ----------
    records
        Rows with places as columns or as points.
    source
        Name of the format.
    file
        Name for refusals.
    continuous
        Whether the rows of one track are a device's stream; a table without a track column always counts as one.

    Returns
    -------
    Points
        Track ids of the first column that names one; speed only where its unit stands in its column's name.

    Raises
    ------
    FileRefusedError
        `no_coordinate_columns` when places cannot be found.
    """
    columns = {key(str(name)).removeprefix("extra "): str(name) for name in reversed(list(records.frame.columns))}
    mapping = _time(records, columns)
    if records.geometry is None:
        mapping |= {
            field: name
            for field, name in guess_mapping(records.frame).items()
            if field in {"lat", "lon", "latlon", "x", "y"}
        }
        if not mapping.keys() & {"lat", "latlon", "x"}:
            shown = [printable(str(name)) for name in records.frame.columns[:20]]
            raise FileRefusedError("no_coordinate_columns", file, _NO_PLACE, columns=shown)
    frame, notices = without_persons(records.frame)
    refused = tuple(_without_names(one, frame) for one in records.refused) if notices else records.refused
    n = len(frame)
    word = next((word for word in _TRACK if word in columns and columns[word] in frame.columns), None)
    track = _texts(frame, columns.get(word)) if word else np.full(n, "all", dtype=object)
    track[track == ""] = "–"
    excluded, excluded_column = _excluded(frame, columns)
    speed = next((name for name in _SPEED if name in columns), None)
    return Points(
        source,
        frame,
        records.line,
        track,
        _segments(frame, columns),
        mapping,
        numbers(frame, columns.get(speed) if speed else None, _SPEED.get(speed or "", 1.0)),
        numbers(frame, _called(columns, _ACCURACY)),
        excluded,
        excluded_column,
        records.geometry,
        records.crs,
        _hints(frame, columns, track),
        continuous=continuous or word is None or word in _DEVICES,
        refused=refused,
        notices=(*records.notices, *notices, *_looks_like_events(columns)),
    )


def _without_names(refusal: Refusal, frame: pd.DataFrame) -> Refusal:
    """Keep of a refused record in a table that names persons only the cells of columns known not to."""
    raw = {name: value for name, value in refusal.raw.items() if name in frame.columns}
    return replace(refusal, raw=raw, value=refusal.value if refusal.column in frame.columns else "")


def _looks_like_events(columns: dict[str, str]) -> tuple[Notice, ...]:
    found = sorted(columns[word] for word in _EVENTS & columns.keys())
    if not found:
        return ()
    says = Says(
        "Tabel memuat kolom kejadian ({columns}); bila ini daftar kejadian, impor sebagai kejadian, bukan jejak.",
        "The table has columns of incidents ({columns}); if it lists incidents, import it as such, not as tracks.",
    )
    return (Notice("looks_like_events", says.filled(columns=[printable(name) for name in found]), len(found)),)


def _time(records: Records, columns: dict[str, str]) -> dict[str, str]:
    named = _called(columns, _TIME)
    guessed = guess_mapping(records.frame, has_geometry=True)
    if "date" in guessed and "clock" in guessed and "when" not in guessed:
        return {"date": guessed["date"], "clock": guessed["clock"]}
    found = named or guessed.get("when") or guessed.get("date") or guessed.get("from")
    return {"time": found} if found else {}


def _called(columns: dict[str, str], words: tuple[str, ...]) -> str | None:
    return next((columns[word] for word in words if word in columns), None)


def _texts(frame: pd.DataFrame, column: str | None) -> Texts:
    if column is None:
        return np.full(len(frame), "", dtype=object)
    texts: Texts = as_texts(frame[column]).str.strip().str.slice(0, 200).to_numpy(dtype=object).copy()
    return texts


def _segments(frame: pd.DataFrame, columns: dict[str, str]) -> Any:
    column = _called(columns, _SEGMENT)
    if column is None or column not in frame.columns:
        return np.zeros(len(frame), dtype=np.int64)
    return pd.factorize(as_texts(frame[column]))[0].astype(np.int64)


def _excluded(frame: pd.DataFrame, columns: dict[str, str]) -> tuple[Texts, str]:
    reason = np.full(len(frame), "", dtype=object)
    column = _called(columns, _EXCLUDED)
    if column is None or column not in frame.columns:
        return reason, ""
    texts = as_texts(frame[column]).str.strip().str.lower()
    reason[~texts.isin(_GOOD).to_numpy()] = "junk"
    return reason, column


def _hints(frame: pd.DataFrame, columns: dict[str, str], track: Texts) -> dict[str, Hint]:
    mode, unit = _texts(frame, _called(columns, _MODE)), _texts(frame, _called(columns, _UNIT))
    told = pd.DataFrame({"track": track, "mode": mode, "unit": unit})
    told = told[(told["mode"] != "") | (told["unit"] != "")].drop_duplicates("track")
    rows = zip(told["track"], told["mode"], told["unit"], strict=True)
    return {str(name): Hint(str(by) or None, mode_of(str(way))) for name, way, by in rows}


def bare_numbers_of(values: pd.Series[Any]) -> tuple[str, Notice | None]:
    """Say what numbers in a time column mean: epoch seconds or milliseconds when all of them can be nothing else."""
    texts = as_texts(values).str.strip()
    read = pd.to_numeric(texts[texts != ""], errors="coerce")
    if not len(read) or read.isna().any():
        return "ask", None
    for meaning, low, high in (("epoch_milliseconds", 3e11, 4.2e12), ("epoch_seconds", 3e8, 4.2e9)):
        if bool(((read >= low) & (read < high)).all()):
            word = Says("milidetik", "milliseconds") if meaning.endswith("milliseconds") else Says("detik", "seconds")
            says = Says(
                "Waktu berupa angka dibaca sebagai {word} sejak 1970 (UTC).",
                "Times are numbers and were read as {word} since 1970 (UTC).",
            )
            return meaning, Notice("epoch_times", says.filled(word=word), len(read))
    return "ask", None

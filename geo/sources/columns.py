"""Which column means what: guessed by name in three languages, confirmed by contents; or as the user's mapping says."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.sources.coordinates import read_axis, split_pairs
from geo.sources.headers import CHOICES, FIELDS, LAT_WORDS, LON_WORDS, PLACE_FIELDS, TIME_FIELDS, WORDS, key
from geo.sources.moments import Moment, Unreadable, read_clock, read_moment
from geo.sources.reasons import refuse
from geo.sources.times import as_texts

_SAMPLE = 400
_STATUSES = {
    **dict.fromkeys(("unverified", "belum diperiksa", "belum diverifikasi", "belum dicek"), "unverified"),
    **dict.fromkeys(("verified", "terverifikasi", "diverifikasi", "sudah diperiksa"), "verified"),
    **dict.fromkeys(("rejected", "ditolak", "tidak benar"), "rejected"),
}


def status_of(text: str) -> str | None:
    """Return the status code that a written status means, or None."""
    return _STATUSES.get(text.strip().lower())


class _Sheet:
    """The table whose columns are being guessed: names as words, and samples of the contents."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.names = [str(name) for name in frame.columns]
        self.keys = {name: key(name) for name in self.names}
        self._frame = frame
        self._samples: dict[str, list[str]] = {}

    def sample(self, name: str) -> list[str]:
        """Return some distinct, filled cells."""
        if name not in self._samples:
            column = self._frame[name]
            head = column.iloc[:: max(1, len(column) // 4000)].iloc[:4000]
            texts = as_texts(head).str.strip()
            self._samples[name] = texts[texts != ""].drop_duplicates().head(_SAMPLE).tolist()
        return self._samples[name]

    def called(self, field: str) -> list[str]:
        """Return the columns whose name is one of the field's words, best word first."""
        rank = {word: place for place, word in enumerate(WORDS[field])}
        hits = [(rank[self.keys[name]], name) for name in self.names if self.keys[name] in rank]
        return [name for _, name in sorted(hits, key=lambda hit: hit[0])]

    def share(self, name: str, test: Any) -> float:
        """Return which share of a column's sample passes a test."""
        cells = self.sample(name)
        return sum(bool(test(cell)) for cell in cells) / len(cells) if cells else 0.0


def _is_moment(cell: str) -> bool:
    got = read_moment(cell, year_now=2100)
    return isinstance(got, Moment) or got.reason not in {"bad_time", "no_such_hour"}


def _has_clock(cell: str) -> bool:
    got = read_moment(cell, year_now=2100)
    return isinstance(got, Moment) and got.precision in {"minute", "hour"}


def _is_clock(cell: str) -> bool:
    if cell.replace(".", "", 1).replace(",", "", 1).isdigit() and float(cell.replace(",", ".")) < 1:
        return True
    got = read_clock(cell if not cell.isdigit() or len(cell) < 3 else f"{cell.zfill(4)[:2]}:{cell.zfill(4)[2:]}")
    return not isinstance(got, Unreadable) or got.reason == "no_such_hour"


def guess_mapping(frame: pd.DataFrame, *, has_geometry: bool = False) -> dict[str, str]:
    """Guess which column means what.

    Parameters
    ----------
    frame
        Records under their own column names; any types.
    has_geometry
        Whether places come as geometry, so that no coordinate columns are sought.

    Returns
    -------
    dict
        Field (one of `geo.sources.headers.FIELDS`) to column name; only fields that were found.
    """
    sheet = _Sheet(frame)
    mapping: dict[str, str] = {}
    if not has_geometry:
        mapping |= _places(sheet)
    taken = set(mapping.values())
    mapping |= _times(sheet, taken)
    taken = set(mapping.values())
    for field, fits in (("id", _fits_id), ("kind", _fits_kind), ("agency", _fits_text), ("status", _fits_status)):
        for name in sheet.called(field):
            if name not in taken and fits(sheet, name):
                mapping[field] = name
                taken.add(name)
                break
    return mapping


def _places(sheet: _Sheet) -> dict[str, str]:
    lats = [name for name in sheet.names if _axis_word(sheet.keys[name], LAT_WORDS)]
    lons = [name for name in sheet.names if _axis_word(sheet.keys[name], LON_WORDS)]
    if lats and lons:
        best = min(
            ((lat, lon) for lat in lats for lon in lons if lat != lon),
            key=lambda pair: _pair_cost(sheet, *pair),
            default=None,
        )
        if best:
            return {"lat": best[0], "lon": best[1]}
    for x in sheet.called("x"):
        for y in sheet.called("y"):
            if sheet.share(x, _is_number) > 0.5 and sheet.share(y, _is_number) > 0.5:
                return {"x": x, "y": y}
    for name in sheet.called("latlon"):
        cells = pd.Series(sheet.sample(name), dtype="str")
        if not len(cells):
            continue
        lat, lon = split_pairs(cells)
        good = (
            np.isfinite(read_axis(lat, "lat").value)
            & np.isfinite(read_axis(lon, "lon").value)
            & (lat != lon).to_numpy()
        )
        if good.mean() >= 0.5:
            return {"latlon": name}
    return {}


def _axis_word(words: str, known: frozenset[str]) -> bool:
    parts = words.split()
    return bool(parts) and (parts[-1] in known or parts[0] in known) and len(set(parts) & (LAT_WORDS | LON_WORDS)) == 1


def _pair_cost(sheet: _Sheet, lat: str, lon: str) -> tuple[int, int, float]:
    """Prefer short names with the same remaining words, then contents that can be read."""
    rest = [
        tuple(part for part in sheet.keys[name].split() if part not in LAT_WORDS | LON_WORDS) for name in (lat, lon)
    ]
    readable = sheet.share(lat, _is_angle) + sheet.share(lon, _is_angle)
    return (int(readable < 0.2), int(rest[0] != rest[1]), len(rest[0]) - readable / 4)


def _is_angle(cell: str) -> bool:
    from geo.sources.angles import read_angle

    return not isinstance(read_angle(cell, "lon"), str) or not isinstance(read_angle(cell, "lat"), str)


def _is_number(cell: str) -> bool:
    from geo.sources.angles import read_angle

    return not isinstance(read_angle(cell, "lon"), str)


def _times(sheet: _Sheet, taken: set[str]) -> dict[str, str]:
    def moments(field: str, least: float = 0.5) -> list[str]:
        return [name for name in sheet.called(field) if name not in taken and sheet.share(name, _is_moment) >= least]

    begins, ends = moments("from"), moments("to", 0.3)
    if begins and ends:
        mapping = {"from": begins[0], "to": ends[0]}
        for field, end in (("from_clock", begins[0]), ("to_clock", ends[0])):
            clocks = [name for name in sheet.called(field) if sheet.share(name, _is_clock) >= 0.5]
            if clocks and sheet.share(end, _has_clock) < 0.5:
                mapping[field] = clocks[0]
        return mapping
    candidates = list(dict.fromkeys(moments("when", 0.3) + moments("date", 0.3)))
    full = [name for name in candidates if sheet.share(name, _has_clock) >= 0.3]
    if full:
        return {"when": full[0]}
    days = [name for name in moments("date", 0.3) if not _only_numbers(sheet, name)] or [
        name for name in candidates if sheet.share(name, _is_clock) < 0.5
    ]
    if days:
        clocks = [
            name
            for name in sheet.called("clock")
            if name not in taken and name not in days[:1] and sheet.share(name, _is_clock) >= 0.5
        ]
        return {"date": days[0], "clock": clocks[0]} if clocks else {"when": days[0]}
    # names that are known but whose contents cannot be read: mapped all the same, so that every row says why
    for field in ("when", "date"):
        for name in sheet.called(field):
            if name not in taken and field == "when" and sheet.share(name, _is_clock) < 0.5:
                return {"when": name}
            if name not in taken and field == "date":
                return {"when": name}
    others = [
        name
        for name in sheet.names
        if name not in taken
        and not _only_numbers(sheet, name)
        and sheet.sample(name)
        and sheet.share(name, _is_moment) >= 0.8
    ]
    return {"when": others[0]} if len(others) == 1 else {}


def _only_numbers(sheet: _Sheet, name: str) -> bool:
    return sheet.share(name, lambda cell: cell.isdigit() and len(cell) < 8) > 0.5


def _fits_id(sheet: _Sheet, name: str) -> bool:
    return bool(sheet.sample(name))


def _fits_text(sheet: _Sheet, name: str) -> bool:
    return sheet.share(name, _is_number) < 0.5 and bool(sheet.sample(name))


def _fits_kind(sheet: _Sheet, name: str) -> bool:
    cells = sheet.sample(name)
    return _fits_text(sheet, name) and sum(map(len, cells)) <= 80 * len(cells)


def _fits_status(sheet: _Sheet, name: str) -> bool:
    return bool(sheet.sample(name)) and sheet.share(name, status_of) == 1.0


def settled_mapping(
    frame: pd.DataFrame, said: Mapping[str, str] | None, file: str, *, has_geometry: bool = False
) -> dict[str, str]:
    """Return the mapping to use: what the user said, the rest guessed.

    Parameters
    ----------
    frame
        Records under their own column names.
    said
        The user's mapping, or None; an empty column name means that the file has no such field.
    file
        Its name, for refusals.
    has_geometry
        Whether places come as geometry.

    Raises
    ------
    FileRefusedError
        `unknown_field`, `unknown_column` or `no_coordinate_columns`, each naming what is known.
    """
    names = [str(name) for name in frame.columns]
    given = dict(said or {})
    if unknown := [field for field in given if field not in FIELDS and field not in CHOICES]:
        raise refuse("unknown_field", file, columns=unknown, known=[*FIELDS, *CHOICES])
    if wrong := [
        f"{field} = {given[field]}" for field in given if field in CHOICES and given[field] not in CHOICES[field]
    ]:
        raise refuse(
            "unknown_field", file, columns=wrong, known=[value for values in CHOICES.values() for value in values]
        )
    settled: dict[str, str] = {}
    loose = {key(name): name for name in reversed(names)}
    missing = []
    for field, column in given.items():
        if field in CHOICES or column in names:
            settled[field] = column
        elif not column:
            continue
        elif key(column) in loose:
            settled[field] = loose[key(column)]
        else:
            missing.append(column)
    if missing:
        raise refuse("unknown_column", file, columns=missing, known=names[:50])
    guessed = guess_mapping(frame, has_geometry=has_geometry)
    for group in (PLACE_FIELDS, TIME_FIELDS):
        if any(field in given for field in group):
            for field in group:
                guessed.pop(field, None)
    for field, column in guessed.items():
        if field not in given and column not in settled.values():
            settled[field] = column
    complete = {"lat", "lon"} <= settled.keys() or {"x", "y"} <= settled.keys() or "latlon" in settled
    if not has_geometry and not complete:
        raise refuse("no_coordinate_columns", file, columns=names[:50])
    return settled


def load_mapping(path: Path) -> dict[str, str]:
    """Read a column mapping from a small TOML (`lat = "Lintang"`) or JSON file.

    Raises
    ------
    FileRefusedError
        `bad_mapping` or `unknown_field`.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        said = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except OSError as error:
        raise refuse("bad_mapping", path.name, problem=error.strerror or "?") from error
    except (ValueError, RecursionError) as error:
        raise refuse("bad_mapping", path.name, problem=str(error)[:200]) from error
    wrong = [str(field)[:50] for field, column in said.items() if not isinstance(column, str)]
    if wrong:
        raise refuse("bad_mapping", path.name, problem=", ".join(wrong))
    if unknown := [field for field in said if field not in FIELDS and field not in CHOICES]:
        raise refuse("unknown_field", path.name, columns=unknown, known=[*FIELDS, *CHOICES])
    return dict(said)


def save_mapping(mapping: Mapping[str, str], path: Path) -> None:
    """Write a column mapping so that `load_mapping` reads it: JSON for `.json`, else TOML."""
    if path.suffix.lower() == ".json":
        path.write_text(json.dumps(dict(mapping), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return
    lines = [f"{field} = {json.dumps(column, ensure_ascii=False)}\n" for field, column in mapping.items()]
    path.write_text("".join(lines), encoding="utf-8")

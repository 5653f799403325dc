"""JSON lists of records: a list of objects, or a list under `data`, `results`, … as web services answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from geo.sources import earthranger
from geo.sources.frames import Columns, raw_record, refuse_hopeless
from geo.sources.json_stream import Item, read_json
from geo.sources.json_text import sound_text
from geo.sources.reading import ReadOptions
from geo.sources.reasons import refuse
from geo.sources.records import Records, Refusal

_LISTS = frozenset(["data", "results", "records", "rows", "items", "events", "incidents", "alerts", "value"])
_FLATTENED = frozenset(["location", "position", "coordinates", "geo", "geometry", "point"])
_PLACE_NAMES = frozenset(["lat", "latitude", "lon", "lng", "long", "longitude", "lintang", "bujur", "x", "y"])


def parse(path: Path, options: ReadOptions) -> Records:
    """Read a JSON file of records.

    Returns
    -------
    Records
        Format `json` (`earthranger` for its events and patrols, then dialect `origin` = `patrol`); the objects'
        members as columns, nested ones as JSON text except a place (`location.latitude`); line is the record's
        number. Coordinates stand in columns.

    Raises
    ------
    FileRefusedError
        `bad_json`, `too_deep`, `encoding`, `too_large`, `too_many_records`, `too_many_columns`; `not_geojson` when
        there is no list of objects; `nothing_to_read` when the list is empty.
    """
    source = read_json(path)
    columns = Columns(path.name, options.max_records)
    line: list[int] = []
    refused: list[Refusal] = []
    dialect: dict[str, Any] = {"encoding": source.encoding}
    kind, n, listed = "json", 0, False
    for item in source.items(_LISTS):
        if item.whole and item.value == {} and not item.faults:
            continue
        if item.whole and not isinstance(item.value, Mapping):
            raise refuse("not_geojson", path.name)
        if n == 0 and earthranger.recognises(item.value):
            kind, dialect["origin"] = "earthranger", "patrol"
        elif n == 0 and item.whole and not _is_record(item.value):
            raise refuse("not_geojson", path.name)
        listed = listed or not item.whole
        if item.path:
            dialect["list"] = ".".join(item.path)
        for record, fault in _records_of(item, kind):
            n += 1
            if n > options.max_records:
                raise refuse("too_many_records", path.name, limit=options.max_records)
            refuse_hopeless(path.name, len(refused), len(columns))
            if fault is not None:
                refused.append(Refusal(n, *fault, raw=_raw(item.value)))
            else:
                columns.add(record)
                line.append(n)
    if not n:
        raise refuse("nothing_to_read" if listed or source.members or kind != "json" else "not_geojson",
                     path.name, detail="")  # fmt: skip
    return Records(
        kind,
        columns.frame(),
        np.asarray(line, dtype=np.int64),
        refused=tuple(refused),
        dialect=dialect,
    )


def _records_of(item: Item, kind: str) -> list[tuple[dict[str, Any], tuple[str, str, str] | None]]:
    """Give the flat records of one item, each with what is wrong with it."""
    if item.faults:
        fault = item.faults[0]
        return [({}, (fault.reason, sound_text(fault.column), sound_text(fault.value)))]
    if not isinstance(item.value, Mapping):
        return [({}, ("not_a_feature", "", sound_text(str(item.value)[:200])))]
    if kind == "earthranger":
        return [(record, None) for record in earthranger.events(item.value)]
    return [(_flat(item.value), None)]


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, Mapping) and (name.lower() in _FLATTENED or _PLACE_NAMES & {str(one) for one in value}):
            flat.update({f"{name}.{inner}": one for inner, one in value.items()})
        else:
            flat[str(name)] = value
    return flat


def _is_record(value: Mapping[str, Any]) -> bool:
    """A lone object counts as a record when it says where something is."""
    return bool({str(name).lower() for name in _flat(value)} & _PLACE_NAMES) or any(
        str(name).rpartition(".")[2].lower() in _PLACE_NAMES for name in _flat(value)
    )


def _raw(value: Any) -> dict[str, str]:
    return raw_record(value) if isinstance(value, Mapping) else raw_record({"value": value})

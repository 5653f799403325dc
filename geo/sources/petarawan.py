"""Our own exports read back: same incident ids, neutralised formulas undone, marks of a quarantine file left aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.sources.attributes import from_json
from geo.sources.meaning import Meaning, NamedSource, columns_by_name
from geo.sources.occurred import Occurred
from geo.sources.reading import ReadOptions
from geo.sources.records import Records
from geo.sources.times import PRECISIONS, as_texts
from geo.tables.incidents import INCIDENTS, ORIGINS, SHARINGS, STATUSES

MARKS = ("_baris", "_kolom", "_alasan", "_keterangan")
_OURS = frozenset(("incident_id", "source", "time_precision", "digest", "import_id"))
_SUFFIX = "_asal"
_LOCAL_TIME = "waktu_setempat"
_TAKEN = frozenset((*INCIDENTS.names, "lon", "lat", _LOCAL_TIME))
_TEXTS = (
    "incident_id",
    "source",
    "source_id",
    "agency",
    "origin",
    "status",
    "sharing",
    "left_out",
    "event_id",
    "footprint",
)
_CHOICES = {"origin": ORIGINS, "status": STATUSES, "sharing": SHARINGS}


def recognises(names: Sequence[str]) -> bool:
    """Whether these are columns of an exported incidents table."""
    return set(names) >= _OURS


def is_quarantine_file(names: Sequence[str]) -> bool:
    """Whether these are columns of an exported quarantine table."""
    return set(names) >= set(MARKS[:3])


def unmarked(records: Records) -> Records:
    """Return records as they stood before we exported them.

    Our CSV files put an apostrophe before texts that a spreadsheet would run; one is taken away from every cell that
    has one. The columns that say why a row was held are left aside.
    """
    names = [str(name) for name in records.frame.columns]
    own, held = recognises(names), is_quarantine_file(names)
    if not own and not held:
        return records
    frame = records.frame
    if records.format == "csv":
        frame = frame.apply(lambda column: column.str.replace(r"\A'", "", regex=True) if len(column) else column)
        frame.columns = [str(name).removeprefix("'") for name in frame.columns]
    if held:
        frame = frame.drop(columns=[name for name in MARKS if name in frame.columns])
        frame.columns = [_original(str(name), frozenset(MARKS)) for name in frame.columns]
    return replace(records, frame=frame)


def _original(name: str, taken: frozenset[str]) -> str:
    stem = name
    while stem.endswith(_SUFFIX):
        stem = stem.removesuffix(_SUFFIX)
    return name.removesuffix(_SUFFIX) if name.endswith(_SUFFIX) and stem in taken else name


def meaning(records: Records, options: ReadOptions, file: str) -> Meaning:
    """Plan to read an exported table: what we wrote is taken literally, as far as it is sound."""
    frame = records.frame.drop(columns=[name for name in (_LOCAL_TIME,) if name in records.frame.columns])
    names = columns_by_name(frame)
    faults: list[tuple[npt.NDArray[np.bool_], str, dict[str, Any]]] = []
    given: dict[str, pd.Series[Any]] = {}
    for column in (
        "incident_id",
        "source",
        "source_id",
        "agency",
        "origin",
        "status",
        "sharing",
        "left_out",
        "event_id",
        "footprint",
    ):
        if column in frame.columns:
            given[column] = as_texts(frame[column])
    if "incident_id" in given:
        sound = given["incident_id"].str.fullmatch(r"[A-Za-z0-9_-]{1,64}")
        given["incident_id"] = given["incident_id"].where(sound, "")
    for column, known in _CHOICES.items():
        if column in given:
            wrong = ~given[column].isin([*known, ""]).to_numpy(dtype=bool)
            faults.append((wrong, column, {"known": list(known)}))
            given[column] = given[column].where(given[column] != "", known[0])
    precision_m = None
    if "precision_m" in frame.columns:
        precision_m = pd.to_numeric(as_texts(frame["precision_m"]), errors="coerce").to_numpy(dtype=np.float64)
    if options.kinds is None:
        given["kind"] = as_texts(frame["kind"])
        given["harm"] = pd.to_numeric(as_texts(frame["harm"]), errors="coerce").fillna(1.0)
    mapping = {"kind": "kind", "from": "occurred_from", "to": "occurred_to"}
    if records.geometry is None:
        mapping = {"lat": names.get("lat", ""), "lon": names.get("lon", ""), **mapping}
    held_json = None
    if "attributes" in frame.columns:
        held_json, wrong = from_json(as_texts(frame["attributes"]))
        faults.append((wrong, "attributes", {"known": ["JSON"]}))
    attributes = {name: _original(str(name), _TAKEN) for name in frame.columns if str(name) not in _TAKEN}
    return Meaning(
        SOURCE.name,
        mapping,
        frame.rename(columns=attributes) if len(set(attributes.values())) == len(attributes) else frame,
        told=_TAKEN,
        precision_m=precision_m,
        occurred=_occurred(frame),
        given=given,
        attributes=held_json,
        faults=tuple(faults),
    )


def _occurred(frame: pd.DataFrame) -> Occurred:
    n = len(frame)
    reason, where = np.full(n, "", dtype=object), np.full(n, "", dtype=object)
    precision = as_texts(frame["time_precision"])
    codes = precision.map({name: code for code, name in enumerate(PRECISIONS)})
    ends = []
    for column in ("occurred_from", "occurred_to"):
        texts = as_texts(frame[column]) if column in frame.columns else pd.Series([""] * n, dtype="str")
        moments = pd.to_datetime(texts.where(texts != "", None), utc=True, errors="coerce", format="ISO8601")
        values = moments.dt.tz_localize(None).to_numpy().astype("datetime64[us]")
        bad = ((texts != "").to_numpy() & np.isnat(values)) & (reason == "")
        reason[bad], where[bad] = "bad_time", column
        ends.append(values)
    missing = (reason == "") & np.isnat(ends[0]) & (precision != "unknown").to_numpy()
    reason[missing], where[missing] = "no_time", "occurred_from"
    backwards = (reason == "") & (ends[1] < ends[0])
    reason[backwards], where[backwards] = "end_before_start", "occurred_to"
    wrong = (reason == "") & codes.isna().to_numpy()
    reason[wrong], where[wrong] = "bad_value", "time_precision"
    detail = {int(row): {"known": list(PRECISIONS)} for row in np.flatnonzero(wrong)}
    return Occurred(ends[0], ends[1], codes.fillna(0).to_numpy(dtype=np.int8), reason, where, detail)


SOURCE = NamedSource("petarawan", recognises, meaning)

"""The result of a patrol as its crew reports it (laporan hasil patroli): done, skipped and why, what was found."""

from __future__ import annotations

import json
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b, sha256
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.languages import Says
from geo.sources.kinds_of import KindWords
from geo.sources.reading import Notice
from geo.sources.result_forms import COLUMNS, read_form
from geo.sources.result_rows import RowRefusedError, RowRules, judged
from geo.spatial.periods import zone
from geo.tables.quarantine import QUARANTINE, VALUE_CHARACTERS
from geo.tables.tracks import PATROL_RESULTS


@dataclass(frozen=True)
class ResultsRead:
    """A result form that was read: every row is exactly one of rows, refused or duplicates.

    Parameters
    ----------
    file, digest, format
        Name, SHA-256 of the bytes, and `xlsx`, `csv` or `json`.
    rows
        Form of `geo.tables.tracks.PATROL_RESULTS`, by line. `result_id` depends on order and stop only (of further
        finds at a stop, on their number too), so that the same form read again changes nothing and a corrected one
        corrects. A further row of a stop is taken when it names a kind and the same outcome: a second find.
    refused
        Form of `geo.tables.quarantine`; sentences by `geo.sources.result_rows.result_sentence`.
    duplicates, records
        Rows that repeat an earlier one in every word, and all rows (comments are none).
    warnings
        What the user should know.
    """

    file: str
    digest: str
    format: str
    rows: pd.DataFrame
    refused: pd.DataFrame
    duplicates: int
    records: int
    warnings: tuple[Notice, ...]


def read_results(
    content: bytes,
    name: str,
    *,
    stops: pd.DataFrame,
    days: Mapping[str, date] | None = None,
    kinds: pd.DataFrame | None = None,
    timezone: str = "Asia/Jakarta",
) -> ResultsRead:
    """Read a filled result form.

    Parameters
    ----------
    content
        XLSX (sheet `hasil` or `results`), CSV or JSON with exactly the columns order_id, stop, place_id, name, outcome,
        arrived, left, reason, found, kind, n, action, note; rows whose first cell starts with # are comments.
    name
        The file's name.
    stops
        The stops of all known orders: order_id, stop, place_id and, where known, begins (UTC).
    days
        Local date of each order, for times of day without a date. A clock past midnight belongs to the day that brings
        it nearest to its planned time (a departure: to its arrival).
    kinds
        The region's kinds (form of `geo.tables.kinds`); None: codes are not checked.
    timezone
        IANA zone of the times.

    Returns
    -------
    ResultsRead
        Nothing is lost: rows, refused and duplicates add up to the records.

    Raises
    ------
    FileRefusedError
        When the file is no result form or cannot be read.
    ParameterError
        When the time zone is unknown.
    """
    rules = RowRules(*_known(stops), days or {}, None if kinds is None else KindWords.of(kinds), zone(timezone))
    form = read_form(content, name)
    rows: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    seen: dict[tuple[str, int], list[tuple[int, dict[str, Any]]]] = {}
    duplicates = 0
    for line, cells in zip(form.line.tolist(), form.rows.to_dict("records"), strict=True):
        try:
            row = judged(cells, rules)
            key = (row["order_id"], row["stop"])
            earlier = seen.setdefault(key, [])
            if any(one == row for _, one in earlier):
                duplicates += 1
                continue
            if earlier and (row["kind"] is None or row["outcome"] != earlier[0][1]["outcome"]):
                raise RowRefusedError("second_row", "stop", cells["stop"], first_line=earlier[0][0])
        except RowRefusedError as error:
            refused.append(_refusal(line, error, cells))
            continue
        earlier.append((line, row))
        rows.append({**row, "result_id": result_id(*key, len(earlier)), "file": name, "row": line})
    table = PATROL_RESULTS.shaped(pd.DataFrame(rows, columns=PATROL_RESULTS.names))
    return ResultsRead(
        file=name,
        digest=sha256(content).hexdigest(),
        format=form.format,
        rows=table,
        refused=QUARANTINE.shaped(pd.DataFrame(refused, columns=QUARANTINE.names)),
        duplicates=duplicates,
        records=len(form.rows),
        warnings=tuple(_warnings(table, refused)),
    )


def result_id(order_id: str, stop: int, find: int = 1) -> str:
    """Return the lasting id of the result of one stop (of its second, third, … find): `H` and 16 letters or digits."""
    key = "\x1f".join([order_id, str(stop), *([str(find)] if find > 1 else [])])
    return "H" + b32encode(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=10).digest()).decode()


def found_incidents(results: pd.DataFrame, stops: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return what patrols found, ready to be stored as incidents of origin `patrol`.

    Parameters
    ----------
    results
        Form of `geo.tables.tracks.PATROL_RESULTS`.
    stops
        order_id, stop, begins, ends and geometry (points) of the planned stops, any CRS.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per result with a kind: source_id (the result's id), kind, n, occurred_from and occurred_to (arrival to
        departure, else the arrival, else missing), time_precision (`minute` or `unknown`), origin `patrol`, place_id,
        order_id, stop, found, action, note, geometry in WGS 84. A finding was there when the crew came: when it began
        is not known. Results of unknown stops are left out.
    """
    found = results[results["kind"].fillna("") != ""]
    places = stops.to_crs("EPSG:4326")
    points = {
        (str(order), int(stop)): point
        for order, stop, point in zip(places["order_id"], places["stop"], places.geometry, strict=True)
    }
    rows = []
    for row in found.to_dict("records"):
        point = points.get((str(row["order_id"]), int(row["stop"])))
        if point is None:
            continue
        begins, ends = row["begins"], row["ends"]
        first = begins if pd.notna(begins) else ends
        rows.append(
            {
                "source_id": row["result_id"],
                "kind": row["kind"],
                "n": int(row["n"]) if pd.notna(row["n"]) else 1,
                "occurred_from": first,
                "occurred_to": ends if pd.notna(ends) else first,
                "time_precision": "minute" if pd.notna(first) else "unknown",
                "origin": "patrol",
                **{name: row[name] for name in ("place_id", "order_id", "stop", "found", "action", "note")},
                "geometry": point,
            }
        )
    names = ["source_id", "kind", "n", "occurred_from", "occurred_to", "time_precision", "origin", "place_id"]
    names += ["order_id", "stop", "found", "action", "note", "geometry"]
    table = gpd.GeoDataFrame(pd.DataFrame(rows, columns=names), geometry="geometry", crs="EPSG:4326")
    for column in ("occurred_from", "occurred_to"):
        table[column] = pd.to_datetime(table[column], utc=True).astype("datetime64[us, UTC]")
    return table


def _known(stops: pd.DataFrame) -> tuple[dict[str, dict[int, str]], dict[tuple[str, int], datetime]]:
    places: dict[str, dict[int, str]] = {}
    begins: dict[tuple[str, int], datetime] = {}
    planned = stops["begins"] if "begins" in stops.columns else pd.Series([pd.NaT] * len(stops), index=stops.index)
    for order, stop, place, when in zip(stops["order_id"], stops["stop"], stops["place_id"], planned, strict=True):
        places.setdefault(str(order), {})[int(stop)] = "" if pd.isna(place) else str(place)
        if pd.notna(when):
            begins[str(order), int(stop)] = when.to_pydatetime()
    return places, begins


def _refusal(line: int, error: RowRefusedError, cells: Mapping[str, str]) -> dict[str, Any]:
    return {
        "line": line,
        "column": error.column,
        "value": error.value[:VALUE_CHARACTERS],
        "reason": error.reason,
        "detail": json.dumps(error.detail, ensure_ascii=False),
        "raw": json.dumps({name: cells[name] for name in COLUMNS if name != "name"}, ensure_ascii=False),
    }


def _warnings(table: pd.DataFrame, refused: list[dict[str, Any]]) -> list[Notice]:
    notices = []
    went = table["outcome"].isin(["done", "partly"])
    timeless = int((went & table["begins"].isna()).sum())
    if timeless:
        says = Says(
            "Kunjungan yang dilaporkan tanpa waktu tiba: {n}.", "Visits reported without a time of arrival: {n}."
        )
        notices.append(Notice("no_arrival", says.filled(n=timeless), timeless))
    unfinished = int(((table["outcome"] == "partly") & table["reason"].isna()).sum())
    if unfinished:
        says = Says("Perhentian sebagian tanpa alasan: {n}.", "Stops done in part without a reason: {n}.")
        notices.append(Notice("partly_without_reason", says.filled(n=unfinished), unfinished))
    if refused:
        says = Says("Baris yang ditolak: {n}; lihat alasannya.", "Rows refused: {n}; see the reasons.")
        notices.append(Notice("refused", says.filled(n=len(refused)), len(refused)))
    return notices

"""Results that crews report come back in: kept by stop, and what they found becomes incidents of origin patrol."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.agencies.region import Region
from geo.languages import LANGUAGES, Says
from geo.pipelines.planned_stops import planned_stops
from geo.settings import Settings
from geo.sources.patrol_results import ResultsRead, found_incidents, read_results, result_id
from geo.sources.reasons import refuse
from geo.sources.result_forms import MAX_FORM_BYTES
from geo.sources.result_rows import result_sentence
from geo.spatial.periods import zone
from geo.store.protocol import Arrival, Store
from geo.tables.incidents import INCIDENTS
from geo.tables.quarantine import QUARANTINE
from geo.tables.tracks import PATROL_RESULTS

SOURCE = "patrol_results"
_SHOWN = 10
_WITHDRAWN = Says(
    "Temuan ini tidak ada lagi pada formulir yang dikoreksi; {n} kejadian ditandai ditolak: {ids}.",
    "The corrected form no longer reports these findings; {n} incidents were marked rejected: {ids}.",
)
_WOULD_WITHDRAW = Says(
    "Temuan ini tidak ada lagi pada formulir yang dikoreksi; {n} kejadian akan ditandai ditolak: {ids}.",
    "The corrected form no longer reports these findings; {n} incidents would be marked rejected: {ids}.",
)
_CHANGED_BY_HAND = Says(
    "Temuannya tidak ada lagi pada formulir, tetapi {n} kejadian pernah dikoreksi dengan tangan dan tetap berlaku: "
    "{ids}. Tolak dengan: petarawan incident reject.",
    "Their findings are gone from the form, but {n} incidents were corrected by hand and still stand: {ids}. "
    "Reject them with: petarawan incident reject.",
)


def import_results(store: Store, path: Path, settings: Settings, *, dry_run: bool = False) -> dict[str, Any]:
    """Read a filled result form and keep it; the same form again changes nothing, a corrected one corrects.

    What a corrected form no longer says was found is withdrawn: its incident is rejected, the old version stays in the
    history, and the ids are told. A stop that the form does not name, or whose row is refused, keeps what it had.

    Returns
    -------
    dict
        `file`, `format`, `records` = `stored` + `unchanged` + `corrected` + `refused` + `duplicates` (in a dry run:
        what they would be); `found`: incidents made of findings (stored, unchanged, corrected), `withdrawn`: ids of
        incidents whose finding is gone; `reasons` with line, column and sentence; `warnings`; `dry_run`.

    Raises
    ------
    FileRefusedError
        When the file is no result form or cannot be read.
    """
    region, now = store.region(), settings.clock()
    stops = planned_stops(store)
    local = zone(region.timezone)
    first = stops.groupby("order_id")["begins"].min() if len(stops) else pd.Series(dtype="datetime64[us, UTC]")
    days = {str(order): begins.astimezone(local).date() for order, begins in first.items()}
    read = read_results(_content(path), path.name, stops=stops, days=days, kinds=region.kinds, timezone=region.timezone)
    before = pd.DataFrame(store.kept("patrol_results"))
    rows, counts = _compared(read.rows, before)
    stale = _no_longer_said(read, before)
    found = _incidents(found_incidents(rows, stops), region)
    replaced = before[before["result_id"].isin([*rows["result_id"], *stale["result_id"]])]
    withdrawn = _withdrawn(store, region, _incidents(found_incidents(replaced, stops), region), found)
    findings = {"stored": 0, "unchanged": 0, "corrected": 0}
    warnings: list[dict[str, Any]] = [{"code": notice.code, **notice.says.as_dict()} for notice in read.warnings]
    if len(rows):
        if not dry_run:
            store.keep("patrol_results", pd.concat([rows, stale], ignore_index=True) if len(stale) else rows, now)
        findings = _keep_findings(store, read, found, withdrawn, now, dry_run=dry_run)
    warnings += _withdrawal_told(store, withdrawn, dry_run=dry_run)
    return {
        "file": read.file,
        "format": read.format,
        "records": read.records,
        **counts,
        "refused": len(read.refused),
        "duplicates": read.duplicates,
        "found": findings,
        "withdrawn": withdrawn["incident_id"].tolist(),
        "reasons": [_refusal(row) for row in read.refused.to_dict("records")],
        "warnings": warnings,
        "dry_run": dry_run,
    }


def results_in_force(store: Store) -> pd.DataFrame:
    """Return the results as crews last reported them.

    Parameters
    ----------
    store
        Holds them.

    Returns
    -------
    pandas.DataFrame
        Form of `geo.tables.tracks.PATROL_RESULTS`, by order, stop and find; finds that a later form took back are not
        among them.
    """
    rows = pd.DataFrame(store.kept("patrol_results"))
    kept = rows[(_is_first(rows) | rows["kind"].notna()).to_numpy(dtype=bool)]
    ordered = kept.assign(further=~_is_first(kept)).sort_values(["order_id", "stop", "further", "row"], kind="stable")
    return ordered.drop(columns="further").reset_index(drop=True)


def _is_first(rows: pd.DataFrame) -> pd.Series[bool]:
    """Tell which rows are the result of a stop, and not a further find there."""
    firsts = [
        result_id(str(order), int(stop)) if pd.notna(stop) else ""
        for order, stop in zip(rows["order_id"], rows["stop"], strict=True)
    ]
    return rows["result_id"] == pd.Series(firsts, index=rows.index, dtype="object")


def _compared(rows: pd.DataFrame, before: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Count what is new, the same and corrected; a row that says the same in another file stays as it was stored."""
    known = before.set_index("result_id", drop=False)
    said = [name for name in PATROL_RESULTS.names if name not in {"result_id", "file", "row"}]
    kept, counts = [], {"stored": 0, "unchanged": 0, "corrected": 0}
    for row in rows.to_dict("records"):
        old = known.loc[row["result_id"]].to_dict() if row["result_id"] in known.index else None
        same = old is not None and all(
            row[name] == old[name] or (pd.isna(row[name]) and pd.isna(old[name])) for name in said
        )
        counts["stored" if old is None else "unchanged" if same else "corrected"] += 1
        kept.append(old if old is not None and same else row)
    return PATROL_RESULTS.shaped(pd.DataFrame(kept, columns=PATROL_RESULTS.names)), counts


def _no_longer_said(read: ResultsRead, before: pd.DataFrame) -> pd.DataFrame:
    """Return the further finds that a corrected form leaves out, emptied, with the outcome that it gives their stop."""
    refused = {tuple(json.loads(raw).get(name, "") for name in ("order_id", "stop")) for raw in read.refused["raw"]}
    told = read.rows[["order_id", "stop", "outcome"]].drop_duplicates(["order_id", "stop"])
    outcome = {
        (str(order), int(stop)): value
        for order, stop, value in zip(told["order_id"], told["stop"], told["outcome"], strict=True)
        if (str(order), str(stop)) not in refused
    }
    named = [(str(order), int(stop)) in outcome for order, stop in zip(before["order_id"], before["stop"], strict=True)]
    gone = before[
        np.array(named, dtype=bool)
        & ~before["result_id"].isin(read.rows["result_id"]).to_numpy(dtype=bool)
        & before["kind"].notna().to_numpy(dtype=bool)
    ]
    rows = [
        {
            **dict.fromkeys(PATROL_RESULTS.names),
            **{name: row[name] for name in ("result_id", "order_id", "stop", "place_id")},
            "outcome": outcome[str(row["order_id"]), int(row["stop"])],
            "file": read.file,
        }
        for row in gone.to_dict("records")
    ]
    return PATROL_RESULTS.shaped(pd.DataFrame(rows, columns=PATROL_RESULTS.names))


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise refuse("not_found", path.name or str(path))
    if path.stat().st_size > MAX_FORM_BYTES:  # before it is read
        size_mb, limit_mb = -(-path.stat().st_size // 2**20), MAX_FORM_BYTES // 2**20
        raise refuse("too_large", path.name, size_mb=size_mb, limit_mb=limit_mb)
    try:
        return path.read_bytes()
    except OSError as error:
        raise refuse("not_readable", path.name, detail=error.strerror or "") from error


def _refusal(row: dict[str, Any]) -> dict[str, Any]:
    detail = json.loads(row["detail"] or "{}")
    told: dict[str, str] = {
        language: result_sentence(row["reason"], language, row["column"] or "", row["value"] or "", detail)
        for language in LANGUAGES
    }
    return {"line": int(row["line"]), **{name: row[name] for name in ("column", "value", "reason")}, **told}


def _withdrawn(store: Store, region: Region, before: gpd.GeoDataFrame, found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the incidents that were made of findings before and are found no longer, as rejected ones."""
    gone = before[~before["incident_id"].isin(found["incident_id"])]
    hidden = set(region.kinds.loc[region.kinds["visibility"] == "never", "code"])  # the store never shows those
    there = [
        kind in hidden or store.incident(one) is not None
        for one, kind in zip(gone["incident_id"], gone["kind"], strict=True)
    ]
    gone = gone[np.array(there, dtype=bool)]
    digests = [hashlib.sha256(f"withdrawn/{one}".encode()).hexdigest() for one in gone["digest"]]
    rows = gone.assign(status="rejected", digest=digests, row=range(1, len(gone) + 1))
    return gpd.GeoDataFrame(INCIDENTS.shaped(rows))


def _withdrawal_told(store: Store, withdrawn: gpd.GeoDataFrame, *, dry_run: bool) -> list[dict[str, Any]]:
    if withdrawn.empty:
        return []
    ids = withdrawn["incident_id"].tolist()
    now = {} if dry_run else {one: store.incident(one) for one in ids}
    standing = [one for one, row in now.items() if row is not None and row["status"] != "rejected"]
    gone = [one for one in ids if one not in standing]
    told = []
    if gone:
        says = (_WOULD_WITHDRAW if dry_run else _WITHDRAWN).filled(n=len(gone), ids=_first(gone))
        told.append({"code": "findings_withdrawn", **says.as_dict()})
    if standing:
        says = _CHANGED_BY_HAND.filled(n=len(standing), ids=_first(standing))
        told.append({"code": "withdrawn_but_kept", **says.as_dict()})
    return told


def _first(ids: list[str]) -> str:
    """Write the first ids; all of them stand under `withdrawn`."""
    return ", ".join(ids[:_SHOWN]) + (", …" if len(ids) > _SHOWN else "")


def _keep_findings(
    store: Store,
    read: ResultsRead,
    found: gpd.GeoDataFrame,
    withdrawn: gpd.GeoDataFrame,
    now: datetime,
    *,
    dry_run: bool,
) -> dict[str, int]:
    rows = found if withdrawn.empty else withdrawn if found.empty else pd.concat([found, withdrawn], ignore_index=True)
    if rows.empty:
        return {"stored": 0, "unchanged": 0, "corrected": 0}
    # A form sent again after another one is news, not an old version: the newest form is what holds
    digest = hashlib.sha256(f"{read.digest}/{store.data_version()}".encode()).hexdigest()
    arrival = Arrival(
        file=read.file,
        digest=digest,
        source=SOURCE,
        records=len(rows),
        rows=gpd.GeoDataFrame(rows, crs=4326),
        refused=QUARANTINE.empty(),
        duplicates=0,
        mapping={},
        warnings=[],
    )
    taken = store.take_in(arrival, now, dry_run=dry_run)
    return {"stored": taken.stored, "unchanged": taken.unchanged, "corrected": taken.corrected}


def _incidents(found: gpd.GeoDataFrame, region: Region) -> gpd.GeoDataFrame:
    """Return one incident for each thing found, in the form of `geo.tables.incidents`."""
    harm = dict(zip(region.kinds["code"], region.kinds["harm"], strict=True))
    rows: list[dict[str, Any]] = []
    for row in found.to_dict("records"):
        told = {name: row[name] for name in ("order_id", "stop", "place_id", "found", "action", "note") if row[name]}
        for number in range(int(row["n"])):
            source_id = row["source_id"] if number == 0 else f"{row['source_id']}-{number + 1}"
            content = {**told, "kind": row["kind"], "from": str(row["occurred_from"]), "to": str(row["occurred_to"])}
            text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
            rows.append(
                {
                    "incident_id": "I" + hashlib.blake2b(f"{SOURCE}/{source_id}".encode(), digest_size=10).hexdigest(),
                    "source": SOURCE,
                    "source_id": source_id,
                    "kind": row["kind"],
                    "occurred_from": row["occurred_from"],
                    "occurred_to": row["occurred_to"],
                    "time_precision": row["time_precision"],
                    "harm": harm.get(row["kind"], 1.0),
                    "origin": "patrol",
                    "status": "verified",
                    "sharing": "own",
                    "outside": not region.boundary.covers(row["geometry"]),
                    "attributes": json.dumps(told, ensure_ascii=False, default=str),
                    "digest": hashlib.sha256(text.encode()).hexdigest(),
                    "row": len(rows) + 1,
                    "geometry": row["geometry"],
                }
            )
    if not rows:
        return gpd.GeoDataFrame(INCIDENTS.empty())
    return gpd.GeoDataFrame(INCIDENTS.shaped(gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=4326)))

"""Tracks and results of patrols into the store: read, judged, kept once; what patrols found becomes incidents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.agencies.region import Region
from geo.errors import NotFoundError, ParameterError
from geo.evaluation.coverage import plain_lines
from geo.evaluation.track_quality import TrackQuality, track_quality
from geo.languages import LANGUAGES, Says
from geo.pipelines.orders import order_of
from geo.settings import Settings
from geo.sources.reasons import refuse
from geo.sources.tracks.read import TracksRead, read_tracks
from geo.sources.tracks.refused import track_sentence
from geo.spatial.travel.modes import MODES
from geo.store.protocol import Store
from geo.tables.orders import PatrolOrder
from geo.tables.tracks import TRACKS

_UNIT = Says("Kesatuan", "unit")
_ASSIGNED = ("unit", "order_id", "mode")
_ASSIGNED_ANEW = Says(
    "{track} sudah tersimpan; kini untuk kesatuan {unit}, surat {order_id}, alat angkut {mode}. Titiknya tetap.",
    "{track} is stored already; it now belongs to unit {unit}, order {order_id}, means {mode}. Its positions stay.",
)


@dataclass(frozen=True)
class TrackRequest:
    """What is known about a file of tracks beside what it says itself.

    Parameters
    ----------
    unit, mode, order_id
        Unit that was there, its means of travel, and the order it went on; None: as the file says, else not known.
    swap_axes, crs
        As the user confirmed them.
    dry_run
        Read and judge, keep nothing.
    """

    unit: str | None = None
    mode: str | None = None
    order_id: str | None = None
    swap_axes: bool = False
    crs: int | None = None
    dry_run: bool = False


def import_tracks(store: Store, path: Path, request: TrackRequest, settings: Settings) -> dict[str, Any]:
    """Read a file of tracks, judge its data, and keep it; the same file again changes nothing.

    Returns
    -------
    dict
        `file`, `source`, `records` = `accepted` + `refused` + `duplicates`, `stored` and `unchanged` tracks (in a dry
        run: what they would be), `tracks` (each with its quality), `reasons` of refused records (line, column, value,
        code, and a sentence in both languages), `warnings`, `proposal`.

    Raises
    ------
    FileRefusedError
        When the file as a whole cannot be read.
    NotFoundError
        When there is no such unit or order.
    """
    region = store.region()
    if not path.is_file():
        raise refuse("not_found", path.name or str(path))
    order = _checked(store, region, request)
    read = read_tracks(path, timezone=region.timezone, crs=request.crs, swap_axes=request.swap_axes)
    table, told = _judged(read, region, request, order, settings)
    table, notices, anew, known = _as_stored(store, table)
    stored = table.set_index("track_id")[[*_ASSIGNED]].astype("object")
    told = [{**one, **_plain(stored.loc[one["track_id"]])} for one in told]
    counts = {"stored": len(table) - known - anew, "unchanged": known, "corrected": anew}
    if not request.dry_run and len(table):
        counts = store.keep_tracks(table, read.fixes, settings.clock())
    return {
        "file": read.file,
        "source": read.source,
        "digest": read.digest,
        "records": read.records,
        "accepted": len(read.fixes),
        "refused": len(read.refused),
        "duplicates": read.duplicates,
        "stored": counts["stored"],
        "unchanged": counts["unchanged"],
        "corrected": counts["corrected"],
        "tracks": told,
        "reasons": [_refusal(row) for row in read.refused.to_dict("records")],
        "warnings": [
            *({"code": notice.code, **notice.says.as_dict()} for notice in read.warnings),
            *({"code": "assigned_anew", **says.as_dict()} for says in notices),
        ],
        "proposal": read.proposal,
        "dry_run": request.dry_run,
    }


def cleaned(fixes: gpd.GeoDataFrame, tracks: pd.DataFrame, region: Region, settings: Settings) -> gpd.GeoDataFrame:
    """Return stored positions in the region's metric CRS without those that jumped, cut where a track broke."""
    metric = fixes.to_crs(region.crs)
    modes = dict(zip(tracks["track_id"], tracks["mode"], strict=True))
    parts = [
        track_quality(one, now=settings.clock(), mode=modes.get(track_id) or None).fixes
        for track_id, one in metric.groupby("track_id", sort=False)
    ]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=metric.crs) if parts else metric


def _refusal(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one refused record with why, in both languages."""
    told = {name: None if pd.isna(row[name]) else row[name] for name in ("column", "value", "reason")}
    detail = json.loads(row["detail"] or "{}")
    sentences: dict[str, str] = {
        language: track_sentence(row["reason"], language, told["column"] or "", told["value"] or "", detail)
        for language in LANGUAGES
    }
    return {"line": int(row["line"]), **told, **sentences}


def _as_stored(store: Store, table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Says], int, int]:
    """Put the stored row in the place of a track that is there already; only what it is assigned to may change.

    Returns the rows to keep, one sentence for each track that is assigned anew, how many of those there are, and
    how many known tracks stay as they are.
    """
    before = store.kept("tracks", {"track_id": table["track_id"].tolist()}).set_index("track_id", drop=False)
    notices = []
    for row in table.to_dict("records"):
        track = row["track_id"]
        given = {name: row[name] for name in _ASSIGNED if pd.notna(row[name])}
        if track not in before.index or all(before.loc[track, name] == value for name, value in given.items()):
            continue
        for name, value in given.items():
            before.loc[track, name] = value
        told = {name: "–" if pd.isna(before.loc[track, name]) else before.loc[track, name] for name in _ASSIGNED}
        notices.append(_ASSIGNED_ANEW.filled(track=track, **told))
    fresh = table[~table["track_id"].isin(before.index)]
    if before.empty:
        return table, [], 0, 0
    rows = pd.concat([before.reset_index(drop=True), fresh], ignore_index=True) if len(fresh) else before
    shaped = gpd.GeoDataFrame(TRACKS.shaped(gpd.GeoDataFrame(rows.reset_index(drop=True), crs=4326)))
    return shaped, notices, len(notices), len(before) - len(notices)


def _plain(row: pd.Series[Any]) -> dict[str, Any]:
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def _checked(store: Store, region: Region, request: TrackRequest) -> PatrolOrder | None:
    if request.unit is not None and request.unit not in {unit.unit_id for unit in region.units}:
        known = sorted(unit.unit_id for unit in region.units)
        raise NotFoundError(what=_UNIT, name=request.unit[:40], known=known)
    if request.mode is not None and request.mode not in MODES:
        modes = ", ".join(MODES)
        raise ParameterError(name="--mode", problem=Says(f"pilih {modes}.", f"choose {modes}."))
    return None if request.order_id is None else order_of(store, request.order_id)


def _judged(
    read: TracksRead, region: Region, request: TrackRequest, order: PatrolOrder | None, settings: Settings
) -> tuple[gpd.GeoDataFrame, list[dict[str, Any]]]:
    metric = read.fixes.to_crs(region.crs)
    boundary = region.boundary_m()
    expected = None if order is None else (order.begins, order.ends)
    rows, shapes, told = [], [], []
    units = {unit.unit_id for unit in region.units}
    for found in read.tracks:
        mine = metric[metric["track_id"] == found.track_id]
        unit = request.unit or (found.unit if found.unit in units else None)
        mode = request.mode or found.mode or (order.mode if order is not None else None)
        quality = track_quality(mine, now=settings.clock(), mode=mode, region=boundary, expected=expected)
        row = {
            "track_id": found.track_id,
            "file": read.file,
            "digest": read.digest,
            "source": found.source,
            "source_id": found.source_id,
            "unit": unit,
            "order_id": request.order_id,
            "mode": mode,
            "begins": found.begins,
            "ends": found.ends,
            "fixes": found.fixes,
            "distance_km": quality.figures["distance_km"],
            "quality": json.dumps(quality.as_dict(), ensure_ascii=False),
        }
        rows.append(row)
        shapes.append(_shape(quality))
        told.append({**row, "quality": quality.as_dict()})
    lines = gpd.GeoSeries(shapes, crs=metric.crs).to_crs(4326)
    table = (
        TRACKS.shaped(gpd.GeoDataFrame(pd.DataFrame(rows), geometry=lines.to_numpy(), crs=4326))
        if rows
        else TRACKS.empty()
    )
    return gpd.GeoDataFrame(table), told


def _shape(quality: TrackQuality) -> Any:
    """Return what was recorded as lines (cut at gaps), or as points where a track has no line."""
    lines = [line for line in plain_lines(quality.fixes).geometry if line.geom_type == "LineString"]
    return shapely.MultiLineString(lines) if lines else shapely.MultiPoint(quality.fixes.geometry.to_list())

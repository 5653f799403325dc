"""Dose of hotspots, zones and vital objects in a period: from stored tracks, orders and results of patrols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.agencies.region import Region
from geo.errors import ParameterError
from geo.evaluation.coverage import coverage, plain_lines
from geo.evaluation.dose import NO_TRACKS, Dose, DoseParameters, dose
from geo.evaluation.zone_plans import zone_figures
from geo.languages import LANGUAGES, Says, moment_text
from geo.pipelines.match_tracks import matched_lines
from geo.pipelines.patrol_results import results_in_force
from geo.pipelines.planned_stops import planned_stops
from geo.pipelines.rows import rows_as_json
from geo.pipelines.tracks import cleaned
from geo.progress import Progress, silent
from geo.settings import Settings
from geo.spatial.periods import zone
from geo.store.protocol import Store
from geo.tables.doses import DOSES

DEFAULT_DAYS = 28
SWATH_M: Mapping[str, float] = {"road": 150.0, "track": 150.0, "river": 250.0, "foot": 50.0, "all": 100.0}
"""How far a crew sees to each side, metres: an assumption, said with the result."""
_READING = Says("mengambil jejak dan rencana", "fetching tracks and plans")
_MEASURING = Says("mengukur dosis", "measuring the dose")
_COVERING = Says("mengukur cakupan", "measuring the coverage")
_NO_TRACKS = Says(
    "Tidak ada jejak pada periode ini; masukkan dengan: petarawan tracks import.",
    "There are no tracks in this period; bring them in with: petarawan tracks import.",
)
_NO_PLACES = Says(
    "Belum ada titik rawan, zona atau objek; jalankan: petarawan hotspots, lalu petarawan zones.",
    "There are no hotspots, zones or objects yet; run: petarawan hotspots, then petarawan zones.",
)
_GONE = Says(
    "Tempat yang direncanakan tetapi tidak ada lagi di analisis terakhir, jadi tidak diukur: {ids}.",
    "Planned places that the latest run has no more, so they are not measured: {ids}.",
)
_ONLY_SO_FAR = Says(
    "Periode belum berakhir: intensitas dan rencana dihitung sampai {now}.",
    "The period is not over: dose and plan are counted up to {now}.",
)
_NOT_BEGUN = Says(
    "periode baru dimulai pada {begins}, jadi belum ada yang dapat diukur.",
    "the period begins on {begins} only, so there is nothing to measure yet.",
)
_TIMELESS = Says(
    "Jejak tanpa waktu, yang tidak masuk periode mana pun: {n}.", "Tracks without times, which are in no period: {n}."
)
_NO_PLAN = Says(
    "Tidak ada Surat Perintah pada periode ini, jadi rencana tidak dapat dibandingkan.",
    "There are no patrol orders in this period, so nothing planned can be compared.",
)
_SWATH = Says(
    "Cakupan: yang dekat jejak dianggap terlihat (jalan {road} m, sungai {river} m, jalan kaki {foot} m tiap sisi).",
    "Coverage: what lies near a track counts as seen (road {road} m, river {river} m, foot {foot} m to each side).",
)


@dataclass(frozen=True)
class DoseRequest:
    """What is asked.

    Parameters
    ----------
    since, until
        The period, first moment included, last not; None: the last 28 days.
    parameters
        Of `geo.evaluation.dose.DoseParameters`, by name.
    matched
        Lay tracks on the store's network before coverage is measured.
    """

    since: datetime | None = None
    until: datetime | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    matched: bool = False


@dataclass(frozen=True)
class DoseResult:
    """The dose (form `DOSES` in `dose.table`) and the document that describes it."""

    document: dict[str, Any]
    dose: Dose


def dose_in_store(
    store: Store,
    request: DoseRequest,
    settings: Settings,
    *,
    zones: gpd.GeoDataFrame | None = None,
    progress: Progress = silent,
) -> DoseResult:
    """Measure what was done in a period beside what was planned; nothing is stored.

    Parameters
    ----------
    store, request, settings
        Where tracks, orders and results are; what is asked; the clock.
    zones
        zone_id, name and geometry (WGS 84) of the zones to measure; None: those of the latest run.
    progress
        Called with share and stage.

    Returns
    -------
    DoseResult
        Its document has `period`, `doses`, `planned`, `coverage`, `koper_share`, `tracks` and `notices`. No figure
        belongs to a person.

    Raises
    ------
    ParameterError
        When the period has not begun or a parameter is wrong.
    """
    region, now = store.region(), settings.clock()
    local = zone(region.timezone)
    until = min(request.until or now, now)
    since = request.since or until - timedelta(days=DEFAULT_DAYS)
    if since >= until:
        problem = Says(*(_NOT_BEGUN.text(one, {"begins": moment_text(since, local, one)}) for one in LANGUAGES))
        raise ParameterError(name="--from", problem=problem)
    progress(0.05, _READING)
    tracks, timeless = _tracks_of(store, since, until)
    fixes = cleaned(store.kept("fixes", {"track_id": tracks["track_id"].tolist()}), tracks, region, settings)
    planned = planned_stops(store, since, until)
    places = _named(_places(store, region, zones), planned)
    crews = {unit.unit_id: unit.crew for unit in region.units}
    results = _results_of(store, planned, since, until)
    notices = _about_input(tracks, planned, places, timeless)
    if request.until is not None and request.until > now:
        so_far = {one: _ONLY_SO_FAR.text(one, {"now": moment_text(now, local, one)}) for one in LANGUAGES}
        notices.insert(0, Says(so_far["id"], so_far["en"]))
    progress(0.3, _COVERING)
    lines, told = _lines(store, fixes, tracks, request)
    notices += told
    areas = places[places.geom_type.isin(["Polygon", "MultiPolygon"])][["place_id", "geometry"]]
    seen = coverage(lines, areas, swath_m=dict(SWATH_M), periods=[(since, until)])
    if len(lines):
        notices.append(_SWATH.filled(**SWATH_M))
    progress(0.6, _MEASURING)
    whole = seen.table[seen.table["mode"] == "all"]
    made = dose(
        fixes,
        places,
        period=(since, until),
        planned=planned,
        results=results,
        crew_of_track={
            track: crews[unit] for track, unit in zip(tracks["track_id"], tracks["unit"], strict=True) if unit in crews
        },
        order_of_track={
            track: order
            for track, order in zip(tracks["track_id"], tracks["order_id"], strict=True)
            if isinstance(order, str) and order
        },
        coverage_of_place=dict(zip(whole["place_id"], whole["share"], strict=True)),
        parameters=DoseParameters(**{"timezone": region.timezone, **request.parameters}),
    )
    made = replace(made, table=_with_zones(made.table, planned, results))
    notices += [notice for notice in made.notices if notice != NO_TRACKS]  # told above, with what to do
    notices += seen.notices if len(tracks) else ()
    document = {
        "period": {"begins": since.isoformat(), "ends": until.isoformat()},
        "doses": rows_as_json(made.table),
        "planned": [] if made.planned is None else rows_as_json(made.planned),
        "visits": rows_as_json(made.visits),
        "passes": made.passes_of_place,
        "koper_share": made.koper_share,
        "coverage": rows_as_json(seen.table),
        "tracks": rows_as_json(tracks),
        "notices": [notice.as_dict() for notice in notices],
    }
    progress(1.0, _MEASURING)
    return DoseResult(document, made)


def _tracks_of(store: Store, since: datetime, until: datetime) -> tuple[gpd.GeoDataFrame, int]:
    """Return the tracks of a period, and how many have no times at all."""
    tracks = store.kept("tracks")
    unknown = tracks["begins"].isna()
    inside = (tracks["begins"] < pd.Timestamp(until)) & (tracks["ends"] >= pd.Timestamp(since))
    return gpd.GeoDataFrame(tracks[inside & ~unknown].reset_index(drop=True)), int(unknown.sum())


def _results_of(store: Store, planned: pd.DataFrame, since: datetime, until: datetime) -> pd.DataFrame:
    """Return the results of a period: by arrival, and by the planned time where none is told (a skipped stop)."""
    rows = results_in_force(store)
    stops = set(zip(planned["order_id"].astype(str), planned["stop"].astype(int), strict=True))
    planned_then = [key in stops for key in zip(rows["order_id"].astype(str), rows["stop"].astype(int), strict=True)]
    arrived = (rows["begins"] >= pd.Timestamp(since)) & (rows["begins"] < pd.Timestamp(until))
    timeless = rows["begins"].isna() & np.array(planned_then, dtype=bool)
    return rows[arrived | timeless].reset_index(drop=True)


def _about_input(tracks: pd.DataFrame, planned: pd.DataFrame, places: pd.DataFrame, timeless: int) -> list[Says]:
    notices = [] if len(tracks) else [_NO_TRACKS]
    if timeless:
        notices.append(_TIMELESS.filled(n=timeless))
    if planned.empty:
        notices.append(_NO_PLAN)
    if not (places["kind"] != "object").any():
        notices.append(_NO_PLACES)
    gone = sorted(set(planned["place_id"].dropna()) - set(places["place_id"]))
    if gone:
        notices.append(_GONE.filled(ids=gone))
    return notices


def _with_zones(table: gpd.GeoDataFrame, planned: gpd.GeoDataFrame, results: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the doses with what was planned and reported in the zones, which are no stops themselves."""
    zones = table["kind"] == "zone"
    if not zones.any():
        return table
    figures = zone_figures(planned, results, gpd.GeoDataFrame(table[zones]))
    rows = table.copy()
    for name in figures.columns:
        rows.loc[zones, name] = figures[name].reindex(table.loc[zones, "place_id"]).to_numpy()
    return gpd.GeoDataFrame(DOSES.shaped(rows))


def _named(places: gpd.GeoDataFrame, planned: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give hotspots, which have no names of their own, the name under which an order sent a crew there."""
    told = {
        str(place): str(name).removesuffix(f" ({place})")
        for place, name in zip(planned["place_id"], planned["name"], strict=True)
    }
    names = places["name"].where(places["name"].notna(), places["place_id"].map(told))
    return places.assign(name=names.astype("object"))


def _places(store: Store, region: Region, zones: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Return the latest hotspots and zones, and the vital objects: place_id, kind, name, rank, geometry (metres)."""
    parts = []
    if zones is not None:
        parts.append(_part("zone", zones["zone_id"], zones["name"], pd.Series(np.nan, zones.index), zones.geometry))
    for kind, task, column in (("hotspot", "hotspots", "hotspot_id"), ("zone", "zones", "zone_id")):
        if kind == "zone" and zones is not None:
            continue
        shown = store.shown_runs(task)
        if shown:
            table = store.result(shown[0], task)
            named = table["name"] if "name" in table else pd.Series(None, index=table.index, dtype="object")
            parts.append(_part(kind, table[column], named, table["rank"], table.geometry))
    if len(region.objects):
        ranks = pd.Series(np.nan, index=region.objects.index)
        objects = region.objects
        parts.append(_part("object", objects["object_id"], objects["name"], ranks, objects.geometry))
    if not parts:
        empty = {name: pd.Series(dtype="object") for name in ("place_id", "kind", "name", "rank")}
        return gpd.GeoDataFrame(empty, geometry=gpd.GeoSeries([], crs=region.crs))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=4326).to_crs(region.crs)


def _part(kind: str, ids: Any, names: Any, ranks: Any, shapes: gpd.GeoSeries) -> gpd.GeoDataFrame:
    data = {"place_id": ids.to_numpy(), "kind": kind, "name": names.to_numpy(), "rank": pd.array(ranks, dtype="Int64")}
    return gpd.GeoDataFrame(data, geometry=shapes.to_numpy(), crs=4326)


def _lines(
    store: Store, fixes: gpd.GeoDataFrame, tracks: gpd.GeoDataFrame, request: DoseRequest
) -> tuple[gpd.GeoDataFrame, list[Says]]:
    modes = {
        track: mode
        for track, mode in zip(tracks["track_id"], tracks["mode"], strict=True)
        if isinstance(mode, str) and mode
    }
    if request.matched and len(fixes):
        return matched_lines(store, fixes, modes)
    return plain_lines(fixes, mode_of_track=modes), []

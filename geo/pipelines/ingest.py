"""From a file to stored incidents: read, merge satellite pixels into events, take in, account for every record."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from geo.agencies.region import Region
from geo.errors import FileRefusedError, ParameterError
from geo.languages import Says
from geo.pipelines.owned_rows import Owner, owned
from geo.progress import Progress, silent
from geo.settings import Settings
from geo.sources.read import read_file
from geo.sources.reading import Reading, ReadOptions
from geo.sources.satellite_events import merge_pixels
from geo.store.protocol import Arrival, Store

_PASS = timedelta(hours=1)
_READING = Says("membaca berkas", "reading the file")
_MERGING = Says("menggabungkan piksel satelit", "merging satellite pixels")
_STORING = Says("menyimpan", "storing")
_PIXEL_COLUMNS = ["incident_id", "lon", "lat", "occurred_from", "satellite", "scan_km", "track_km", "frp"]


def read_options(settings: Settings, region: Region | None, **said: Any) -> ReadOptions:
    """Return what reading needs to know, from the settings, the region and what the user said.

    Parameters
    ----------
    settings
        Clock, limits and the time zone where no region gives one.
    region
        The store's region, or None (a file analysed without a store).
    **said
        `source`, `kind`, `mapping` (a dict), `layer`, `crs`, `swap_axes`, `repair`, `timezone`.

    Raises
    ------
    ParameterError
        When `kind` is not one of the region's codes.
    """
    kind = said.get("kind")
    if kind is not None and region is not None and kind not in set(region.kinds["code"]):
        known = ", ".join(region.kinds["code"])
        problem = Says(f"jenis {kind!r} tidak dikenal; yang ada: {known}", f"unknown kind {kind!r}; known: {known}")
        raise ParameterError(name="kind", problem=problem)
    return ReadOptions(
        now=settings.clock(),
        timezone=said.get("timezone") or (region.timezone if region else settings.timezone),
        source=said.get("source"),
        kind=kind,
        mapping=said.get("mapping"),
        layer=said.get("layer"),
        crs=said.get("crs"),
        swap_axes=bool(said.get("swap_axes")),
        repair=bool(said.get("repair")),
        kinds=region.kinds if region else None,
        boundary=region.boundary if region else None,
        max_bytes=settings.max_file_mb * 2**20,
        max_inflated_bytes=settings.max_inflated_mb * 2**20,
        max_records=settings.max_records,
    )


def ingest(  # a file, where it goes, and five things that may be said about it
    path: Path,
    store: Store,
    options: ReadOptions,
    now: datetime,
    *,
    dry_run: bool = False,
    progress: Progress = silent,
    owner: Owner | None = None,
    name: str | None = None,
) -> dict[str, Any]:
    """Take one file into the store, all or nothing.

    Parameters
    ----------
    path
        The file; it is only read.
    store, options, now
        Where it goes, what is known about it, and the present moment (UTC).
    dry_run
        Count everything and store nothing.
    progress
        Told the share done (0 to 1) and the stage.
    owner
        The agency that the rows will belong to and who may see them, or None: as the file says.
    name
        What the file is called where it came from, when `path` has a name of our own.

    Returns
    -------
    dict
        `import_id, source, records, stored, unchanged, corrected, duplicates, quarantined, reasons, warnings, seconds`
        (records = sum of the five counts), and `mapping`, `dialect`, `proposal`, `file`, `dry_run`.

    Raises
    ------
    FileRefusedError
        When the file as a whole cannot be read; its text says what to do. The refusal is noted among the imports.
    StoreError
        When the store cannot take it; nothing of the file is stored then.
    """
    progress(0.0, _READING)
    try:
        reading = read_file(path, options)
    except FileRefusedError as error:
        if not dry_run and path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            source, agency = options.source or "–", owner.agency if owner else None
            store.refuse_import(name or path.name, digest, source, error.as_dict(), now, agency)
        raise
    reading = reading if name is None else replace(reading, file=name)
    return take_reading(reading, store, now, dry_run=dry_run, progress=progress, owner=owner)


def take_reading(
    reading: Reading,
    store: Store,
    now: datetime,
    *,
    dry_run: bool = False,
    progress: Progress = silent,
    owner: Owner | None = None,
) -> dict[str, Any]:
    """Take a file that was read into the store, all or nothing; what comes back and is raised is that of `ingest`."""
    progress(0.5, _MERGING)
    if owner is not None:
        reading = replace(reading, rows=owned(reading.rows, owner, store))
    rows, regrouped = _merge_sensor_rows(reading, store)
    progress(0.6, _STORING)
    arrival = Arrival(
        file=reading.file,
        digest=reading.digest,
        source=reading.source,
        records=reading.records,
        rows=rows,
        refused=reading.refused,
        duplicates=reading.duplicates,
        mapping=reading.mapping,
        warnings=[notice.as_dict() for notice in reading.warnings],
        regrouped=regrouped,
        agency=owner.agency if owner else None,
    )
    imported = store.take_in(arrival, now, dry_run=dry_run)
    progress(1.0, _STORING)
    return {
        **asdict(imported),
        "file": reading.file,
        "mapping": reading.mapping,
        "dialect": reading.dialect,
        "proposal": reading.proposal,
        "dry_run": dry_run,
    }


def merge_sensor_rows(rows: pd.DataFrame, stored: pd.DataFrame | None = None) -> pd.DataFrame:
    """Group satellite pixels into events, those of a file together with those already stored.

    Parameters
    ----------
    rows
        New rows (form of `geo.tables.incidents`); only sensor rows that nothing else leaves out take part.
    stored
        `Store.sensor_pixels` of the same period, or None.

    Returns
    -------
    pandas.DataFrame
        Columns incident_id, event_id, left_out for every pixel that took part.
    """
    pixels = [_pixels(rows)]
    if stored is not None and len(stored):
        pixels.append(_pixels_of_attributes(stored)[lambda t: ~t["incident_id"].isin(pixels[0]["incident_id"])])
    together = pd.concat(pixels, ignore_index=True) if len(pixels) > 1 else pixels[0]
    return merge_pixels(together)


def _merge_sensor_rows(reading: Reading, store: Store) -> tuple[Any, pd.DataFrame | None]:
    rows = reading.rows
    taking_part = _taking_part(rows)
    if not taking_part.any():
        return rows, None
    moments = rows.loc[taking_part, "occurred_from"].dropna()
    stored = None
    if len(moments):
        stored = store.sensor_pixels((moments.min() - _PASS).to_pydatetime(), (moments.max() + _PASS).to_pydatetime())
    groups = merge_sensor_rows(rows, stored).set_index("incident_id")
    mine = groups.reindex(rows.loc[taking_part, "incident_id"])
    rows = rows.copy()
    rows.loc[taking_part, "event_id"] = mine["event_id"].to_numpy()
    rows.loc[taking_part, "left_out"] = mine["left_out"].to_numpy()
    if stored is None or stored.empty:
        return rows, None
    known = groups[groups.index.isin(stored["incident_id"])].reset_index()
    before = stored.set_index("incident_id")["event_id"].reindex(known["incident_id"]).fillna("").to_numpy()
    return rows, known[known["event_id"].fillna("").to_numpy() != before]


def _taking_part(rows: pd.DataFrame) -> pd.Series:
    free = rows["left_out"].isna() | rows["left_out"].isin(["", "same_event"])
    return (rows["origin"] == "sensor") & free & rows["occurred_from"].notna()


def _pixels(rows: pd.DataFrame) -> pd.DataFrame:
    chosen = rows[_taking_part(rows)]
    places = chosen.geometry
    plain = pd.DataFrame(
        {
            "incident_id": chosen["incident_id"].to_numpy(),
            "lon": places.x.to_numpy(),
            "lat": places.y.to_numpy(),
            "occurred_from": chosen["occurred_from"].to_numpy(),
            "attributes": chosen["attributes"].to_numpy(),
        }
    )
    return _pixels_of_attributes(plain)


def _pixels_of_attributes(pixels: pd.DataFrame) -> pd.DataFrame:
    """Spread what the satellite said (kept as attributes) into the columns that merging needs."""
    said = [{key.lower(): value for key, value in json.loads(text or "{}").items()} for text in pixels["attributes"]]
    spread = pixels.assign(
        satellite=[str(item.get("satellite") or "") for item in said],
        scan_km=pd.to_numeric(pd.Series([item.get("scan") for item in said]), errors="coerce").to_numpy(),
        track_km=pd.to_numeric(pd.Series([item.get("track") for item in said]), errors="coerce").to_numpy(),
        frp=pd.to_numeric(pd.Series([item.get("frp") for item in said]), errors="coerce").to_numpy(),
    )
    spread["occurred_from"] = pd.to_datetime(spread["occurred_from"], utc=True)
    return spread[_PIXEL_COLUMNS]

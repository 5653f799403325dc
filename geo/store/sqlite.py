"""The embedded store: one SQLite file, a connection per thread, every job in a module of its own."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.agencies.audience import Standing
from geo.agencies.region import Region
from geo.store import (
    appearances,
    asking,
    backup,
    corrections,
    history,
    imports,
    incidents,
    intake_log,
    records,
    runs,
    showing,
    undo,
)
from geo.store import results as result_tables
from geo.store.address import url_of
from geo.store.connect import BUSY_SECONDS, reading, writing
from geo.store.connections import Connections
from geo.store.failures import as_store_errors
from geo.store.moments import moment
from geo.store.protocol import Arrival, Imported, IncidentColumns, Snapshot
from geo.store.schema import INCIDENTS
from geo.tables.chosen import Chosen
from geo.tables.runs import Outcome


class SqliteStore:
    """A store in one SQLite file; made by `create_store` and `open_store`, which check the file first.

    Any number of threads and processes may use it at once: readers never wait, writers wait for each other.

    Parameters
    ----------
    path
        The file.
    clock
        Gives the present moment, for the date of backups.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self.path = path
        self.url = url_of(path)
        self._clock = clock
        self._local = threading.local()
        self._connections = Connections(path)
        self._region: tuple[int, Region] | None = None

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release files and connections; a second call does nothing."""
        self._connections.close()

    def region(self) -> Region:
        """Return the region, rebuilt from the pack that the store holds whenever the pack has changed."""
        with self._reading() as con:
            version = int(con.execute("SELECT region_version FROM state").fetchone()[0])
            kept = self._region  # looked at once: another thread, which began earlier, may put an older one there
            if kept is None or kept[0] != version:
                from geo.agencies.packs import load_region

                self._region = kept = version, load_region(self.region_files())
        return kept[1]

    def region_version(self) -> int:
        """Return a number that grows with every change of the region's pack."""
        with self._reading() as con:
            return int(con.execute("SELECT region_version FROM state").fetchone()[0])

    def standing(self) -> Standing:
        """Return the region's agencies and the one whose post this is."""
        return Standing.of(self.region())

    def region_files(self) -> dict[str, bytes]:
        """Return the region pack as it was put in: file name to content."""
        with self._reading() as con:
            return dict(con.execute("SELECT name, content FROM region_files ORDER BY name").fetchall())

    def data_version(self) -> int:
        """Return a number that grows with every change of incidents."""
        with self._reading() as con:
            return int(con.execute("SELECT data_version FROM state").fetchone()[0])

    def data_as_of(self) -> datetime | None:
        """Return when incidents last changed (UTC), or None in an empty store."""
        with self._reading() as con:
            return moment(con.execute("SELECT data_as_of FROM state").fetchone()[0])

    def take_in(self, arrival: Arrival, now: datetime, *, dry_run: bool = False) -> Imported:
        """Store one file's rows, all or nothing; the same file again changes nothing."""
        self._connections.check_open()
        with as_store_errors(self.path.name):
            return imports.take_in(self.path, arrival, now, dry_run=dry_run)

    def refuse_import(
        self, file: str, digest: str, source: str, error: Mapping[str, Any], now: datetime, agency: str | None = None
    ) -> str:
        """Note that a file as a whole was refused (status `refused`); return the import's id."""
        with self._writing() as con:
            return intake_log.note_refused(con, file, digest, source, error, now, agency)

    def undo_import(self, import_id: str, now: datetime) -> dict[str, int]:
        """Take a whole import back; see `geo.store.undo.undo_import`."""
        with self._writing() as con:
            counts = undo.undo_import(con, self.path, import_id, now)
        with self._connected() as con, contextlib.suppress(sqlite3.Error):
            # What was taken out shall not live on in the write-ahead log; a busy reader only delays that.
            con.execute("PRAGMA busy_timeout=0")
            try:
                con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                con.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
        return counts

    def imports(self, owner: str | None = None) -> pd.DataFrame:
        """Return imports, newest first (form of `geo.tables.runs.IMPORTS`), all or those of one agency."""
        standing = self.standing()
        with self._reading() as con:
            return intake_log.listed(con, standing, owner)

    def newest_outcomes(self, owner: str) -> list[Outcome]:
        """Return how an agency's imports ended, newest first, back to the last that was not refused and with it."""
        standing = self.standing()
        with self._reading() as con:
            return intake_log.newest_outcomes(con, standing, owner)

    def quarantine(self, import_id: str | None = None) -> pd.DataFrame:
        """Return refused rows (form of `geo.tables.quarantine`), of one import or of all."""
        with self._reading() as con:
            return intake_log.quarantined(con, import_id)

    def incidents(
        self, chosen: Chosen, *, limit: int | None = None, offset: int = 0, only: Sequence[str] | None = None
    ) -> gpd.GeoDataFrame:
        """Return incidents in the form of `geo.tables.incidents`, ordered by time, then id; never kinds `never`."""
        standing = self._standing_for(chosen)
        with self._reading() as con:
            return incidents.read_incidents(con, chosen, limit, offset, only, standing)

    def left_out(self, chosen: Chosen) -> dict[str, int]:
        """Return how many incidents that match `chosen` analyses leave out, by reason; `audience` is one."""
        standing = self._standing_for(chosen)
        with self._reading() as con:
            return incidents.count_left_out(con, chosen, standing)

    def counts(self, chosen: Chosen) -> pd.DataFrame:
        """Return columns kind, n: how many incidents that count match, per kind."""
        standing = self._standing_for(chosen)
        with self._reading() as con:
            return incidents.count_kinds(con, chosen, standing)

    def columns(self) -> IncidentColumns:
        """Return all incidents that a map may show as points."""
        standing = self.standing()
        with self._reading() as con:
            return incidents.read_columns(con, standing)

    def incident(self, incident_id: str) -> dict[str, Any] | None:
        """Return one incident's columns (geometry as lon, lat; JSON as text), or None."""
        with self._reading() as con:
            return incidents.read_one(con, INCIDENTS.c.incident_id == incident_id)

    def incident_by_number(self, number: int) -> dict[str, Any] | None:
        """Return one incident by `IncidentColumns.number`, or None."""
        with self._reading() as con:
            return incidents.read_one(con, INCIDENTS.c.number == number)

    def owners(self, incident_ids: Collection[str]) -> dict[str, str]:
        """Return the agency that each of these incidents belongs to; ids that are not stored are left out."""
        standing = self.standing()
        with self._reading() as con:
            return incidents.read_owners(con, incident_ids, standing)

    def history(self, incident_id: str) -> pd.DataFrame:
        """Return earlier versions: columns changed (UTC), action, reason, import_id, before (JSON); oldest first."""
        with self._reading() as con:
            return history.read_history(con, incident_id)

    def sensor_pixels(self, since: datetime, until: datetime) -> pd.DataFrame:
        """Return stored satellite rows of [since, until] that take part in merging."""
        with self._reading() as con:
            return incidents.read_pixels(con, since, until)

    def add_incident(self, row: gpd.GeoDataFrame, reason: str, now: datetime) -> str:
        """Store one incident entered by hand (one row, form of `geo.tables.incidents`) and return its id."""
        with self._writing() as con:
            return corrections.add(con, row, reason, now)

    def correct_incident(self, incident_id: str, changes: Mapping[str, Any], reason: str, now: datetime) -> None:
        """Change columns of one incident; the old version goes into the history."""
        with self._writing() as con:
            corrections.correct(con, incident_id, changes, reason, now)

    def reject_incident(self, incident_id: str, reason: str, now: datetime) -> None:
        """Mark one incident rejected, so that no analysis counts it; recorded in the history."""
        with self._writing() as con:
            corrections.reject(con, incident_id, reason, now)

    def start_run(self, run: Mapping[str, Any], now: datetime, *, status: str = "running") -> str:
        """Make a run row (keys of `geo.tables.runs.RUNS`) and return its id (`A0001`, counting up)."""
        with self._writing() as con:
            return runs.start(con, run, now, status)

    def ask_run(self, run: Mapping[str, Any], now: datetime, *, status: str = "queued") -> tuple[str, bool]:
        """Return the run that answers a question already, or make one; and whether it is new."""
        with self._writing() as con:
            runs.fail_lost(con, now)
            known = asking.same_run(con, run)
            return (known, False) if known is not None else (runs.start(con, run, now, status), True)

    def publish_run(self, run_id: str, now: datetime, who: str = "") -> bool:
        """Show a finished run as the newest of its task; say whether anything changed."""
        with self._writing() as con:
            return showing.publish(con, run_id, now, who)

    def withdraw_run(self, run_id: str, now: datetime, who: str = "") -> list[str]:
        """Take a published run away with all that was made from it; return their ids."""
        with self._writing() as con:
            return showing.withdraw(con, run_id, now, who)

    def shown_runs(
        self, task: str, asker: str | None = None, *, of_run: str | None = None, drafts: bool = False
    ) -> list[str]:
        """Return ids of finished runs of a task that an agency (None: the home agency) may see, the one shown first."""
        standing = self.standing()
        with self._reading() as con:
            return showing.shown_runs(con, task, standing.home if asker is None else asker, standing, of_run, drafts)

    def showings(self, run_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return when runs were published and withdrawn, newest first (form `SHOWINGS`)."""
        with self._reading() as con:
            return showing.history(con, run_ids)

    def claim_run(self, now: datetime) -> dict[str, Any] | None:
        """Take the oldest queued run, mark it running, and return it; None when there is none."""
        with self._reading() as con:  # an idle worker asks twice a second: it must not hold up writers
            waiting = con.execute("SELECT 1 FROM runs WHERE status = 'queued' LIMIT 1").fetchone()
            if waiting is None and not runs.any_lost(con, now):
                return None
        with self._writing() as con:
            return runs.claim(con, now)

    def fail_lost_runs(self, now: datetime) -> int:
        """Fail running runs without a sign of life for 60 s; return how many."""
        return self._fail_lost(now)

    def update_run(self, run_id: str, changes: Mapping[str, Any], *, only_from: Sequence[str] = ()) -> bool:
        """Change columns of a run (only in one of these states); also a sign of life; say whether it was changed."""
        with self._writing() as con:
            return runs.update(con, run_id, changes, only_from)

    def finish_run(self, run_id: str, changes: Mapping[str, Any], results: Mapping[str, pd.DataFrame]) -> None:
        """Store result tables by name and mark the run done, in one transaction."""
        with self._writing() as con:
            number = runs.finish(con, run_id, changes, changes.get("finished") or self._clock())
            result_tables.write(con, number, results)

    def runs(self, task: str | None = None, status: str | None = None) -> pd.DataFrame:
        """Return runs, newest first (form of `geo.tables.runs.RUNS`)."""
        self._fail_lost(None)
        with self._reading() as con:
            return runs.listed(con, task, status)

    def run(self, run_id: str) -> dict[str, Any]:
        """Return one run, JSON parsed; `latest` or `latest:zones` name the newest finished one."""
        with self._reading() as con:
            return runs.one(con, run_id, self.standing)

    def result(self, run_id: str, table: str) -> gpd.GeoDataFrame | pd.DataFrame:
        """Return one of a run's result tables in its form."""
        with self._reading() as con:
            return result_tables.read(con, runs.number_of(con, run_id, self.standing), table)

    def hotspot_history(self, hotspot_id: str) -> pd.DataFrame:
        """Return the finished runs that found a hotspot, newest first (form of `APPEARANCES`)."""
        with self._reading() as con:
            return appearances.history(con, hotspot_id)

    def hotspots_seen(self, run_ids: Sequence[str]) -> gpd.GeoDataFrame:
        """Return the latest appearance of every hotspot id among these runs (form of `HOTSPOTS`)."""
        with self._reading() as con:
            return appearances.latest(con, run_ids)

    def keep(self, table: str, rows: pd.DataFrame, now: datetime) -> dict[str, int]:
        """Store records that outlive runs; see `geo.store.records.keep`."""
        with self._writing() as con:
            return records.keep(con, table, rows, now)

    def keep_tracks(self, tracks: gpd.GeoDataFrame, fixes: gpd.GeoDataFrame, now: datetime) -> dict[str, int]:
        """Store tracks with their positions; a track that is there already changes nothing."""
        with self._writing() as con:
            return records.keep_tracks(con, tracks, fixes, now)

    def kept(self, table: str, chosen: Mapping[str, Sequence[str]] | None = None) -> gpd.GeoDataFrame | pd.DataFrame:
        """Return records in force, in the order they came."""
        with self._reading() as con:
            return records.kept(con, table, chosen)

    def put_network(self, name: str, content: bytes, about: Mapping[str, Any], now: datetime) -> None:
        """Store a network under its name, in place of the one before."""
        with self._writing() as con:
            records.put_network(con, name, content, about, now)

    def network(self, name: str) -> bytes | None:
        """Return a network as it was put in, or None."""
        with self._reading() as con:
            return records.network(con, name)

    def networks(self) -> list[dict[str, Any]]:
        """Return what is known about every network: name, recorded (UTC), digest, bytes, about."""
        with self._reading() as con:
            return records.networks(con)

    def backup(self, target: Path) -> dict[str, Any]:
        """Write a consistent copy while others write; return its checksums."""
        with self._connected() as con:
            return backup.write_backup(con, self.path, Path(target), self._clock())

    def _fail_lost(self, now: datetime | None) -> int:
        with self._reading() as con:
            if not runs.any_lost(con, now):
                return 0
        with self._writing() as con:
            return runs.fail_lost(con, now)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection; no error of SQLite leaves the block."""
        with as_store_errors(self.path.name):
            yield self._connections.own()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """See one state of the store in all that this thread reads within the block; it must not write there."""
        with self._connected() as con, reading(con):
            self._local.frozen = con
            try:
                version, as_of = con.execute("SELECT data_version, data_as_of FROM state").fetchone()
                yield Snapshot(int(version), moment(as_of))
            finally:
                self._local.frozen = None

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        frozen: sqlite3.Connection | None = getattr(self._local, "frozen", None)
        if frozen is not None:
            with as_store_errors(self.path.name):
                yield frozen
            return
        with self._connected() as con, reading(con):
            # A call within the block sees the same state.
            self._local.frozen = con
            try:
                yield con
            finally:
                self._local.frozen = None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._connected() as con, writing(con):
            yield con

    def _standing_for(self, chosen: Chosen) -> Standing | None:
        return self.standing() if chosen.audience else None

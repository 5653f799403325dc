"""What every store can do; the embedded SQLite store is the first, others follow the same contract tests."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.agencies.audience import Standing
from geo.agencies.region import Region
from geo.tables.chosen import Chosen
from geo.tables.runs import Outcome


@dataclass(frozen=True)
class Arrival:
    """One file's rows on their way into the store.

    `rows` has the form of `geo.tables.incidents`, `refused` that of `geo.tables.quarantine`. `regrouped`
    (columns incident_id, event_id, left_out) re-labels sensor rows already stored, in the same transaction. `agency`
    is whose import it is (None: the home agency's).
    """

    file: str
    digest: str
    source: str
    records: int
    rows: gpd.GeoDataFrame
    refused: pd.DataFrame
    duplicates: int
    mapping: Mapping[str, str]
    warnings: list[dict[str, Any]]
    regrouped: pd.DataFrame | None = None
    agency: str | None = None


@dataclass(frozen=True)
class Imported:
    """What became of one file: records = stored + unchanged + corrected + duplicates + quarantined."""

    import_id: str
    source: str
    records: int
    stored: int
    unchanged: int
    corrected: int
    duplicates: int
    quarantined: int
    reasons: dict[str, int]
    warnings: list[dict[str, Any]]
    seconds: float


@dataclass(frozen=True)
class IncidentColumns:
    """Incidents as parallel arrays for maps: only those that count and whose kind may be shown as points.

    `kind` indexes `kinds`; `moment` is seconds since 1970 (UTC), the lowest int64 when unknown;
    `number` is the store's internal row number, for `Store.incident_by_number`. `owner` indexes `owners` (codes of
    agencies) and `sharing` `geo.tables.incidents.SHARINGS`: whoever shows incidents has to ask both.
    """

    version: int
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    kind: npt.NDArray[np.int16]
    moment: npt.NDArray[np.int64]
    number: npt.NDArray[np.int64]
    kinds: tuple[str, ...]
    owner: npt.NDArray[np.int16]
    sharing: npt.NDArray[np.int8]
    owners: tuple[str, ...]


@dataclass(frozen=True)
class Snapshot:
    """Which state of the incidents a block of reading sees: version of the data, and when they last changed (UTC)."""

    data_version: int
    data_as_of: datetime | None


class Store(Protocol):
    """Holds exactly one region: its pack, incidents with history, imports, quarantine and runs."""

    url: str

    def close(self) -> None:
        """Release files and connections."""

    def region(self) -> Region:
        """Return the region, rebuilt from the pack that the store holds."""

    def region_files(self) -> dict[str, bytes]:
        """Return the region pack as it was put in: file name to content."""

    def region_version(self) -> int:
        """Return a number that grows with every change of the region's pack."""

    def standing(self) -> Standing:
        """Return the region's agencies and the one whose post this is."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """See one state of the store in all that this thread reads within the block; it must not write there."""

    def data_version(self) -> int:
        """Return a number that grows with every change of incidents."""

    def data_as_of(self) -> datetime | None:
        """Return when incidents last changed (UTC), or None in an empty store."""

    def take_in(self, arrival: Arrival, now: datetime, *, dry_run: bool = False) -> Imported:
        """Store one file's rows, all or nothing; the same file again changes nothing."""

    def undo_import(self, import_id: str, now: datetime) -> dict[str, int]:
        """Take a whole import back, bringing corrected rows back to what they were; the import stays listed.

        Returns counts `removed`, `restored`, `kept` (another import still in force delivered them too),
        `kept_by_hand`, `relabelled` (satellite pixels whose event changed back). A second time is refused.
        """

    def imports(self, owner: str | None = None) -> pd.DataFrame:
        """Return imports, newest first (form of `geo.tables.runs.IMPORTS`), all or those of one agency."""

    def newest_outcomes(self, owner: str) -> list[Outcome]:
        """Return how an agency's imports ended, newest first, back to the last that was not refused and with it.

        For what is asked by every page: no table is made of it, and what lies before the last success is not read.
        """

    def quarantine(self, import_id: str | None = None) -> pd.DataFrame:
        """Return refused rows (form of `geo.tables.quarantine`), of one import or of all."""

    def refuse_import(
        self, file: str, digest: str, source: str, error: Mapping[str, Any], now: datetime, agency: str | None = None
    ) -> str:
        """Note a file that was refused as a whole (import of status `refused`); return the import's id."""

    def incidents(
        self, chosen: Chosen, *, limit: int | None = None, offset: int = 0, only: Sequence[str] | None = None
    ) -> gpd.GeoDataFrame:
        """Return incidents in the form of `geo.tables.incidents`, ordered by time (unknown first), then id.

        Never kinds of visibility `never`. `only` names the columns that are wanted (the others come back empty),
        which makes large answers several times faster.
        """

    def left_out(self, chosen: Chosen) -> dict[str, int]:
        """Return how many incidents that match `chosen` analyses leave out, by reason.

        Reasons: codes of the column `left_out`, `rejected`, `never_mapped`, `unknown_time` where a period is asked, and
        `audience` where one is named: what would count, but not all of the audience may see.
        """

    def counts(self, chosen: Chosen) -> pd.DataFrame:
        """Return columns kind, n: how many incidents that count match, per kind."""

    def columns(self) -> IncidentColumns:
        """Return all incidents that a map may show as points."""

    def incident(self, incident_id: str) -> dict[str, Any] | None:
        """Return one incident's columns (geometry as lon, lat; JSON as text) and its `number`, or None."""

    def incident_by_number(self, number: int) -> dict[str, Any] | None:
        """Return one incident by `IncidentColumns.number`, or None."""

    def owners(self, incident_ids: Collection[str]) -> dict[str, str]:
        """Return the agency that each of these incidents belongs to; ids that are not stored are left out.

        Of every kind, also of visibility `never`: an id is taken, whoever may see it.
        """

    def history(self, incident_id: str) -> pd.DataFrame:
        """Return earlier versions: columns changed (UTC), action, reason, import_id, before (JSON)."""

    def sensor_pixels(self, since: datetime, until: datetime) -> pd.DataFrame:
        """Return stored satellite rows of [since, until] that take part in merging (free or `same_event`).

        Columns incident_id, lon, lat, occurred_from, attributes, origin, left_out, event_id.
        """

    def add_incident(self, row: gpd.GeoDataFrame, reason: str, now: datetime) -> str:
        """Store one incident entered by hand (one row, form of `geo.tables.incidents`) and return its id."""

    def correct_incident(self, incident_id: str, changes: Mapping[str, Any], reason: str, now: datetime) -> None:
        """Change columns of one incident; the old version goes into the history."""

    def reject_incident(self, incident_id: str, reason: str, now: datetime) -> None:
        """Mark one incident rejected, so that no analysis counts it; recorded in the history."""

    def start_run(self, run: Mapping[str, Any], now: datetime, *, status: str = "running") -> str:
        """Make a run row (keys of `geo.tables.runs.RUNS`) and return its id (`A0001`, counting up)."""

    def ask_run(self, run: Mapping[str, Any], now: datetime, *, status: str = "queued") -> tuple[str, bool]:
        """Return the run that answers the same question already, or make one; and whether it is new.

        The same: task, method, parameters, seed, filter, audience and versions of the software; queued still, or
        running or done on the data as they are now.
        """

    def publish_run(self, run_id: str, now: datetime, who: str = "") -> bool:
        """Show a finished run as the newest of its task; say whether anything changed.

        Raises ParameterError when it is not finished, or the run that it was made from is not published.
        """

    def withdraw_run(self, run_id: str, now: datetime, who: str = "") -> list[str]:
        """Take a published run away with all that was made from it; return their ids, its own first."""

    def shown_runs(
        self, task: str, asker: str | None = None, *, of_run: str | None = None, drafts: bool = False
    ) -> list[str]:
        """Return ids of finished runs of a task that an agency (None: the home agency) may see, the one shown first.

        `of_run`: only those made from it; `drafts`: also drafts and withdrawn ones, after the published.
        """

    def showings(self, run_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return when runs were published and withdrawn, and by whom, newest first (form of `SHOWINGS`)."""

    def fail_lost_runs(self, now: datetime) -> int:
        """Fail running runs that gave no sign of life for 60 s; return how many. `runs` and `claim_run` do it too."""

    def claim_run(self, now: datetime) -> dict[str, Any] | None:
        """Take the oldest queued run, mark it running, and return it; None when there is none."""

    def update_run(self, run_id: str, changes: Mapping[str, Any], *, only_from: Sequence[str] = ()) -> bool:
        """Change columns of a run (progress, heartbeat, status, error); every call is a sign of life.

        With `only_from` only when its status is one of these, decided in the same transaction; says whether it was.
        """

    def finish_run(self, run_id: str, changes: Mapping[str, Any], results: Mapping[str, pd.DataFrame]) -> None:
        """Store result tables by name (see `result`) and mark the run done, in one transaction.

        It is published then, unless it was started as a draft or the run that it was made from is not published.
        Raises CancelledError when the run was cancelled or has ended; its result is not kept then.
        """

    def runs(self, task: str | None = None, status: str | None = None) -> pd.DataFrame:
        """Return runs, newest first (form of `geo.tables.runs.RUNS`)."""

    def run(self, run_id: str) -> dict[str, Any]:
        """Return one run, its JSON columns parsed; `latest` or `latest:zones` name the one shown to the home agency."""

    def result(self, run_id: str, table: str) -> gpd.GeoDataFrame | pd.DataFrame:
        """Return one of a run's result tables in its form; empty when the run has none.

        Names: `hotspots`, `surfaces`, `borders`, `kinships`, `stacks`, `forecasts`, `backtests`, `zones`, `routes`,
        `stops`, `labels`.
        """

    def hotspot_history(self, hotspot_id: str) -> pd.DataFrame:
        """Return the finished runs that found a hotspot, newest first (form of `geo.tables.lineage.APPEARANCES`)."""

    def hotspots_seen(self, run_ids: Sequence[str]) -> gpd.GeoDataFrame:
        """Return the latest appearance of every hotspot id among these runs (form of `HOTSPOTS`), ordered by id."""

    def keep(self, table: str, rows: pd.DataFrame, now: datetime) -> dict[str, int]:
        """Store records that outlive runs: `patrol_results`, `orders`, `declarations` (`tracks`: see `keep_tracks`).

        Returns counts `stored`, `unchanged`, `corrected`. Results of patrols, and what a track is assigned to, may be
        corrected (the old version stays in
        the file); a row of another table that is there with other content raises RecordError.
        """

    def keep_tracks(self, tracks: gpd.GeoDataFrame, fixes: gpd.GeoDataFrame, now: datetime) -> dict[str, int]:
        """Store tracks (form `TRACKS`) and their positions (`FIXES`), all or nothing; known tracks change nothing."""

    def kept(self, table: str, chosen: Mapping[str, Sequence[str]] | None = None) -> gpd.GeoDataFrame | pd.DataFrame:
        """Return records in force in their form, in the order they came: `tracks`, `fixes` and those of `keep`.

        `chosen` gives for text columns the values wanted (`{"order_id": ["S0001"]}`).
        """

    def put_network(self, name: str, content: bytes, about: Mapping[str, Any], now: datetime) -> None:
        """Store a network that crews travel on under its name, in place of the one before."""

    def network(self, name: str) -> bytes | None:
        """Return a network as it was put in, or None."""

    def networks(self) -> list[dict[str, Any]]:
        """Return `name`, `recorded` (UTC), `digest`, `bytes` and `about` of every network, by name."""

    def backup(self, target: Path) -> dict[str, Any]:
        """Write a consistent copy while others write, never over a file that is there.

        Returns `created`, `schema`, `rows` and `checksums` (per table), `sha256` and `bytes` (of the file).
        """

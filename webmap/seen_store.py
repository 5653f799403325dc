"""The store as one agency sees it: what is not for it is not there, whichever view asks, and with the same answer."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.agencies.audience import Standing
from geo.agencies.region import Region
from geo.errors import NotFoundError
from geo.store.ids import IMPORT, INCIDENT, RUN
from geo.store.protocol import Arrival, Imported, IncidentColumns, Snapshot, Store
from geo.tables.chosen import Chosen
from geo.tables.runs import Outcome
from webmap.view import View


class SeenStore:
    """A store seen by one agency; it has every method of `Store`.

    Incidents are those the agency may see; runs those of an audience that it belongs to, and, except for analysts,
    those that are published; results, orders and tracks follow their runs. What is asked for by name and not seen is
    refused as what does not exist.

    Parameters
    ----------
    store
        The whole store.
    view
        Who looks.
    """

    def __init__(self, store: Store, view: View) -> None:
        self.whole = store
        self.view = view
        self.url = store.url

    # --- who may see what

    def sees_run(self, run: Mapping[str, Any]) -> bool:
        """Say whether a run's row (JSON read or as text) is seen."""
        audience = run["audience"]
        audience = json.loads(audience) if isinstance(audience, str) else audience
        if not self.standing().may_see_run(self.view.agency, audience or ()):
            return False
        return self.view.drafts or (run["status"] == "done" and run["shown"] == "published")

    def _sees(self, row: Mapping[str, Any] | None) -> bool:
        return row is not None and self.standing().may_see(self.view.agency, row.get("agency"), row.get("sharing"))

    def _narrowed(self, chosen: Chosen) -> Chosen:
        return replace(chosen, audience=tuple(dict.fromkeys((*chosen.audience, self.view.agency))))

    # --- incidents

    def incidents(
        self, chosen: Chosen, *, limit: int | None = None, offset: int = 0, only: Sequence[str] | None = None
    ) -> gpd.GeoDataFrame:
        """Return incidents that the agency may see; see `Store.incidents`."""
        return self.whole.incidents(self._narrowed(chosen), limit=limit, offset=offset, only=only)

    def left_out(self, chosen: Chosen) -> dict[str, int]:
        """Return how many incidents analyses leave out, by reason; see `Store.left_out`."""
        return self.whole.left_out(self._narrowed(chosen))

    def counts(self, chosen: Chosen) -> pd.DataFrame:
        """Return how many incidents count, per kind; see `Store.counts`."""
        return self.whole.counts(self._narrowed(chosen))

    def columns(self) -> IncidentColumns:
        """Return the points that the agency may see; see `Store.columns`."""
        from webmap.incident_index import columns_of

        return columns_of(self.whole.columns(), self.view.agency, self.standing())

    def incident(self, incident_id: str) -> dict[str, Any] | None:
        """Return one incident, or None when it is not there or not for the agency."""
        row = self.whole.incident(incident_id)
        return row if self._sees(row) else None

    def incident_by_number(self, number: int) -> dict[str, Any] | None:
        """Return one incident, or None when it is not there or not for the agency."""
        row = self.whole.incident_by_number(number)
        return row if self._sees(row) else None

    def history(self, incident_id: str) -> pd.DataFrame:
        """Return earlier versions of an incident that the agency sees; else none."""
        known = self.whole.history(incident_id)
        return known if self._sees(self.whole.incident(incident_id)) else known.head(0)

    def owners(self, incident_ids: Collection[str]) -> dict[str, str]:
        """Return whose these incidents are: of everybody, so that no agency takes an id that is another's."""
        return self.whole.owners(incident_ids)

    def sensor_pixels(self, since: datetime, until: datetime) -> pd.DataFrame:
        """Return satellite rows to merge with: those of everybody, since one fire is one event."""
        return self.whole.sensor_pixels(since, until)

    def add_incident(self, row: gpd.GeoDataFrame, reason: str, now: datetime) -> str:
        """Store one incident entered by hand."""
        return self.whole.add_incident(row, reason, now)

    def correct_incident(self, incident_id: str, changes: Mapping[str, Any], reason: str, now: datetime) -> None:
        """Change one incident that the agency sees."""
        self._require_incident(incident_id)
        self.whole.correct_incident(incident_id, changes, reason, now)

    def reject_incident(self, incident_id: str, reason: str, now: datetime) -> None:
        """Reject one incident that the agency sees."""
        self._require_incident(incident_id)
        self.whole.reject_incident(incident_id, reason, now)

    def _require_incident(self, incident_id: str) -> None:
        if not self._sees(self.whole.incident(incident_id)):
            raise NotFoundError(what=INCIDENT, name=incident_id[:40])

    # --- runs

    def runs(self, task: str | None = None, status: str | None = None) -> pd.DataFrame:
        """Return the runs that are seen, newest first."""
        found = self.whole.runs(task, status)
        columns = (found[name] for name in ("audience", "status", "shown"))
        seen = [
            self.sees_run({"audience": audience, "status": state, "shown": shown})
            for audience, state, shown in zip(*columns, strict=True)
        ]
        return found[pd.Series(seen, index=found.index, dtype=bool)].reset_index(drop=True)

    def run(self, run_id: str) -> dict[str, Any]:
        """Return one run that is seen; `latest` and `latest:TASK` name the one shown to the agency.

        Raises
        ------
        NotFoundError
            When there is none, or it is not seen.
        """
        if run_id.partition(":")[0] == "latest":
            return self._latest(run_id)
        run = self.whole.run(run_id)
        if not self.sees_run(run):
            raise NotFoundError(what=RUN, name=run_id)
        return run

    def _latest(self, name: str) -> dict[str, Any]:
        from geo.tables.runs import RUN_TASKS

        task = name.partition(":")[2]
        tasks = [task] if task else RUN_TASKS
        shown = [ids[0] for one in tasks if one in RUN_TASKS and (ids := self.shown_runs(one))]
        if not shown:
            raise NotFoundError(what=RUN, name=name)
        return self.whole.run(max(shown, key=lambda run_id: (len(run_id), run_id)))

    def shown_runs(
        self, task: str, asker: str | None = None, *, of_run: str | None = None, drafts: bool = False
    ) -> list[str]:
        """Return ids of finished runs that are seen, the one shown first; nobody asks in another agency's name."""
        _ = asker
        return self.whole.shown_runs(task, self.view.agency, of_run=of_run, drafts=drafts and self.view.drafts)

    def result(self, run_id: str, table: str) -> gpd.GeoDataFrame | pd.DataFrame:
        """Return a table of a run that is seen."""
        return self.whole.result(str(self.run(run_id)["run_id"]), table)

    def hotspot_history(self, hotspot_id: str) -> pd.DataFrame:
        """Return the runs that are seen and found a hotspot, newest first."""
        found = self.whole.hotspot_history(hotspot_id)
        seen = set(self.runs("hotspots", "done")["run_id"])
        return found[found["run_id"].isin(seen)].reset_index(drop=True)

    def hotspots_seen(self, run_ids: Sequence[str]) -> gpd.GeoDataFrame:
        """Return the latest appearance of every hotspot among those of these runs that are seen."""
        seen = set(self.runs("hotspots", "done")["run_id"])
        return self.whole.hotspots_seen([run_id for run_id in run_ids if run_id in seen])

    def showings(self, run_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return when runs that are seen were published and withdrawn, newest first."""
        seen = set(self.runs()["run_id"])
        return self.whole.showings([one for one in (run_ids if run_ids is not None else sorted(seen)) if one in seen])

    def start_run(self, run: Mapping[str, Any], now: datetime, *, status: str = "running") -> str:
        """Ask for a run as `ask_run` does, and return its id."""
        return self.ask_run(run, now, status=status)[0]

    def ask_run(self, run: Mapping[str, Any], now: datetime, *, status: str = "queued") -> tuple[str, bool]:
        """Ask for a run: a draft unless it says otherwise; the same one asked twice is computed once."""
        return self.whole.ask_run({"shown": "draft", **run}, now, status=status)

    def publish_run(self, run_id: str, now: datetime, who: str = "") -> bool:
        """Show a run that is seen."""
        return self.whole.publish_run(str(self.run(run_id)["run_id"]), now, who)

    def withdraw_run(self, run_id: str, now: datetime, who: str = "") -> list[str]:
        """Take a run that is seen away, and what was made from it; return those of them that were seen."""
        seen = set(self.runs()["run_id"])
        gone = self.whole.withdraw_run(str(self.run(run_id)["run_id"]), now, who)
        return [one for one in gone if one in seen]

    def fail_lost_runs(self, now: datetime) -> int:
        """Fail runs without a sign of life."""
        return self.whole.fail_lost_runs(now)

    def claim_run(self, now: datetime) -> dict[str, Any] | None:
        """Take the oldest queued run (workers do)."""
        return self.whole.claim_run(now)

    def update_run(self, run_id: str, changes: Mapping[str, Any], *, only_from: Sequence[str] = ()) -> bool:
        """Change columns of a run that is seen."""
        return self.whole.update_run(str(self.run(run_id)["run_id"]), changes, only_from=only_from)

    def finish_run(self, run_id: str, changes: Mapping[str, Any], results: Mapping[str, pd.DataFrame]) -> None:
        """Store the result of a run that is seen."""
        self.whole.finish_run(str(self.run(run_id)["run_id"]), changes, results)

    # --- imports

    def imports(self, owner: str | None = None) -> pd.DataFrame:
        """Return the visitor's own agency's imports, newest first, whichever owner is named."""
        _ = owner
        return self.whole.imports(self.view.agency)

    def newest_outcomes(self, owner: str) -> list[Outcome]:
        """Return how the visitor's own agency's newest imports ended, whichever owner is named."""
        _ = owner
        return self.whole.newest_outcomes(self.view.agency)

    def quarantine(self, import_id: str | None = None) -> pd.DataFrame:
        """Return refused rows of the agency's own imports."""
        own = set(self.imports()["import_id"])
        if import_id is not None and import_id.upper() not in own:
            raise NotFoundError(what=IMPORT, name=import_id)
        found = self.whole.quarantine(import_id)
        return found[found["import_id"].isin(own)].reset_index(drop=True)

    def take_in(self, arrival: Arrival, now: datetime, *, dry_run: bool = False) -> Imported:
        """Store one file's rows, as the agency's import."""
        mine = arrival if arrival.agency is not None else replace(arrival, agency=self.view.agency)
        return self.whole.take_in(mine, now, dry_run=dry_run)

    def refuse_import(
        self, file: str, digest: str, source: str, error: Mapping[str, Any], now: datetime, agency: str | None = None
    ) -> str:
        """Note that a file of the agency was refused."""
        return self.whole.refuse_import(file, digest, source, error, now, agency or self.view.agency)

    def undo_import(self, import_id: str, now: datetime) -> dict[str, int]:
        """Take an import of the agency's own back."""
        if import_id.upper() not in set(self.imports()["import_id"]):
            raise NotFoundError(what=IMPORT, name=import_id[:40])
        return self.whole.undo_import(import_id, now)

    # --- records

    def kept(self, table: str, chosen: Mapping[str, Sequence[str]] | None = None) -> gpd.GeoDataFrame | pd.DataFrame:
        """Return records that are seen: those of runs that are seen, and tracks of the agency's own units."""
        found = self.whole.kept(table, chosen)
        if table == "orders":
            seen = found["run_id"].isin(set(self.runs("routes", "done")["run_id"]))
        elif table == "patrol_results":
            seen = found["order_id"].isin(self._orders())
        elif table == "tracks":
            own = {unit.unit_id for unit in self.region().units if unit.agency == self.view.agency}
            known = {unit.unit_id for unit in self.region().units}
            seen = found["unit"].isin(own) | found["order_id"].isin(self._orders())
            if self.view.agency == self.standing().home:
                seen |= ~found["unit"].isin(known)
        elif table == "fixes":
            seen = found["track_id"].isin(set(self.kept("tracks")["track_id"]))
        else:  # declarations: of the zones that will be judged
            runs = set(self.runs("zones", "done")["run_id"])
            seen = pd.Series([json.loads(text).get("run_id") in runs for text in found["content"]], index=found.index)
        return found[seen.astype(bool)].reset_index(drop=True)

    def _orders(self) -> set[str]:
        return set(self.kept("orders")["order_id"])

    def keep(self, table: str, rows: pd.DataFrame, now: datetime) -> dict[str, int]:
        """Store records that outlive runs."""
        return self.whole.keep(table, rows, now)

    def keep_tracks(self, tracks: gpd.GeoDataFrame, fixes: gpd.GeoDataFrame, now: datetime) -> dict[str, int]:
        """Store tracks."""
        return self.whole.keep_tracks(tracks, fixes, now)

    # --- what everybody sees alike

    def close(self) -> None:
        """Leave the store open: it is shared."""

    def region(self) -> Region:
        """Return the region."""
        return self.whole.region()

    def region_files(self) -> dict[str, bytes]:
        """Return the region pack."""
        return self.whole.region_files()

    def region_version(self) -> int:
        """Return the version of the pack."""
        return self.whole.region_version()

    def standing(self) -> Standing:
        """Return the agencies."""
        return self.whole.standing()

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """See one state of the store within a block."""
        return self.whole.snapshot()

    def data_version(self) -> int:
        """Return the version of the data."""
        return self.whole.data_version()

    def data_as_of(self) -> datetime | None:
        """Return when incidents last changed."""
        return self.whole.data_as_of()

    def put_network(self, name: str, content: bytes, about: Mapping[str, Any], now: datetime) -> None:
        """Store a network."""
        self.whole.put_network(name, content, about, now)

    def network(self, name: str) -> bytes | None:
        """Return a network."""
        return self.whole.network(name)

    def networks(self) -> list[dict[str, Any]]:
        """Return what is known about networks."""
        return self.whole.networks()

    def backup(self, target: Path) -> dict[str, Any]:
        """Write a copy of everything (an administrator's work)."""
        return self.whole.backup(target)

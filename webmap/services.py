"""What views ask for: the store, the region, the clock, and indexes that are rebuilt when the data change."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app

from geo.agencies.region import Region
from geo.errors import GeoError, NotFoundError
from geo.languages import Says
from webmap.caching import BoundedCache
from webmap.incident_index import IncidentIndex, index_of
from webmap.settings import WebSettings

if TYPE_CHECKING:
    from geo.store.protocol import Store

_KEY = "petarawan"
_RUN = Says("Analisis", "run")


class Services:
    """One application's access to its store.

    Parameters
    ----------
    settings
        Address of the store and the clock.
    store
        An open store, used from several threads; None: the one at `settings.store` is opened at its first use.
    """

    def __init__(self, settings: WebSettings, store: Store | None = None) -> None:
        self.settings = settings
        self.answers = BoundedCache(4096, settings.cache_bytes)
        self._store = store
        self._region: Region | None = None
        self._index: IncidentIndex | None = None
        self._building = threading.RLock()

    @property
    def store(self) -> Store:
        """The store, opened at its first use; it gives each thread its own connection."""
        if self._store is None:
            with self._building:
                if self._store is None:
                    from geo.store import open_store

                    self._store = open_store(self.settings.store, self.now)
        return self._store

    def now(self) -> datetime:
        """Return the present moment (UTC), or the fixed one."""
        return (self.settings.now or datetime.now(UTC)).astimezone(UTC)

    def region(self) -> Region:
        """Return the region; a store keeps the same one for its whole life."""
        if self._region is None:
            self._region = self.store.region()
        return self._region

    def hidden_kinds(self) -> frozenset[str]:
        """Return the kinds that are never shown as points."""
        kinds = self.region().kinds
        return frozenset(kinds.loc[kinds["visibility"] != "map", "code"].astype(str))

    def index(self) -> IncidentIndex:
        """Return the index of incidents as they are now; built once per change of the data."""
        version = self.store.data_version()
        index = self._index
        if index is not None and index.version == version:
            return index
        with self._building:
            index = self._index
            if index is None or index.version != self.store.data_version():
                index = index_of(self.store.columns(), self.hidden_kinds())
                self._index = index
        return index

    def is_stale(self) -> bool:
        """Say whether the data are older than the limit."""
        as_of = self.store.data_as_of()
        return as_of is not None and self.now() - as_of > timedelta(days=self.settings.stale_days)

    def hotspot_run(self, name: str = "latest") -> dict[str, Any] | None:
        """Return a finished hotspots run, or None when the latest is asked for and there is none.

        Raises
        ------
        NotFoundError
            When a run is named that does not exist, is not finished, or is of another task.
        """
        return self._finished("hotspots", name)

    def forecast_run(self, name: str = "latest") -> dict[str, Any] | None:
        """Return a finished forecast run, or None when the latest is asked for and there is none.

        Raises
        ------
        NotFoundError
            When a run is named that does not exist, is not finished, or is of another task.
        """
        return self._finished("forecast", name)

    def _finished(self, task: str, name: str) -> dict[str, Any] | None:
        if name == "latest":
            done = self.store.runs(task, "done")
            return self.store.run(str(done["run_id"].iloc[0])) if len(done) else None
        run = self.store.run(name) if _is_run_id(name) else None
        if run is not None and run["task"] == "zones" and task == "hotspots":
            run = self.store.run(str(run["chosen"]["of_run"]))
        if run is None or run["task"] != task or run["status"] != "done":
            raise NotFoundError(what=_RUN, name=name[:20])
        return run

    def zone_run(self, hotspot_run_id: str) -> dict[str, Any] | None:
        """Return the newest finished zones run made from one hotspots run, so that a map never mixes two runs."""
        done = self.store.runs("zones", "done")
        for run_id, chosen in zip(done["run_id"].astype(str), done["chosen"], strict=True):
            if json.loads(chosen).get("of_run") == hotspot_run_id:
                return self.store.run(run_id)
        return None

    def route_run(self, name: str = "latest") -> dict[str, Any] | None:
        """Return a finished routes run; the latest is the newest made from the zones that the map shows.

        Raises
        ------
        NotFoundError
            When a run is named that does not exist, is not finished, or is of another task.
        """
        if name != "latest":
            return self._finished("routes", name)
        hotspots = self.hotspot_run()
        zones = self.zone_run(hotspots["run_id"]) if hotspots is not None else None
        if zones is None:
            return None
        done = self.store.runs("routes", "done")
        for run_id, chosen in zip(done["run_id"].astype(str), done["chosen"], strict=True):
            if json.loads(chosen).get("of_run") == zones["run_id"]:
                return self.store.run(run_id)
        return None

    def kept(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return a finished answer from the cache, or make it."""
        return self.answers.get(key, make)

    def warm(self) -> None:
        """Build what the first reader would wait for; what fails here is said when a reader asks for it."""
        from webmap.maps import page

        page.warm()
        with contextlib.suppress(GeoError):
            self.index()


def _is_run_id(name: str) -> bool:
    return name.isascii() and name.isalnum() and len(name) <= 20


def init_app(app: Flask, settings: WebSettings, store: Store | None = None) -> None:
    """Give the application its services."""
    app.extensions[_KEY] = Services(settings, store)


def services_of(app: Flask) -> Services:
    """Return an application's services."""
    found: Services = app.extensions[_KEY]
    return found


def services() -> Services:
    """Return the services of the application that answers the present request."""
    return services_of(current_app)

"""What views ask for: the store, the region, the clock, and indexes that are rebuilt when the data change."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, has_request_context

from geo.agencies.region import Region
from geo.errors import GeoError, NotFoundError
from geo.languages import Says
from webmap.caching import BoundedCache
from webmap.incident_index import IncidentIndex, index_of
from webmap.seen_store import SeenStore
from webmap.settings import WebSettings
from webmap.view import View, view_of

if TYPE_CHECKING:
    from geo.store.protocol import Store
    from geo.store.service.file import ServiceFile

_KEY = "petarawan"
_RUN = Says("Analisis", "run")
MOST_PART_ROWS = 2_000_000
"""Incidents in all indexes of single agencies together (about 60 bytes each), beside the index of all."""


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
        self._own_store = store is None
        self._service: ServiceFile | None = None
        self._index: tuple[tuple[int, int], IncidentIndex] | None = None
        self._parts: OrderedDict[str, IncidentIndex] = OrderedDict()
        self._sees_like: dict[str, str] = {}
        self._building = threading.RLock()
        self._endings: list[Callable[[], None]] = []

    @property
    def store(self) -> Store:
        """The store as the visitor's agency sees it; outside a request the whole store."""
        return SeenStore(self.whole, self.view()) if has_request_context() else self.whole

    @property
    def whole(self) -> Store:
        """The whole store, opened at its first use: for work that serves all agencies, never for what one is shown."""
        if self._store is None:
            with self._building:
                if self._store is None:
                    from geo.store import open_store

                    self._store = open_store(self.settings.store, self.now)
        return self._store

    @property
    def service(self) -> ServiceFile:
        """The service file beside the store, opened at its first use."""
        if self._service is None:
            with self._building:
                if self._service is None:
                    from geo.store.service.file import open_service

                    self._service = open_service(self.whole.url)
        return self._service

    def before_close(self, end: Callable[[], None]) -> None:
        """Have something ended before the files close: what works on them in threads of its own."""
        with self._building:
            self._endings.append(end)

    def close(self) -> None:
        """End what works on the files; close what this application opened: the service file, the store if it opened it.

        What asks for them afterwards opens them again, so that an application may be closed while it rests.
        """
        with self._building:
            endings, self._endings = self._endings, []
        for end in endings:  # not under the lock: what ends may ask for the files once more
            end()
        with self._building:
            service, self._service = self._service, None
            store, self._store = (self._store, None) if self._own_store else (None, self._store)
            self._index, self._parts, self._sees_like = None, OrderedDict(), {}
        for file in (service, store):
            if file is not None:
                file.close()

    def now(self) -> datetime:
        """Return the present moment (UTC), or the fixed one."""
        return (self.settings.now or datetime.now(UTC)).astimezone(UTC)

    def view(self) -> View:
        """Return what the present visitor may see; outside a request what the home agency's commanders may."""
        return view_of(self.whole.standing())

    def region(self) -> Region:
        """Return the region as it is now."""
        return self.whole.region()

    def hidden_kinds(self) -> frozenset[str]:
        """Return the kinds that are never shown as points."""
        kinds = self.region().kinds
        return frozenset(kinds.loc[kinds["visibility"] != "map", "code"].astype(str))

    def index(self) -> IncidentIndex:
        """Return the index of the incidents that the visitor's agency may see, as they are now.

        The index of all is built once per change of the data; that of an agency is a part of it, or the same one when
        the agency sees everything, and agencies that see the same share one.
        """
        standing, agency = self.whole.standing(), self.view().agency
        with self._building:
            whole = self._whole_index()
            name = self._sees_like.get(agency) or whole.sees_like(agency, standing)
            self._sees_like[agency] = name
            if name not in self._parts:
                self._parts[name] = whole.part_for(agency, standing)
            self._parts.move_to_end(name)
            own = [part for part in self._parts.values() if part is not whole]
            while len(own) > 1 and sum(map(len, own)) > MOST_PART_ROWS:
                self._parts.popitem(last=False)
                own = [part for part in self._parts.values() if part is not whole]
            return self._parts[name]

    def _whole_index(self) -> IncidentIndex:
        version = (self.whole.data_version(), self.whole.region_version())
        if self._index is None or self._index[0] != version:
            self._index = version, index_of(self.whole.columns(), self.hidden_kinds())
            self._parts, self._sees_like = OrderedDict(), {}
        return self._index[1]

    def is_stale(self) -> bool:
        """Say whether the data are older than the limit."""
        as_of = self.store.data_as_of()
        return as_of is not None and self.now() - as_of > timedelta(days=self.settings.stale_days)

    def hotspot_run(self, name: str = "latest") -> dict[str, Any] | None:
        """Return a finished hotspots run that is seen; None when the latest (the one shown) is asked and there is none.

        Raises
        ------
        NotFoundError
            When a run is named that does not exist, is not finished, is not seen, or is of another task.
        """
        return self._finished("hotspots", name)

    def forecast_run(self, name: str = "latest") -> dict[str, Any] | None:
        """Return a finished forecast run that is seen; None when the latest (the one shown) is asked and there is none.

        Raises
        ------
        NotFoundError
            When a run is named that does not exist, is not finished, is not seen, or is of another task.
        """
        return self._finished("forecast", name)

    def _finished(self, task: str, name: str) -> dict[str, Any] | None:
        if name == "latest":
            shown = self.store.shown_runs(task)
            return self.store.run(shown[0]) if shown else None
        run = self.store.run(name) if _is_run_id(name) else None
        if run is not None and run["task"] == "zones" and task == "hotspots":
            run = self.store.run(str(run["chosen"]["of_run"]))
        if run is None or run["task"] != task or run["status"] != "done":
            raise NotFoundError(what=_RUN, name=name[:20])
        return run

    def zone_run(self, hotspot_run_id: str) -> dict[str, Any] | None:
        """Return the zones shown that were made from one hotspots run, so that a map never mixes two runs."""
        return self._made_from("zones", hotspot_run_id)

    def route_run(self, name: str = "latest") -> dict[str, Any] | None:
        """Return a finished routes run; the latest is the one shown that was made from the zones that the map shows.

        Raises
        ------
        NotFoundError
            When a run is named that does not exist, is not finished, is not seen, or is of another task.
        """
        if name != "latest":
            return self._finished("routes", name)
        hotspots = self.hotspot_run()
        return self.routes_of(hotspots["run_id"]) if hotspots is not None else None

    def routes_of(self, hotspot_run_id: str) -> dict[str, Any] | None:
        """Return the routes shown that were made from the zones shown of one hotspots run."""
        zones = self.zone_run(hotspot_run_id)
        return self._made_from("routes", zones["run_id"]) if zones is not None else None

    def _made_from(self, task: str, of_run: str) -> dict[str, Any] | None:
        """Return the run shown that was made from another; of a draft, analysts see drafts that were made from it."""
        store = self.store
        made = store.shown_runs(task, of_run=of_run)
        if not made and self.view().drafts and store.run(of_run)["shown"] != "published":
            made = store.shown_runs(task, of_run=of_run, drafts=True)
        return store.run(made[0]) if made else None

    def kept(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return a finished answer from the cache, or make it; each view of the store and of the region has its own."""
        return self.answers.get((self.view(), self.whole.region_version(), key), make)

    def warm(self) -> None:
        """Build what the first reader would wait for; what fails here is said when a reader asks for it."""
        from webmap.incident_hours import times_of
        from webmap.maps import page

        page.warm()
        with contextlib.suppress(GeoError):
            times_of(self, self.index())


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

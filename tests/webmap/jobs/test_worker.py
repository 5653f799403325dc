"""The queue with real child processes: done, cancelled, out of time, killed; never half a result."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo.agencies.packs import shipped_pack
from geo.errors import StoreError
from geo.languages import Says
from geo.pipelines.hotspot_request import HotspotRequest, run_row
from geo.pipelines.ingest import ingest, read_options
from geo.settings import Settings, load_settings
from geo.store import create_store
from geo.store.protocol import Store
from webmap.jobs.worker import Worker

N = 60_000


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of incidents that takes HDBSCAN a while."""
    rng = np.random.default_rng(1)
    file = tmp_path_factory.mktemp("many") / "many.csv"
    lon, lat = rng.uniform(104.3, 105.0, N), rng.uniform(-3.0, -2.3, N)
    file.write_text("lon,lat\n" + "".join(f"{x:.6f},{y:.6f}\n" for x, y in zip(lon, lat, strict=True)))
    return file


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({}, store=f"sqlite:///{tmp_path}/p.db")


@pytest.fixture
def store(settings: Settings, incidents: Path) -> Store:
    made = create_store(settings.store, shipped_pack(), settings.clock())
    ingest(incidents, made, read_options(settings, made.region()), settings.clock())
    yield made
    made.close()


def queue(store: Store, settings: Settings, method: str = "hdbscan") -> str:
    return store.start_run(run_row(HotspotRequest(method)), settings.clock(), status="queued")


def wait_for(condition: Callable[[], Any], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "waited too long"
        time.sleep(0.05)


def test_queued_runs_are_done_in_order(store: Store, settings: Settings) -> None:
    first, second = queue(store, settings, "dbscan"), queue(store, settings, "dbscan")
    assert Worker(settings).work(once=True) == 2
    assert [store.run(r)["status"] for r in (first, second)] == ["done", "done"]
    assert store.run(first)["finished"] <= store.run(second)["finished"]
    labels = store.result(first, "labels")
    assert len(labels) == store.run(first)["incidents"]


def test_cancelling_stops_the_computing_process(store: Store, settings: Settings) -> None:
    """J05."""
    run_id = queue(store, settings)
    worker = Worker(settings)
    thread = threading.Thread(target=worker.work, kwargs={"once": True})
    thread.start()
    wait_for(lambda: store.run(run_id)["status"] == "running")
    store.update_run(run_id, {"status": "cancelled"})
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert store.run(run_id)["status"] == "cancelled"
    assert children_of(os.getpid(), settings.store) == []


def test_a_stopped_service_says_so(store: Store, settings: Settings) -> None:
    """J01."""
    run_id = queue(store, settings)
    worker = Worker(settings)
    thread = threading.Thread(target=worker.work)
    thread.start()
    wait_for(lambda: store.run(run_id)["status"] == "running")
    worker.stop()
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert store.run(run_id)["status"] == "failed"
    assert store.run(run_id)["error"]["code"] == "stopped"
    assert "layanan dihentikan" in store.run(run_id)["error"]["id"]
    assert children_of(os.getpid(), settings.store) == []


def test_a_run_out_of_time_is_failed_with_the_reason(store: Store, settings: Settings) -> None:
    """J05."""
    run_id = queue(store, settings)
    Worker(settings.model_copy(update={"run_seconds": 1})).work(once=True)
    run = store.run(run_id)
    assert run["status"] == "failed"
    assert run["error"]["code"] == "time_limit"
    assert run["error"]["id"] != run["error"]["en"]


def test_a_run_out_of_memory_is_failed_with_the_reason(store: Store, settings: Settings) -> None:
    """J04."""
    run_id = queue(store, settings)
    Worker(settings.model_copy(update={"run_memory_mb": 256})).work(once=True)
    run = store.run(run_id)
    assert run["status"] == "failed"
    assert run["error"]["code"] == "memory_limit"
    assert "256" in run["error"]["id"]


def test_a_store_that_fails_leaves_nothing_computing(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """J01: a process that nobody could cancel or limit any more is ended, and its run is cut off."""
    run_id = queue(store, settings)
    plain, seen = type(store).run, []

    def failing(self: Store, run_id: str) -> dict[str, Any]:
        seen.extend(children_of(os.getpid(), settings.store))
        if seen:
            raise StoreError(problem=Says("rusak", "broken"))
        return plain(self, run_id)

    monkeypatch.setattr(type(store), "run", failing)
    with pytest.raises(StoreError):
        Worker(settings).work(once=True)
    monkeypatch.undo()
    assert seen
    assert children_of(os.getpid(), settings.store) == []
    assert store.claim_run(settings.clock() + timedelta(seconds=61)) is None
    assert store.run(run_id)["status"] == "failed"


def test_a_process_that_cannot_be_started_fails_its_run_and_not_the_worker(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = queue(store, settings)

    def refused(*words: Any, **more: Any) -> None:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    monkeypatch.setattr("webmap.jobs.worker.subprocess.Popen", refused)
    assert Worker(settings).work(once=True) == 1
    run = store.run(run_id)
    assert (run["status"], run["error"]["code"]) == ("failed", "died")
    assert os.strerror(errno.ENOMEM) in run["error"]["id"]


def test_a_killed_worker_leaves_no_run_running_for_ever(store: Store, settings: Settings) -> None:
    """J01."""
    run_id = queue(store, settings)
    worker = subprocess.Popen(
        [sys.executable, "-m", "webmap.cli", "worker", "--store", settings.store], start_new_session=True
    )
    wait_for(lambda: store.run(run_id)["status"] == "running")
    for pid in [worker.pid, *children_of(worker.pid, settings.store)]:
        os.kill(pid, signal.SIGKILL)
    worker.wait()
    assert store.run(run_id)["status"] == "running"
    later = settings.clock() + timedelta(seconds=61)
    assert store.claim_run(later) is None
    run = store.run(run_id)
    assert run["status"] == "failed"
    assert "terputus" in run["error"]["id"]
    assert len(store.runs(status="done")) == 0


def children_of(pid: int, store_url: str) -> list[int]:
    """Return processes that compute a run of this store."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != pid:
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"webmap.jobs.child" in words and store_url.encode() in words:
                found.append(int(entry.name))
    return found

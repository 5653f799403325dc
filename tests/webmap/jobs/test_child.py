"""The process that computes: it tells its stage in words, lives only with its worker, and leaves no half result."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from geo.errors import StoreError
from geo.languages import Says
from geo.pipelines.ask import ask_run, cancel_run
from geo.pipelines.hotspot_request import HotspotRequest, run_row
from geo.settings import Settings, load_settings
from geo.store import open_store
from geo.store.protocol import Store
from geo.tables.chosen import Chosen
from tests.store.samples import NOW, arrival, fresh_store, incidents
from webmap.jobs.child import _Progress, do_run

REQUEST = HotspotRequest("dbscan", {"eps_m": 3000.0, "min_samples": 4}, Chosen(audience=("POLRES",)))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({}, store=f"sqlite:///{tmp_path}/p.db")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(fresh_store(tmp_path / "p.db"))
    opened.take_in(arrival(incidents(4000)), NOW)
    yield opened
    opened.close()


def wait_for(condition: Callable[[], Any], seconds: float = 90) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "waited too long"
        time.sleep(0.05)


def start_worker(store_url: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "webmap.cli", "worker", "--once", "--store", store_url]
    return subprocess.Popen(words, start_new_session=True, stderr=subprocess.DEVNULL)


def computing(store_url: str, run_id: str) -> list[int]:
    """Return the processes that compute this run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if b"webmap.jobs.child" in words and {store_url.encode(), run_id.encode()} <= set(words):
                    found.append(int(entry.name))
    return found


def test_the_stage_is_told_in_both_languages(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = ask_run(store, run_row(REQUEST), settings).run_id
    store.claim_run(settings.clock())
    told: list[dict[str, Any]] = []
    plain = type(store).update_run

    def watched(self: Store, run_id: str, changes: dict[str, Any], **more: Any) -> bool:
        told.append(dict(changes))
        return plain(self, run_id, changes, **more)

    monkeypatch.setattr(type(store), "update_run", watched)
    do_run(settings.store, run_id, settings)
    stages = [one["stage"] for one in told if "stage" in one]
    assert [stage["id"] for stage in stages[:2]] == ["mengambil kejadian", "mencari titik rawan"]
    assert all(stage["id"] and stage["en"] for stage in stages)
    assert store.run(run_id)["status"] == "done"


def test_a_stage_that_counts_on_is_written_once_a_second(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("webmap.jobs.child.time.monotonic", lambda: clock[0])
    run_id = store.start_run(run_row(REQUEST), NOW)
    progress = _Progress(store, run_id)

    def told(share: float, words: str) -> str:
        clock[0] += 0.3
        progress(share, Says(words, words))
        return str(store.run(run_id)["stage"]["en"])

    assert told(0.1, "window 1 of 80") == "window 1 of 80"
    assert told(0.2, "window 2 of 80") == "window 1 of 80"
    assert told(0.3, "window 3 of 80") == "window 1 of 80"
    assert told(0.4, "window 4 of 80") == "window 1 of 80"
    assert told(0.5, "window 5 of 80") == "window 5 of 80"
    assert told(0.6, "storing") == "storing"
    assert store.run(run_id)["progress"] == 0.6


def test_progress_and_signs_of_life_may_fail_for_a_moment(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webmap.jobs.child._LOOK_SECONDS", 0.01)
    monkeypatch.setattr("webmap.jobs.child._BEAT_SECONDS", 0.02)
    run_id = ask_run(store, run_row(REQUEST), settings).run_id
    store.claim_run(settings.clock())
    plain, tried = type(store).update_run, {"progress": 0, "heartbeat": 0}

    def locked(self: Store, run_id: str, changes: dict[str, Any], **more: Any) -> bool:
        for name in tried:
            if name in changes:
                tried[name] += 1
                raise StoreError(problem=Says("terkunci", "locked"))
        return plain(self, run_id, changes, **more)

    monkeypatch.setattr(type(store), "update_run", locked)
    do_run(settings.store, run_id, settings)
    assert store.run(run_id)["status"] == "done"
    assert tried["progress"] > 1
    assert tried["heartbeat"] > 1


def test_a_run_that_gets_no_more_memory_says_so(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """J04."""

    def hungry(*what: Any, **more: Any) -> None:
        raise MemoryError

    run_id = ask_run(store, run_row(REQUEST), settings).run_id
    store.claim_run(settings.clock())
    monkeypatch.setattr("geo.pipelines.hotspots.analyse", hungry)
    with pytest.raises(MemoryError):
        do_run(settings.store, run_id, settings)
    run = store.run(run_id)
    assert (run["status"], run["error"]["code"]) == ("failed", "memory_limit")
    assert "Memori" in run["error"]["id"]


def test_a_run_too_large_is_failed_before_it_begins(store: Store, settings: Settings) -> None:
    """J04: also when the limit was lowered while it waited."""
    from geo.errors import ParameterError

    run_id = ask_run(store, run_row(REQUEST), settings).run_id
    store.claim_run(settings.clock())
    with pytest.raises(ParameterError):
        do_run(settings.store, run_id, settings.model_copy(update={"run_memory_mb": 256}))
    run = store.run(run_id)
    assert run["status"] == "failed"
    assert "256 MB" in run["error"]["id"]
    assert "256 MB" in run["error"]["en"]


def test_a_cancelled_run_stays_cancelled_whatever_its_process_says(store: Store, settings: Settings) -> None:
    """J05: nothing of it is kept."""
    from geo.errors import CancelledError

    run_id = ask_run(store, run_row(REQUEST), settings).run_id
    store.claim_run(settings.clock())
    cancel_run(store, run_id, settings, who="Sari")
    with pytest.raises(CancelledError):
        do_run(settings.store, run_id, settings)
    run = store.run(run_id)
    assert (run["status"], run["error"]["en"]) == ("cancelled", "Cancelled by Sari.")
    assert store.result(run_id, "hotspots").empty


@pytest.mark.slow
def test_killed_at_ten_random_moments_no_run_is_half_done_or_running_for_ever(store: Store, settings: Settings) -> None:
    """J01: kill -9 of worker and computing process; each run ends done or cut off, whole or without a trace."""
    moments = random.Random(7)
    for turn in range(10):
        row = run_row(HotspotRequest(REQUEST.method, REQUEST.parameters, REQUEST.chosen, seed=turn))
        run_id = ask_run(store, row, settings).run_id
        worker = start_worker(settings.store)
        wait_for(lambda run_id=run_id: store.run(run_id)["status"] != "queued")  # type: ignore[misc]
        time.sleep(moments.uniform(0, 6))
        os.killpg(worker.pid, signal.SIGKILL)
        if turn % 2:  # the computing process is killed too; else it ends by itself, since its worker is gone
            for pid in computing(settings.store, run_id):
                os.kill(pid, signal.SIGKILL)
            store.fail_lost_runs(settings.clock() + timedelta(seconds=61))
        worker.wait()
        wait_for(lambda run_id=run_id: store.run(run_id)["status"] in {"done", "failed"})  # type: ignore[misc]
        run = store.run(run_id)
        found = store.result(run_id, "labels")
        if run["status"] == "failed":
            assert "terputus" in run["error"]["id"]
            assert found.empty
            assert store.result(run_id, "hotspots").empty
        else:
            assert len(found) == run["incidents"]
    assert store.claim_run(settings.clock()) is None
    assert set(store.runs()["status"]) <= {"done", "failed"}

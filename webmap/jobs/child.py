"""Does one claimed run in a process of its own, so that cancelling and limits can really stop it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
import threading
import time

from geo.errors import GeoError
from geo.languages import Says
from geo.settings import Settings, load_settings
from geo.store import open_store
from geo.store.protocol import Store

_BEAT_SECONDS = 5.0
_LOOK_SECONDS = 1.0
_TOLD_SECONDS = 1.0
_DIGITS = re.compile(r"[0-9]+")
_ORPHAN = Says(
    "Gagal (terputus): pekerja yang memulainya sudah tidak berjalan. Jalankan lagi.",
    "Failed (cut off): the worker that began it is no longer running. Run it again.",
)


def do_run(store_url: str, run_id: str, settings: Settings) -> None:
    """Execute one run and store its result in one transaction; a heartbeat shows that it lives.

    Parameters
    ----------
    store_url, run_id
        Where the run's row is.
    settings
        The clock, and how much memory a run may take.

    Raises
    ------
    GeoError
        When the run failed; its row tells why.
    """
    from geo.pipelines import evaluation, forecast, hotspot_request, hotspots, patrol_plan, routes
    from geo.pipelines.failed_runs import record_failure
    from geo.pipelines.memory_needed import require_memory

    store = open_store(store_url)
    ended = threading.Event()
    beat = threading.Thread(target=_beat, args=(store_url, run_id, settings, ended, os.getppid()), daemon=True)
    beat.start()
    progress = _Progress(store, run_id)
    try:
        run = store.run(run_id)
        try:
            require_memory(store, run, settings)
        except BaseException as error:
            record_failure(store, run_id, error, settings)
            raise
        if run["task"] == "hotspots":
            hotspots.find_in_store(
                store, hotspot_request.request_of_run(run), settings, run_id=run_id, progress=progress
            )
        elif run["task"] == "forecast":
            forecast.forecast_in_store(store, forecast.question_of_run(run), settings, run_id=run_id, progress=progress)
        elif run["task"] == "routes":
            routes.propose_in_store(store, routes.request_of_run(run), settings, run_id=run_id, progress=progress)
        elif run["task"] == "evaluation":
            declared = str(run["chosen"]["declaration_id"])
            evaluation.report_in_store(store, declared, settings, run_id=run_id, progress=progress)
        else:
            patrol_plan.propose_in_store(
                store, patrol_plan.request_of_run(run), settings, run_id=run_id, progress=progress
            )
    finally:
        ended.set()
        beat.join(timeout=_BEAT_SECONDS)
        store.close()


class _Progress:
    """Writes share and stage into the run's row: every new stage at once, its counting on once a second."""

    def __init__(self, store: Store, run_id: str) -> None:
        self._store, self._run_id = store, run_id
        self._last, self._stage = 0.0, ""

    def __call__(self, share: float, stage: Says) -> None:
        kind = _DIGITS.sub("", stage.en)
        if share >= 1.0 or (kind == self._stage and time.monotonic() - self._last < _TOLD_SECONDS):
            return
        self._last, self._stage = time.monotonic(), kind
        changes = {"progress": share, "stage": stage.as_dict()}
        with contextlib.suppress(GeoError):  # a run does not fail because its progress could not be told
            self._store.update_run(self._run_id, changes, only_from=("running",))


def _beat(store_url: str, run_id: str, settings: Settings, ended: threading.Event, parent: int) -> None:
    """Show that the run lives; end this process group when nobody is left who could stop it."""
    store, last = open_store(store_url), time.monotonic()
    try:
        while not ended.wait(_LOOK_SECONDS):
            orphan = os.getppid() != parent  # limits and cancelling went with the worker
            with contextlib.suppress(GeoError):  # a store that fails for a moment ends neither the look nor the run
                if orphan:
                    told = {"code": "stopped", **_ORPHAN.as_dict()}
                    changes = {"status": "failed", "finished": settings.clock(), "error": told}
                    store.update_run(run_id, changes, only_from=("running",))
                elif time.monotonic() - last > _BEAT_SECONDS:
                    store.update_run(run_id, {"heartbeat": settings.clock()}, only_from=("running",))
                    last = time.monotonic()
            if orphan:
                if os.getpgid(0) == os.getpid():
                    os.killpg(0, signal.SIGKILL)
                os._exit(1)
    finally:
        store.close()


def main() -> int:
    """Run `python -m webmap.jobs.child STORE RUN`; the exit code is 0 when the result was stored."""
    from geo.cli.run import keep_compiled_kernels

    keep_compiled_kernels()
    store_url, run_id = sys.argv[1:3]
    try:
        do_run(store_url, run_id, load_settings(store=store_url))
    except GeoError:
        return 1  # the run's row tells why
    except MemoryError:
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Does one claimed run in a process of its own, so that cancelling and limits can really stop it."""

from __future__ import annotations

import sys
import threading
import time

from geo.languages import Says
from geo.settings import Settings, load_settings
from geo.store import open_store

_BEAT_SECONDS = 5.0


def do_run(store_url: str, run_id: str, settings: Settings) -> None:
    """Execute one run and store its result in one transaction; a heartbeat shows that it lives.

    Parameters
    ----------
    store_url, run_id
        Where the run's row is.
    settings
        The clock.
    """
    from geo.pipelines import evaluation, forecast, hotspot_request, hotspots, patrol_plan, routes

    store = open_store(store_url)
    ended = threading.Event()
    beat = threading.Thread(target=_beat, args=(store_url, run_id, settings, ended), daemon=True)
    beat.start()
    last = 0.0

    def progress(share: float, stage: Says) -> None:
        nonlocal last
        if time.monotonic() - last > 1.0:
            last = time.monotonic()
            store.update_run(run_id, {"progress": share})

    try:
        run = store.run(run_id)
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


def _beat(store_url: str, run_id: str, settings: Settings, ended: threading.Event) -> None:
    store = open_store(store_url)
    try:
        while not ended.wait(_BEAT_SECONDS):
            store.update_run(run_id, {"heartbeat": settings.clock()})
    finally:
        store.close()


def main() -> int:
    """Run `python -m webmap.jobs.child STORE RUN`; the exit code is 0 when the result was stored."""
    from geo.cli.run import keep_compiled_kernels
    from geo.errors import GeoError

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

"""How long the store takes for a file of many rows: import, import again, map query, arrays for the map, backup.

Run: python benchmarks/store_import.py [--rows 1000000] [--kills N]

With --kills, N imports are killed at random moments (kill -9); after each the store must hold none or all of the rows.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.agencies.packs import shipped_pack
from geo.store import create_store, open_store, restore_store
from geo.store.protocol import Arrival
from geo.tables.chosen import Chosen
from geo.tables.incidents import INCIDENTS
from geo.tables.quarantine import QUARANTINE

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def made_up(n: int, seed: int = 0) -> gpd.GeoDataFrame:
    """Return n synthetic incidents around a town, with ids, digests and attributes as readers make them."""
    random_numbers = np.random.default_rng(seed)
    stamps = 1_700_000_000_000_000 + random_numbers.integers(0, 60_000_000, n) * 1_000_000
    moments = pd.to_datetime(stamps, unit="us", utc=True).astype("datetime64[us, UTC]")
    hexes = [random_numbers.bytes(16).hex() for _ in range(n)]
    frame = pd.DataFrame(
        {
            "incident_id": [f"I{digits[:26]}" for digits in hexes],
            "source": "csv",
            "source_id": [f"LP/{i}/2026" for i in range(n)],
            "kind": random_numbers.choice(["CURANMOR", "ANIAYA", "CURAT"], n),
            "occurred_from": moments,
            "occurred_to": moments,
            "time_precision": "minute",
            "precision_m": 50.0,
            "harm": 2.5,
            "origin": "reported",
            "status": "unverified",
            "sharing": "own",
            "outside": False,
            "attributes": [f'{{"jalan":"Jalan Raya KM {i % 97}","uraian":"sepeda motor hilang"}}' for i in range(n)],
            "digest": hexes,
            "row": np.arange(n) + 2,
        }
    )
    places = gpd.points_from_xy(random_numbers.normal(104.7, 0.3, n), random_numbers.normal(-2.5, 0.3, n))
    return INCIDENTS.shaped(gpd.GeoDataFrame(frame, geometry=places, crs=4326))


def arrival(rows: gpd.GeoDataFrame) -> Arrival:
    """Return the rows as one file."""
    return Arrival("made_up.csv", "made-up", "csv", len(rows), rows, QUARANTINE.empty(), 0, {}, [])


def measured(what: str, work: Callable[[], Any]) -> Any:
    """Do the work and print the CPU and wall-clock seconds it took."""
    cpu, clock = time.process_time(), time.perf_counter()
    answer = work()
    print(f"{what:<42}{time.process_time() - cpu:>9.2f}{time.perf_counter() - clock:>9.2f}", flush=True)
    return answer


def bbox_queries(store: Any, times: int = 50) -> None:
    """Print the median milliseconds of a small map query."""
    places = np.random.default_rng(1).normal([104.7, -2.5], 0.2, (times, 2))
    for what, work in (("counts", store.counts), ("incidents", store.incidents)):
        taken = []
        for x, y in places:
            began = time.perf_counter()
            work(Chosen(bbox=(x - 0.02, y - 0.02, x + 0.02, y + 0.02)))
            taken.append((time.perf_counter() - began) * 1000)
        print(f"box 4 x 4 km, {what}: median {statistics.median(taken):.1f} ms, slowest {max(taken):.1f} ms")


def killed(folder: Path, rows: int, kills: int) -> None:
    """Kill imports at random moments and count how many left part of the rows."""
    url = f"sqlite:///{folder}/kill.db"
    create_store(url, shipped_pack(), NOW).close()
    script = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import store_import as s; s.import_child()"
    )
    partial = finished = 0
    longest = 600.0
    for turn in range(kills + 1):  # the first is let run, to learn how long one takes
        child = subprocess.Popen([sys.executable, "-c", script, url, str(rows)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()  # rows are made, the import begins
        began = time.monotonic()
        try:
            child.wait(timeout=random.uniform(0, longest) if turn else longest)
            longest = time.monotonic() - began if not turn else longest
        except subprocess.TimeoutExpired:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
        with open_store(url) as store:
            n = len(store.columns().lon)
        finished += turn > 0 and n == rows
        partial += n not in (0, rows)
        if n:
            for name in ("kill.db", "kill.db-wal", "kill.db-shm", "kill.db.secret"):
                (folder / name).unlink(missing_ok=True)
            create_store(url, shipped_pack(), NOW).close()
    print(f"{kills} killed imports of {rows} rows: {partial} partial, {finished} complete")


def import_child() -> None:
    """Import made-up rows; the process that `killed` kills."""
    url, n = sys.argv[1], int(sys.argv[2])
    arriving = arrival(made_up(n))
    store = open_store(url)
    print("ready", flush=True)
    store.take_in(arriving, NOW)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=0, help="also kill that many imports at random moments")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="petarawan-bench-") as name:
        folder = Path(name)
        store = create_store(f"sqlite:///{folder}/store.db", shipped_pack(), NOW)
        arriving = arrival(made_up(said.rows))
        print(f"{said.rows:,} rows{'':<30}{'CPU s':>9}{'clock s':>9}")
        measured("import", lambda: store.take_in(arriving, NOW))
        measured("the same file again", lambda: store.take_in(arriving, NOW))
        measured("columns() for the map", store.columns)
        wanted = ["incident_id", "kind", "occurred_from", "harm", "geometry"]
        measured("incidents(), five columns", lambda: store.incidents(Chosen(), only=wanted))
        measured("incidents(), all columns", lambda: store.incidents(Chosen()))
        bbox_queries(store)
        measured("backup with checksums", lambda: store.backup(folder / "b.petarawan"))
        measured("restore", lambda: restore_store(folder / "b.petarawan", f"sqlite:///{folder}/new/store.db"))
        store.close()
        measured("open (quick_check)", lambda: open_store(store.url).close())
        store = open_store(store.url)
        store.undo_import("M0002", NOW)
        measured("undo of all rows", lambda: store.undo_import("M0001", NOW))
        store.close()
        if said.kills:
            killed(folder, said.rows, said.kills)


if __name__ == "__main__":
    main()

"""How long each format takes for many incidents: seconds (wall and processor), size of the file, rows read back.

Run: python benchmarks/export_speed.py [--rows 148636] [FORMAT …]
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.exports import About, names, write
from geo.languages import Says
from geo.tables.incidents import INCIDENTS

ABOUT = About(
    Says("Kejadian buatan", "Made-up incidents"),
    created=datetime(2026, 11, 23, 5, tzinfo=UTC),
    note=Says("DATA SINTETIS", "SYNTHETIC DATA"),
    timezone="Asia/Jakarta",
)


def made_up(n: int, seed: int = 0) -> gpd.GeoDataFrame:
    """Return n synthetic incidents with ids, digests and three attributes each, one in ten with a risky text."""
    random = np.random.default_rng(seed)
    moments = pd.to_datetime(1_700_000_000 + random.integers(0, 60_000_000, n), unit="s", utc=True)
    notes = ["sepeda motor hilang", "=1+1", 'katanya "tidak tahu"', "jalan, simpang tiga", "-"]
    frame = gpd.GeoDataFrame(
        {
            "incident_id": [f"I{number:026d}" for number in range(n)],
            "source": "csv",
            "source_id": [f"LP/{number}/2026" for number in range(n)],
            "kind": random.choice(["CURANMOR", "ANIAYA", "CURAT"], n),
            "occurred_from": moments,
            "occurred_to": moments,
            "time_precision": "minute",
            "precision_m": 50.0,
            "harm": 2.5,
            "origin": "reported",
            "status": "unverified",
            "sharing": "own",
            "outside": False,
            "attributes": [
                json.dumps({"uraian": notes[number % 10 % 5], "km": number % 97, "desa": f"Desa {number % 300}"})
                for number in range(n)
            ],
            "digest": [f"{number:032x}" for number in range(n)],
            "import_id": "M0001",
            "row": np.arange(n) + 2,
        },
        geometry=gpd.points_from_xy(random.uniform(104.2, 105.2, n), random.uniform(-3.2, -1.6, n)),
        crs=4326,
    )
    return INCIDENTS.shaped(frame)


def main() -> None:
    """Write the same table in each format and print a line of a table for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", default=names())
    parser.add_argument("--rows", type=int, default=148_636)
    said = parser.parse_args()
    table = made_up(said.rows)
    print(f"{said.rows} incidents\n| format | wall s | processor s | MB |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        write(table.head(10), INCIDENTS, Path(folder) / "warm.csv", language="id", about=ABOUT)
        for name in said.formats:
            path = Path(folder) / f"incidents.{name}"
            wall, processor = time.perf_counter(), time.process_time()
            write(table, INCIDENTS, path, language="id", about=ABOUT)
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
            print(f"| {name} | {wall:.1f} | {processor:.1f} | {path.stat().st_size / 1e6:.1f} |", flush=True)
            path.unlink()


if __name__ == "__main__":
    main()

"""Imports the real public files and finds hotspots in them, by the console script; prints docs/measured.md's table.

Run: python benchmarks/real_files.py [FOLDER]     (FOLDER: the real public data, default ../shared/data)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
BANYUASIN = DATA / "banyuasin" / "banyuasin_kabupaten.geojson"

# file, extra words for import, boundary of the hotspots' study area, method and parameters
CASES: tuple[tuple[str, list[str], Path | None, list[str]], ...] = (
    *(
        (f"fires/modis_{year}_Indonesia.csv.gz", [], BANYUASIN, ["--param", "eps_m=5000", "--param", "min_samples=4"])
        for year in (2020, 2021, 2022, 2023)
    ),
    (
        "crime/chicago_aggravated_assaults.csv.gz",
        ["--timezone", "America/Chicago"],
        DATA / "crime" / "chicago_police_districts.kml",
        ["--param", "eps_m=150", "--param", "min_samples=120"],
    ),
    (
        "crime/portland_nij/080116_083116_Data.zip",
        ["--timezone", "America/Los_Angeles"],
        DATA / "crime" / "portland_nij" / "portland_boundary.shp",
        ["--param", "eps_m=200", "--param", "min_samples=60"],
    ),
    (
        "crime/medellin_homicides.csv",
        ["--timezone", "America/Bogota"],
        DATA / "crime" / "medellin_comunas.gpkg",
        ["--param", "eps_m=150", "--param", "min_samples=30"],
    ),
    (
        "crime/lancashire_asb.tab.gz",
        ["--timezone", "Europe/London"],
        DATA / "crime" / "lancashire_districts.geojson",
        [],
    ),
    (
        "crime/nyc_vehicle_thefts_2014_2017.csv.gz",
        ["--timezone", "America/New_York"],
        DATA / "crime" / "nyc_precincts.gpkg",
        [],
    ),
)


def petarawan(store: str, *words: object) -> tuple[dict[str, Any], float]:
    """Run the console script and return its JSON document and the wall-clock seconds of the whole process."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "webmap.cli", *map(str, words), "--store", store, "--json", "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PETARAWAN_NOW": "2026-11-23T12:00+07:00"},
    )
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    return json.loads(done.stdout), time.perf_counter() - began


COLUMNS = (
    *("file", "records", "stored", "quarantined", "duplicates", "again: stored", "import s"),
    *("incidents in area", "hotspots", "largest", "hotspots s", "of it analysis s"),
)


def main() -> None:
    """Print one row per file; seconds are those of the whole process, start of Python included."""
    print("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS))
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, words, area, parameters) in enumerate(CASES):
            store = f"sqlite:///{folder}/{number}.db"
            petarawan(store, "init")
            first, seconds = petarawan(store, "import", DATA / name, *words)
            again, _ = petarawan(store, "import", DATA / name, *words)
            found, took = petarawan(store, "hotspots", "--area", area, *parameters)
            cells = (
                name,
                first["records"],
                first["stored"],
                ", ".join(f"{n} {reason}" for reason, n in first["reasons"].items()) or 0,
                first["duplicates"],
                again["stored"],
                f"{seconds:.1f}",
                found["incidents"],
                len(found["hotspots"]),
                found["hotspots"][0]["n"] if found["hotspots"] else 0,
                f"{took:.1f}",
                f"{found['seconds']:.1f}",
            )
            print(
                "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in cells) + " |", flush=True
            )


if __name__ == "__main__":
    main()

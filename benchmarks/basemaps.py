"""Builds basemaps of the shipped region and of OpenStreetMap extracts; prints the table of docs/basemap.md.

Run: python -m benchmarks.basemaps [FOLDER]     (FOLDER: OpenStreetMap extracts, default ../shared/data/osm)
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from shapely.geometry import box

from geo.agencies.packs import load_region, pack_from_boundary, shipped_pack
from geo.agencies.region import Region
from geo.pipelines.basemap_build import BuildRequest, build_basemap

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "shared" / "data" / "osm"
EXTRACTS = {
    "andorra.osm.pbf": (1.41, 42.43, 1.79, 42.66),
    "Helsinki.osm.pbf": (24.93, 60.16, 24.96, 60.18),
}
"""Extracts and the box (west, south, east, north) that each is built for."""


def row(name: str, region: Region, osm: tuple[Path, ...]) -> str:
    """Build one basemap and return its row."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        request = BuildRequest(None, osm, (5, 13), "© OpenStreetMap contributors" if osm else None)
        built = build_basemap(region, request, Path(folder) / "basemap.pmtiles")
        spent = time.perf_counter() - began
    low, high = built["minzoom"], built["maxzoom"]
    return f"| {name} | {low}–{high} | {built['tiles']:,} | {built['bytes'] / 1e6:.2f} MB | {spent:.0f} s |"


def main() -> None:
    """Print one row for the shipped region and one for each extract that is there."""
    print("| input | zooms | tiles | file | elapsed |\n|---|---|---|---|---|")
    print(row("shipped region", load_region(shipped_pack()), ()))
    for name, bounds in EXTRACTS.items():
        if not (FOLDER / name).exists():
            print(f"{FOLDER / name} is not there; left out.")
            continue
        region = load_region(pack_from_boundary(box(*bounds), name.partition(".")[0], "UTC"))
        print(row(name, region, (FOLDER / name,)))


if __name__ == "__main__":
    main()

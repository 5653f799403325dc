"""Builds networks and computes 200 x 200 travel-time matrices; prints the table of docs/networks.md.

Run: python -m benchmarks.travel_times [FOLDER]     (FOLDER: OpenStreetMap extracts, default ../shared/data/osm)
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.timed import cpu_seconds
from geo.sources.osm import read_osm
from geo.sources.osm_lines import lines_as_ways
from geo.spatial.travel.build import build_network
from geo.spatial.travel.network import TravelNetwork
from geo.spatial.travel.over_network import OverNetwork
from geo.spatial.travel.speeds import TravelSpeeds

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "shared" / "data" / "osm"
PLACES = 200


def grid(side: int = 200, step_m: float = 250.0) -> TravelNetwork:
    """Return a network of side x side junctions with uneven corners, so that few ways are equally long."""
    rng = np.random.default_rng(0)
    xy = np.stack(np.meshgrid(np.arange(side), np.arange(side), indexing="ij"), axis=-1) * step_m
    xy = xy + rng.uniform(-60, 60, xy.shape) + [400_000, 9_700_000]
    across = np.stack([xy[:-1], xy[1:]], axis=2).reshape(-1, 2, 2)
    down = np.stack([xy[:, :-1], xy[:, 1:]], axis=2).reshape(-1, 2, 2)
    lines = gpd.GeoDataFrame(geometry=shapely.linestrings(np.concatenate([across, down])), crs=32748)
    return build_network(lines_as_ways(lines), 32748)


def row(name: str, network: TravelNetwork, built_s: float) -> str:
    """Measure one network."""
    rng = np.random.default_rng(1)
    corners = network.coordinates[rng.choice(len(network.coordinates), PLACES)]
    places = corners + rng.uniform(-30, 30, corners.shape)
    travel = OverNetwork(network, TravelSpeeds())
    travel.minutes("foot", places[:2], places[:2])  # compiled, graph made
    travel.minutes("road", places[:2], places[:2])
    minutes_s, minutes = cpu_seconds(lambda: travel.minutes("road", places, places), 3)
    metres_s, _ = cpu_seconds(lambda: travel.metres("road", places, places), 3)
    path_s, _ = cpu_seconds(lambda: travel.path("road", places[0], places[1]), 3)
    reached = np.isfinite(minutes).mean()
    return (
        f"| {name} | {len(network.nodes)} | {len(network)} | {built_s:.2f} | {minutes_s:.2f} | {metres_s:.2f} "
        f"| {path_s:.3f} | {100 * reached:.0f} % |"
    )


def main() -> None:
    """Print one row for each network."""
    print("| network | nodes | edges | build s | 200 x 200 minutes s | metres s | one way s | pairs reached by road |")
    print("|---|---|---|---|---|---|---|---|")
    built_s, network = cpu_seconds(grid, 1)
    print(row("grid 200 x 200", network, built_s), flush=True)
    for name in ("Helsinki.osm.pbf", "andorra.osm.pbf", "campo-grande.osm.gz"):
        ways = read_osm(FOLDER / name)
        built_s, network = cpu_seconds(partial(build_network, ways), 3)
        print(row(name, network, built_s), flush=True)


if __name__ == "__main__":
    main()

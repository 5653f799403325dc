"""A grid of streets and walks on it, for the tests of map matching."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from geo.spatial.networks import Network, network_of_lines


def network(*lines: list[tuple[float, float]], crossings: bool = True) -> Network:
    table = gpd.GeoDataFrame(geometry=[shapely.LineString(line) for line in lines], crs=32748)
    return network_of_lines(table, node_crossings=crossings)


def street_grid(n: int, block_m: float) -> Network:
    last = (n - 1) * block_m
    across = [[(0.0, i * block_m), (last, i * block_m)] for i in range(n)]
    return network(*across, *[[(y, x) for x, y in line] for line in across])


def random_walk(streets: Network, rng: np.random.Generator, blocks: int) -> tuple[list[int], shapely.LineString]:
    """Return the edges of a walk that never turns back at once, and its line."""
    pointer, ends = streets.ends_at_node
    node, before = int(rng.integers(len(streets.nodes))), -1
    edges: list[int] = []
    xy = [streets.nodes[node]]
    for _ in range(blocks):
        end = int(rng.choice([one for one in ends[pointer[node] : pointer[node + 1]] if one // 2 != before]))
        before = end // 2
        edges.append(before)
        node = int(streets.node_of_end[end ^ 1])
        line = shapely.get_coordinates(streets.geometries[before])
        xy.extend(line[1:] if end % 2 == 0 else line[::-1][1:])
    return edges, shapely.LineString(xy)

"""Networks for tests: lattices, stars, random graphs, and straight sums over all ways to compare with."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import strategies as st

from geo.spatial.networks import Network, network_of_lines, network_of_tables

CRS = "EPSG:32748"


def lines(*coordinates, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(one) for one in coordinates], crs=CRS)


def graph(xy, edges, lengths=None) -> Network:
    """Return a network of straight edges between numbered nodes."""
    xy, edges = np.asarray(xy, dtype=float).reshape(-1, 2), np.asarray(edges, dtype=int).reshape(-1, 2)
    return network_of_tables(
        pd.DataFrame({"id": np.arange(len(xy)), "x": xy[:, 0], "y": xy[:, 1]}),
        pd.DataFrame({"from": edges[:, 0], "to": edges[:, 1]}),
        lengths,
        crs=CRS,
    )


def lattice(side_m: float, step_m: float, origin=(0.0, 0.0)) -> Network:
    """Return roads every `step_m` metres over a square, joined where they cross."""
    at = np.arange(0, side_m + step_m / 2, step_m)
    west, south = origin
    upright = [[(west + x, south), (west + x, south + side_m)] for x in at]
    level = [[(west, south + y), (west + side_m, south + y)] for y in at]
    return network_of_lines(lines(*upright, *level), node_crossings=True)


def star(*arms_m: float) -> Network:
    """Return arms of these lengths around node 0; edge k runs from the middle to the tip of arm k."""
    turn = 2 * np.pi * np.arange(len(arms_m)) / len(arms_m)
    tips = np.column_stack([np.cos(turn), np.sin(turn)]) * np.asarray(arms_m)[:, None]
    return graph(np.vstack([[0, 0], tips]), [(0, k + 1) for k in range(len(arms_m))])


@st.composite
def graphs(draw: st.DrawFn, most_nodes: int = 7, most_edges: int = 12, shortest_m: float = 10.0) -> Network:
    """Draw a small network with parallel edges, edges back to their own node, dead ends and several parts."""
    n = draw(st.integers(2, most_nodes))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    m = draw(st.integers(1, most_edges))
    edges = random.integers(0, n, (m, 2))
    lengths = random.uniform(shortest_m, 100, m)
    if draw(st.booleans()):
        lengths = np.round(lengths, -1)
    return graph(random.uniform(0, 100, (n, 2)), edges, lengths)


def places_on(network: Network, n: int, seed: int):
    """Return n places on random edges, some of them at the ends."""
    random = np.random.default_rng(seed)
    share = np.where(random.random(n) < 0.2, random.integers(0, 2, n), random.random(n))
    return network.at(random.integers(0, len(network), n), share)

"""Small networks for tests, and travel times by brute force over them, written without any of the code under test."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.spatial.travel.build import build_network
from geo.spatial.travel.network import TravelNetwork
from geo.spatial.travel.speeds import TravelSpeeds

CRS = "EPSG:32748"
ORIGIN = np.array([450_000.0, 9_700_000.0])
KIND = {"track": "track", "path": "foot", "river": "river", "canal": "river", "ferry": "ferry"}
Way = tuple[Sequence[int], str, int]  # nodes, class, one-way
PLAIN = TravelSpeeds(least_piece_m=0)


def ways_table(xy: Any, ways: Sequence[Way], **columns: Any) -> gpd.GeoDataFrame:
    """Return a table of ways between numbered places (metres)."""
    xy = np.asarray(xy, dtype=float)
    n = len(ways)
    data: dict[str, Any] = {
        "osm_id": np.arange(n),
        "kind": [KIND.get(one, "road") for _, one, _ in ways],
        "class": [one for _, one, _ in ways],
        "oneway": [one for _, _, one in ways],
        "maxspeed_kmh": np.full(n, np.nan),
        "nodes": [np.asarray(nodes, dtype=np.int64) for nodes, _, _ in ways],
        **columns,
    }
    return gpd.GeoDataFrame(data, geometry=[shapely.LineString(xy[list(nodes)]) for nodes, _, _ in ways], crs=CRS)


def network_of(xy: Any, ways: Sequence[Way], *, link_m: float = 0.0, **columns: Any) -> TravelNetwork:
    return build_network(ways_table(xy, ways, **columns), CRS, link_m=link_m)


def random_ways(seed: int, nodes: int = 9, ways: int = 14) -> tuple[np.ndarray, list[Way]]:
    """Return places in general position and ways of 2 to 4 nodes between them, of all classes and directions."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 2000, (nodes, 2)) + ORIGIN
    made: list[Way] = []
    used: set[frozenset[int]] = set()  # two ways on one line leave open on which of them a place stands
    for _ in range(ways):
        size = int(rng.integers(2, 5))
        way_class = str(rng.choice(["tertiary", "residential", "track", "path", "river", "ferry"]))
        oneway = int(rng.choice([0, 0, 1, -1])) if KIND.get(way_class, "road") in {"road", "track"} else 0
        along = rng.choice(nodes, size, replace=False).tolist()
        steps = {frozenset(step) for step in pairwise(along)}
        if not steps & used:
            used |= steps
            made.append((along, way_class, oneway))
    return xy, made


def brute_minutes(
    xy: np.ndarray, ways: Sequence[Way], speeds: TravelSpeeds, mode: str, places: np.ndarray
) -> np.ndarray:
    """Return minutes between places by Floyd and Warshall over the graph split at every place; dry season, no tags."""
    segments = []  # u, v, forward, backward minutes a metre, boarding at u and v, whether places stand on it
    on_land = {node for nodes, one, _ in ways if one != "ferry" for node in nodes}
    by_ferry: dict[int, int] = {}
    for nodes, one, _ in ways:
        if one == "ferry":
            for a, b in pairwise(nodes):
                by_ferry[a], by_ferry[b] = by_ferry.get(a, 0) + 1, by_ferry.get(b, 0) + 1
    for nodes, one, oneway in ways:
        kmh = speeds.class_kmh(mode, one, "dry")  # type: ignore[arg-type]
        if not kmh:
            continue
        free = mode == "foot" and one != "ferry"
        there = 0.06 / kmh if oneway >= 0 or free else np.inf
        back = 0.06 / kmh if oneway <= 0 or free else np.inf
        for a, b in pairwise(nodes):
            board = [
                speeds.transfer_min / 2 if one == "ferry" and (node in on_land or by_ferry[node] == 1) else 0.0
                for node in (a, b)
            ]
            segments.append((a, b, there, back, sum(board), one != "ferry"))
    nodes_n, n = len(xy), len(places)
    size = nodes_n + n
    away = np.full((size, size), np.inf)
    np.fill_diagonal(away, 0)
    stands: list[tuple[int, float] | None] = []
    off = np.full(n, np.inf)
    for number, place in enumerate(places):
        best = None
        for index, (a, b, _, _, _, stops) in enumerate(segments):
            if not stops:
                continue
            step = xy[b] - xy[a]
            share = float(np.clip((place - xy[a]) @ step / (step @ step), 0, 1))
            distance = float(np.hypot(*(xy[a] + share * step - place)))
            if distance < off[number] - 1e-9 and distance <= speeds.snap_limit_m:
                off[number], best = distance, (index, share)
        stands.append(best)
    for index, (a, b, there, back, board, _) in enumerate(segments):
        length = float(np.hypot(*(xy[b] - xy[a])))
        on = sorted((one[1], nodes_n + k) for k, one in enumerate(stands) if one is not None and one[0] == index)
        marks = [(0.0, a), *on, (1.0, b)]
        for (share, node), (other_share, other) in pairwise(marks):
            part = (other_share - share) * length
            for p, q, per_m in ((node, other, there), (other, node, back)):
                cost = (part * per_m if part else 0.0) + board
                away[p, q] = min(away[p, q], cost)
    for middle in range(size):
        away = np.minimum(away, away[:, middle : middle + 1] + away[middle : middle + 1, :])
    walk = off * 0.06 / speeds.foot_kmh
    minutes = away[nodes_n:, nodes_n:] + walk[:, None] + walk[None, :]
    np.fill_diagonal(minutes, 0)
    return minutes

"""Travel over networks: a small one with all times written down by hand, and three real extracts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from geo.sources.osm import read_osm
from geo.spatial.travel.build import build_network
from geo.spatial.travel.network import TravelNetwork
from geo.spatial.travel.over_network import OverNetwork
from geo.spatial.travel.pieces import pieces_of
from tests.spatial.travel.graphs_at_hand import PLAIN, network_of

NAMES = "ABCDEFGJK"
# Kilometres. B to C is a one-way, C to G a bridge over the river H to I, D to J a ferry, F a dead end.
AT = {
    "A": (0, 0), "B": (1, 0), "C": (2, 0), "D": (2, 1), "E": (1, 1), "F": (0, 1), "G": (3, 0), "J": (2, 3), "K": (3, 3),
    "H": (2.5, -0.5), "I": (2.5, 0.5),
}  # fmt: skip
WAYS = [
    ("AB", "unclassified", 0), ("BC", "unclassified", 1), ("CD", "unclassified", 0), ("DE", "unclassified", 0),
    ("EB", "unclassified", 0), ("EF", "unclassified", 0), ("CG", "unclassified", 0), ("DJ", "ferry", 0),
    ("JK", "unclassified", 0), ("HI", "river", 0),
]  # fmt: skip
# By road at 30 km/h: 2 minutes a kilometre; the ferry takes 12 minutes at 10 km/h and 15 for boarding.
BY_ROAD = """
    0  2  4  6  4  6  6 33 35
    2  0  2  4  2  4  4 31 33
    8  6  0  2  4  6  2 29 31
    6  4  2  0  2  4  4 27 29
    4  2  4  2  0  2  6 29 31
    6  4  6  4  2  0  8 31 33
   10  8  2  4  6  8  0 31 33
   33 31 29 27 29 31 31  0  2
   35 33 31 29 31 33 33  2  0
"""
# On foot at 4 km/h: 15 minutes a kilometre, both ways along BC; the ferry as before.
ON_FOOT = """
    0  15  30  45  30  45  45  72  87
   15   0  15  30  15  30  30  57  72
   30  15   0  15  30  45  15  42  57
   45  30  15   0  15  30  30  27  42
   30  15  30  15   0  15  45  42  57
   45  30  45  30  15   0  60  57  72
   45  30  15  30  45  60   0  57  72
   72  57  42  27  42  57  57   0  15
   87  72  57  42  57  72  72  15   0
"""
EXTRACTS = {
    "Helsinki.osm.pbf": {"highway": 2650},
    "andorra.osm.pbf": {"highway": 1615, "waterway": 146},
    "campo-grande.osm.gz": {},
}


@pytest.fixture(scope="module")
def town() -> TravelNetwork:
    letters = list(AT)
    xy = 1000.0 * np.array(list(AT.values()))
    ways = [([letters.index(one) for one in pair], kind, oneway) for pair, kind, oneway in WAYS]
    return network_of(xy, ways, bridge=[pair == "CG" for pair, _, _ in WAYS])


@pytest.mark.parametrize(("mode", "table"), [("road", BY_ROAD), ("track", BY_ROAD), ("foot", ON_FOOT)])
def test_all_pairs_as_written_down(town: TravelNetwork, mode: str, table: str) -> None:
    expected = np.array(table.split(), dtype=float).reshape(9, 9)
    at = 1000.0 * np.array([AT[one] for one in NAMES])
    found = OverNetwork(town, PLAIN).minutes(mode, at, at)  # type: ignore[arg-type]
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_boats_keep_to_the_river_and_cars_to_the_bridge(town: TravelNetwork) -> None:
    travel = OverNetwork(town, PLAIN)
    at = 1000.0 * np.array([AT["H"], AT["I"], AT["A"]])
    found = travel.minutes("river", at, at)
    np.testing.assert_allclose(found[:2, :2], [[0, 2.4], [2.4, 0]], atol=1e-6)
    assert np.isinf(found[2, :2]).all()
    over = travel.path("road", 1000.0 * np.array(AT["C"]), 1000.0 * np.array(AT["G"]))
    assert over is not None
    assert over.length == pytest.approx(1000)


@pytest.mark.real_data
@pytest.mark.parametrize("name", EXTRACTS)
def test_real_extracts_keep_every_way_and_every_metre(real_data: Path, name: str) -> None:
    ways = read_osm(real_data / "osm" / name)
    assert {key: ways.attrs["ways"][key] for key in EXTRACTS[name]} == EXTRACTS[name]
    left = {one.code: one for one in ways.attrs["notices"]}
    found = ways["osm_id"].nunique()
    unused = left["not_for_travel"].n if "not_for_travel" in left else 0
    lost = 0
    if "missing_nodes" in left:
        lost = int(left["missing_nodes"].says.en.split("cut there, ")[1].split(" ")[0])
    assert found + unused + lost == ways.attrs["ways"]["all"]
    network = build_network(ways)
    assert network.length_m.sum() == pytest.approx(ways.geometry.to_crs(network.crs).length.sum(), rel=1e-9)
    told = " ".join(one.en for one in network.notices)
    for one in ways.attrs["notices"]:
        assert one.says.en in told
    assert TravelNetwork.from_bytes(network.to_bytes()).digest == ways.attrs["digest"]


@pytest.mark.real_data
def test_nearly_all_of_a_real_town_is_one_piece(real_data: Path) -> None:
    network = build_network(read_osm(real_data / "osm" / "campo-grande.osm.gz"))
    pieces = pieces_of(network, network.of_kind("road"))
    assert pieces.length_m[0] / pieces.length_m.sum() > 0.97


@pytest.mark.real_data
def test_walking_in_helsinki_equals_a_search_over_every_single_segment(real_data: Path) -> None:
    """The same minutes without contracting, snapping or doors: each pair of neighbouring OSM nodes is an arc."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    ways = read_osm(real_data / "osm" / "Helsinki.osm.pbf")
    walked = ways[ways["kind"].isin(["road", "track", "foot"]) & (ways["access_foot"] != "no")]
    walked = walked[~walked["class"].isin(["motorway", "motorway_link"])]
    network = build_network(ways)
    shapes = walked.geometry.to_crs(network.crs)
    xy: dict[int, tuple[float, float]] = {}
    arcs: dict[tuple[int, int], float] = {}
    for nodes, line in zip(walked["nodes"], shapes, strict=True):
        for number, place in zip(nodes.tolist(), line.coords, strict=True):
            xy.setdefault(number, place)
        for a, b in pairwise(nodes.tolist()):
            arcs[a, b] = arcs[b, a] = float(np.hypot(xy[a][0] - xy[b][0], xy[a][1] - xy[b][1])) * 0.06 / 4
    ids = {number: place for place, number in enumerate(xy)}
    tails, heads = (np.array([ids[pair[end]] for pair in arcs]) for end in (0, 1))
    graph = coo_array((np.array(list(arcs.values())), (tails, heads)), shape=(len(ids), len(ids))).tocsr()
    chosen = np.random.default_rng(0).choice(len(ids), 40, replace=False)
    places = np.array(list(xy.values()))
    _, shared = np.unique(places.round(3), axis=0, return_inverse=True)
    chosen = chosen[np.bincount(shared.ravel())[shared.ravel()[chosen]] == 1]  # one node at its place
    expected = dijkstra(graph, indices=chosen)[:, chosen]
    travel = OverNetwork(network, PLAIN)
    at = places[chosen]
    np.testing.assert_allclose(travel.minutes("foot", at, at), expected, atol=1e-4)
    assert np.isfinite(expected).mean() > 0.9
    line = travel.path("foot", at[0], at[1])
    assert line is not None
    assert line.length * 0.06 / 4 == pytest.approx(expected[0, 1], abs=1e-4)

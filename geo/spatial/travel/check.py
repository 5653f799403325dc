"""What is wrong with a network before anybody relies on it: pieces, one-ways, rivers apart, bases off the roads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.languages import Says
from geo.spatial.crs import to_lonlat
from geo.spatial.travel.landings import landings
from geo.spatial.travel.mode_graph import mode_graph
from geo.spatial.travel.modes import MODES, Mode
from geo.spatial.travel.network import TravelNetwork
from geo.spatial.travel.pieces import pieces_of, trapped_edges
from geo.spatial.travel.speeds import Season, TravelSpeeds

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
MOST_OF_A_KIND = 50
MODE_NAMES: dict[Mode, Says] = {
    "road": Says("jalan", "road"),
    "track": Says("jalan tanah", "track"),
    "river": Says("sungai", "river"),
    "foot": Says("jalan kaki", "foot"),
}


@dataclass(frozen=True)
class Finding:
    """One thing to know about a network, and where it is (nan where it is nowhere in particular).

    `code` is one of `no_ways`, `piece_apart`, `river_apart`, `no_landing`, `dead_one_way`, `off_network`, `on_piece`,
    `more`.
    """

    code: str
    text: Says
    lon: float
    lat: float

    def as_dict(self) -> dict[str, Any]:
        """Return `{"code", "id", "en", "lon", "lat"}`; no place is None."""
        lon, lat = (float(one) if np.isfinite(one) else None for one in (self.lon, self.lat))
        return {"code": self.code, **self.text.as_dict(), "lon": lon, "lat": lat}


@dataclass(frozen=True)
class ModeSummary:
    """What one means of travel has of a network.

    Parameters
    ----------
    km_by_class
        Kilometres that it can use, by class, the longest first.
    components, largest_share
        Connected pieces (directions left aside), and the share of the length in the largest; nan without any.
    """

    mode: Mode
    km_by_class: dict[str, float]
    components: int
    largest_share: float


@dataclass(frozen=True)
class NetworkCheck:
    """Summaries by means of travel, and findings, the gravest first."""

    modes: tuple[ModeSummary, ...]
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "modes": [
                {
                    "mode": one.mode, "km_by_class": one.km_by_class, "components": one.components,
                    "largest_share": one.largest_share if one.components else None,
                }
                for one in self.modes
            ],
            "findings": [one.as_dict() for one in self.findings],
        }  # fmt: skip


def check_network(
    network: TravelNetwork,
    speeds: TravelSpeeds | None = None,
    places: gpd.GeoDataFrame | None = None,
    season: Season = "dry",
) -> NetworkCheck:
    """Look a network over.

    Parameters
    ----------
    network, speeds, season
        As for `OverNetwork`.
    places
        Bases and hotspots (any geometry, any CRS; a representative point is taken); column `name` says how they are
        called, column `mode` by what they must be reached (else: any means of travel but the river is tried, and a
        place counts as off the network when none of them reaches it). None: no places.

    Returns
    -------
    NetworkCheck
        At most 50 findings of a kind, the longest or farthest first; how many more there are is a finding too.
    """
    speeds = speeds or TravelSpeeds()
    summaries, findings = [], _off_network(network, speeds, places, season)
    for mode in MODES:
        graph = mode_graph(network, speeds, mode, season)
        passable = np.isfinite(graph.forward) | np.isfinite(graph.backward)
        summary, found = _pieces(network, mode, passable, speeds)
        summaries.append(summary)
        findings += found
    wheels = network.of_kind("road", "track", "ferry")
    findings += _one_ways(network, trapped_edges(network, wheels))
    findings += _landings(network, speeds)
    return NetworkCheck(tuple(summaries), tuple(findings))


def _pieces(
    network: TravelNetwork, mode: Mode, passable: npt.NDArray[np.bool_], speeds: TravelSpeeds
) -> tuple[ModeSummary, list[Finding]]:
    pieces = pieces_of(network, passable)
    total = float(pieces.length_m.sum())
    km = np.bincount(network.way_class[passable], weights=network.length_m[passable], minlength=len(network.classes))
    by_class = {
        network.classes[one]: round(float(km[one]) / 1000, 3) for one in np.argsort(-km, kind="stable") if km[one] > 0
    }
    share = float(pieces.length_m[0] / total) if len(pieces.length_m) else float("nan")
    summary = ModeSummary(mode, by_class, len(pieces.length_m), share)
    name = MODE_NAMES[mode]
    if not len(pieces.length_m):
        none = Says("Tidak ada yang dapat dilalui lewat {mode}.", "There is nothing to travel on by {mode}.")
        return summary, [Finding("no_ways", none.filled(mode=name), float("nan"), float("nan"))]
    apart = Says(
        "Jaringan {mode}: potongan {km} km ({share} %) terpisah dari jaringan utama.",
        "Network by {mode}: a piece of {km} km ({share} %) is apart from the main network.",
    )
    slips = Says(
        "Jaringan {mode}: potongan {km} km ({share} %) terpisah, terlalu pendek untuk menampung tempat.",
        "Network by {mode}: a piece of {km} km ({share} %) is apart, too short to take places.",
    )
    findings = []
    for piece in range(1, len(pieces.length_m)):
        length = float(pieces.length_m[piece])
        members = np.flatnonzero(pieces.of_edge == piece) if piece <= MOST_OF_A_KIND else np.empty(0, dtype=np.int64)
        edge = int(members[network.length_m[members].argmax()]) if len(members) else 0
        says = (slips if length < speeds.least_piece_m else apart).filled(
            mode=name, km=round(length / 1000, 2), share=round(100 * length / total, 1)
        )
        findings.append(_at_edge("river_apart" if mode == "river" else "piece_apart", says, network, edge))
        if piece > MOST_OF_A_KIND:
            break
    return summary, _capped(findings, len(pieces.length_m) - 1, name)


def _one_ways(network: TravelNetwork, edges: Integers) -> list[Finding]:
    order = edges[np.argsort(-network.length_m[edges], kind="stable")]
    says = Says(
        "Ruas satu arah {way} ({m} m) tidak dapat ditinggalkan atau tidak dapat dicapai.",
        "One-way {way} ({m} m) cannot be left or cannot be reached.",
    )
    names = network.class_names
    findings = [
        _at_edge(
            "dead_one_way",
            says.filled(way=str(names[edge]), m=round(float(network.length_m[edge]))),
            network,
            int(edge),
        )
        for edge in order[:MOST_OF_A_KIND]
    ]
    return _capped(findings, len(order), Says("satu arah", "one-ways"))


def _landings(network: TravelNetwork, speeds: TravelSpeeds) -> list[Finding]:
    if not network.of_kind("river").any() or len(landings(network, speeds.link_m)):
        return []
    says = Says(
        "Tidak ada jalan yang berakhir dalam {m} m dari sungai: tidak ada dermaga untuk naik perahu.",
        "No road ends within {m} m of a river: there is no landing to board a boat.",
    )
    return [Finding("no_landing", says.filled(m=speeds.link_m), float("nan"), float("nan"))]


def _off_network(
    network: TravelNetwork, speeds: TravelSpeeds, places: gpd.GeoDataFrame | None, season: Season
) -> list[Finding]:
    if places is None or not len(places):
        return []
    shapes = places.geometry.to_crs(network.crs) if places.crs is not None else places.geometry
    points = shapely.get_coordinates(shapely.point_on_surface(np.asarray(shapes.array, dtype=object)))
    if len(points) != len(places) or not np.isfinite(points).all():
        kept = ~(shapely.is_missing(shapes.array) | shapely.is_empty(shapes.array))
        kept[kept] = np.isfinite(points).all(axis=1) if len(points) == kept.sum() else False
        places, points = places[kept], points[np.isfinite(points).all(axis=1)]
    given = places["mode"].to_list() if "mode" in places.columns else [None] * len(places)
    names = places["name"].to_list() if "name" in places.columns else places.index.to_list()
    graphs = {mode: mode_graph(network, speeds, mode, season) for mode in MODES}
    nearest = {mode: graph.snap(points, np.inf) for mode, graph in graphs.items()}
    piece = {
        mode: pieces_of(network, np.isfinite(graph.forward) | np.isfinite(graph.backward)).of_edge
        for mode, graph in graphs.items()
    }
    told: list[tuple[float, Finding]] = []
    for row, (name, said) in enumerate(zip(names, given, strict=True)):
        asked = next((mode for mode in MODES if mode == said), None)
        tried: tuple[Mode, ...] = (asked,) if asked else ("road", "track", "foot")
        off, best = min((float(nearest[mode].off_m[row]), number) for number, mode in enumerate(tried))
        by = tried[best]
        if off > speeds.snap_limit_m:
            told.append((off, _far(network, str(name), asked, off, points[row], speeds)))
        elif piece[by][nearest[by].edge[row]] > 0:
            told.append((0.0, _apart(network, str(name), by, points[row])))
    told.sort(key=lambda one: -one[0])
    return _capped([one for _, one in told[:MOST_OF_A_KIND]], len(told), Says("tempat", "places"))


def _apart(network: TravelNetwork, name: str, mode: Mode, point: Floats) -> Finding:
    says = Says(
        "{name}: berdiri di potongan jaringan {by} yang terpisah dari jaringan utama.",
        "{name}: stands on a piece of network by {by} that is apart from the main one.",
    )
    lon, lat = to_lonlat(point[:1], point[1:], network.crs)
    return Finding("on_piece", says.filled(name=name[:80], by=MODE_NAMES[mode]), float(lon[0]), float(lat[0]))


def _far(
    network: TravelNetwork, name: str, mode: Mode | None, off_m: float, point: Floats, speeds: TravelSpeeds
) -> Finding:
    lon, lat = to_lonlat(point[:1], point[1:], network.crs)
    by = MODE_NAMES[mode] if mode else Says("jalan", "roads and paths")
    if not np.isfinite(off_m):
        says = Says("{name}: tidak ada jaringan {by}.", "{name}: there are no ways by {by}.")
        return Finding("off_network", says.filled(name=name[:80], by=by), float(lon[0]), float(lat[0]))
    node = int(np.hypot(*(network.nodes - point).T).argmin())
    where = to_lonlat(network.nodes[node, :1], network.nodes[node, 1:], network.crs)
    says = Says(
        "{name}: {m} m dari jaringan {by} (batas {limit} m); simpul terdekat {node} di {at}.",
        "{name}: {m} m from any way by {by} (limit {limit} m); nearest node {node} at {at}.",
    ).filled(
        name=name[:80], m=round(off_m), by=by, limit=speeds.snap_limit_m, node=str(node),
        at=f"{float(where[1][0]):.5f}, {float(where[0][0]):.5f}",
    )  # fmt: skip
    return Finding("off_network", says, float(lon[0]), float(lat[0]))


def _at_edge(code: str, says: Says, network: TravelNetwork, edge: int) -> Finding:
    middle = network.coordinates[(network.begins[edge] + network.begins[edge + 1]) // 2]
    lon, lat = to_lonlat(middle[:1], middle[1:], network.crs)
    return Finding(code, says, float(lon[0]), float(lat[0]))


def _capped(findings: list[Finding], total: int, what: Says) -> list[Finding]:
    if total <= MOST_OF_A_KIND:
        return findings
    more = Says("{n} temuan lain serupa ({what}).", "{n} more findings like these ({what}).")
    told = more.filled(n=total - MOST_OF_A_KIND, what=what)
    return [*findings[:MOST_OF_A_KIND], Finding("more", told, float("nan"), float("nan"))]

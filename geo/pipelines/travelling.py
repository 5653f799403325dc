"""Networks that crews travel on: built from files or the region's own layers, kept in the store, checked, chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.agencies.region import Region
from geo.errors import FileRefusedError, NotFoundError, ParameterError
from geo.languages import Says
from geo.progress import Progress, silent
from geo.settings import Settings
from geo.spatial.travel.protocol import Travel
from geo.spatial.travel.speeds import Season, TravelSpeeds
from geo.store.protocol import Store

NETWORK = "region"
"""Name of the one network of a store."""
_CLASS_COLUMNS = ("highway", "waterway", "class", "fclass", "kelas", "kind", "jenis", "type")
_OWN_LAYERS = {"roads": "unclassified", "rivers": "river", "fairways": "fairway"}
_READING = Says("membaca jalan dan sungai", "reading ways")
_BUILDING = Says("menyusun jaringan", "building the network")
_WRITING = Says("menyimpan jaringan", "storing the network")
_ELSEWHERE = Says(
    "Tidak satu pun jalan atau sungai di berkas ini berada di wilayah, jadi jaringan ini tidak dipakai: waktu tempuh "
    "tetap garis lurus. Pakai ekstrak wilayah ini.",
    "None of the ways of this file lies in the region, so this network is not used: travel stays along straight lines. "
    "Take an extract of this region.",
)
_WHAT = Says("Jaringan", "network")
_OF_TRAVEL = Says("untuk waktu tempuh", "for travel times")
_BUILD = Says("petarawan network build BERKAS", "petarawan network build FILE")


@dataclass(frozen=True)
class NetworkRequest:
    """From what a network is built.

    Parameters
    ----------
    files
        OpenStreetMap extracts and layers of lines; none: the region's own layers of roads, rivers and fairways.
    class_column, default_class
        For layers of lines: where the class stands (None: found by its name) and what lines without one are.
    whole
        Keep ways outside the region, too.
    """

    files: tuple[Path, ...] = ()
    class_column: str | None = None
    default_class: str | None = None
    whole: bool = False


def build_in_store(
    store: Store, request: NetworkRequest, settings: Settings, *, progress: Progress = silent
) -> dict[str, Any]:
    """Build the network and keep it in place of the one before.

    Returns
    -------
    dict
        `edges`, `nodes`, `km`, `km_by_class`, `sources`, `date`, `in_region`, `notices`.

    Raises
    ------
    FileRefusedError
        When a file cannot be read; the text says why.
    ParameterError
        When neither files nor layers of the region hold lines.
    """
    from geo.spatial.travel.build import build_network

    region = store.region()
    progress(0.05, _READING)
    ways, sources = _ways(region, request)
    progress(0.5, _BUILDING)
    area = region.boundary.buffer(0.05)
    near = bool(ways.geometry.intersects(area).any())
    network = build_network(
        ways,
        region.crs if near else None,
        area=area if near and not request.whole else None,
        link_m=TravelSpeeds().link_m,
    )
    progress(0.9, _WRITING)
    by_class = {name: round(km, 3) for name, km in network.km_by_class().items()}
    about = {
        "edges": len(network),
        "nodes": len(network.nodes),
        "km": round(sum(by_class.values()), 3),
        "km_by_class": by_class,
        "sources": sources,
        "date": network.date,
        "in_region": near,
        "notices": [notice.as_dict() for notice in (*([] if near else [_ELSEWHERE]), *network.notices)],
    }
    store.put_network(NETWORK, network.to_bytes(), about, settings.clock())
    progress(1.0, _WRITING)
    return about


def check_in_store(store: Store, season: Season) -> dict[str, Any]:
    """Look for what keeps crews from using the network: pieces apart, bases and objects off it, closed rivers.

    Returns
    -------
    dict
        `about` (as built), `season`, `ok`, and what `geo.spatial.travel.check` found.

    Raises
    ------
    NotFoundError
        When no network was built yet.
    """
    from geo.spatial.travel.check import check_network

    content = store.network(NETWORK)
    if content is None:
        raise NotFoundError(what=_WHAT, name=_OF_TRAVEL, make=_BUILD)
    from geo.spatial.travel.network import TravelNetwork

    network = TravelNetwork.from_bytes(content)
    region = store.region()
    [about] = [told["about"] for told in store.networks() if told["name"] == NETWORK]
    places = _places(store, region)
    if not about["in_region"]:  # places of the region cannot be measured against a network of elsewhere
        places = places.iloc[:0]
    checked = check_network(network, TravelSpeeds(), places, season)
    found = checked.as_dict()
    if not about["in_region"]:
        found["findings"] = [
            {"code": "elsewhere", **_ELSEWHERE.as_dict(), "lon": None, "lat": None},
            *found["findings"],
        ]
    return {"about": about, "season": season, "ok": not found["findings"], **found}


def network_travel(store: Store, season: Season = "dry", *, straight: bool = False) -> Travel | None:
    """Return travel over a store's network; None without one in the region, or when it is to be left aside."""
    known = [told for told in store.networks() if told["name"] == NETWORK and told["about"]["in_region"]]
    content = store.network(NETWORK) if known and not straight else None
    if content is None:
        return None
    from geo.spatial.travel.network import TravelNetwork
    from geo.spatial.travel.over_network import OverNetwork

    return OverNetwork(TravelNetwork.from_bytes(content), TravelSpeeds(), season)


def travel_of(store: Store, season: Season = "dry", *, straight: bool = False) -> Travel:
    """Return how crews of a store travel: over its network, else along straight lines.

    Parameters
    ----------
    store
        May hold a network.
    season
        `dry` or `wet`: in the wet season tracks are slower or closed.
    straight
        Leave the network aside.
    """
    from geo.spatial.travel.straight_line import StraightLine

    return network_travel(store, season, straight=straight) or StraightLine(TravelSpeeds())


def _ways(region: Region, request: NetworkRequest) -> tuple[gpd.GeoDataFrame, list[dict[str, Any]]]:
    from geo.sources.osm_lines import lines_as_ways

    tables: list[gpd.GeoDataFrame] = []
    if request.files:
        tables = [_ways_of_file(path, request) for path in request.files]
    else:
        for name, default in _OWN_LAYERS.items():
            layer = region.layers.get(name)
            if layer is not None and len(layer):
                table = lines_as_ways(layer, _class_column(layer, request.class_column), default_class=default)
                table.attrs["file"] = f"{name}.geojson"
                tables.append(table)
    if not any(len(table) for table in tables):
        problem = Says(
            "tidak ada garis: beri berkas OSM atau lapisan garis, atau isi lapisan roads dan rivers di paket wilayah.",
            "no lines: give an OSM file or a layer of lines, or fill layers roads and rivers in the region pack.",
        )
        raise ParameterError(name="FILE", problem=problem)
    sources = [
        {**{key: table.attrs[key] for key in ("file", "digest", "date")}, "ways": len(table)} for table in tables
    ]
    return _joined(tables), sources


def _ways_of_file(path: Path, request: NetworkRequest) -> gpd.GeoDataFrame:
    from geo.sources.areas import read_layer
    from geo.sources.osm import read_osm
    from geo.sources.osm_lines import lines_as_ways

    try:
        ways = read_osm(path)
    except FileRefusedError as error:
        if error.params["reason"] != "not_osm":
            raise
    else:
        ways.attrs["osm"] = True
        return ways
    layer = read_layer(path)
    table = lines_as_ways(
        layer, _class_column(layer, request.class_column), default_class=request.default_class or "unclassified"
    )
    table.attrs["file"] = path.name
    return table


def _class_column(layer: gpd.GeoDataFrame, asked: str | None) -> str | None:
    return asked if asked is not None else next((name for name in _CLASS_COLUMNS if name in layer.columns), None)


def _joined(tables: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Put tables of ways under each other: OSM files join by their node ids, other layers keep apart."""
    if len(tables) == 1:
        return tables[0]
    moved, first = [], 0
    if all(table.attrs.get("osm") for table in tables):  # the same way may stand in neighbouring extracts
        seen: set[int] = set()
        for table in tables:
            moved.append(table[~table["osm_id"].isin(seen)])
            seen |= set(table["osm_id"])
        return _described(moved, tables)
    for table in tables:
        nodes = [np.asarray(one) for one in table["nodes"]]
        low = min((int(one.min()) for one in nodes if len(one)), default=0)
        high = max((int(one.max()) for one in nodes if len(one)), default=0)
        moved.append(
            table.assign(nodes=pd.Series([one - low + first for one in nodes], index=table.index, dtype=object))
        )
        first += high - low + 1
    return _described(moved, tables)


def _described(parts: list[gpd.GeoDataFrame], tables: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    joined = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=tables[0].crs)
    joined.attrs = {
        "notices": [notice for table in tables for notice in table.attrs["notices"]],
        "digest": "+".join(table.attrs["digest"][:16] for table in tables),
        "date": max(table.attrs["date"] for table in tables),
        "file": ", ".join(table.attrs["file"] for table in tables),
    }
    return joined


def _places(store: Store, region: Region) -> gpd.GeoDataFrame:
    """Return bases, vital objects and the latest hotspots as points: columns kind, name, mode."""
    rows: list[dict[str, Any]] = [
        {"kind": "base", "id": unit.unit_id, "name": unit.name, "mode": unit.mode, "lon": unit.lon, "lat": unit.lat}
        for unit in region.units
        if np.isfinite(unit.lon) and np.isfinite(unit.lat)
    ]
    for row in region.objects.to_dict("records"):
        point = row["geometry"]
        rows.append(
            {
                "kind": "object",
                "id": row["object_id"],
                "name": row["name"],
                "mode": None,
                "lon": point.x,
                "lat": point.y,
            }
        )
    shown = store.shown_runs("hotspots")
    if shown:
        found = store.result(shown[0], "hotspots")
        middles = found.geometry.representative_point()
        rows += [
            {"kind": "hotspot", "id": one, "name": one, "mode": None, "lon": point.x, "lat": point.y}
            for one, point in zip(found["hotspot_id"], middles, strict=True)
        ]
    table = pd.DataFrame(rows, columns=["kind", "id", "name", "mode", "lon", "lat"])
    points = gpd.points_from_xy(table["lon"], table["lat"], crs=4326)
    return gpd.GeoDataFrame(table.drop(columns=["lon", "lat"]), geometry=points).to_crs(region.crs)


def modes_of(region: Region) -> Sequence[str]:
    """Return the means of travel of the region's available units, in order."""
    return sorted({unit.mode for unit in region.units if unit.available})

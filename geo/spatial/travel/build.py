"""Builds a network for travel from a table of ways, and counts what is isolated, cut or left out."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo.errors import TableError, UnprojectedError
from geo.languages import Says
from geo.spatial.crs import WGS84, metric_crs_of
from geo.spatial.travel import network as form
from geo.spatial.travel.contract import Ways, contract
from geo.spatial.travel.links import Linked, link_ferries
from geo.spatial.travel.network import KINDS, TravelNetwork
from geo.spatial.travel.pieces import pieces_of, trapped_edges

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_NEEDED = ("kind", "class", "oneway", "maxspeed_kmh", "nodes", "geometry")
_LEAST_M = 0.001
_UNPAVED = frozenset(
    {
        "unpaved", "ground", "dirt", "earth", "mud", "sand", "grass", "gravel", "fine_gravel", "pebblestone",
        "compacted", "laterite", "clay", "soil", "woodchips", "rock",
    }
)  # fmt: skip
_LAND = ("road", "track", "foot")


def build_network(
    ways: gpd.GeoDataFrame,
    crs: Any = None,
    *,
    area: BaseGeometry | None = None,
    link_m: float = 200.0,
) -> TravelNetwork:
    """Build a network from ways.

    Parameters
    ----------
    ways
        As `geo.sources.osm.read_osm` and `lines_as_ways` give them: columns kind, class, oneway, maxspeed_kmh, nodes
        (array of node ids, one for each corner), geometry; duration_min, surface, bridge, tunnel, intermittent,
        access_motor, access_foot and access_boat where known. `attrs` may hold notices, digest, date and file.
    crs
        Metric CRS to measure in; None: the UTM zone of the middle.
    area
        Ways that do not touch this polygon (EPSG:4326) are left out and counted; None: all are taken.
    link_m
        Ends of ferries that touch no road are linked to the nearest one within this distance, metres.

    Returns
    -------
    TravelNetwork
        Ways meet at shared nodes only. Nothing is dropped in silence: `notices` counts ways outside the area or the
        CRS, landings, isolated pieces with their length, and one-ways that cannot be left or reached. Empty ways give
        an empty network with a notice.

    Raises
    ------
    TableError
        When a column is missing.
    UnprojectedError
        When `crs` is not metric.
    """
    missing = [name for name in _NEEDED if name not in ways.columns]
    if missing:
        raise TableError(table="ways", missing=missing, present=[str(one) for one in ways.columns])
    metric = CRS.from_user_input(crs) if crs is not None else metric_crs_of(ways.geometry)
    if not metric.is_projected or metric.axis_info[0].unit_name != "metre":
        raise UnprojectedError(crs=str(metric))
    told = [_says(one) for one in ways.attrs.get("notices", ())]
    ways, outside = _inside(ways, area)
    kept, corners, xy, strange = _corners(ways, metric)
    if outside + strange:
        says = Says(
            "{n} jalan atau sungai di luar wilayah tidak dipakai ({km} km).",
            "{n} ways outside the area were left out ({km} km).",
        )
        told.append(says.filled(n=outside + strange, km=_km_left(ways.attrs["left_km"])))
    table = _attributes(kept)
    kind = table["kind"].to_numpy()
    ferry, road, track, foot = (kind == KINDS.index(one) for one in ("ferry", "road", "track", "foot"))
    linked = link_ferries(xy, corners, ferry, road | track, foot, link_m)
    told += _landings(linked, link_m)
    table = table.iloc[linked.like].reset_index(drop=True)
    table.loc[len(corners) :, "flags"] |= form.LINK
    table.loc[len(corners) :, "oneway"] = 0
    built = _network(table, linked, metric, ways.attrs)
    return _with_notices(built, told)


def _says(notice: Any) -> Says:
    return notice if isinstance(notice, Says) else notice.says


def _km_left(metres: float) -> float:
    return round(metres / 1000, 1)


def _inside(ways: gpd.GeoDataFrame, area: BaseGeometry | None) -> tuple[gpd.GeoDataFrame, int]:
    attrs = dict(ways.attrs)
    attrs["left_km"] = 0.0
    if area is not None and len(ways):
        shapely.prepare(area)
        degrees = ways.geometry if ways.crs is None else ways.geometry.to_crs(WGS84)
        touched = np.asarray(shapely.intersects(area, np.asarray(degrees.array, dtype=object)), dtype=bool)
        gone = degrees[~touched]
        if len(gone):
            attrs["left_km"] = float(gone.set_crs(WGS84, allow_override=True).to_crs(metric_crs_of(gone)).length.sum())
        kept = ways[touched]
        kept.attrs = attrs
        return kept, int((~touched).sum())
    same = ways.copy(deep=False)
    same.attrs = attrs
    return same, 0


def _corners(ways: gpd.GeoDataFrame, metric: CRS) -> tuple[gpd.GeoDataFrame, list[Integers], Floats, int]:
    """Return usable ways, the nodes (0…n-1) of each, and the metric place of each node: that of its first corner."""
    shapes = np.asarray(ways.geometry.to_crs(metric).array, dtype=object)
    xy, of = shapely.get_coordinates(shapes, return_index=True)
    count = np.bincount(of, minlength=len(ways))
    none = np.empty(0, dtype=np.int64)
    ids = [np.asarray(one, dtype=np.int64) if np.ndim(one) == 1 else none for one in ways["nodes"]]
    fit = np.array([len(one) == n and n >= 2 for one, n in zip(ids, count, strict=True)], dtype=bool)
    finite = np.ones(len(ways), dtype=bool)
    finite[of[~np.isfinite(xy).all(axis=1)]] = False
    good = np.flatnonzero(fit & finite)
    xy = xy[(fit & finite)[of]]
    flat = np.concatenate([ids[way] for way in good]) if len(good) else np.empty(0, dtype=np.int64)
    _, first, at = np.unique(flat, return_index=True, return_inverse=True)
    at = at.ravel().astype(np.int64)
    lengths = count[good]
    return ways.iloc[good], np.split(at, np.cumsum(lengths)[:-1]) if len(good) else [], xy[first], len(ways) - len(good)


def _attributes(ways: gpd.GeoDataFrame) -> pd.DataFrame:
    n = len(ways)

    def column(name: str, default: Any) -> npt.NDArray[Any]:
        return ways[name].to_numpy() if name in ways.columns else np.full(n, default, dtype=object)

    flags = np.zeros(n, dtype=np.int32)
    for name, flag in (("bridge", form.BRIDGE), ("tunnel", form.TUNNEL), ("intermittent", form.INTERMITTENT)):
        flags |= np.where(np.asarray(column(name, False), dtype=bool), flag, 0).astype(np.int32)
    surface = [str(one).split(";", maxsplit=1)[0].split(":", maxsplit=1)[0] for one in column("surface", "")]
    flags |= np.where(np.isin(surface, list(_UNPAVED)), form.UNPAVED, 0).astype(np.int32)
    for name, private, closed in (
        ("access_motor", form.MOTOR_PRIVATE, form.MOTOR_NO),
        ("access_foot", form.FOOT_PRIVATE, form.FOOT_NO),
        ("access_boat", form.BOAT_PRIVATE, form.BOAT_NO),
    ):
        value = column(name, "yes")
        flags |= np.where(value == "private", private, np.where(value == "no", closed, 0)).astype(np.int32)
    kind = np.array([KINDS.index(one) for one in ways["kind"]], dtype=np.int8)
    ferry = kind == KINDS.index("ferry")
    lengths = ways.geometry.to_crs(metric_crs_of(ways.geometry)).length.to_numpy() if n else np.empty(0)
    minutes = np.asarray(column("duration_min", np.nan), dtype=np.float64)
    kmh = np.where(ferry, lengths / 1000 / (minutes / 60), np.asarray(ways["maxspeed_kmh"], dtype=np.float64))
    return pd.DataFrame(
        {
            "kind": kind, "class": ways["class"].astype(str).to_numpy(), "flags": flags, "kmh": kmh,
            "oneway": ways["oneway"].to_numpy(dtype=np.int64),
            "alone": np.where(ferry, np.arange(n), -1),  # ferries keep their own speed and ends
        }
    )  # fmt: skip


def _network(table: pd.DataFrame, linked: Linked, metric: CRS, attrs: dict[Any, Any]) -> TravelNetwork:
    alike = table.assign(oneway=table["oneway"].abs()).groupby(list(table.columns), dropna=False, sort=False).ngroup()
    node = np.concatenate([*linked.corners, np.empty(0, dtype=np.int64)]).astype(np.int64)
    begins = np.concatenate([[0], np.cumsum([len(one) for one in linked.corners])]).astype(np.int64)
    edges = contract(Ways(node, begins, alike.to_numpy(dtype=np.int64), table["oneway"].to_numpy(dtype=np.int64)))
    xy = linked.xy[edges.corners].reshape(-1, 2)
    step = np.zeros(len(xy))
    step[1:] = np.hypot(*np.diff(xy, axis=0).T) if len(xy) else 0
    step[edges.begins[:-1]] = 0
    length = np.add.reduceat(step, edges.begins[:-1]) if len(edges.way) else np.empty(0)
    tips = np.column_stack([edges.corners[edges.begins[:-1]], edges.corners[edges.begins[1:] - 1]])
    used, ends = np.unique(tips, return_inverse=True)
    ends = ends.reshape(-1, 2).astype(np.int64)
    codes, classes = pd.factorize(table["class"])
    of = edges.way
    return TravelNetwork(
        nodes=linked.xy[used].reshape(-1, 2),
        u=ends[:, 0],
        v=ends[:, 1],
        length_m=np.maximum(length, _LEAST_M),
        kind=table["kind"].to_numpy(dtype=np.int8)[of],
        way_class=codes.astype(np.int16)[of],
        oneway=edges.oneway,
        kmh=table["kmh"].to_numpy(dtype=np.float64)[of],
        flags=table["flags"].to_numpy(dtype=np.int32)[of],
        coordinates=xy,
        begins=edges.begins,
        classes=tuple(str(one) for one in classes),
        crs=metric,
        source=str(attrs.get("file", "")),
        digest=str(attrs.get("digest", "")),
        date=str(attrs.get("date", "")),
    )


def _landings(linked: Linked, link_m: float) -> list[Says]:
    told = []
    if linked.links:
        says = Says(
            "{n} ujung penyeberangan disambung ke jalan terdekat dalam {m} m.",
            "{n} ends of ferries were linked to the nearest road within {m} m.",
        )
        told.append(says.filled(n=linked.links, m=link_m))
    if linked.lost:
        says = Says(
            "{n} ujung penyeberangan tidak punya jalan dalam {m} m.",
            "{n} ends of ferries have no road within {m} m.",
        )
        told.append(says.filled(n=linked.lost, m=link_m))
    return told


def _with_notices(built: TravelNetwork, told: list[Says]) -> TravelNetwork:
    from dataclasses import replace

    if not len(built):
        told.append(Says("Jaringan kosong: tidak ada jalan atau sungai.", "The network is empty: there are no ways."))
        return replace(built, notices=tuple(told))
    for says, members in (
        (
            Says(
                "Jalan: {n} potongan terpisah dari jaringan utama, {km} km dari {all} km.",
                "Roads and paths: {n} pieces apart from the main network, {km} km of {all} km.",
            ),
            built.of_kind(*_LAND, "ferry"),
        ),
        (
            Says(
                "Sungai: {n} potongan terpisah dari jaringan utama, {km} km dari {all} km.",
                "Rivers: {n} pieces apart from the main network, {km} km of {all} km.",
            ),
            built.of_kind("river"),
        ),
    ):
        found = pieces_of(built, members)
        if len(found.length_m) > 1:
            apart = found.length_m.sum() - found.length_m.max()
            km, whole = round(float(apart) / 1000, 1), round(float(found.length_m.sum()) / 1000, 1)
            told.append(says.filled(n=len(found.length_m) - 1, km=km, all=whole))
    stuck = trapped_edges(built, built.of_kind("road", "track", "ferry"))
    if len(stuck):
        says = Says(
            "{n} ruas satu arah tidak dapat ditinggalkan atau dicapai ({km} km).",
            "{n} one-way edges cannot be left or cannot be reached ({km} km).",
        )
        told.append(says.filled(n=len(stuck), km=round(float(built.length_m[stuck].sum()) / 1000, 1)))
    return replace(built, notices=tuple(told))

"""What an OpenStreetMap extract gives a basemap: its ways for travel, and closed ways of water, land and buildings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo.errors import FileRefusedError
from geo.languages import Says
from geo.pipelines.basemap_themes import Themed, themed
from geo.sources.osm import read_osm
from geo.sources.osm_plain import plain_osm
from geo.sources.osm_sandbox import OsmLimits, read_in_child
from geo.spatial.crs import WGS84

ATTRIBUTION = "© OpenStreetMap contributors"
_LAYER_OF_KIND = {"road": "roads", "track": "roads", "foot": "roads", "ferry": "roads", "river": "rivers"}
_KEYS = ("natural", "landuse", "leisure", "building", "boundary", "aeroway", "amenity")
_TAGS = (*_KEYS, "name", "water")
# Key and value, and the layer and kind they are drawn as; the first that fits counts.
_MEANING: Mapping[tuple[str, str], tuple[str, str]] = MappingProxyType(
    {
        ("natural", "water"): ("water", "water"), ("natural", "bay"): ("water", "bay"),
        ("landuse", "reservoir"): ("water", "reservoir"), ("landuse", "basin"): ("water", "water"),
        ("natural", "wood"): ("landuse", "wood"), ("landuse", "forest"): ("landuse", "forest"),
        ("boundary", "national_park"): ("landuse", "national_park"),
        ("boundary", "protected_area"): ("landuse", "nature_reserve"),
        ("leisure", "nature_reserve"): ("landuse", "nature_reserve"), ("leisure", "park"): ("landuse", "park"),
        ("natural", "beach"): ("landuse", "beach"), ("natural", "sand"): ("landuse", "sand"),
        ("landuse", "cemetery"): ("landuse", "cemetery"), ("landuse", "military"): ("landuse", "military"),
        ("landuse", "industrial"): ("landuse", "industrial"), ("aeroway", "aerodrome"): ("landuse", "aerodrome"),
        ("amenity", "school"): ("landuse", "school"), ("amenity", "university"): ("landuse", "university"),
        ("amenity", "hospital"): ("landuse", "hospital"),
        ("natural", "scrub"): ("landcover", "scrub"), ("natural", "heath"): ("landcover", "scrub"),
        ("natural", "wetland"): ("landcover", "scrub"), ("natural", "grassland"): ("landcover", "grassland"),
        ("landuse", "grass"): ("landcover", "grassland"), ("landuse", "meadow"): ("landcover", "grassland"),
        ("landuse", "farmland"): ("landcover", "farmland"), ("landuse", "orchard"): ("landcover", "farmland"),
        ("landuse", "plantation"): ("landcover", "farmland"), ("landuse", "residential"): ("landcover", "urban_area"),
        ("landuse", "commercial"): ("landcover", "urban_area"),
    }
)  # fmt: skip


def read_extract(path: Path, limits: OsmLimits | None = None) -> tuple[list[Themed], list[Says]]:
    """Read what an extract holds for a basemap, in the same child process without network as every extract.

    Parameters
    ----------
    path
        `.osm.pbf`, `.osm`, `.osm.gz` or `.osm.bz2`.
    limits
        Sizes, memory and time; None: the defaults.

    Returns
    -------
    tuple
        Things to draw, and what the user should know: what was left out and why.

    Raises
    ------
    FileRefusedError
        As `geo.sources.osm.read_osm`; `no_ways` when neither ways nor areas are in it.
    """
    limits = limits or OsmLimits()
    things: list[Themed] = []
    notices: list[Says] = []
    areas, left = _areas(path, limits)
    for name, table in areas.items():
        things += themed(name, table) or []
    try:
        ways = read_osm(path, limits)
    except FileRefusedError as error:
        if error.reason != "no_ways" or not things:
            raise
    else:
        layers = ways["kind"].map(_LAYER_OF_KIND)
        for name in ("rivers", "roads"):
            rows = ways[layers == name].drop(columns="kind")
            things += themed(name, gpd.GeoDataFrame(rows, crs=WGS84)) or []
        notices += [notice.says for notice in ways.attrs["notices"]]
    if left:
        open_ways = Says(
            "{n} bidang di berkas tidak tertutup atau titiknya hilang, dan tidak tergambar.",
            "{n} areas of the file are not closed or lack corners, and are not drawn.",
        )
        notices.append(open_ways.filled(n=left))
    notices.append(
        Says(
            "Bidang dari relasi (sungai lebar, batas) dan nama tempat tidak dibaca dari OpenStreetMap; "
            "pakai lapisan wilayah atau --layers.",
            "Areas made of relations (wide rivers, borders) and names of places are not read from OpenStreetMap; "
            "use layers of the region or --layers.",
        )
    )
    return things, notices


def _areas(path: Path, limits: OsmLimits) -> tuple[dict[str, gpd.GeoDataFrame], int]:
    with plain_osm(path, limits) as (plain, file_format, folder):
        table = read_in_child(plain, file_format, _KEYS, _TAGS, folder, limits, file=path.name)
    rows: dict[str, list[tuple[str, str, object]]] = {}
    left = 0
    tags = {key: table.column("tag:" + key).to_pylist() for key in _TAGS}
    corners, begins = _corners(table)
    for row in range(table.num_rows):
        meant = _meant({key: values[row] for key, values in tags.items() if values[row] is not None})
        if meant is None:
            continue
        ring = corners[begins[row] : begins[row + 1]]
        if len(ring) < 4 or not np.isfinite(ring).all() or (ring[0] != ring[-1]).any():
            left += 1
            continue
        rows.setdefault(meant[0], []).append((meant[1], tags["name"][row] or "", shapely.polygons(ring)))
    made = {}
    for name in sorted(rows):
        kinds, names, shapes = zip(*rows[name], strict=True)
        frame = pd.DataFrame({"kind": kinds, "name": names})
        made[name] = gpd.GeoDataFrame(frame, geometry=list(shapes), crs=WGS84)
    return made, left


def _corners(table: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    lists = {name: table.column(name).combine_chunks() for name in ("lon", "lat")}
    begins = np.asarray(lists["lon"].offsets)
    return np.column_stack([np.asarray(lists["lon"].values), np.asarray(lists["lat"].values)]), begins


def _meant(tags: Mapping[str, str]) -> tuple[str, str] | None:
    for (key, value), meaning in _MEANING.items():
        if tags.get(key) == value:
            water = tags.get("water", "")
            return (meaning[0], water) if meaning == ("water", "water") and water else meaning
    return ("buildings", "building") if tags.get("building", "no") != "no" else None

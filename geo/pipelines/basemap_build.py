"""Builds a basemap from what is at hand: the region's own layers, local files of vectors, an OpenStreetMap extract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

import geo
from geo.agencies.region import Region
from geo.errors import NotFoundError, ParameterError
from geo.exports.basemap.pmtiles_file import write_pmtiles
from geo.exports.basemap.pmtiles_header import Header
from geo.exports.replacing import replacing
from geo.languages import Says
from geo.pipelines.basemap_themes import LAYER_NAMES, THEMES, Themed, plain, themed
from geo.pipelines.basemap_tiles import HIGHEST, LOWEST, cut_tiles
from geo.progress import Progress, silent

ENDINGS = (".geojson", ".json", ".gpkg", ".shp", ".zip", ".kml", ".kmz", ".parquet", ".gz")
_MARGIN = 0.05
"""How far beyond the region's bounds (degrees) the map goes on."""
_READING = Says("Membaca lapisan", "Reading layers")
_CUTTING = 0.2


@dataclass(frozen=True)
class BuildRequest:
    """From what a basemap is built.

    Parameters
    ----------
    layers
        Folder of vector files whose names say what they are (`roads.gpkg`, `sungai.geojson`); they take the place of
        the region's layers of the same meaning.
    osm
        OpenStreetMap extracts, drawn besides.
    zooms
        Lowest and highest zoom of the tiles, 0 to 15; the map is drawn sharply one zoom further.
    attribution
        Who made the data, besides what the layers themselves say.
    """

    layers: Path | None = None
    osm: tuple[Path, ...] = ()
    zooms: tuple[int, int] = (5, 13)
    attribution: str | None = None


def build_basemap(
    region: Region, request: BuildRequest, target: Path, *, progress: Progress = silent
) -> dict[str, Any]:
    """Build a basemap and write it to one PMTiles file; the same input gives the same bytes.

    Parameters
    ----------
    region
        Its bounds, boundary, places and layers.
    request
        From what, and which zooms.
    target
        The file; what stood there before stays until the new one is whole.
    progress
        Told how far the work is; an exception it raises (or Ctrl+C) ends it, and nothing is left behind.

    Returns
    -------
    dict
        `tiles`, `bytes`, `minzoom`, `maxzoom`, `bounds`, `attribution`, `themes` (how many things of each), `notices`.

    Raises
    ------
    ParameterError
        When the zooms are impossible, too many tiles would be made, or nobody says whose data a file holds.
    FileRefusedError
        When a file cannot be read.
    NotFoundError
        When the folder or an extract is not there.
    """
    low, high = request.zooms
    if not LOWEST <= low <= high <= HIGHEST:
        problem = Says(
            f"harus antara {LOWEST} dan {HIGHEST}, misalnya 5-13.", f"must be {LOWEST} to {HIGHEST}, like 5-13."
        )
        raise ParameterError(name="--zoom", problem=problem)
    progress(0.0, _READING)
    things, sources, notices = gather(region, request)
    bounds = _bounds(region)
    frame = shapely.box(*bounds)
    things = [one for one in things if shapely.intersects(one.shape, frame)]
    counts = {name: sum(one.theme == name for one in things) for name in THEMES}
    attribution = "; ".join(
        dict.fromkeys([*([plain(request.attribution, 300)] if request.attribution else []), *sources])
    )

    def cutting(share: float, stage: Says) -> None:
        progress(_CUTTING + (1 - _CUTTING) * share, stage)

    with replacing(target) as fresh:
        tiles = cut_tiles(things, bounds, request.zooms, cutting)
        header = write_pmtiles(
            fresh, tiles, _metadata(region, attribution, request.zooms, counts), request.zooms, bounds
        )
    progress(1.0, _READING)
    return _told(header, attribution, counts, target, notices)


def gather(region: Region, request: BuildRequest) -> tuple[list[Themed], list[str], list[Says]]:
    """Return everything to draw, who made it, and what was left out."""
    tables: dict[str, gpd.GeoDataFrame] = {
        "boundary": gpd.GeoDataFrame({"name": [region.title.id]}, geometry=[region.boundary], crs=4326),
        **region.layers,
        "places": region.places,
    }
    sources = _sources(tables)
    notices: list[Says] = []
    if request.layers is not None:
        own, told = _of_folder(request.layers, request.attribution)
        notices += told
        replaced = {LAYER_NAMES[name.lower()] for name in own if name.lower() in LAYER_NAMES}
        tables = {name: table for name, table in tables.items() if LAYER_NAMES.get(name) not in replaced} | own
        sources = _sources(tables)
    things: list[Themed] = []
    for name in sorted(tables):
        found = themed(name, tables[name])
        if found is None:
            says = Says(
                "Lapisan {name} tidak dipakai; yang dikenal: {known}.", "Layer {name} is not used; known: {known}."
            )
            notices.append(says.filled(name=plain(name, 40), known=", ".join(sorted(LAYER_NAMES))))
        else:
            things += found
    for path in request.osm:
        from geo.pipelines.basemap_osm import ATTRIBUTION, read_extract

        if not path.is_file():
            raise NotFoundError(what=Says("Berkas", "file"), name=path.name)
        more, told = read_extract(path)
        things += more
        notices += told
        sources.append(ATTRIBUTION)
    # What covers the most is drawn first; ties in a fixed order, so that the same input gives the same bytes.
    order = {name: place for place, name in enumerate(THEMES)}
    things.sort(key=lambda one: (order[one.theme], one.min_zoom, -shapely.area(one.shape)))
    return things, sources, notices


def _of_folder(folder: Path, attribution: str | None) -> tuple[dict[str, gpd.GeoDataFrame], list[Says]]:
    from geo.sources.areas import read_layer

    if not folder.is_dir():
        raise NotFoundError(what=Says("Folder", "folder"), name=folder.name)
    tables: dict[str, gpd.GeoDataFrame] = {}
    notices: list[Says] = []
    for path in sorted(folder.iterdir()):
        stem = path.name.split(".")[0]
        if not path.is_file() or path.suffix.lower() not in ENDINGS:
            continue
        if stem.lower() not in LAYER_NAMES:
            says = Says("{file} tidak dipakai: namanya tidak dikenal.", "{file} is not used: its name is not known.")
            notices.append(says.filled(file=plain(path.name, 60)))
            continue
        table = read_layer(path)
        if not attribution and not _sources({stem: table}):
            problem = Says(
                f"{path.name} tidak menyebut sumbernya (kolom source); tambahkan --attribution.",
                f"{path.name} names no source (column source); add --attribution.",
            )
            raise ParameterError(name="--attribution", problem=problem)
        tables[stem] = table
        notices += [notice.says for notice in table.attrs["notices"]]
    if not tables:
        problem = Says(
            "tidak berisi lapisan yang dikenal; nama berkas menyatakan isinya: {known}.",
            "holds no layer that is known; a file's name says what it is: {known}.",
        )
        raise ParameterError(name="--layers", problem=problem.filled(known=", ".join(sorted(LAYER_NAMES))))
    return tables, notices


def _sources(tables: dict[str, gpd.GeoDataFrame]) -> list[str]:
    texts: set[str] = set()
    for table in tables.values():
        if "source" in table.columns:
            texts |= {plain(text) for text in table["source"]}
    return sorted(text for text in texts if text)[:8]


def _bounds(region: Region) -> tuple[float, float, float, float]:
    west, south, east, north = np.asarray(region.bounds) + np.array([-_MARGIN, -_MARGIN, _MARGIN, _MARGIN])
    return max(-180.0, float(west)), max(-85.0, float(south)), min(180.0, float(east)), min(85.0, float(north))


def _metadata(region: Region, attribution: str, zooms: tuple[int, int], counts: dict[str, int]) -> dict[str, Any]:
    low, high = zooms
    fields = {"kind": "String", "name": "String", "kind_detail": "String", "min_zoom": "Number"}
    return {
        "name": plain(region.title.id),
        "description": "petarawan basemap",
        "type": "baselayer",
        "version": geo.__version__,
        "attribution": attribution,
        "vector_layers": [
            {"id": name, "fields": fields, "minzoom": low, "maxzoom": high} for name in THEMES if counts[name]
        ],
    }


def _told(
    header: Header, attribution: str, counts: dict[str, int], target: Path, notices: Sequence[Says]
) -> dict[str, Any]:
    return {
        "file": target.name,
        "bytes": target.stat().st_size,
        "tiles": header.addressed,
        "minzoom": header.min_zoom,
        "maxzoom": header.max_zoom,
        "bounds": list(header.bounds),
        "attribution": attribution,
        "themes": {name: n for name, n in counts.items() if n},
        "notices": [notice.as_dict() for notice in notices],
    }

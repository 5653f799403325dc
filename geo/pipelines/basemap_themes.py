"""From named layers to the themes of a Protomaps basemap: what each layer is drawn as, and from which zoom on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

THEMES = ("earth", "landcover", "landuse", "water", "buildings", "roads", "boundaries", "places")
"""In the order in which a tile holds them."""


@dataclass(frozen=True)
class Themed:
    """One thing to draw: its theme, shape (degrees), attributes as the Protomaps flavours read them, first zoom."""

    theme: str
    shape: BaseGeometry
    attributes: Mapping[str, Any]
    min_zoom: int


# Names of layers, as region packs and people name them, and what they are.
LAYER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "boundary": "boundary", "batas": "boundary", "earth": "earth", "land": "earth", "daratan": "earth",
        "districts": "districts", "kecamatan": "districts", "boundaries": "districts", "batas_kecamatan": "districts",
        "villages": "villages", "desa": "villages",
        "waters": "water", "water": "water", "perairan": "water", "lakes": "water", "danau": "water", "laut": "water",
        "sea": "water", "fairways": "water", "alur": "water",
        "rivers": "rivers", "sungai": "rivers", "waterways": "rivers", "canals": "rivers", "kanal": "rivers",
        "roads": "roads", "jalan": "roads", "railways": "rails", "rel": "rails",
        "forest": "forest", "hutan": "forest", "landuse": "landuse", "guna_lahan": "landuse",
        "landcover": "landcover", "tutupan_lahan": "landcover", "peat": "peat", "gambut": "peat",
        "concessions": "farmland", "konsesi": "farmland", "farmland": "farmland", "perkebunan": "farmland",
        "buildings": "buildings", "bangunan": "buildings", "places": "places", "tempat": "places",
    }
)  # fmt: skip
_ROADS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        **dict.fromkeys(("motorway", "motorway_link", "tol", "jalan tol"), ("highway", 5)),
        **dict.fromkeys(("trunk", "trunk_link", "nasional", "jalan nasional", "arteri"), ("major_road", 6)),
        **dict.fromkeys(("primary", "primary_link", "provinsi", "jalan provinsi"), ("major_road", 7)),
        **dict.fromkeys(("secondary", "secondary_link", "kolektor"), ("major_road", 8)),
        **dict.fromkeys(("tertiary", "tertiary_link", "kabupaten", "jalan kabupaten"), ("major_road", 9)),
        **dict.fromkeys(("path", "footway", "steps", "cycleway", "setapak"), ("path", 12)),
        **dict.fromkeys(("ferry", "penyeberangan"), ("ferry", 8)),
        **dict.fromkeys(("track", "kebun", "service"), ("other", 12)),
    }
)
_LANDUSE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("taman nasional", "national_park"), "national_park"),
        **dict.fromkeys(("suaka margasatwa", "cagar alam", "nature_reserve"), "nature_reserve"),
        **dict.fromkeys(("hutan lindung", "hutan produksi", "hutan", "forest", "wood"), "forest"),
        **dict.fromkeys(("industri", "industrial"), "industrial"),
        **dict.fromkeys(("bandara", "aerodrome"), "aerodrome"),
        **dict.fromkeys(("sekolah", "school"), "school"),
        **dict.fromkeys(("rumah sakit", "hospital"), "hospital"),
    }
)
_LANDCOVER = ("grassland", "barren", "urban_area", "farmland", "glacier", "scrub", "forest")
_WATERS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("laut", "sea", "ocean", "samudra"), "ocean"), **dict.fromkeys(("selat", "strait"), "strait"),
        **dict.fromkeys(("teluk", "bay", "muara", "estuary"), "bay"),
        **dict.fromkeys(("danau", "lake", "waduk", "reservoir"), "lake"),
        **dict.fromkeys(("sungai", "river", "alur sungai", "riverbank"), "river"),
        **dict.fromkeys(("kanal", "canal", "saluran"), "canal"), **dict.fromkeys(("stream", "anak sungai"), "stream"),
    }
)  # fmt: skip
_CITY, _TOWN, _SUBURB, _VILLAGE, _HAMLET = ("city", 5, 11), ("town", 8, 8), ("suburb", 9, 6), ("village", 10, 4), (
    "hamlet", 11, 2,
)  # fmt: skip
_PLACES: Mapping[str, tuple[str, int, int]] = MappingProxyType(
    {
        **dict.fromkeys(("ibu kota provinsi", "kota", "city", "ibu kota kabupaten"), _CITY),
        **dict.fromkeys(("ibu kota kecamatan", "town", "kecamatan"), _TOWN),
        **dict.fromkeys(("kelurahan", "suburb"), _SUBURB), **dict.fromkeys(("desa", "village"), _VILLAGE),
        **dict.fromkeys(("dusun", "hamlet"), _HAMLET),
    }
)  # fmt: skip
_MULTIPLE, _COLLECTION = 4, 7  # kinds of shapes from which on they have parts, and the kind that mixes them
_KIND_COLUMNS = ("kind", "class", "fclass", "type", "jenis", "kelas", "highway", "waterway", "landuse", "natural")
_NAME_COLUMNS = ("name", "nama", "namobj", "nm")


def themed(name: str, table: gpd.GeoDataFrame) -> list[Themed] | None:
    """Turn one layer into things to draw.

    Parameters
    ----------
    name
        Name of the layer or of its file, one of `LAYER_NAMES`.
    table
        Shapes in degrees with any of the columns name, kind (or class, fclass, jenis …).

    Returns
    -------
    list of Themed or None
        None when the name says nothing.
    """
    what = LAYER_NAMES.get(name.lower())
    if what is None or table.empty:
        return None if what is None else []
    shapes = _sound(np.asarray(table.geometry.to_numpy(), dtype=object))
    kinds, names = _texts(table, _KIND_COLUMNS), _texts(table, _NAME_COLUMNS)
    rows = zip(shapes, (kind.lower().replace("_", " ") for kind in kinds), names, strict=True)
    made: list[Themed] = []
    if what in {"districts", "villages", "boundary"}:
        level, zoom = {"boundary": (5, 5), "districts": (6, 8), "villages": (7, 11)}[what]
        attributes = {"kind": "county" if level < 6 else "locality", "kind_detail": level}
        made += [Themed("boundaries", line, attributes, zoom) for line in _borders(shapes)]
        if what == "boundary":
            made += [Themed("earth", shape, {"kind": "earth"}, 0) for shape in shapes if shape is not None]
        return made
    for shape, kind, named in rows:
        if shape is not None and not shape.is_empty:
            made += _of_row(what, shape, kind, named)
    return made


def _of_row(what: str, shape: BaseGeometry, kind: str, named: str) -> Iterable[Themed]:
    told: dict[str, Any] = {"name": named} if named else {}
    areal = shape.geom_type.endswith("Polygon")
    if what == "places":
        detail, zoom, rank = _PLACES.get(kind, ("locality", 10, 3))
        told |= {"kind": "locality", "kind_detail": detail, "min_zoom": zoom, "population_rank": rank}
        yield Themed("places", shape if shape.geom_type == "Point" else shape.representative_point(), told, zoom)
    elif what in {"water", "rivers"}:
        default = "river" if what == "rivers" else "water"
        water = _WATERS.get(kind, default)
        yield Themed("water", shape, {"kind": water, **told}, 0 if areal else 7 if water == "river" else 10)
        if areal and named and water in {"ocean", "strait", "bay", "lake", "water"}:
            yield Themed("water", shape.representative_point(), {"kind": _label_kind(water, named), **told}, 7)
    elif what in {"roads", "rails"}:
        road, zoom = ("rail", 8) if what == "rails" or kind == "rail" else _ROADS.get(
            kind.replace(" ", "_"), _ROADS.get(kind, ("minor_road", 11))
        )  # fmt: skip
        yield Themed("roads", shape, {"kind": road, "kind_detail": kind or road, **told}, zoom)
    elif what == "buildings":
        yield Themed("buildings", shape, {"kind": "building"}, 13)
    elif what == "earth":
        yield Themed("earth", shape, {"kind": "earth"}, 0)
    elif what in {"forest", "landuse"}:
        default = "forest" if what == "forest" else kind.replace(" ", "_") or "other"
        yield Themed("landuse", shape, {"kind": _LANDUSE.get(kind, default), **told}, 7)
    else:
        cover = {"peat": "scrub", "farmland": "farmland"}.get(what, kind.replace(" ", "_"))
        yield Themed("landcover", shape, {"kind": cover if cover in _LANDCOVER else "grassland"}, 5)


def _label_kind(water: str, named: str) -> str:
    """Return the kind whose label the flavours write: a strait that is filed as sea is still named as a strait."""
    first = named.split(maxsplit=1)[0].lower()
    return {"selat": "strait", "teluk": "bay", "muara": "bay", "danau": "lake"}.get(first, water)


def _borders(shapes: npt.NDArray[np.object_]) -> list[BaseGeometry]:
    """Return each border once, however many areas it parts."""
    lines = [shapely.boundary(one) if one.geom_type.endswith("Polygon") else one for one in shapes if one is not None]
    if not lines:
        return []
    joined = shapely.line_merge(shapely.union_all(lines))
    return [part for part in shapely.get_parts(joined) if part.geom_type == "LineString" and part.length > 0]


def _sound(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return shapes without height, mended where they were not valid; None where nothing is left."""
    flat = shapely.force_2d(shapes)
    bad = ~(shapely.is_valid(flat) | shapely.is_missing(flat))
    if bad.any():
        flat[bad] = shapely.make_valid(flat[bad], method="structure", keep_collapsed=False)
    return one_kind(np.asarray(flat, dtype=object))


def one_kind(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return shapes of which each is of one kind: of a collection what has the most dimensions is kept."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == _COLLECTION)
    if not len(mixed):
        return shapes
    shapes = shapes.copy()
    for place in mixed:
        parts = shapely.get_parts(shapes[place])
        while (shapely.get_type_id(parts) >= _MULTIPLE).any():
            parts = shapely.get_parts(parts)
        size = shapely.get_dimensions(parts)
        kept = parts[size == size.max(initial=-1)]
        make = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[max(0, int(size.max(initial=0)))]
        shapes[place] = make(kept)
    return shapes


def _texts(table: pd.DataFrame, columns: tuple[str, ...]) -> list[str]:
    """Return the first of some columns that the table has, as plain texts; empty where nothing is said."""
    by_name = {str(name).lower(): name for name in table.columns if name != table.attrs.get("geometry", "geometry")}
    found = next((by_name[name] for name in columns if name in by_name), None)
    if found is None:
        return [""] * len(table)
    return [plain(value) for value in table[found]]


def plain(value: object, longest: int = 120) -> str:
    """Return a text on one line without characters that turn or hide what follows; empty for what is no text."""
    if not isinstance(value, str):
        return ""
    kept = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in value)
    return " ".join("".join(sign for sign in kept if unicodedata.category(sign) != "Cf").split())[:longest]

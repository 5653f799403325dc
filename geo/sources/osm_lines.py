"""Any layer of lines with a column of classes (SHP, GeoPackage, GeoJSON) in the form of ways from OpenStreetMap."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import ParameterError
from geo.languages import Says
from geo.sources.osm_tags import KIND_OF_CLASS
from geo.sources.reading import Notice
from geo.spatial.crs import WGS84, metric_crs_of
from geo.spatial.lixels import FINEST_M, split_lines
from geo.spatial.noding import junctions, merged_ends, plain_parts, with_ends_at

Geometries = npt.NDArray[np.object_]
OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "jalan tol": "motorway", "tol": "motorway", "jalan nasional": "trunk", "jalan arteri": "primary",
        "arteri": "primary", "jalan provinsi": "primary", "jalan kolektor": "secondary", "kolektor": "secondary",
        "jalan kabupaten": "tertiary", "jalan lokal": "tertiary", "lokal": "tertiary",
        "jalan lingkungan": "residential", "jalan lain": "unclassified", "jalan desa": "unclassified",
        "jalan kebun": "track", "jalan tanah": "track", "jalan setapak": "path", "setapak": "path",
        "sungai": "river", "kanal": "canal", "saluran": "canal", "alur pelayaran": "fairway", "anak sungai": "stream",
        "parit": "ditch", "penyeberangan": "ferry", "feri": "ferry", "jalan": "road", "foot": "path",
        "ferry route": "ferry",
    }
)  # fmt: skip


def lines_as_ways(
    layer: gpd.GeoDataFrame,
    class_column: str | None = None,
    *,
    default_class: str = "unclassified",
    name_column: str | None = None,
    oneway_column: str | None = None,
    snap_m: float = 0.5,
) -> gpd.GeoDataFrame:
    """Give a layer of lines the form of `geo.sources.osm.read_osm`.

    Lines join where they share a corner or an end, and where the end of one lies on another; lines that only cross
    stay apart, as at bridges.

    Parameters
    ----------
    layer
        Lines in any CRS, for example from `geo.sources.areas.read_layer`.
    class_column
        Column with the class: values of OpenStreetMap's highway or waterway, `ferry`, or the Indonesian names of
        `OTHER_NAMES`; None: all lines are of `default_class`.
    default_class
        Class of lines whose own is missing or not known.
    name_column, oneway_column
        Columns with names and with one-ways (1, yes, true; -1, reverse; anything else is both ways).
    snap_m
        Ends at most this far apart, and ends this near to another line, join; 0.001 to 100 metres.

    Returns
    -------
    geopandas.GeoDataFrame
        As `read_osm`; osm_id is the row of the layer (from 0), nodes are numbers of this table only. `attrs["notices"]`
        counts unknown classes, things that are no lines, and ends that were joined.

    Raises
    ------
    ParameterError
        When a column or the default class is not known, the layer has no CRS, or `snap_m` is out of range.
    """
    for name, column in (
        ("class_column", class_column), ("name_column", name_column), ("oneway_column", oneway_column),
    ):  # fmt: skip
        if column is not None and column not in layer.columns:
            known = ", ".join(str(one) for one in layer.columns[:20])
            problem = Says("{column} tidak ada; kolom yang ada: {known}.", "there is no {column}; it has: {known}.")
            raise ParameterError(name=name, problem=problem.filled(column=str(column)[:60], known=known))
    if default_class not in KIND_OF_CLASS:
        known = ", ".join(sorted(KIND_OF_CLASS))
        problem = Says("{given} tidak dikenal; yang ada: {known}.", "{given} is not known; known: {known}.")
        raise ParameterError(name="default_class", problem=problem.filled(given=default_class[:60], known=known))
    if not FINEST_M <= snap_m <= 100:
        raise ParameterError(
            name="snap_m", problem=Says("harus 0,001 sampai 100 m.", "must be between 0.001 and 100 m.")
        )
    if layer.crs is None:
        raise ParameterError(
            name="layer", problem=Says("tidak punya CRS; sebutkan dengan --crs.", "has no CRS; name it with --crs.")
        )
    rows, notices = _lines_only(np.asarray(layer.geometry.array, dtype=object))
    lines = layer.iloc[rows]
    crs = metric_crs_of(lines.geometry)
    shapes = np.asarray(lines.geometry.to_crs(crs).array, dtype=object)
    finite = _finite(shapes)
    if not finite.all():
        outside = Says("{n} garis di luar wilayah proyeksinya.", "{n} lines lie outside their projection.")
        notices.append(Notice("outside", outside.filled(n=int((~finite).sum())), int((~finite).sum())))
        rows, shapes = rows[finite], shapes[finite]
    pieces, of, nodes, told = _joined(shapes, snap_m)
    classes, unknown = _classes(layer, class_column, default_class, rows)
    notices += told
    if unknown:
        notices.append(_unknown(unknown, default_class))
    row = rows[of]
    ways = _table(classes[of], row)
    ways["name"] = _texts(layer, name_column, row)
    ways["oneway"] = _oneways(layer, oneway_column, row)
    ways["nodes"] = pd.Series(nodes, dtype=object)
    back = gpd.GeoSeries(pieces, crs=crs).to_crs(WGS84)
    answer = gpd.GeoDataFrame(ways, geometry=back.to_numpy(), crs=WGS84)
    digest = hashlib.sha256(b"".join(shapely.to_wkb(one) for one in shapes)).hexdigest()
    answer.attrs = {
        "notices": notices, "ways": {"lines": len(rows)}, "digest": digest, "date": "",
        "file": str(layer.attrs.get("file", "")),
    }  # fmt: skip
    return answer


def _finite(shapes: Geometries) -> npt.NDArray[np.bool_]:
    xy, of = shapely.get_coordinates(shapes, return_index=True)
    bad = np.zeros(len(shapes), dtype=bool)
    bad[of[~np.isfinite(xy).all(axis=1)]] = True
    return ~bad


def _lines_only(shapes: Geometries) -> tuple[npt.NDArray[np.int64], list[Notice]]:
    usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    usable &= np.isin(shapely.get_type_id(shapes), [1, 2, 5]) & _finite(shapes)
    left = int((~usable).sum())
    says = Says("{n} baris lapisan bukan garis dan tidak dipakai.", "{n} rows of the layer are no lines: left out.")
    return np.flatnonzero(usable), [Notice("not_lines", says.filled(n=left), left)] if left else []


def _joined(
    shapes: Geometries, snap_m: float
) -> tuple[Geometries, npt.NDArray[np.int64], list[npt.NDArray[np.int64]], list[Notice]]:
    """Return pieces that meet at their ends only, the line of each, and the numbers of the nodes at their corners."""
    parts, of_part, short = plain_parts(shapes)
    notices = []
    if short:
        says = Says("{n} garis tanpa panjang tidak dipakai.", "{n} lines without length were left out.")
        notices.append(Notice("short_ways", says.filled(n=short), short))
    if not len(parts):
        return np.empty(0, dtype=object), np.empty(0, dtype=np.int64), [], notices
    pieces, of_piece = split_lines(parts, *junctions(parts, snap_m, crossings=False))
    tips = shapely.get_coordinates(np.column_stack([shapely.get_point(pieces, 0), shapely.get_point(pieces, -1)]))
    places, node_of_end, merged = merged_ends(tips, snap_m)
    pieces = with_ends_at(pieces, places[node_of_end])
    long = shapely.length(pieces) > FINEST_M
    long &= (node_of_end[0::2] != node_of_end[1::2]) | (shapely.length(pieces) > 2 * snap_m)
    pieces, ends = pieces[long], node_of_end.reshape(-1, 2)[long]
    count = shapely.get_num_coordinates(pieces)
    nodes, free = [], len(places)
    for (start, end), corners in zip(ends, count, strict=True):
        inner = np.arange(free, free + corners - 2)
        free += corners - 2
        nodes.append(np.concatenate([[start], inner, [end]]).astype(np.int64))
    if merged:
        says = Says(
            "{n} ujung garis disatukan dengan ujung lain dalam jarak {m} m.",
            "{n} line ends were merged with others within {m} m.",
        )
        notices.append(Notice("merged_ends", says.filled(n=merged, m=snap_m), merged))
    return pieces, of_part[of_piece[long]], nodes, notices


def _classes(
    layer: gpd.GeoDataFrame, column: str | None, default: str, rows: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.object_], Counter[str]]:
    unknown: Counter[str] = Counter()
    if column is None:
        return np.full(len(rows), default, dtype=object), unknown
    found = []
    for value in layer[column].iloc[rows]:
        text = "" if pd.isna(value) else str(value).strip().lower()
        plain = OTHER_NAMES.get(text.replace("_", " "), text.replace(" ", "_"))
        if plain not in KIND_OF_CLASS:
            unknown[text[:40] or "–"] += 1
            plain = default
        found.append(plain)
    classes = np.empty(len(rows), dtype=object)
    classes[:] = found
    return classes, unknown


def _unknown(counts: Counter[str], default: str) -> Notice:
    shown = ", ".join(f"{name} ({n})" for name, n in counts.most_common(8))
    says = Says(
        "{n} garis dengan kelas tak dikenal dianggap {default}: {shown}.",
        "{n} lines of unknown class are taken as {default}: {shown}.",
    )
    return Notice("unknown_class", says.filled(n=counts.total(), default=default, shown=shown), counts.total())


def _table(classes: npt.NDArray[np.object_], row: npt.NDArray[np.int64]) -> pd.DataFrame:
    n = len(row)
    unknown, no, yes = np.full(n, np.nan), np.zeros(n, dtype=bool), np.full(n, "yes", dtype=object)
    kinds = np.array([KIND_OF_CLASS[one] for one in classes], dtype=object)
    return pd.DataFrame(
        {
            "osm_id": row, "kind": kinds, "class": classes, "name": None, "oneway": 0, "maxspeed_kmh": unknown,
            "duration_min": unknown, "surface": None, "bridge": no, "tunnel": no, "layer": 0, "intermittent": no,
            "access_motor": yes, "access_foot": yes, "access_boat": yes,
        }
    )  # fmt: skip


def _texts(layer: gpd.GeoDataFrame, column: str | None, row: npt.NDArray[np.int64]) -> list[str | None]:
    if column is None:
        return [None] * len(row)
    return [None if pd.isna(value) else str(value)[:255] for value in layer[column].iloc[row]]


def _oneways(layer: gpd.GeoDataFrame, column: str | None, row: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    said = _texts(layer, column, row)
    known = {"1": 1, "1.0": 1, "yes": 1, "true": 1, "ya": 1, "f": 1, "-1": -1, "-1.0": -1, "reverse": -1, "t": -1}
    return np.array([known.get((one or "").strip().lower(), 0) for one in said], dtype=np.int64)

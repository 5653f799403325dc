"""Ways for travel (roads, tracks, paths, rivers, ferries) from an OpenStreetMap extract."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import shapely

from geo.errors import FileRefusedError
from geo.languages import Says
from geo.sources.osm_plain import plain_osm
from geo.sources.osm_sandbox import OsmLimits, read_in_child
from geo.sources.osm_tags import KEYS, TAGS, WayTags, way_tags
from geo.sources.reading import Notice
from geo.spatial.crs import WGS84

_TAG_COLUMNS = tuple("class" if field.name == "way_class" else field.name for field in fields(WayTags))
WAY_COLUMNS = ("osm_id", *_TAG_COLUMNS, "nodes", "geometry")
_NO_WAYS = Says(
    "tidak memuat jalan, sungai atau penyeberangan yang lengkap. Pakai ekstrak wilayah dengan jalan dan titiknya.",
    "holds no complete road, river or ferry. Use an extract of the area with its ways and their nodes.",
)


def read_osm(path: Path, limits: OsmLimits | None = None) -> gpd.GeoDataFrame:
    """Read the ways for travel from an OpenStreetMap file.

    The file is hostile ground: it is known by its content, unpacked with limits, refused when XML carries a DOCTYPE,
    and parsed by osmium in a child process without network.

    Parameters
    ----------
    path
        `.osm.pbf`, `.osm`, `.osm.gz` or `.osm.bz2`; the name does not matter.
    limits
        Sizes, memory and time; None: the defaults.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, index 0…n-1, in the order of the file; columns osm_id, kind (`road`, `track`, `foot`, `river`,
        `ferry`), class (value of highway or waterway, or `ferry`), name, oneway (-1, 0, 1), maxspeed_kmh,
        duration_min (of a ferry), surface, bridge, tunnel, layer, intermittent, access_motor, access_foot,
        access_boat (`yes`, `private`, `no`), nodes (array of the OSM node ids of the corners), geometry (LineString).
        A way of which some nodes are missing (at an extract's border) gives one row for each piece that is there.
        `attrs`: `notices` (list of `geo.sources.reading.Notice`), `ways` (how many ways of each key the file has, and
        `all` with one of highway, waterway, route), `digest` (SHA-256 of the file), `date` (ISO, of the extract; empty
        where unknown), `file`.

    Raises
    ------
    FileRefusedError
        As `plain_osm` and `read_in_child`; `no_ways` when nothing for travel is in it. The text says what to do.
        A PBF cut exactly between two of its blocks cannot be told from a smaller extract by its format; nodes
        that are missing then show in the notices.
    """
    limits = limits or OsmLimits()
    with plain_osm(path, limits) as (plain, file_format, folder):
        table = read_in_child(plain, file_format, KEYS, TAGS, folder, limits, file=path.name)
        ways = _ways(table, path.name)
    metadata = table.schema.metadata or {}
    repeated = int(metadata.get(b"repeated", b"0"))
    if repeated:
        twice = Says("{n} way dengan nomor yang berulang diabaikan.", "{n} ways that repeat an id were left out.")
        ways.attrs["notices"].append(Notice("repeated_ways", twice.filled(n=repeated), repeated))
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    ways.attrs |= {"digest": digest, "date": metadata.get(b"timestamp", b"").decode()[:10], "file": path.name}
    return ways


def _ways(table: pa.Table, file: str) -> gpd.GeoDataFrame:
    tags = {key: table.column("tag:" + key).to_pylist() for key in TAGS}
    meant: list[WayTags] = []
    rows: list[int] = []
    left_out: Counter[str] = Counter()
    for row in range(table.num_rows):
        found = way_tags({key: values[row] for key, values in tags.items() if values[row] is not None})
        if isinstance(found, str):
            left_out[found] += 1
        else:
            meant.append(found)
            rows.append(row)
    notices = [_left_out(left_out)] if left_out.total() else []
    pieces, nodes, of, told = _pieces(table, np.asarray(rows, dtype=np.int64))
    notices += told
    if not len(pieces):
        raise FileRefusedError("no_ways", file, _NO_WAYS)
    ids = np.asarray(table.column("id").to_numpy(), dtype=np.int64)[rows]
    frame = pd.DataFrame([[getattr(one, field.name) for field in fields(WayTags)] for one in meant])
    frame.columns = pd.Index(_TAG_COLUMNS)
    frame.insert(0, "osm_id", ids)
    frame = frame.iloc[of].reset_index(drop=True)
    frame["nodes"] = pd.Series(nodes, dtype=object)
    answer = gpd.GeoDataFrame(frame, geometry=pieces, crs=WGS84)
    answer.attrs = {
        "notices": notices,
        "ways": {key: sum(value is not None for value in tags[key]) for key in ("highway", "waterway")}
        | {"ferry": sum(value == "ferry" for value in tags["route"]), "all": table.num_rows},
    }
    return answer


def _pieces(
    table: pa.Table, rows: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.object_], list[npt.NDArray[np.int64]], npt.NDArray[np.int64], list[Notice]]:
    """Return the lines of the ways in `rows`, cut where nodes are missing: lines, their nodes, and of which row."""
    lists = {name: table.column(name).combine_chunks() for name in ("nodes", "lon", "lat")}
    begins = np.asarray(lists["nodes"].offsets)
    refs, lon, lat = (np.asarray(lists[name].values) for name in ("nodes", "lon", "lat"))
    known = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    lines: list[npt.NDArray[np.float64]] = []
    nodes: list[npt.NDArray[np.int64]] = []
    of: list[int] = []
    cut = lost = missing = 0
    for place, row in enumerate(rows):
        low, high = int(begins[row]), int(begins[row + 1])
        here = np.flatnonzero(known[low:high]) + low
        missing += high - low - len(here)
        runs = np.split(here, np.flatnonzero(np.diff(here) > 1) + 1)
        whole = 0
        for run in runs:
            moved = np.append(True, (refs[run][1:] != refs[run][:-1]))[: len(run)]
            kept = run[moved]
            if len(kept) < 2:
                continue
            whole += 1
            lines.append(np.column_stack([lon[kept], lat[kept]]))
            nodes.append(refs[kept].copy())
            of.append(place)
        lost += whole == 0
        cut += whole > 0 and len(here) < high - low
    geometries = np.empty(len(lines), dtype=object)
    if lines:
        geometries[:] = shapely.linestrings(
            np.concatenate(lines), indices=np.repeat(np.arange(len(lines)), [*map(len, lines)])
        )
    notices = []
    if missing:
        says = Says(
            "{missing} titik way tidak ada di berkas (tepi ekstrak): {cut} way dipotong di sana, "
            "{lost} tidak terpakai.",
            "{missing} corners of ways are missing from the file (the extract's border): {cut} ways were cut there, "
            "{lost} could not be used.",
        )
        notices.append(Notice("missing_nodes", says.filled(missing=missing, cut=cut, lost=lost), missing))
    elif lost:
        short = Says("{lost} way tanpa panjang tidak terpakai.", "{lost} ways without length could not be used.")
        notices.append(Notice("short_ways", short.filled(lost=lost), lost))
    return geometries, nodes, np.asarray(of, dtype=np.int64), notices


def _left_out(counts: Counter[str]) -> Notice:
    shown: list[Any] = [f"{name} {n}" for name, n in counts.most_common(8)]
    says = Says(
        "{n} way bukan untuk perjalanan dan tidak dipakai: {shown}.",
        "{n} ways are not for travel and were left out: {shown}.",
    )
    return Notice("not_for_travel", says.filled(n=counts.total(), shown=", ".join(shown)), counts.total())

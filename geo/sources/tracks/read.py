"""The one way in for tracks: a file of any known format becomes positions of one form."""

from __future__ import annotations

import tempfile
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b, file_digest
from importlib import import_module
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.errors import FileRefusedError
from geo.languages import Says
from geo.sources.containers import opened
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.sniff import sniff
from geo.sources.tracks.gathering import gathered
from geo.sources.tracks.points import Hint, Points
from geo.spatial.periods import zone
from geo.tables.tracks import FIXES

_PARSERS = {
    "gpx": "gpx_tracks",
    "kml": "kml_tracks",
    "smart": "smart_patrols",
    "json": "earthranger_observations",
    "geojson": "geojson_tracks",
    "parquet": "parquet_tracks",
    "gpkg": "parquet_tracks",
    "shp": "parquet_tracks",
    "csv": "delimited_tracks",
    "xlsx": "delimited_tracks",
}
_ANY_TIME = datetime(2100, 1, 1, tzinfo=UTC)  # moments are judged by the quality of a track, not refused


@dataclass(frozen=True)
class TrackLimits:
    """What a file of tracks may hold at most: bytes, bytes once unpacked, positions."""

    max_bytes: int = 100 * 2**20
    max_inflated_bytes: int = 2**30
    max_positions: int = 2_000_000


@dataclass(frozen=True)
class TrackFound:
    """One track of a file.

    Parameters
    ----------
    track_id
        `T` and 16 letters or digits, the same at every import of the same file.
    source, source_id
        Format, and the track's id in it.
    unit, mode
        What the file hints at: unit or team, means of travel (`road`, `track`, `river`, `foot`); or None.
    fixes
        Positions.
    begins, ends
        First and last known moment (UTC), or None.
    """

    track_id: str
    source: str
    source_id: str
    unit: str | None
    mode: str | None
    fixes: int
    begins: datetime | None
    ends: datetime | None


@dataclass(frozen=True)
class TracksRead:
    """A file of tracks that was read: every record is exactly one of accepted, refused or duplicate.

    Parameters
    ----------
    file, digest
        Name without folder, and SHA-256 of the bytes.
    source
        Recognised format.
    fixes
        Accepted positions in the form of `geo.tables.tracks.FIXES`, by track, segment and time.
    tracks
        The tracks, in order of the file.
    refused
        Refused records in the form of `geo.tables.quarantine` (line, column, value, reason).
    duplicates
        Records that repeat an earlier one: same track, time and place.
    records
        All of them: `len(fixes) + len(refused) + duplicates`.
    warnings
        What the user should know.
    proposal
        What the user may confirm, for example `{"swap_axes": true}`, or None.
    """

    file: str
    digest: str
    source: str
    fixes: gpd.GeoDataFrame
    tracks: tuple[TrackFound, ...]
    refused: pd.DataFrame
    duplicates: int
    records: int
    warnings: tuple[Notice, ...]
    proposal: dict[str, Any] | None = None


def read_tracks(
    content: Path | bytes,
    name: str | None = None,
    *,
    timezone: str = "Asia/Jakarta",
    limits: TrackLimits | None = None,
    crs: int | None = None,
    swap_axes: bool = False,
) -> TracksRead:
    """Read a file of recorded tracks.

    Parameters
    ----------
    content
        Path of the file, or its bytes: GPX, KML/KMZ with `gx:Track`, EarthRanger observations (CSV, JSON) or patrol
        JSON, SMART patrol XML, GeoJSON lines with times or points, Parquet, GeoPackage, Shapefile (zip), CSV or XLSX
        with place and time columns; also in gzip or zip. Decided by content, never by name.
    name
        Name the user knows it by; needed for bytes.
    timezone
        IANA zone of times without one (GPX and KML: UTC by their standards).
    limits
        Most bytes and positions.
    crs
        EPSG code of the coordinates, where the file does not say.
    swap_axes
        Whether the user confirmed that latitude and longitude are swapped.

    Returns
    -------
    TracksRead
        Nothing is lost: accepted, refused and duplicates add up to the records. Names of persons are not read.

    Raises
    ------
    FileRefusedError
        When the file as a whole cannot be read; code and text say why and what to do.
    ParameterError
        When the time zone is unknown.
    """
    zone(timezone)
    limits = limits or TrackLimits()
    options = reading_options(limits, timezone=timezone, crs=crs, swap_axes=swap_axes)
    if isinstance(content, Path):
        return _read(content, name or content.name, options)
    name = Path(name or "tracks").name or "tracks"
    if len(content) > limits.max_bytes:
        raise refuse("too_large", name, size_mb=-(-len(content) // 2**20), limit_mb=limits.max_bytes // 2**20)
    with tempfile.TemporaryDirectory(prefix="petarawan-") as folder:
        path = Path(folder) / ("data" + "".join(Path(name).suffixes[-2:])[-20:].replace("\0", ""))
        path.write_bytes(content)
        try:
            return _read(path, name, options)
        except FileRefusedError as error:  # it names the file in the private folder
            error.params["file"] = name
            error.args = (error.text("en"),)
            raise


def reading_options(
    limits: TrackLimits, *, timezone: str = "Asia/Jakarta", crs: int | None = None, swap_axes: bool = False
) -> ReadOptions:
    """Return the options under which a format's parser reads a file within these limits."""
    return ReadOptions(
        now=_ANY_TIME,
        timezone=timezone,
        crs=crs,
        swap_axes=swap_axes,
        max_bytes=limits.max_bytes,
        max_inflated_bytes=limits.max_inflated_bytes,
        max_records=limits.max_positions,
    )


def _read(path: Path, name: str, options: ReadOptions) -> TracksRead:
    with opened(path, options) as plain:
        found = sniff(plain.path, plain.member or name)
        parse: Callable[[Path, ReadOptions], Points] = import_module(
            f"geo.sources.tracks.{_PARSERS[found.parser]}"
        ).parse
        points = parse(plain.path, options)
        notices = list(plain.notices)
    if found.unexpected is not None:
        notices.append(Notice("unexpected_content", found.unexpected))
    if not len(points.frame) and not points.refused:
        raise refuse("nothing_to_read", name, detail="")
    with path.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    fixes, refused, duplicates, told, proposal = gathered(
        points, name, timezone=options.timezone, crs=options.crs, swap_axes=options.swap_axes
    )
    tracks, ids = _tracks(fixes, points, digest)
    formed = FIXES.shaped(fixes.assign(track_id=fixes["source_track"].map(ids)))
    return TracksRead(
        file=name,
        digest=digest,
        source=points.source,
        fixes=formed.reset_index(drop=True),
        tracks=tracks,
        refused=refused,
        duplicates=duplicates,
        records=len(points.frame) + len(points.refused),
        warnings=(*notices, *points.notices, *told, *_refused_notice(refused)),
        proposal=proposal,
    )


def _tracks(fixes: gpd.GeoDataFrame, points: Points, digest: str) -> tuple[tuple[TrackFound, ...], dict[str, str]]:
    found = []
    ids = {}
    for source_id, part in fixes.groupby("source_track", sort=False):
        key = "\x1f".join((points.source, str(source_id), digest))
        track_id = "T" + b32encode(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=10).digest()).decode()
        ids[str(source_id)] = track_id
        stem = str(source_id) if str(source_id) in points.hints else str(source_id).rpartition("/")[0]
        hint = points.hints.get(stem, Hint())
        known = part["moment"].dropna()
        begins = known.min().to_pydatetime() if len(known) else None
        ends = known.max().to_pydatetime() if len(known) else None
        found.append(TrackFound(track_id, points.source, str(source_id), hint.unit, hint.mode, len(part), begins, ends))
    return tuple(found), ids


def _refused_notice(refused: pd.DataFrame) -> list[Notice]:
    if not len(refused):
        return []
    says = Says("Titik yang ditolak: {n}; lihat alasannya.", "Positions refused: {n}; see the reasons.")
    return [Notice("refused", says.filled(n=len(refused)), len(refused))]

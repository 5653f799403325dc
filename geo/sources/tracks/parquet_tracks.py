"""Parquet tables of positions, as SMART and EarthRanger downloads are kept; GeoPackage and Shapefile points too."""

from __future__ import annotations

from pathlib import Path

from geo.sources import parquet, vectors
from geo.sources.reading import ReadOptions
from geo.sources.tracks.points import Points
from geo.sources.tracks.table_columns import points_of


def parse(path: Path, options: ReadOptions) -> Points:
    """Read a typed table: `patrol_id`, `fixtime` (UTC), points; rows with `junk_status` are refused.

    Raises
    ------
    FileRefusedError
        As `geo.sources.parquet.parse` and `geo.sources.vectors.parse`, and `no_coordinate_columns`.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    records = (parquet if head == b"PAR1" else vectors).parse(path, options)
    return points_of(records, records.format, file=path.name)

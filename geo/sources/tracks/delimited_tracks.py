"""CSV and workbooks of positions, EarthRanger's observation table among them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geo.sources import delimited, spreadsheets
from geo.sources.headers import key
from geo.sources.reading import ReadOptions
from geo.sources.tracks.points import Points
from geo.sources.tracks.table_columns import points_of


def parse(path: Path, options: ReadOptions) -> Points:
    """Read a delimited text or a workbook.

    Returns
    -------
    Points
        Source `earthranger` for its observation table (`recorded_at`, `lat`, `lon`, `source_provider`,
        `manufacturer_id`: one stream per device; `subject_name` is not read), else `csv` or `xlsx`.

    Raises
    ------
    FileRefusedError
        As `geo.sources.delimited.parse` and `geo.sources.spreadsheets.parse`, and `no_coordinate_columns`.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    is_book = head in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}
    records = spreadsheets.parse(path, options) if is_book else delimited.parse(path, options)
    theirs = is_observation_table([str(name) for name in records.frame.columns])
    return points_of(records, "earthranger" if theirs else records.format, file=path.name, continuous=theirs)


def is_observation_table(names: Sequence[str]) -> bool:
    """Tell whether columns are those of an EarthRanger observation table."""
    return {"recorded at", "source provider", "manufacturer id"} <= {key(name) for name in names}

"""Any table of incidents without a name of its own: columns are guessed, or mapped by the user."""

from __future__ import annotations

from geo.sources.columns import settled_mapping
from geo.sources.meaning import Meaning
from geo.sources.reading import ReadOptions
from geo.sources.records import Records


def meaning(records: Records, options: ReadOptions, file: str) -> Meaning:
    """Plan to read a table by its columns.

    Raises
    ------
    FileRefusedError
        `unknown_field`, `unknown_column` or `no_coordinate_columns`.
    """
    has_geometry = records.geometry is not None
    mapping = settled_mapping(records.frame, options.mapping, file, has_geometry=has_geometry)
    origin = str(records.dialect.get("origin") or "reported")
    return Meaning(records.format, mapping, records.frame, origin=origin)

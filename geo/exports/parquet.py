"""Parquet: GeoParquet 1.1 (WKB) for tables with places, plain Parquet for the others; facts as schema metadata."""

from __future__ import annotations

import io
import json
from pathlib import Path

from geo.exports.about import About
from geo.exports.prepared import Prepared, is_spatial
from geo.languages import Language, Says

KEY = b"petarawan"


def export(prepared: Prepared, path: Path, *, language: Language, about: About) -> list[Says]:
    """Write every column in its own type; JSON columns stay text, moments are UTC microseconds.

    References
    ----------
    OGC GeoParquet 1.1.0.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if is_spatial(prepared.form):
        memory = io.BytesIO()
        prepared.frame.to_parquet(memory, index=False, geometry_encoding="WKB", schema_version="1.1.0")
        table = pq.read_table(io.BytesIO(memory.getvalue()))
    else:
        table = pa.Table.from_pandas(prepared.frame, preserve_index=False)
    facts = json.dumps(about.as_dict(prepared.form), ensure_ascii=False).encode()
    pq.write_table(
        table.replace_schema_metadata({**(table.schema.metadata or {}), KEY: facts}), path, compression="zstd"
    )
    return []

"""Tables of region packs that were in force before the present one, and of packs that wait to be taken."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Table, Text

from geo.store.service.schema import METADATA

REGION_HISTORY = Table(
    "region_history",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("replaced", Integer, nullable=False),
    Column("who", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("pack", LargeBinary, nullable=False),  # ZIP of the files as they were
    sqlite_autoincrement=True,
)

REGION_DRAFTS = Table(
    "region_drafts",
    METADATA,
    Column("draft_id", Text, primary_key=True),
    Column("created", Integer, nullable=False),
    Column("who", Text, nullable=False),
    Column("pack", LargeBinary, nullable=False),
)

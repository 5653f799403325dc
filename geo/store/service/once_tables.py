"""Table of answers already given, so that a request sent twice is done once."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from geo.store.service.schema import METADATA

ONCE = Table(
    "once",
    METADATA,
    Column("key_hash", Text, primary_key=True),  # hash of scope and key
    Column("created", Integer, nullable=False, index=True),
    Column("status", Integer),  # NULL while the first request is under way
    Column("answer", Text),
)

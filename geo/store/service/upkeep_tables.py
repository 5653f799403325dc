"""Table of the service's own chores: the worker's sign of life, the last backup, restore drill and deletion."""

from __future__ import annotations

from sqlalchemy import REAL, CheckConstraint, Column, Integer, Table, Text

from geo.store.service.schema import METADATA

UPKEEP = Table(
    "upkeep",
    METADATA,
    Column("chore", Text, primary_key=True),
    Column("state", Text, CheckConstraint("state IN ('running', 'done', 'failed')"), nullable=False),
    Column("began", Integer, nullable=False),
    Column("alive", Integer, nullable=False),
    Column("ended", Integer),
    Column("good", Integer),  # when it last ended well
    Column("progress", REAL),
    Column("told", Text, nullable=False),
)

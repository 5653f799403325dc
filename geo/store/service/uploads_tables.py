"""Table of uploads: files that analysts sent, what their preview found, and the import that became of them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, Index, Integer, Table, Text

from geo.store.service.schema import METADATA

STATES = ("uploaded", "previewed", "queued", "running", "done", "failed", "cancelled")

UPLOADS = Table(
    "uploads",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("upload_id", Text, nullable=False, unique=True),
    Column("user_id", Text, nullable=False),
    Column("user_name", Text, nullable=False),
    Column("agency", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),  # as the user's machine calls it: shown, never a path
    Column("stored", Text, nullable=False),  # name in the uploads folder; empty once the file is gone
    Column("digest", Text, nullable=False, index=True),
    Column("bytes", Integer, nullable=False),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('uploaded', 'previewed', 'queued', 'running', 'done', 'failed', 'cancelled')"),
        nullable=False,
        index=True,
    ),
    Column("round", Integer, nullable=False, server_default="1"),  # grows with every change of the options
    Column("options", Text, nullable=False),
    Column("mends", Text),  # which quarantined rows of which import this file mends
    Column("preview", Text),
    Column("report", Text),
    Column("import_id", Text, index=True),
    Column("progress", Float, nullable=False, server_default="0"),
    Column("stage", Text),
    Column("heartbeat", Integer),
    Column("created", Integer, nullable=False),
    Column("started", Integer),
    Column("finished", Integer),
    Index("uploads_waiting", "state", "number"),
    sqlite_autoincrement=True,
)

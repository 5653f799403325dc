"""Tables of accounts: users, their sessions, one-time links, and failed sign-ins."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, Text

from geo.store.service.schema import METADATA

ROLES = ("partner", "commander", "analyst", "admin")

USERS = Table(
    "users",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("full_name", Text, nullable=False),
    Column("agency", Text),
    Column("role", Text, CheckConstraint("role IN ('partner', 'commander', 'analyst', 'admin')"), nullable=False),
    Column("password", Text),
    Column("active", Integer, nullable=False, server_default="1"),
    Column("created", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("signed_in", Integer),
    sqlite_autoincrement=True,
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id_hash", Text, primary_key=True),
    Column("user", Integer, ForeignKey("users.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("created", Integer, nullable=False),
    Column("seen", Integer, nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("data", Text, nullable=False),
)

LINKS = Table(
    "links",
    METADATA,
    Column("link_hash", Text, primary_key=True),
    Column("user", Integer, ForeignKey("users.number", ondelete="CASCADE")),  # NULL: makes the first administrator
    Column("created", Integer, nullable=False),
    Column("expires", Integer, nullable=False, index=True),
)

FAILURES = Table(
    "failures",
    METADATA,
    Column("who", Text, primary_key=True),  # hash of account and source
    Column("n", Integer, nullable=False),
    Column("last", Integer, nullable=False, index=True),
)

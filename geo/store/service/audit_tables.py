"""Table of the audit chain: append-only, each entry sealed by the hash of the one before."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from geo.store.service.schema import METADATA

AUDIT = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("at", Integer, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("agency", Text),
    Column("source", Text, nullable=False),
    Column("action", Text, nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    info={
        "triggers": (
            "CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
            "CREATE TRIGGER audit_whole BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
            (
                "CREATE TRIGGER audit_once BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit "
                "WHERE number = NEW.number OR hash = NEW.hash) BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
            ),
        )
    },
)

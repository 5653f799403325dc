"""Table of what was published: written once, never changed, never taken back."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, UniqueConstraint

from geo.store.service.schema import METADATA

RELEASES = Table(
    "releases",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("release_id", Text, nullable=False, unique=True),
    Column("agreement_id", Text, nullable=False, index=True),
    Column("agency", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("first_day", Text, nullable=False),
    Column("edition", Integer, CheckConstraint("edition >= 0"), nullable=False),
    Column("data_day", Text, nullable=False),
    Column("made", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("notices", Text, nullable=False),
    UniqueConstraint("agreement_id", "period", "edition"),
    sqlite_autoincrement=True,
    info={
        "triggers": (
            (
                "CREATE TRIGGER releases_stay BEFORE UPDATE ON releases "
                "BEGIN SELECT RAISE(ABORT, 'releases are written once'); END"
            ),
            (
                "CREATE TRIGGER releases_whole BEFORE DELETE ON releases "
                "BEGIN SELECT RAISE(ABORT, 'releases are written once'); END"
            ),
            # REPLACE deletes without asking the triggers
            (
                "CREATE TRIGGER releases_once BEFORE INSERT ON releases WHEN EXISTS (SELECT 1 FROM releases "
                "WHERE number = NEW.number OR release_id = NEW.release_id OR (agreement_id = NEW.agreement_id "
                "AND period = NEW.period AND edition = NEW.edition)) "
                "BEGIN SELECT RAISE(ABORT, 'releases are written once'); END"
            ),
        )
    },
)

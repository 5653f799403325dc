"""Tables of agreements with partners and the public, and of every change of them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text

from geo.store.service.schema import METADATA

AGREEMENTS = Table(
    "agreements",
    METADATA,
    Column("agreement_id", Text, primary_key=True),
    Column("agency", Text, nullable=False, index=True),
    Column("status", Text, CheckConstraint("status IN ('draft', 'active', 'ended')"), nullable=False),
    Column("content", Text, nullable=False),
    Column("changed", Integer, nullable=False),
)

AGREEMENT_CHANGES = Table(
    "agreement_changes",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("agreement_id", Text, nullable=False, index=True),
    Column("changed", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("content", Text, nullable=False),
    sqlite_autoincrement=True,
    info={
        "triggers": (
            (
                "CREATE TRIGGER agreement_changes_stay BEFORE UPDATE ON agreement_changes "
                "BEGIN SELECT RAISE(ABORT, 'changes of agreements are written once'); END"
            ),
            (
                "CREATE TRIGGER agreement_changes_whole BEFORE DELETE ON agreement_changes "
                "BEGIN SELECT RAISE(ABORT, 'changes of agreements are written once'); END"
            ),
            (
                "CREATE TRIGGER agreement_changes_once BEFORE INSERT ON agreement_changes WHEN EXISTS "
                "(SELECT 1 FROM agreement_changes WHERE number = NEW.number) "
                "BEGIN SELECT RAISE(ABORT, 'changes of agreements are written once'); END"
            ),
        )
    },
)

"""Tables of embeds: maps in partners' own sites, which page of a release each is, and how often they were opened."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, Table, Text

from geo.store.service.schema import METADATA

EMBEDS = Table(
    "embeds",
    METADATA,
    Column("embed_id", Text, primary_key=True),
    Column("agreement_id", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("page", Text, CheckConstraint("page IN ('map', 'list', 'counts')"), nullable=False),
    Column("place", Text, nullable=False),  # empty: all that was released
    Column("origins", Text, nullable=False),
    Column("accent", Text, nullable=False),
    Column("ground", Text, nullable=False),
    Column("logo", LargeBinary),
    Column("logo_kind", Text, CheckConstraint("logo_kind IN ('image/png', 'image/svg+xml')")),
    Column("language", Text, CheckConstraint("language IN ('id', 'en')"), nullable=False),
    Column("created", Integer, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("starts", Integer, nullable=False),
    Column("expires", Integer, nullable=False),
    Column("revoked", Integer),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("secret_hash", Text, nullable=False),
)

EMBED_USES = Table(
    "embed_uses",
    METADATA,
    Column("embed_id", Text, ForeignKey("embeds.embed_id"), primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("told", Integer, nullable=False, server_default="0"),  # 1: the hour stands in the audit chain
    sqlite_with_rowid=False,
)

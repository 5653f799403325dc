"""Table of the tokens with which partners' programs read releases."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from geo.store.service.schema import METADATA

API_TOKENS = Table(
    "api_tokens",
    METADATA,
    Column("token_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("agency", Text, nullable=False, index=True),
    Column("agreement_ids", Text, nullable=False),
    Column("created", Integer, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires", Integer, nullable=False),
    Column("revoked", Integer),
    Column("used", Integer),  # the hour in which it was last used
    Column("secret_hash", Text, nullable=False),
)

"""The tables of the service file; `versions/` builds them, a test holds the two together."""

from __future__ import annotations

import importlib

from sqlalchemy import MetaData

SCHEMA = 1  # the newest schema that this program knows; kept in the file as PRAGMA user_version
METADATA = MetaData()


def table_modules() -> tuple[str, ...]:
    """Return the modules that declare tables on `METADATA`, one for each repository."""
    return (
        "accounts_tables",
        "audit_tables",
        "once_tables",
        "agreements_tables",
        "releases_tables",
        "embeds_tables",
        "tokens_tables",
        "region_history_tables",
        "upkeep_tables",
        "reports_tables",
        "uploads_tables",
    )


def whole_metadata() -> MetaData:
    """Return the metadata with every table declared."""
    for name in table_modules():
        importlib.import_module(f"geo.store.service.{name}")
    return METADATA

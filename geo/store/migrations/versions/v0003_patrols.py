"""Schema 3: routes and their stops, orders, tracks, results of patrols, declarations, networks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ZONES: tuple[tuple[str, type], ...] = (("terms", sa.Text),)
_TABLES = (
    """
    CREATE TABLE routes (
        run_number INTEGER NOT NULL,
        position INTEGER NOT NULL,
        route_id TEXT NOT NULL,
        zone_id TEXT,
        name TEXT,
        lead TEXT,
        partners TEXT NOT NULL,
        units TEXT NOT NULL,
        crew INTEGER,
        mode TEXT NOT NULL,
        begins INTEGER NOT NULL,
        ends INTEGER NOT NULL,
        stops INTEGER NOT NULL,
        travel_min REAL NOT NULL,
        service_min REAL NOT NULL,
        wait_min REAL NOT NULL,
        distance_km REAL NOT NULL,
        value REAL NOT NULL,
        notices TEXT NOT NULL,
        explanation_id TEXT,
        explanation_en TEXT,
        geometry BLOB NOT NULL,
        PRIMARY KEY (run_number, position),
        FOREIGN KEY(run_number) REFERENCES runs (number)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE stops (
        run_number INTEGER NOT NULL,
        position INTEGER NOT NULL,
        route_id TEXT NOT NULL,
        stop INTEGER NOT NULL,
        kind TEXT NOT NULL,
        place_id TEXT NOT NULL,
        name TEXT NOT NULL,
        visit INTEGER NOT NULL,
        begins INTEGER NOT NULL,
        ends INTEGER NOT NULL,
        travel_min REAL NOT NULL,
        wait_min REAL NOT NULL,
        distance_km REAL NOT NULL,
        must INTEGER,
        prize REAL NOT NULL,
        chance REAL,
        windows TEXT,
        why_id TEXT,
        why_en TEXT,
        geometry BLOB NOT NULL,
        PRIMARY KEY (run_number, position),
        FOREIGN KEY(run_number) REFERENCES runs (number)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE networks (
        name TEXT NOT NULL,
        recorded INTEGER NOT NULL,
        digest TEXT NOT NULL,
        about TEXT NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE tracks (
        entry INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        track_id TEXT NOT NULL,
        file TEXT,
        digest TEXT,
        source TEXT NOT NULL,
        source_id TEXT,
        unit TEXT,
        order_id TEXT,
        mode TEXT,
        begins INTEGER,
        ends INTEGER,
        fixes INTEGER NOT NULL,
        distance_km REAL NOT NULL,
        quality TEXT NOT NULL,
        geometry BLOB NOT NULL,
        recorded INTEGER NOT NULL,
        row_digest TEXT NOT NULL,
        superseded INTEGER
    )
    """,
    """
    CREATE TABLE fixes (
        entry INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        track_id TEXT NOT NULL,
        moment INTEGER,
        segment INTEGER NOT NULL,
        speed_kmh REAL,
        accuracy_m REAL,
        "row" INTEGER,
        geometry BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE patrol_results (
        entry INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        result_id TEXT NOT NULL,
        order_id TEXT NOT NULL,
        stop INTEGER,
        place_id TEXT,
        outcome TEXT NOT NULL,
        begins INTEGER,
        ends INTEGER,
        reason TEXT,
        found TEXT,
        action TEXT,
        kind TEXT,
        n INTEGER,
        note TEXT,
        file TEXT,
        "row" INTEGER,
        recorded INTEGER NOT NULL,
        row_digest TEXT NOT NULL,
        superseded INTEGER
    )
    """,
    """
    CREATE TABLE orders (
        entry INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        order_id TEXT NOT NULL,
        run_id TEXT,
        route_id TEXT NOT NULL,
        number TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        issued INTEGER NOT NULL,
        state TEXT NOT NULL,
        lead TEXT,
        partners TEXT NOT NULL,
        units TEXT NOT NULL,
        begins INTEGER NOT NULL,
        ends INTEGER NOT NULL,
        stops INTEGER NOT NULL,
        digest TEXT NOT NULL,
        verification TEXT NOT NULL,
        keyed INTEGER,
        content TEXT NOT NULL,
        geometry BLOB,
        recorded INTEGER NOT NULL,
        row_digest TEXT NOT NULL,
        superseded INTEGER
    )
    """,
    """
    CREATE TABLE declarations (
        entry INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        declaration_id TEXT NOT NULL,
        created INTEGER NOT NULL,
        content TEXT NOT NULL,
        digest TEXT NOT NULL,
        previous TEXT,
        supersedes TEXT,
        status TEXT NOT NULL,
        recorded INTEGER NOT NULL,
        row_digest TEXT NOT NULL,
        superseded INTEGER
    )
    """,
)
_INDEXES = (
    ("tracks_key", "tracks", "track_id"),
    ("fixes_key", "fixes", "track_id"),
    ("patrol_results_key", "patrol_results", "result_id"),
    ("orders_key", "orders", "order_id"),
    ("declarations_key", "declarations", "declaration_id"),
)
_WRITTEN_ONCE = ("declarations", "orders")


def upgrade() -> None:
    """Add columns and tables; nothing that is there changes. Declarations and orders can only be added to."""
    for column, kind in _ZONES:
        op.add_column("zones", sa.Column(column, kind))
    for statement in _TABLES:
        op.execute(statement)
    for index, table, column in _INDEXES:
        op.create_index(index, table, [column])
    for table in _WRITTEN_ONCE:
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} are written once'); END"
            )
        op.execute(  # REPLACE deletes without asking the triggers
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names of ours
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE entry = NEW.entry) "
            f"BEGIN SELECT RAISE(ABORT, '{table} are written once'); END"
        )

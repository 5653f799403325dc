"""Schema 1: one region with its pack, incidents with history, imports, quarantine, runs and their results."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """
    CREATE TABLE history (
        number INTEGER NOT NULL,
        incident_id TEXT NOT NULL,
        changed INTEGER NOT NULL,
        action TEXT NOT NULL,
        reason TEXT,
        import_number INTEGER,
        before_import INTEGER,
        before_digest TEXT,
        "before" TEXT,
        PRIMARY KEY (number)
    )
    """,
    """
    CREATE INDEX ix_history_import_number ON history (import_number)
    """,
    """
    CREATE INDEX ix_history_incident_id ON history (incident_id)
    """,
    """
    CREATE TABLE imports (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        file TEXT NOT NULL,
        digest TEXT NOT NULL,
        source TEXT NOT NULL,
        status TEXT NOT NULL,
        created INTEGER NOT NULL,
        records INTEGER NOT NULL,
        stored INTEGER NOT NULL,
        unchanged INTEGER NOT NULL,
        corrected INTEGER NOT NULL,
        duplicates INTEGER NOT NULL,
        quarantined INTEGER NOT NULL,
        mapping TEXT,
        warnings TEXT,
        seconds REAL,
        undone INTEGER,
        undo TEXT,
        seen_again BLOB
    )
    """,
    """
    CREATE TABLE incidents (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        incident_id TEXT NOT NULL,
        cell INTEGER NOT NULL,
        lon REAL NOT NULL,
        lat REAL NOT NULL,
        kind INTEGER NOT NULL,
        occurred_from INTEGER,
        occurred_to INTEGER,
        time_precision TEXT NOT NULL,
        precision_m REAL,
        harm REAL NOT NULL,
        source TEXT NOT NULL,
        source_id TEXT,
        origin TEXT NOT NULL,
        agency TEXT,
        status TEXT NOT NULL,
        sharing TEXT NOT NULL,
        left_out TEXT,
        event_id TEXT,
        outside INTEGER NOT NULL,
        attributes TEXT,
        footprint TEXT,
        digest TEXT,
        import_number INTEGER,
        first_import INTEGER,
        "row" INTEGER,
        by_hand INTEGER DEFAULT '0' NOT NULL
    )
    """,
    """
    CREATE UNIQUE INDEX incidents_id ON incidents (incident_id)
    """,
    """
    CREATE INDEX incidents_map ON incidents (cell, kind, occurred_from, occurred_to, lon, lat, left_out, status)
    """,
    """
    CREATE INDEX incidents_time ON incidents (occurred_from, occurred_to)
    """,
    """
    CREATE TABLE kinds (
        number INTEGER NOT NULL,
        code TEXT NOT NULL,
        harm REAL NOT NULL,
        visibility TEXT NOT NULL,
        PRIMARY KEY (number),
        UNIQUE (code)
    )
    """,
    """
    CREATE TABLE region_files (
        name TEXT NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE runs (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        task TEXT NOT NULL,
        method TEXT NOT NULL,
        parameters TEXT NOT NULL,
        seed INTEGER NOT NULL,
        chosen TEXT NOT NULL,
        audience TEXT NOT NULL,
        input_digest TEXT,
        data_as_of INTEGER,
        status TEXT NOT NULL,
        progress REAL,
        created INTEGER NOT NULL,
        started INTEGER,
        heartbeat INTEGER,
        finished INTEGER,
        seconds REAL,
        incidents INTEGER,
        noise INTEGER,
        left_out TEXT,
        study_area_km2 REAL,
        summary TEXT,
        versions TEXT,
        error TEXT,
        alive INTEGER NOT NULL
    )
    """,
    """
    CREATE INDEX runs_status ON runs (status)
    """,
    """
    CREATE TABLE state (
        one INTEGER NOT NULL CHECK (one = 1),
        store_id TEXT NOT NULL,
        created INTEGER NOT NULL,
        data_version INTEGER NOT NULL,
        data_as_of INTEGER,
        PRIMARY KEY (one)
    )
    """,
    """
    CREATE TABLE hotspots (
        run_number INTEGER NOT NULL,
        position INTEGER NOT NULL,
        hotspot_id TEXT NOT NULL,
        rank INTEGER NOT NULL,
        cluster INTEGER NOT NULL,
        n INTEGER NOT NULL,
        harm REAL NOT NULL,
        area_km2 REAL NOT NULL,
        density_km2 REAL NOT NULL,
        expected REAL,
        z_score REAL,
        p_value REAL,
        q_value REAL,
        significant INTEGER,
        tested INTEGER,
        first INTEGER,
        last INTEGER,
        trend TEXT,
        kinds TEXT,
        hours TEXT,
        weekdays TEXT,
        timed INTEGER,
        explanation_id TEXT,
        explanation_en TEXT,
        geometry BLOB NOT NULL,
        PRIMARY KEY (run_number, position),
        FOREIGN KEY(run_number) REFERENCES runs (number)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE labels (
        run_number INTEGER NOT NULL,
        position INTEGER NOT NULL,
        incident_id TEXT NOT NULL,
        cluster INTEGER NOT NULL,
        PRIMARY KEY (run_number, position),
        FOREIGN KEY(run_number) REFERENCES runs (number)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE quarantine (
        number INTEGER NOT NULL,
        import_number INTEGER NOT NULL,
        line INTEGER NOT NULL,
        "column" TEXT,
        value TEXT,
        reason TEXT NOT NULL,
        detail TEXT,
        raw TEXT,
        PRIMARY KEY (number),
        FOREIGN KEY(import_number) REFERENCES imports (number)
    )
    """,
    """
    CREATE INDEX ix_quarantine_import_number ON quarantine (import_number)
    """,
    """
    CREATE TABLE regroupings (
        import_number INTEGER NOT NULL,
        incident_id TEXT NOT NULL,
        event_id TEXT,
        left_out TEXT,
        PRIMARY KEY (import_number, incident_id),
        FOREIGN KEY(import_number) REFERENCES imports (number)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE surfaces (
        run_number INTEGER NOT NULL,
        position INTEGER NOT NULL,
        cell_id TEXT NOT NULL,
        n INTEGER NOT NULL,
        density_km2 REAL,
        z_score REAL,
        p_value REAL,
        q_value REAL,
        geometry BLOB NOT NULL,
        PRIMARY KEY (run_number, position),
        FOREIGN KEY(run_number) REFERENCES runs (number)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE zones (
        run_number INTEGER NOT NULL,
        position INTEGER NOT NULL,
        zone_id TEXT NOT NULL,
        rank INTEGER NOT NULL,
        name TEXT NOT NULL,
        lead TEXT,
        partners TEXT NOT NULL,
        units TEXT NOT NULL,
        hotspots TEXT NOT NULL,
        n INTEGER NOT NULL,
        harm REAL NOT NULL,
        workload_min REAL NOT NULL,
        capacity_min REAL,
        travel_min REAL,
        gaps TEXT NOT NULL,
        explanation_id TEXT,
        explanation_en TEXT,
        geometry BLOB NOT NULL,
        PRIMARY KEY (run_number, position),
        FOREIGN KEY(run_number) REFERENCES runs (number)
    )
     WITHOUT ROWID
    """,
)


def upgrade() -> None:
    """Make all tables of the first schema."""
    for statement in STATEMENTS:
        op.execute(statement)

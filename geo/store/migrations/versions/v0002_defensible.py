"""Schema 2: what makes hotspots defensible (kinship, confidence, borders, stacks), forecasts and their backtests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_HOTSPOTS = (
    ("relative_risk", sa.REAL),
    ("confidence", sa.REAL),
    ("rank_low", sa.Integer),
    ("rank_high", sa.Integer),
    ("core_share", sa.REAL),
    ("log_likelihood_ratio", sa.REAL),
    ("pattern", sa.Text),
    ("begins", sa.Integer),
    ("ends", sa.Integer),
    ("since", sa.Integer),
)
_SURFACES = (
    ("density_km", sa.REAL),
    ("relative_risk", sa.REAL),
    ("pattern", sa.Text),
    ("trend_z", sa.REAL),
)
_TABLES = {
    "kinships": """
        hotspot_id TEXT,
        previous_run TEXT,
        previous_id TEXT,
        event TEXT NOT NULL,
        overlap_share REAL,
        n INTEGER,
        previous_n INTEGER,
        rank INTEGER,
        previous_rank INTEGER,
    """,
    "borders": """
        hotspot_id TEXT NOT NULL,
        inclusion REAL NOT NULL,
        geometry BLOB NOT NULL,
    """,
    "stacks": """
        n INTEGER NOT NULL,
        expected REAL,
        share REAL,
        p_value REAL,
        near TEXT,
        left_out INTEGER,
        explanation_id TEXT,
        explanation_en TEXT,
        geometry BLOB NOT NULL,
    """,
    "forecasts": """
        unit_id TEXT NOT NULL,
        rank INTEGER NOT NULL,
        expected REAL NOT NULL,
        share REAL,
        area_km2 REAL NOT NULL,
        begins INTEGER NOT NULL,
        ends INTEGER NOT NULL,
        model TEXT NOT NULL,
        geometry BLOB NOT NULL,
    """,
    "backtests": """
        model TEXT NOT NULL,
        placement TEXT NOT NULL,
        served INTEGER,
        unit_m REAL NOT NULL,
        places REAL NOT NULL,
        area_km2 REAL NOT NULL,
        windows INTEGER NOT NULL,
        incidents INTEGER NOT NULL,
        hits INTEGER NOT NULL,
        hit_rate REAL,
        hit_rate_low REAL,
        hit_rate_high REAL,
        prediction_accuracy_index REAL,
        prediction_accuracy_index_low REAL,
        prediction_accuracy_index_high REAL,
        prediction_efficiency_index REAL,
        prediction_efficiency_index_low REAL,
        prediction_efficiency_index_high REAL,
        recapture_rate_index REAL,
        recapture_rate_index_low REAL,
        recapture_rate_index_high REAL,
        gain_low REAL,
        gain_high REAL,
        expected_over_observed REAL,
    """,
}


def upgrade() -> None:
    """Add columns and tables; nothing that is there changes."""
    for name, columns in (("hotspots", _HOTSPOTS), ("surfaces", _SURFACES)):
        for column, kind in columns:
            op.add_column(name, sa.Column(column, kind))
    for name, body in _TABLES.items():
        op.execute(
            f"CREATE TABLE {name} (run_number INTEGER NOT NULL, position INTEGER NOT NULL, {body}"
            " PRIMARY KEY (run_number, position), FOREIGN KEY(run_number) REFERENCES runs (number)) WITHOUT ROWID"
        )
    op.create_index("hotspots_id", "hotspots", ["hotspot_id"])

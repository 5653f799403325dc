"""Schema 4: what is shown to whom (drafts, publications, withdrawals), who asked for runs, whose imports are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_RUNS: tuple[sa.Column, ...] = (  # type: ignore[type-arg]  # columns of several types
    sa.Column("shown", sa.Text, nullable=False, server_default="published"),
    sa.Column("published", sa.Integer),
    sa.Column("asked_by", sa.Text),
    sa.Column("data_version", sa.Integer),
    sa.Column("stage", sa.Text),
    sa.Column("showing", sa.Integer),
    sa.Column("request_digest", sa.Text),
    sa.Column("basis", sa.Text),
)
_SHOWINGS = """
    CREATE TABLE showings (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        run_number INTEGER NOT NULL,
        shown TEXT NOT NULL,
        moment INTEGER NOT NULL,
        who TEXT,
        FOREIGN KEY(run_number) REFERENCES runs (number)
    )
    """
_MAP = "cell, kind, occurred_from, occurred_to, lon, lat, left_out, status, agency, sharing"


def upgrade() -> None:
    """Add columns, the list of publications, and what the map's index needs to know whose an incident is."""
    for column in _RUNS:
        op.add_column("runs", column)
    op.create_index("runs_request", "runs", ["request_digest"])
    op.create_index("runs_shown", "runs", ["task", "showing"])
    op.execute(_SHOWINGS)
    op.create_index("showings_run", "showings", ["run_number"])
    # Until now every finished run was shown at once.
    op.execute(
        "INSERT INTO showings (run_number, shown, moment) "
        "SELECT number, 'published', coalesce(finished, created) FROM runs WHERE status = 'done' ORDER BY number"
    )
    op.execute(
        "UPDATE runs SET published = coalesce(finished, created), "
        "showing = (SELECT s.number FROM showings s WHERE s.run_number = runs.number) WHERE status = 'done'"
    )
    op.add_column("imports", sa.Column("agency", sa.Text))
    op.add_column("state", sa.Column("region_version", sa.Integer, nullable=False, server_default="0"))
    for change in ("INSERT", "UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER region_files_{change.lower()} AFTER {change} ON region_files "  # noqa: S608 - texts of ours
            "BEGIN UPDATE state SET region_version = region_version + 1; END"
        )
    op.execute("DROP INDEX incidents_map")
    op.execute(f"CREATE INDEX incidents_map ON incidents ({_MAP})")

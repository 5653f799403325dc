"""A made-up fifth schema: what later steps may do (columns, tables, rebuilt tables, changed rows)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Change the schema in every way that a step may."""
    op.add_column("imports", sa.Column("note", sa.Text))
    op.create_table("trial", sa.Column("number", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
    op.execute("INSERT INTO trial (name) SELECT incident_id FROM incidents")
    with op.batch_alter_table("quarantine") as batch:
        batch.alter_column("value", new_column_name="text")
        batch.add_column(sa.Column("seen", sa.Integer, server_default="0"))
    op.execute("UPDATE incidents SET agency = 'LAMA' WHERE agency IS NULL")
